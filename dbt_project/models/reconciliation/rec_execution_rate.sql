with

whole_budget as (
    {{ reconcile_role('whole_budget') }}
),

budget_lines as (
    {{ reconcile_rows_of('core_budget_line') }}
),

department as (
    select
        executed.document_id,
        cast(null as {{ dbt.type_int() }}) as project_no,
        executed.execution_rate,
        executed.execution_rate_rounding,
        '部门整体' as subject,
        '全年预算数' as basis,
        executed.amount_wan as executed_wan,
        executed.rounding_wan as executed_rounding_wan,
        whole_budget.amount_wan as budget_wan,
        whole_budget.rounding_wan as budget_rounding_wan
    from budget_lines as executed
    left join whole_budget on executed.document_id = whole_budget.document_id
    where executed.execution_rate is not null
),

funding as (
    {{ reconcile_rows_of('core_project_funding') }}
),

projects as (
    select
        document_id,
        project_no,
        execution_rate,
        execution_rate_rounding,
        project_no || ' ' || project_name as subject,
        case when budget_wan is null then '年初预算数' else '全年预算数' end as basis,
        executed_wan,
        rounding_wan as executed_rounding_wan,
        coalesce(budget_wan, budget_initial_wan) as budget_wan,
        rounding_wan as budget_rounding_wan
    from funding
    where execution_rate is not null
),

rates as (
    select * from department
    union all
    select * from projects
),

checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        subject || '执行率（%）' as subject,
        cast(100.0 * executed_wan / nullif(budget_wan, 0) as {{ reconcile_number() }})
            as left_value,
        execution_rate as right_value,
        execution_rate_rounding
        + 100.0 * (
            coalesce(executed_rounding_wan, 0)
            + abs(executed_wan / nullif(budget_wan, 0)) * coalesce(budget_rounding_wan, 0)
        ) / abs(nullif(budget_wan, 0)) as tolerance,
        '执行数÷' || basis || '×100 对印出的执行率' as explanation
    from rates
)

{{ reconcile(
    'execution_rate',
    forms=['self_evaluation_report', 'self_evaluation_table'],
    needs='预算数、执行数与执行率',
    by_project=true
) }}
