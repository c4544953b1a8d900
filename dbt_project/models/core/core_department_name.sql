select
    department_key,
    name_zh,
    since,
    until
from {{ ref('stg_department_names') }}
