with

funded_tasks as (
    {{ reconcile_rows_of('core_task_funding') }}
),

tasks as (
    select
        document_id,
        count(*) as task_count,
        count(amount_wan) as printed_count,
        sum(amount_wan) as amount_wan,
        sum(rounding_wan) as rounding_wan
    from funded_tasks
    group by document_id
),

bases as (
    select
        document_id,
        amount_wan,
        rounding_wan,
        items,
        case role when 'own_level' then '本级使用资金' else '项目支出与事业发展性支出' end as basis,
        case role when 'own_level' then 2 else 1 end as basis_order
    from {{ ref('reconcile_budget_role') }}
    where role in ('project_and_development', 'own_level')
),

-- tasks may be paid from either: the first basis that fits is taken, else the spending
compared as (
    select
        tasks.document_id,
        tasks.task_count,
        tasks.printed_count,
        tasks.amount_wan as left_value,
        bases.amount_wan as right_value,
        bases.basis,
        bases.items,
        tasks.rounding_wan + bases.rounding_wan as tolerance,
        row_number() over (
            partition by tasks.document_id
            order by
                case
                    when
                        abs(tasks.amount_wan - bases.amount_wan)
                        <= tasks.rounding_wan + bases.rounding_wan
                        then 0
                    else 1
                end,
                bases.basis_order
        ) as preference
    from tasks
    inner join bases on tasks.document_id = bases.document_id
),

checks as (
    select
        document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '重点任务金额：' || basis as subject,
        case when printed_count = task_count then left_value end as left_value,
        right_value,
        tolerance,
        '印有金额的 ' || printed_count || ' 项重点任务（共 ' || task_count || ' 项）之和对' || basis
        || '（' || items || '）' as explanation
    from compared
    where preference = 1
)

{{ reconcile(
    'tasks_against_spending',
    forms=['department_target_form'],
    needs='重点任务金额与支出金额'
) }}
