{%- set roles = [
    'spending', 'income', 'basic', 'project', 'development', 'fiscal', 'own_level', 'transfer',
    'whole_budget', 'whole_executed', 'executed_basic', 'executed_projects', 'carry_over',
] -%}

with

documents as (

    select
        document_id,
        department_key,
        district_key,
        fiscal_year,
        form
    from {{ ref('dim_document') }}
    where status = 'loaded' and is_current

),

-- which item is which amount is told by the vocabulary of roles
amounts as (

    select
        documents.department_key,
        documents.fiscal_year,
        {% for role in roles -%}
        max(case when roles.role = '{{ role }}' then roles.amount_wan end) as {{ role }}_wan
        {%- if not loop.last %},{% endif %}
        {% endfor -%}
    from {{ ref('reconcile_budget_role') }} as roles
    inner join documents on roles.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

printed_rates as (

    select
        department_key,
        fiscal_year,
        max(execution_rate) as execution_rate_printed
    from {{ ref('fct_budget_line') }}
    group by department_key, fiscal_year

),

tasks as (

    select
        department_key,
        fiscal_year,
        count(*) as task_count,
        sum(amount_wan) as task_sum_wan
    from {{ ref('fct_task_funding') }}
    group by department_key, fiscal_year

),

project_sums as (

    select
        documents.department_key,
        documents.fiscal_year,
        documents.form,
        count(*) as project_count,
        sum(coalesce(facts.total_wan, facts.budget_wan)) as project_sum_wan,
        sum(facts.executed_wan) as project_executed_wan
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
        max(project_executed_wan) as project_executed_wan
    from ranked_sums
    group by department_key, fiscal_year

),

-- rows with money to show: a report without amounts has none
subjects as (

    select
        department_key,
        min(district_key) as district_key,
        fiscal_year
    from documents
    group by department_key, fiscal_year

),

joined as (

    select
        subjects.department_key,
        subjects.district_key,
        subjects.fiscal_year,
        {% for role in roles -%}
        amounts.{{ role }}_wan,
        {% endfor -%}
        printed_rates.execution_rate_printed,
        tasks.task_count,
        tasks.task_sum_wan,
        projects.project_count,
        projects.project_sum_wan,
        projects.project_executed_wan,
        coalesce(amounts.spending_wan, amounts.whole_budget_wan) as budget_wan
    from subjects
    left join amounts
        on
            subjects.department_key = amounts.department_key
            and subjects.fiscal_year = amounts.fiscal_year
    left join printed_rates
        on
            subjects.department_key = printed_rates.department_key
            and subjects.fiscal_year = printed_rates.fiscal_year
    left join tasks
        on
            subjects.department_key = tasks.department_key
            and subjects.fiscal_year = tasks.fiscal_year
    left join projects
        on
            subjects.department_key = projects.department_key
            and subjects.fiscal_year = projects.fiscal_year

)

select
    department_key,
    district_key,
    fiscal_year,
    cast(budget_wan as decimal(24, 6)) as budget_wan,
    cast(income_wan as decimal(24, 6)) as income_wan,
    cast(basic_wan as decimal(24, 6)) as basic_wan,
    cast(project_wan as decimal(24, 6)) as project_wan,
    cast(development_wan as decimal(24, 6)) as development_wan,
    cast(fiscal_wan as decimal(24, 6)) as fiscal_appropriation_wan,
    cast(own_level_wan as decimal(24, 6)) as own_level_wan,
    cast(transfer_wan as decimal(24, 6)) as transfer_wan,
    cast(whole_budget_wan as decimal(24, 6)) as full_year_budget_wan,
    cast(whole_executed_wan as decimal(24, 6)) as executed_wan,
    cast(executed_basic_wan as decimal(24, 6)) as executed_basic_wan,
    cast(executed_projects_wan as decimal(24, 6)) as executed_project_wan,
    cast(carry_over_wan as decimal(24, 6)) as carry_over_wan,
    {{ percentage('whole_executed_wan', 'coalesce(whole_budget_wan, budget_wan)') }}
        as execution_rate,
    execution_rate_printed,
    {{ percentage('basic_wan', 'spending_wan') }} as basic_share,
    {{ percentage('project_wan', 'spending_wan') }} as project_share,
    {{ percentage('development_wan', 'spending_wan') }} as development_share,
    {{ percentage('fiscal_wan', 'income_wan') }} as fiscal_appropriation_share,
    {{ percentage('transfer_wan', 'spending_wan') }} as transfer_share,
    task_count,
    cast(task_sum_wan as decimal(24, 6)) as task_sum_wan,
    project_count,
    cast(project_sum_wan as decimal(24, 6)) as project_sum_wan,
    cast(project_executed_wan as decimal(24, 6)) as project_executed_wan
from joined
