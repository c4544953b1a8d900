select
    districts.district_key,
    reference.fiscal_year,
    reference.population_wan,
    reference.population_source,
    reference.gdp_yi,
    reference.gdp_source
from {{ ref('district_reference') }} as reference
inner join {{ ref('core_district') }} as districts
    on reference.district_code = districts.code
