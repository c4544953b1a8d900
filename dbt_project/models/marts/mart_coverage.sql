with

ledger as (

    select
        department_key,
        fiscal_year,
        {% for state in ['loaded', 'held', 'quarantined', 'received', 'missing', 'not_due'] -%}
        count(case when state = '{{ state }}' then 1 end) as documents_{{ state }},
        {% endfor -%}
        count(case when state <> 'withdrawn' then 1 end) as documents_expected
    from {{ ref('mart_document_ledger') }}
    where ledger_key = slot_key
    group by department_key, fiscal_year

),

documents as (

    select
        document_id,
        department_key,
        fiscal_year
    from {{ ref('status_current_document') }}

),

targets as (

    select
        department_key,
        fiscal_year,
        count(*) as targets_printed,
        count(case when outcome in ('met', 'missed', 'missed_by_statement') then 1 end)
            as targets_judged,
        count(case when outcome = 'met' then 1 end) as targets_met,
        count(case when outcome in ('missed', 'missed_by_statement') then 1 end) as targets_missed,
        count(case when outcome = 'missed_by_statement' then 1 end) as targets_missed_by_statement,
        count(case when outcome = 'undecidable' then 1 end) as targets_undecidable,
        count(case when outcome = 'not_reported' then 1 end) as targets_not_reported,
        count(case when outcome = 'no_report' then 1 end) as targets_no_report
    from {{ ref('mart_target_vs_actual') }}
    group by department_key, fiscal_year

),

figures as (

    {% for fact in [
        'fct_indicator_value', 'fct_budget_line', 'fct_task_funding', 'fct_project_funding',
    ] -%}
    select
        document_id,
        doubt,
        reviewed
    from {{ ref(fact) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

figures_by_year as (

    select
        documents.department_key,
        documents.fiscal_year,
        count(*) as figures_printed,
        count(figures.doubt) as figures_in_doubt,
        count(figures.reviewed) as figures_reviewed
    from figures
    inner join documents on figures.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

checks as (

    select
        documents.department_key,
        documents.fiscal_year,
        count(case when checks.status = 'pass' then 1 end) as checks_passed,
        count(case when checks.status = 'fail' then 1 end) as checks_failed,
        count(case when checks.status in ('not_applicable', 'insufficient_data') then 1 end)
            as checks_not_checked
    from {{ ref('reconciliation_result') }} as checks
    inner join documents on checks.document_id = documents.document_id
    group by documents.department_key, documents.fiscal_year

),

subjects as (

    select
        department_key,
        fiscal_year
    from ledger
    where department_key is not null
    union
    select
        department_key,
        fiscal_year
    from targets

)

select
    subjects.department_key,
    departments.district_key,
    districts.name_zh as district_name_zh,
    departments.body_key,
    subjects.fiscal_year,
    {% for column in [
        'documents_expected', 'documents_loaded', 'documents_held', 'documents_quarantined',
        'documents_received', 'documents_missing', 'documents_not_due',
    ] -%}
    coalesce(ledger.{{ column }}, 0) as {{ column }},
    {% endfor -%}
    {% for column in [
        'targets_printed', 'targets_judged', 'targets_met', 'targets_missed',
        'targets_missed_by_statement', 'targets_undecidable', 'targets_not_reported',
        'targets_no_report',
    ] -%}
    coalesce(targets.{{ column }}, 0) as {{ column }},
    {% endfor -%}
    {{ percentage('targets.targets_met', 'targets.targets_judged') }} as share_met,
    coalesce(figures.figures_printed, 0) as figures_printed,
    coalesce(figures.figures_in_doubt, 0) as figures_in_doubt,
    coalesce(figures.figures_reviewed, 0) as figures_reviewed,
    coalesce(checks.checks_passed, 0) as checks_passed,
    coalesce(checks.checks_failed, 0) as checks_failed,
    coalesce(checks.checks_not_checked, 0) as checks_not_checked
from subjects
inner join {{ ref('core_department') }} as departments
    on subjects.department_key = departments.department_key
inner join {{ ref('core_district') }} as districts
    on departments.district_key = districts.district_key
left join ledger
    on
        subjects.department_key = ledger.department_key
        and subjects.fiscal_year = ledger.fiscal_year
left join targets
    on
        subjects.department_key = targets.department_key
        and subjects.fiscal_year = targets.fiscal_year
left join figures_by_year as figures
    on
        subjects.department_key = figures.department_key
        and subjects.fiscal_year = figures.fiscal_year
left join checks
    on
        subjects.department_key = checks.department_key
        and subjects.fiscal_year = checks.fiscal_year
