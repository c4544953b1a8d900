with

evaluated as (
    {{ reconcile_role('evaluated') }}
),

executed as (
    {{ reconcile_role('executed_projects') }}
),

checks as (
    select
        evaluated.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '自评涉及资金' as subject,
        evaluated.amount_wan as left_value,
        executed.amount_wan as right_value,
        evaluated.rounding_wan + executed.rounding_wan as tolerance,
        '自评涉及资金对项目支出执行数' as explanation
    from evaluated
    inner join executed on evaluated.document_id = executed.document_id
)

{{ reconcile(
    'evaluated_amount',
    forms=['self_evaluation_report'],
    needs='自评涉及资金与项目支出执行数'
) }}
