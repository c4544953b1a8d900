select
    department_key,
    district_key,
    name_zh,
    scope,
    body_key,
    cast(null as integer) as until_year
from {{ ref('stg_departments') }}
