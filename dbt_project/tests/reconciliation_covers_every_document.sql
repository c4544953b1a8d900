-- Every rule says something about every document it answers for: unchecked is not passed.
with

expected as (
    select
        rules.rule_key,
        documents.document_id
    from {{ ref('reconciliation_rules') }} as rules
    cross join {{ ref('core_document') }} as documents
    where rules.scope = 'document'
    union all
    select
        rules.rule_key,
        documents.document_id
    from {{ ref('reconciliation_rules') }} as rules
    cross join {{ ref('status_current_document') }} as documents
    where rules.scope = 'between'
)

select expected.*
from expected
where not exists (
    select 1 as found
    from {{ ref('reconciliation_result') }} as results
    where
        results.rule_key = expected.rule_key
        and results.document_id = expected.document_id
)
