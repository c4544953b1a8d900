select
    department_key,
    {{ dbt.hash(dbt.listagg(
        dbt.concat(['document_id', "'@'", 'load']), "','", 'order by document_id'
    )) }} as documents_hash
from {{ ref('status_current_document') }}
group by department_key
