select
    department_key as page_key,
    wide.* exclude (documents_hash),
    wide.indicator_key in (select indicator_key from indicator_page) as has_page
from mart_indicator_wide as wide
left join statistic_place using (statistic)
order by
    department_key,
    not is_catalogued,
    statistic_place.place,
    family,
    indicator_name_zh,
    indicator_key,
    fiscal_year
