{%- set facts = var('reviewable') -%}

with

documents as (

    select
        documents.*,
        documents.status = 'held' as is_held
    from {{ ref('status_document') }} as documents
    where
        documents.is_current
        or (
            documents.status = 'held'
            and not exists (
                select 1 from {{ ref('status_document') }} as later
                where
                    later.slot_key = documents.slot_key
                    and later.is_current
                    and later.last_sighted_at > documents.last_sighted_at
            )
        )

),

indicators as (

    select
        indicator_key,
        family in ({{ listed(var('flagship_families')) }}) as is_flagship
    from {{ ref('core_indicator') }}

),

shown as (

    select distinct indicator_value_id from {{ ref('series_figure') }}

),

rules as (

    select
        rule_key,
        rule_order,
        case severity when 'identity' then 1 when 'expected' then 2 else 3 end * 1000 + rule_order
            as gravity
    from {{ ref('reconciliation_rules') }}

),

failures as (

    select * from {{ ref('reconciliation_result') }}
    where status = 'fail' and waiver_reason is null

),

failing_figures as (

    {% for side in ['left', 'right'] -%}
    select
        {{ side }}_indicator_value_id as figure_key,
        rule_key,
        severity,
        explanation
    from failures
    where {{ side }}_indicator_value_id is not null
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

-- a figure is decided once, whatever checks it fails; the gravest is named
failing as (

    select
        failing_figures.figure_key,
        {{ dbt.listagg(
            'failing_figures.explanation', "'；'", 'order by rules.rule_order, failing_figures.explanation'
        ) }} as explanation,
        min_by(failing_figures.rule_key, rules.gravity) as rule_key,
        min_by(failing_figures.severity, rules.gravity) as severity
    from failing_figures
    inner join rules on failing_figures.rule_key = rules.rule_key
    group by failing_figures.figure_key

),

-- every figure in doubt, or that a failed check compares, and that nobody has decided; of a row
-- without figures its text
figures as (

    {% for fact, told in facts.items() -%}
    {%- set core = 'core_' ~ fact[4:] -%}
    {%- set has_project = 'project_no' in told.key or fact == 'fct_indicator_value' -%}
    {%- for field in (told.figures.keys() | list) + [told.text] -%}
    select
        '{{ fact }}' as fact,
        '{{ field }}' as field,
        facts.document_id,
        facts.figure_key,
        {{ place_text('facts') }} as place,
        {{ printed_place('facts') }},
        concat_ws(' ' {%- for column in told.label %}, facts.{{ column }}{% endfor %}) as label,
        facts.{{ told.get('printed', told.text) }} as printed_text,
        {{ read_text(fact, 'facts', field) }} as was_read,
        {% if field.endswith('_wan') -%}
        '万元'
        {%- elif field == 'value' -%}
        facts.unit
        {%- elif field == 'execution_rate' -%}
        '%'
        {%- else -%}
        cast(null as {{ dbt.type_string() }})
        {%- endif %} as unit,
        facts.doubt,
        {% if fact == 'fct_indicator_value' -%}
        failing.explanation,
        failing.rule_key,
        failing.severity,
        facts.indicator_key,
        facts.indicator_value_id,
        facts.indicator_value_id in (select shown.indicator_value_id from shown) as is_shown,
        {%- else -%}
        cast(null as {{ dbt.type_string() }}) as explanation,
        cast(null as {{ dbt.type_string() }}) as rule_key,
        cast(null as {{ dbt.type_string() }}) as severity,
        {{ 'facts.indicator_key' if fact == 'fct_indicator_score' else 'cast(null as ' ~ dbt.type_string() ~ ')' }}
            as indicator_key,
        cast(null as {{ dbt.type_string() }}) as indicator_value_id,
        {{ 'true' if fact in [
            'fct_budget_line', 'fct_task_funding', 'fct_project_funding', 'fct_project_fund'
        ] else 'false' }} as is_shown,
        {%- endif %}
        {{ 'facts.project_no' if has_project else 'cast(null as ' ~ dbt.type_int() ~ ')' }} as project_no
    from {{ ref(core) }} as facts
    {% if fact == 'fct_indicator_value' -%}
    left join failing on facts.indicator_value_id = failing.figure_key
    {% endif -%}
    where
        facts.{{ field }} is not null
        and concat(' ', coalesce(facts.decided_fields, ''), ' ') not like '% {{ field }} %'
        {% if fact == 'fct_indicator_value' -%}
        and (facts.doubt is not null or failing.figure_key is not null)
        {% else -%}
        and facts.doubt is not null
        {% endif -%}
        {% if field == told.text -%}
        {% for figure in told.figures -%}
        and facts.{{ figure }} is null
        {% endfor -%}
        {% endif -%}
    union all
    {% endfor -%}
    {%- endfor -%}
    -- a check of amounts or marks names no figure: it is waived, or one of its figures is corrected
    select
        cast(null as {{ dbt.type_string() }}) as fact,
        cast(null as {{ dbt.type_string() }}) as field,
        document_id,
        cast(null as {{ dbt.type_string() }}) as figure_key,
        cast(null as {{ dbt.type_string() }}) as place,
        cast(null as {{ dbt.type_int() }}) as page,
        cast(null as {{ dbt.type_int() }}) as line_from,
        cast(null as {{ dbt.type_int() }}) as line_to,
        cast(null as double[]) as bbox,
        cast(null as {{ dbt.type_string() }}) as cell,
        subject as label,
        cast(null as {{ dbt.type_string() }}) as printed_text,
        cast(null as {{ dbt.type_string() }}) as was_read,
        cast(null as {{ dbt.type_string() }}) as unit,
        cast(null as {{ dbt.type_string() }}) as doubt,
        explanation,
        rule_key,
        severity,
        cast(null as {{ dbt.type_string() }}) as indicator_key,
        cast(null as {{ dbt.type_string() }}) as indicator_value_id,
        true as is_shown,
        project_no
    from failures
    where left_indicator_value_id is null and right_indicator_value_id is null

),

open_figures as (

    select
        case when figures.explanation is not null then 'check' else 'doubt' end as kind,
        figures.fact,
        figures.field,
        figures.document_id,
        figures.figure_key,
        figures.place,
        {{ printed_place('figures') }},
        figures.label,
        figures.printed_text,
        figures.was_read,
        figures.unit,
        concat_ws('；', figures.explanation, figures.doubt) as why,
        figures.rule_key,
        figures.severity,
        figures.indicator_key,
        figures.indicator_value_id,
        figures.project_no,
        case
            when documents.is_held or held_forms.document_id is not null then 2
            when figures.is_shown then 1
            else 3
        end as priority
    from figures
    inner join documents on figures.document_id = documents.document_id
    left join {{ ref('status_held_form') }} as held_forms
        on
            figures.document_id = held_forms.document_id
            and figures.project_no = held_forms.project_no

),

decisions as (

    select * from {{ ref('reviewed_figures') }}

),

-- what the decisions are about as it is now, if it is there
decided_rows as (

    {% for fact, told in facts.items() -%}
    select
        '{{ fact }}' as fact,
        facts.document_id,
        facts.figure_key,
        coalesce(facts.decided_fields, '') as decided_fields,
        {{ place_text('facts') }} as place_now,
        {{ printed_place('facts') }},
        concat_ws(' ' {%- for column in told.label %}, facts.{{ column }}{% endfor %}) as label,
        facts.{{ told.get('printed', told.text) }} as printed_now,
        decided.field,
        case decided.field
            {% for field in reviewable_fields(fact) -%}
            when '{{ field }}' then {{ read_text(fact, 'facts', field) }}
            {% endfor -%}
        end as read_now,
        {{ 'facts.indicator_key' if fact in ['fct_indicator_value', 'fct_indicator_score']
           else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as indicator_key,
        {{ 'facts.indicator_value_id' if fact == 'fct_indicator_value'
           else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as indicator_value_id
    from {{ ref('core_' ~ fact[4:]) }} as facts
    inner join (
        select distinct
            document_id,
            figure_key,
            field
        from decisions
        where fact = '{{ fact }}'
    ) as decided
        on
            facts.document_id = decided.document_id
            and facts.figure_key = decided.figure_key
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

lapsed as (

    select
        'lapsed' as kind,
        decisions.fact,
        decisions.field,
        decisions.document_id,
        decisions.figure_key,
        decisions.place,
        {{ printed_place('decided_rows') }},
        coalesce(decided_rows.label, decisions.figure_key) as label,
        decisions.printed_text,
        decisions.was_read,
        cast(null as {{ dbt.type_string() }}) as unit,
        case
            when known.document_id is null
                then '没有这个文件 · there is no such document'
            when documents.document_id is null
                then '这个文件已不是现行版本 · the document is no longer the current version'
            when decided_rows.document_id is null
                then '此处已读不到这个数 · no such figure is read there any more'
            when coalesce(decided_rows.place_now, '') <> coalesce(decisions.place, '')
                then concat('现在读自别处 · is now read elsewhere: ', decided_rows.place_now)
            when coalesce(decided_rows.printed_now, '') <> coalesce(decisions.printed_text, '')
                then concat('原文现读作 · the text is now read as: ', decided_rows.printed_now)
            else concat('现读作 · is now read as: ', coalesce(decided_rows.read_now, '—'))
        end as why,
        cast(null as {{ dbt.type_string() }}) as rule_key,
        cast(null as {{ dbt.type_string() }}) as severity,
        decided_rows.indicator_key,
        decided_rows.indicator_value_id,
        cast(null as {{ dbt.type_int() }}) as project_no,
        1 as priority
    from decisions
    left join {{ ref('status_document') }} as known on decisions.document_id = known.document_id
    left join documents on decisions.document_id = documents.document_id
    left join decided_rows
        on
            decisions.fact = decided_rows.fact
            and decisions.document_id = decided_rows.document_id
            and decisions.figure_key = decided_rows.figure_key
            and decisions.field = decided_rows.field
    where
        documents.document_id is null
        or decided_rows.document_id is null
        or concat(' ', decided_rows.decided_fields, ' ') not like concat('% ', decisions.field, ' %')

),

left_phrases as (

    select {{ trim_label(plain_words(half_width('phrase'))) }} as plain_label
    from {{ ref('indicator_aliases') }}
    where indicator_key is null

),

uncatalogued as (

    select
        uncatalogued.*,
        examples.indicator_value_id
    from {{ ref('mart_uncatalogued_indicators') }} as uncatalogued
    inner join (
        select
            indicator_key,
            min(indicator_value_id) as indicator_value_id
        from {{ ref('fct_indicator_value') }}
        group by indicator_key
    ) as examples on uncatalogued.indicator_key = examples.indicator_key
    where uncatalogued.plain_label not in (select left_phrases.plain_label from left_phrases)

),

labels as (

    select
        'uncatalogued' as kind,
        cast(null as {{ dbt.type_string() }}) as fact,
        cast(null as {{ dbt.type_string() }}) as field,
        facts.document_id,
        cast(null as {{ dbt.type_string() }}) as figure_key,
        {{ place_text('facts') }} as place,
        {{ printed_place('facts') }},
        uncatalogued.printed_label as label,
        facts.value_text as printed_text,
        cast(null as {{ dbt.type_string() }}) as was_read,
        uncatalogued.unit,
        concat(
            '未编目 · not catalogued: ', uncatalogued.value_count, ' 处，', uncatalogued.document_count, ' 份文件'
        ) as why,
        cast(null as {{ dbt.type_string() }}) as rule_key,
        cast(null as {{ dbt.type_string() }}) as severity,
        uncatalogued.indicator_key,
        facts.indicator_value_id,
        facts.project_no,
        4 as priority
    from uncatalogued
    inner join {{ ref('fct_indicator_value') }} as facts
        on uncatalogued.indicator_value_id = facts.indicator_value_id

),

items as (

    select * from lapsed
    union all
    select * from open_figures
    union all
    select * from labels

),

ranked as (

    select
        items.*,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        documents.form,
        uncatalogued.plain_label,
        uncatalogued.value_count,
        {% for n in [1, 2, 3] -%}
        uncatalogued.nearest_{{ n }}_key,
        uncatalogued.nearest_{{ n }}_name_zh,
        uncatalogued.nearest_{{ n }}_score,
        {% endfor -%}
        rules.gravity,
        coalesce(indicators.is_flagship, false) or coalesce(nearest.is_flagship, false) as is_flagship
    from items
    left join {{ ref('status_document') }} as documents on items.document_id = documents.document_id
    left join rules on items.rule_key = rules.rule_key
    left join indicators on items.indicator_key = indicators.indicator_key
    left join uncatalogued
        on items.kind = 'uncatalogued' and items.indicator_key = uncatalogued.indicator_key
    left join indicators as nearest on uncatalogued.nearest_1_key = nearest.indicator_key

)

select
    row_number() over (
        order by
            priority asc,
            is_flagship desc,
            case kind when 'lapsed' then 1 when 'check' then 2 when 'doubt' then 3 else 4 end asc,
            gravity asc,
            value_count desc,
            fiscal_year desc,
            document_id asc,
            page asc,
            line_from asc,
            fact asc,
            figure_key asc,
            field asc,
            rule_key asc,
            label asc,
            indicator_key asc,
            why asc
    ) as queue_no,
    kind,
    priority,
    is_flagship,
    district_key,
    department_key,
    fiscal_year,
    form,
    document_id,
    fact,
    figure_key,
    field,
    label,
    place,
    printed_text,
    was_read,
    unit,
    why,
    rule_key,
    severity,
    project_no,
    indicator_key,
    indicator_value_id,
    plain_label,
    value_count,
    {% for n in [1, 2, 3] -%}
    nearest_{{ n }}_key,
    nearest_{{ n }}_name_zh,
    nearest_{{ n }}_score,
    {% endfor -%}
    page,
    line_from,
    line_to,
    bbox,
    cell
from ranked
