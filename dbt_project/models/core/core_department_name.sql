select
    department_key,
    name_zh,
    cast(null as integer) as since,
    cast(null as integer) as until
from {{ ref('stg_departments') }}
