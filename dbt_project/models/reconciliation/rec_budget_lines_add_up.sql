with

spending as (
    {{ reconcile_role('spending') }}
),

income as (
    {{ reconcile_role('income') }}
),

checks as (
    select
        spending.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '收支平衡' as subject,
        spending.amount_wan as left_value,
        income.amount_wan as right_value,
        spending.rounding_wan + income.rounding_wan as tolerance,
        '支出合计（' || spending.items || '）对收入合计（' || income.items || '）' as explanation
    from spending
    inner join income on spending.document_id = income.document_id
)

{{ reconcile(
    'budget_lines_add_up',
    forms=['department_target_form'],
    needs='支出与收入金额'
) }}
