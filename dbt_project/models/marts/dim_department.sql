select
    department_key,
    district_key,
    name_zh,
    scope,
    body_key,
    until_year,
    successor_department_key
from {{ ref('core_department') }}
