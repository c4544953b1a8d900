-- The checks of a document that fail, also those in which it is the other one.
with sides as (
    select document_id as page_key, * from fct_reconciliation where status = 'fail'
    union all
    select other_document_id as page_key, * from fct_reconciliation
    where status = 'fail' and other_document_id <> document_id
)

select sides.page_key, checks.*
from sides
inner join failed_check as checks
    on sides.rule_key = checks.rule_key
    and sides.document_id = checks.document_id
    and sides.subject is not distinct from checks.subject
    and sides.project_no is not distinct from checks.project_no
order by sides.page_key, checks.place, checks.subject
