select
    department_key,
    district_key,
    name_zh,
    scope,
    body_key
from {{ ref('core_department') }}
