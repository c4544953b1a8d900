with

parts as (
    {{ reconcile_role('by_source') }}
),

executed as (
    {{ reconcile_role('whole_executed') }}
),

checks as (
    select
        parts.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '按资金来源分的支出' as subject,
        parts.amount_wan as left_value,
        executed.amount_wan as right_value,
        parts.rounding_wan + executed.rounding_wan as tolerance,
        '按资金来源分的支出（' || parts.items || '）之和对执行数' as explanation
    from parts
    inner join executed on parts.document_id = executed.document_id
)

{{ reconcile(
    'executed_by_source',
    forms=['self_evaluation_report'],
    needs='按资金来源分的支出与执行数'
) }}
