select wide.indicator_key as page_key, wide.* exclude (documents_hash)
from mart_indicator_wide as wide
inner join indicator_page using (indicator_key)
order by wide.indicator_key, district_level, district_key, department_key, fiscal_year
