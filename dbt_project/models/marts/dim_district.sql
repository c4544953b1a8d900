select
    district_key,
    code,
    name_zh,
    name_en,
    level,
    parent_district_key,
    functional_zones,
    until_year,
    successor_district_key
from {{ ref('core_district') }}
