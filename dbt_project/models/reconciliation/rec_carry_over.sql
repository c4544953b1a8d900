with

budget as (
    {{ reconcile_role('whole_budget') }}
),

executed as (
    {{ reconcile_role('whole_executed') }}
),

carried as (
    {{ reconcile_role('carry_over') }}
),

checks as (
    select
        budget.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '年末结转和结余' as subject,
        budget.amount_wan - executed.amount_wan as left_value,
        carried.amount_wan as right_value,
        budget.rounding_wan + executed.rounding_wan + carried.rounding_wan as tolerance,
        '全年预算数减执行数，对印出的年末结转和结余' as explanation
    from budget
    inner join executed on budget.document_id = executed.document_id
    inner join carried on budget.document_id = carried.document_id
)

{{ reconcile(
    'carry_over',
    forms=['self_evaluation_report'],
    needs='预算数、执行数与年末结转和结余'
) }}
