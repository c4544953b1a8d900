{%- set place = ['page', 'line_from', 'line_to', 'bbox', 'cell'] -%}

with

-- the versions of a slot that passed, in the order in which they were seen
versions as (

    select
        document_id,
        slot_key,
        district_key,
        department_key,
        fiscal_year,
        form,
        last_sighted_at as seen_at,
        lag(document_id) over (
            partition by slot_key order by last_sighted_at, version, document_id
        ) as old_document_id,
        count(*) over (partition by slot_key) as version_count
    from {{ ref('status_document') }}
    where status in ('loaded', 'withdrawn') and slot_key is not null

),

revised as (

    select * from versions
    where version_count > 1

),

projects as (

    select * from {{ ref('core_project') }}

),

-- every printed figure of these versions, and what makes it the same in another version
printed as (

    select
        facts.document_id,
        'indicator_value' as what,
        facts.indicator_key,
        facts.horizon,
        facts.measure,
        coalesce(facts.indicator_name, facts.metric) as subject,
        projects.project_key,
        coalesce(facts.value_std, facts.value) as figure,
        facts.operator,
        facts.value_text as printed_text,
        facts.indicator_key || '/' || facts.horizon || '/' || facts.measure || '/'
        || facts.source_section || '/' || facts.fiscal_year || '/' || facts.value_kind || '/'
        || coalesce(projects.project_key, '') as figure_key,
        facts.ordinal as printed_order,
        facts.doubt,
        facts.reviewed,
        {{ printed_place('facts') }}
    from {{ ref('core_indicator_value') }} as facts
    inner join revised on facts.document_id = revised.document_id
    left join projects
        on facts.document_id = projects.document_id and facts.project_no = projects.project_no
    union all
    select
        facts.document_id,
        'budget_line' as what,
        null as indicator_key,
        null as horizon,
        facts.phase as measure,
        facts.section || ' ' || facts.item as subject,
        null as project_key,
        facts.amount_wan as figure,
        null as operator,
        facts.amount_text as printed_text,
        facts.section || '/' || facts.item || '/' || facts.phase as figure_key,
        coalesce(facts.line_from, 0) as printed_order,
        facts.doubt,
        facts.reviewed,
        {{ printed_place('facts') }}
    from {{ ref('core_budget_line') }} as facts
    inner join revised on facts.document_id = revised.document_id
    union all
    select
        facts.document_id,
        'task' as what,
        null as indicator_key,
        null as horizon,
        'budget' as measure,
        facts.task_name as subject,
        null as project_key,
        facts.amount_wan as figure,
        null as operator,
        facts.amount_text as printed_text,
        {{ reconcile_plan_name('facts.task_name') }} as figure_key,
        facts.task_no as printed_order,
        facts.doubt,
        facts.reviewed,
        {{ printed_place('facts') }}
    from {{ ref('core_task_funding') }} as facts
    inner join revised on facts.document_id = revised.document_id
    {% for measure, column in {
        'budget': 'total_wan', 'budget_initial': 'budget_initial_wan', 'budget_final': 'budget_wan',
        'executed': 'executed_wan',
    }.items() -%}
    union all
    select
        facts.document_id,
        'project' as what,
        null as indicator_key,
        null as horizon,
        '{{ measure }}' as measure,
        facts.project_name as subject,
        projects.project_key,
        facts.{{ column }} as figure,
        null as operator,
        null as printed_text,
        coalesce(projects.project_key, 'total') || '/{{ measure }}' as figure_key,
        facts.project_no as printed_order,
        facts.doubt,
        facts.reviewed,
        {{ printed_place('facts') }}
    from {{ ref('core_project_funding') }} as facts
    inner join revised on facts.document_id = revised.document_id
    left join projects
        on facts.document_id = projects.document_id and facts.project_no = projects.project_no
    where facts.{{ column }} is not null
    {% endfor %}
),

numbered as (

    select
        *,
        row_number() over (
            partition by document_id, what, figure_key order by printed_order
        ) as occurrence_no
    from printed

),

old_printed as (

    select
        revised.document_id as new_document_id,
        numbered.*
    from numbered
    inner join revised on numbered.document_id = revised.old_document_id

),

new_printed as (

    select
        revised.old_document_id,
        numbered.*
    from numbered
    inner join revised on numbered.document_id = revised.document_id
    where revised.old_document_id is not null

),

compared as (

    select
        coalesce(old_printed.new_document_id, new_printed.document_id) as new_document_id,
        {% for column in [
            'what', 'indicator_key', 'horizon', 'measure', 'subject', 'project_key', 'figure_key',
            'occurrence_no',
        ] -%}
        coalesce(new_printed.{{ column }}, old_printed.{{ column }}) as {{ column }},
        {% endfor -%}
        {% for side in ['old', 'new'] -%}
        {{ side }}_printed.figure as {{ side }}_value,
        {{ side }}_printed.operator as {{ side }}_operator,
        {{ side }}_printed.printed_text as {{ side }}_text,
        {% for column in place -%}
        {{ side }}_printed.{{ column }} as {{ side }}_{{ column }},
        {% endfor -%}
        {% endfor -%}
        old_printed.doubt is not null or new_printed.doubt is not null as is_in_doubt,
        old_printed.reviewed is not null or new_printed.reviewed is not null as is_reviewed,
        case
            when old_printed.document_id is null then 'added'
            when new_printed.document_id is null then 'removed'
            else 'changed'
        end as kind
    from old_printed
    full outer join new_printed
        on
            old_printed.new_document_id = new_printed.document_id
            and old_printed.what = new_printed.what
            and old_printed.figure_key = new_printed.figure_key
            and old_printed.occurrence_no = new_printed.occurrence_no
    where
        old_printed.document_id is null
        or new_printed.document_id is null
        or old_printed.figure is distinct from new_printed.figure
        or old_printed.operator is distinct from new_printed.operator
        or (
            old_printed.figure is null
            and old_printed.printed_text is distinct from new_printed.printed_text
        )

)

select
    {{ dbt.hash(dbt.concat([
        'compared.new_document_id', "'/'", 'compared.what', "'/'", 'compared.figure_key', "'/'",
        'compared.occurrence_no'
    ])) }} as revision_key,
    revised.district_key,
    revised.department_key,
    revised.fiscal_year,
    revised.form,
    compared.what,
    compared.kind,
    compared.indicator_key,
    compared.project_key,
    compared.subject,
    compared.horizon,
    compared.measure,
    {% for side in ['old', 'new'] -%}
    cast(compared.{{ side }}_value as decimal(24, 6)) as {{ side }}_value,
    compared.{{ side }}_operator,
    compared.{{ side }}_text,
    {% if side == 'old' %}revised.old_document_id{% else %}compared.new_document_id{% endif %},
    {% for column in place -%}
    compared.{{ side }}_{{ column }},
    {% endfor -%}
    {% endfor -%}
    compared.is_in_doubt,
    compared.is_reviewed,
    revised.seen_at
from compared
inner join revised on compared.new_document_id = revised.document_id
