{%- set facts = var('reviewable') -%}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}

-- every figure in doubt, or that a failed check compares, and that nobody has decided; of a row
-- without figures its text
with

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

{% for fact, told in facts.items() if told.through -%}
elsewhere_{{ fact }} as (

    select
        document_id,
        {{ told.through.same | join(', ') }},
        {{ column_elsewhere(told.through) }} as field,
        {{ told.through.field }}
    from {{ ref('core_' ~ told.through.fact[4:]) }}

),

{% endfor -%}
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
            'failing_figures.explanation', "'；'", 'order by rules.gravity, failing_figures.explanation'
        ) }} as explanation,
        min_by(failing_figures.rule_key, rules.gravity) as rule_key,
        min_by(failing_figures.severity, rules.gravity) as severity
    from failing_figures
    inner join rules on failing_figures.rule_key = rules.rule_key
    group by failing_figures.figure_key

)

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
    concat_ws(' ', facts.{{ told.label | join(', facts.') }}) as label,
    facts.{{ told.get('printed', told.text) }} as printed_text,
    cast({{ read_text(fact, 'facts', field) }} as {{ dbt.type_string() }}) as was_read,
    {% if field.endswith('_wan') -%}
    '万元'
    {%- elif field == 'value' -%}
    nullif(facts.unit, '')
    {%- elif field == 'execution_rate' -%}
    '%'
    {%- else -%}
    {{ no_text }}
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
    {{ no_text }} as explanation,
    {{ no_text }} as rule_key,
    {{ no_text }} as severity,
    {{ 'facts.indicator_key' if fact == 'fct_indicator_score' else no_text }} as indicator_key,
    {{ no_text }} as indicator_value_id,
    {{ 'true' if fact in [
        'fct_budget_line', 'fct_task_funding', 'fct_project_funding', 'fct_project_fund'
    ] else 'false' }} as is_shown,
    {%- endif %}
    {{ 'facts.project_no' if has_project else 'cast(null as ' ~ dbt.type_int() ~ ')' }} as project_no
from {{ ref(core) }} as facts
{% if fact == 'fct_indicator_value' -%}
left join failing on facts.indicator_value_id = failing.figure_key
{% endif -%}
{% if told.through -%}
left join elsewhere_{{ fact }} as elsewhere
    on
        facts.document_id = elsewhere.document_id
        {%- for column in told.through.same %}
        and facts.{{ column }} = elsewhere.{{ column }}
        {%- endfor %}
        and elsewhere.field = '{{ field }}'
        and cast(facts.{{ field }} as {{ dbt.type_string() }})
        = cast(elsewhere.{{ told.through.field }} as {{ dbt.type_string() }})
{% endif -%}
where
    facts.{{ field }} is not null
    and concat(' ', coalesce(facts.decided_fields, ''), ' ') not like '% {{ field }} %'
    and {{ '(facts.doubt is not null or failing.figure_key is not null)'
        if fact == 'fct_indicator_value' else 'facts.doubt is not null' }}
    {%- for figure in told.figures if field == told.text %}
    and facts.{{ figure }} is null
    {%- endfor %}
    {%- if told.through %}
    and elsewhere.document_id is null
    {%- endif %}
union all
{% endfor -%}
{%- endfor -%}
-- a check of amounts or marks names no figure: it is waived, or one of its figures is corrected
select
    {{ no_text }} as fact,
    {{ no_text }} as field,
    document_id,
    {{ no_text }} as figure_key,
    {{ no_text }} as place,
    cast(null as {{ dbt.type_int() }}) as page,
    cast(null as {{ dbt.type_int() }}) as line_from,
    cast(null as {{ dbt.type_int() }}) as line_to,
    cast(null as double[]) as bbox,
    {{ no_text }} as cell,
    subject as label,
    {{ no_text }} as printed_text,
    {{ no_text }} as was_read,
    {{ no_text }} as unit,
    {{ no_text }} as doubt,
    explanation,
    rule_key,
    severity,
    {{ no_text }} as indicator_key,
    {{ no_text }} as indicator_value_id,
    true as is_shown,
    project_no
from failures
where left_indicator_value_id is null and right_indicator_value_id is null
