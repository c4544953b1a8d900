{#- Which document says an amount: the target form what is asked for, the report what became of it. -#}
{%- set form_roles = [
    'spending', 'income', 'basic', 'project', 'development', 'fiscal', 'own_level', 'transfer',
] -%}
{%- set report_roles = [
    'whole_budget', 'whole_executed', 'executed_basic', 'executed_projects', 'carry_over',
] -%}

with

-- a bureau may have asked for a budget that its successor reports on; where both print a form, that of the
-- one in charge counts
ranked_documents as (

    select
        documents.document_id,
        documents.fiscal_year,
        documents.form,
        owners.department_key,
        owners.district_key,
        owners.body_key,
        owners.scope,
        row_number() over (
            partition by owners.department_key, documents.fiscal_year, documents.form
            order by
                case when documents.department_key = owners.department_key then 0 else 1 end asc,
                documents.document_id asc
        ) as preference
    from {{ ref('status_current_document') }} as documents
    inner join {{ ref('core_department') }} as departments
        on documents.department_key = departments.department_key
    inner join {{ ref('series_owner') }} as owners
        on
            departments.body_key = owners.body_key
            and departments.scope = owners.scope
            and documents.fiscal_year = owners.fiscal_year

),

documents as (

    select * from ranked_documents
    where preference = 1

),

-- which item is which amount is told by the vocabulary of roles
amounts as (

    select
        documents.department_key,
        documents.fiscal_year,
        {% for role in form_roles -%}
        max(case
            when documents.form = 'department_target_form' and roles.role = '{{ role }}'
                then roles.amount_wan
        end) as {{ role }}_wan,
        {% endfor -%}
        {% for role in report_roles -%}
        max(case
            when documents.form = 'self_evaluation_report' and roles.role = '{{ role }}'
                then roles.amount_wan
        end) as {{ role }}_wan,
        {% endfor -%}
        max(case
            when roles.role = 'spending' and documents.form = 'department_target_form'
                then roles.document_id
        end) as budget_initial_document_id,
        max(case
            when roles.role = 'whole_budget' and documents.form = 'self_evaluation_report'
                then roles.document_id
        end) as budget_final_document_id,
        max(case
            when roles.role = 'whole_executed' and documents.form = 'self_evaluation_report'
                then roles.document_id
        end) as executed_document_id
    from {{ ref('reconcile_budget_role') }} as roles
    inner join documents on roles.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

lines as (

    select
        documents.department_key,
        documents.fiscal_year,
        max(case when documents.form = 'self_evaluation_report' then lines.execution_rate end)
            as execution_rate_printed,
        bool_or(lines.doubt is not null) as is_in_doubt,
        bool_or(lines.reviewed is not null) as is_reviewed
    from {{ ref('fct_budget_line') }} as lines
    inner join documents on lines.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

tasks as (

    select
        documents.department_key,
        documents.fiscal_year,
        count(*) as task_count,
        sum(tasks.amount_wan) as task_sum_wan,
        max(tasks.document_id) as tasks_document_id,
        bool_or(tasks.reviewed is not null) as is_reviewed
    from {{ ref('fct_task_funding') }} as tasks
    inner join documents on tasks.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

project_sums as (

    select
        documents.department_key,
        documents.fiscal_year,
        documents.form,
        count(*) as project_count,
        sum(coalesce(facts.total_wan, facts.budget_wan)) as project_sum_wan,
        sum(facts.executed_wan) as project_executed_wan,
        max(facts.document_id) as projects_document_id,
        bool_or(facts.reviewed is not null) as is_reviewed
    from {{ ref('fct_project_funding') }} as facts
    inner join documents on facts.document_id = documents.document_id
    where facts.project_no > 0
    group by documents.department_key, documents.fiscal_year, documents.form

),

-- plans and self-evaluations name the same projects: one form's are counted, the plan's first
ranked_sums as (

    select
        *,
        row_number() over (
            partition by department_key, fiscal_year
            order by case form
                when 'project_target_table' then 0
                when 'project_target_form' then 1
                else 2
            end
        ) as preference
    from project_sums

),

projects as (

    select
        department_key,
        fiscal_year,
        max(case when preference = 1 then project_count end) as project_count,
        max(case when preference = 1 then project_sum_wan end) as project_sum_wan,
        max(case when preference = 1 then projects_document_id end) as projects_document_id,
        max(project_executed_wan) as project_executed_wan,
        bool_or(is_reviewed) as is_reviewed
    from ranked_sums
    group by department_key, fiscal_year

),

-- sums of money that don't come out as they should
failed_checks as (

    select
        documents.department_key,
        documents.fiscal_year,
        count(*) as failed_check_count
    from {{ ref('reconciliation_result') }} as checks
    inner join documents on checks.document_id = documents.document_id
    where
        checks.status = 'fail'
        and checks.rule_key in ({{ listed(var("budget_rules")) }})
    group by documents.department_key, documents.fiscal_year

),

-- rows with money to show: a report without amounts has none
subjects as (

    select
        department_key,
        min(district_key) as district_key,
        min(body_key) as body_key,
        min(scope) as scope,
        fiscal_year
    from documents
    group by department_key, fiscal_year

),

joined as (

    select
        subjects.*,
        {% for role in form_roles + report_roles -%}
        amounts.{{ role }}_wan,
        {% endfor -%}
        amounts.budget_initial_document_id,
        amounts.budget_final_document_id,
        amounts.executed_document_id,
        lines.execution_rate_printed,
        coalesce(lines.is_in_doubt, false) as is_in_doubt,
        coalesce(lines.is_reviewed, false)
        or coalesce(tasks.is_reviewed, false)
        or coalesce(projects.is_reviewed, false) as is_reviewed,
        tasks.task_count,
        tasks.task_sum_wan,
        tasks.tasks_document_id,
        projects.project_count,
        projects.project_sum_wan,
        projects.project_executed_wan,
        projects.projects_document_id,
        coalesce(failed_checks.failed_check_count, 0) as failed_check_count
    from subjects
    {% for side in ['amounts', 'lines', 'tasks', 'projects', 'failed_checks'] -%}
    left join {{ side }}
        on
            subjects.department_key = {{ side }}.department_key
            and subjects.fiscal_year = {{ side }}.fiscal_year
    {% endfor %}
),

-- the year before of the body, under whatever name or key it went then
with_the_year_before as (

    select
        joined.*,
        before.spending_wan as spending_before_wan,
        before.whole_budget_wan as whole_budget_before_wan,
        before.whole_executed_wan as whole_executed_before_wan,
        row_number() over (
            partition by joined.department_key, joined.fiscal_year
            order by
                case when before.department_key = joined.department_key then 0 else 1 end asc,
                before.department_key asc
        ) as before_preference
    from joined
    left join joined as before
        on
            joined.body_key = before.body_key
            and joined.scope = before.scope
            and joined.fiscal_year = before.fiscal_year + 1

)

select
    joined.department_key,
    joined.district_key,
    districts.name_zh as district_name_zh,
    joined.body_key,
    joined.scope,
    joined.fiscal_year,
    cast(joined.spending_wan as decimal(24, 6)) as budget_initial_wan,
    joined.budget_initial_document_id,
    cast(joined.whole_budget_wan as decimal(24, 6)) as budget_final_wan,
    joined.budget_final_document_id,
    cast(joined.whole_executed_wan as decimal(24, 6)) as executed_wan,
    joined.executed_document_id,
    {{ percentage('joined.whole_executed_wan', 'joined.whole_budget_wan') }} as execution_rate,
    joined.execution_rate_printed,
    {% for basis, role in {
        'budget_initial': 'spending', 'budget_final': 'whole_budget', 'executed': 'whole_executed',
    }.items() -%}
    cast(joined.{{ role }}_wan - joined.{{ role }}_before_wan as decimal(24, 6))
        as {{ basis }}_change_wan,
    {{ percentage(
        'joined.' ~ role ~ '_wan - joined.' ~ role ~ '_before_wan', 'joined.' ~ role ~ '_before_wan'
    ) }} as {{ basis }}_change_pct,
    {% endfor -%}
    cast(joined.income_wan as decimal(24, 6)) as income_wan,
    cast(joined.basic_wan as decimal(24, 6)) as basic_wan,
    cast(joined.project_wan as decimal(24, 6)) as project_wan,
    cast(joined.development_wan as decimal(24, 6)) as development_wan,
    cast(joined.fiscal_wan as decimal(24, 6)) as fiscal_appropriation_wan,
    cast(joined.own_level_wan as decimal(24, 6)) as own_level_wan,
    cast(joined.transfer_wan as decimal(24, 6)) as transfer_wan,
    cast(joined.executed_basic_wan as decimal(24, 6)) as executed_basic_wan,
    cast(joined.executed_projects_wan as decimal(24, 6)) as executed_project_wan,
    cast(joined.carry_over_wan as decimal(24, 6)) as carry_over_wan,
    {{ percentage('joined.basic_wan', 'joined.spending_wan') }} as basic_share,
    {{ percentage('joined.project_wan', 'joined.spending_wan') }} as project_share,
    {{ percentage('joined.development_wan', 'joined.spending_wan') }} as development_share,
    {{ percentage('joined.fiscal_wan', 'joined.income_wan') }} as fiscal_appropriation_share,
    {{ percentage('joined.transfer_wan', 'joined.spending_wan') }} as transfer_share,
    joined.task_count,
    cast(joined.task_sum_wan as decimal(24, 6)) as task_sum_wan,
    joined.tasks_document_id,
    joined.project_count,
    cast(joined.project_sum_wan as decimal(24, 6)) as project_sum_wan,
    cast(joined.project_executed_wan as decimal(24, 6)) as project_executed_wan,
    joined.projects_document_id,
    joined.is_in_doubt,
    joined.is_reviewed,
    joined.failed_check_count > 0 as is_contradicted
from with_the_year_before as joined
inner join {{ ref('core_district') }} as districts
    on joined.district_key = districts.district_key
where joined.before_preference = 1
