select
    district_key,
    code,
    name_zh,
    name_en,
    level,
    parent_district_key,
    functional_zones
from {{ ref('core_district') }}
