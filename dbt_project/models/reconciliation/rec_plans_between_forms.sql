with

forms as (
    select * from {{ ref('reconcile_form') }}
),

tasks as (
    select
        facts.*,
        {{ reconcile_plan_name('facts.task_name') }} as plan_name
    from {{ ref('core_task_funding') }} as facts
    inner join forms on facts.document_id = forms.document_id
),

projects as (
    select
        facts.*,
        {{ reconcile_plan_name('facts.project_name') }} as plan_name
    from {{ ref('core_project_funding') }} as facts
    inner join forms on facts.document_id = forms.document_id
    where facts.project_no > 0 and {{ is_not_held('facts') }}
),

pairs as (
    select
        forms.document_id,
        counterparts.document_id as other_document_id,
        forms.scope_zh,
        counterparts.scope_zh as other_scope_zh
    from forms
    inner join forms as counterparts
        on
            forms.body_key = counterparts.body_key
            and forms.fiscal_year = counterparts.fiscal_year
    where
        forms.form = 'department_target_form'
        and counterparts.form in ('project_target_table', 'project_target_form')
),

checks as (
    select
        pairs.document_id,
        pairs.other_document_id,
        tasks.task_no || ' ' || tasks.plan_name as subject,
        tasks.amount_wan as left_value,
        projects.total_wan as right_value,
        tasks.rounding_wan + projects.rounding_wan as tolerance,
        pairs.scope_zh || '口径的重点任务拟投入资金，对' || pairs.other_scope_zh || '口径'
        || case when projects.document_id is null then '的项目（没有同名项目）' else '的同名项目总计' end
            as explanation
    from pairs
    inner join tasks on pairs.document_id = tasks.document_id
    left join projects
        on
            pairs.other_document_id = projects.document_id
            and tasks.plan_name = projects.plan_name
)

{{ reconcile(
    'plans_between_forms',
    forms=['department_target_form'],
    needs='重点任务与同一机构、同一年度的同名项目',
    documents='reconcile_form'
) }}
