{%- set columns = [
    'rule_key',
    'severity',
    'document_id',
    'project_no',
    'other_document_id',
    'subject',
    'left_value',
    'right_value',
    'difference',
    'tolerance',
    'status',
    'explanation',
    'left_indicator_value_id',
    'right_indicator_value_id',
    'waiver_reason',
    'waived_by',
    'waived_on',
] -%}

with

within_document as (
    select {{ columns | join(', ') }} from {{ ref('reconciliation_within_document') }}
),

between_documents as (
    select {{ columns | join(', ') }} from {{ ref('reconciliation_between_documents') }}
)

select * from within_document
union all
select * from between_documents
