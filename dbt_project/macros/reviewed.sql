{#- What people decided of single figures (seeds/reviewed_figures.csv), laid over what was read. Which columns
    of a fact may be decided is the variable `reviewable`; all facts are treated alike here. -#}

{#- Where a row is printed, as a person who decides writes it down. -#}
{% macro place_text(relation) -%}
    {%- set corners = [] -%}
    {%- for corner in range(4) -%}
        {%- do corners.append(
            'cast(round(' ~ list_item(relation ~ '.bbox', corner) ~ ') as ' ~ dbt.type_int() ~ ')'
        ) -%}
    {%- endfor -%}
    concat_ws(
        ' ',
        'page ' || {{ relation }}.page,
        'line ' || {{ relation }}.line_from,
        {{ relation }}.cell,
        'box ' || nullif(concat_ws(
            ',',
            {{ corners | join(',\n            ') }}
        ), '')
    )
{%- endmacro %}

{#- What a row of a fact is called in a decision: its key, and which of several such it is. -#}
{% macro figure_key(fact, relation) -%}
    {%- set key = var('reviewable')[fact].key -%}
    {%- if key == ['indicator_value_id'] -%}
    {{ relation }}.indicator_value_id
    {%- else -%}
    concat_ws(
        '/',
        {% for column in key -%}
        coalesce(cast({{ relation }}.{{ column }} as {{ dbt.type_string() }}), ''),
        {% endfor -%}
        nullif(row_number() over (
            partition by {{ relation }}.document_id, {{ relation }}.load
            {%- for column in key %}, {{ relation }}.{{ column }}{% endfor %}
            order by {{ relation }}.ordinal
        ), 1)
    )
    {%- endif -%}
{%- endmacro %}

{#- The fields of a fact that may be decided: its figures, what stands beside them, its text. -#}
{% macro reviewable_fields(fact) -%}
    {%- set told = var('reviewable')[fact] -%}
    {{ return((told.figures.keys() | list) + (told.get('beside', {}).keys() | list) + [told.text]) }}
{%- endmacro %}

{#- What was read in a field, as a decision has it. -#}
{% macro read_text(fact, relation, field) -%}
    {%- if field in var('reviewable')[fact].figures -%}
    {{ reconcile_shown(relation ~ '.' ~ field) }}
    {%- else -%}
    {{ relation }}.{{ field }}
    {%- endif -%}
{%- endmacro %}

{#-
    The staged rows of a fact that fulfil a condition, with decisions applied: the figures as decided,
    `doubt` emptied where every figure of the row is decided, and figure_key, decided_fields, reviewed (the
    decision), reviewed_by, reviewed_on and read_value (what was read where a person corrected it: `value=2500`).
    A decision holds for what it was made of: the place, the printed text and what was read there.
-#}
{% macro reviewed_rows(fact, staged, condition) -%}
{%- set told = var('reviewable')[fact] -%}
{%- set fields = reviewable_fields(fact) -%}
{%- set replaced = {} -%}
{%- set undecided = [] -%}
{%- set typed = {} -%}
{%- for figure, rounding in told.figures.items() -%}
    {%- set value = 'decided.' ~ figure ~ '_value' -%}
    {%- do replaced.update({
        figure: 'coalesce(cast(' ~ value ~ ' as decimal(24, 6)), as_read.' ~ figure ~ ')'
    }) -%}
    {%- do undecided.append(
        '(as_read.' ~ figure ~ ' is not null and decided.' ~ figure ~ '_is_settled is null)'
    ) -%}
    {%- if rounding -%}
        {%- do typed.setdefault(rounding, []).append(half_of_last_digit(value)) -%}
    {%- endif -%}
{%- endfor -%}
{#- the coarsest of a row's figures, where they share their rounding -#}
{%- for rounding, halves in typed.items() -%}
    {%- do replaced.update({rounding:
        'greatest(as_read.' ~ rounding ~ ', ' ~ halves | join(', ') ~ ')' if halves | length > 1
        else 'coalesce(' ~ halves[0] ~ ', as_read.' ~ rounding ~ ')'
    }) -%}
{%- endfor -%}
{%- for field in fields if field not in told.figures -%}
    {%- do replaced.update({field: 'coalesce(decided.' ~ field ~ '_value, as_read.' ~ field ~ ')'}) -%}
{%- endfor -%}
{%- do replaced.update({
    'doubt': 'case when ' ~ (['decided.reviewed is null'] + undecided) | join(' or ')
    ~ ' then as_read.doubt end'
}) -%}
with

as_read as (
    select
        staged.*,
        {{ figure_key(fact, 'staged') }} as figure_key
    from {{ staged }} as staged
    where {{ condition }}
),

applying as (
    select
        as_read.document_id,
        as_read.figure_key,
        decisions.field,
        decisions.decision,
        decisions.value,
        decisions.was_read,
        decisions.{{ adapter.quote('by') }} as decided_by,
        decisions.{{ adapter.quote('on') }} as decided_on
    from as_read
    inner join {{ ref('reviewed_figures') }} as decisions
        on
            as_read.document_id = decisions.document_id
            and as_read.figure_key = decisions.figure_key
    where
        decisions.fact = '{{ fact }}'
        and coalesce(decisions.place, '') = {{ place_text('as_read') }}
        and coalesce(decisions.printed_text, '') = coalesce(as_read.{{ told.get('printed', told.text) }}, '')
        and case decisions.field
            {% for field in fields -%}
            when '{{ field }}' then coalesce({{ read_text(fact, 'as_read', field) }}, '') = coalesce(decisions.was_read, '')
            {% endfor -%}
        end
    {%- if told.through %}
    union all
    select
        as_read.document_id,
        as_read.figure_key,
        elsewhere.field,
        elsewhere.decision,
        elsewhere.value,
        elsewhere.was_read,
        elsewhere.decided_by,
        elsewhere.decided_on
    from as_read
    inner join ({{ decided_elsewhere(told.through) }}) as elsewhere
        on
            as_read.document_id = elsewhere.document_id
            {% for column in told.through.same -%}
            and as_read.{{ column }} = elsewhere.{{ column }}
            {% endfor -%}
    where
        case elsewhere.field
            {% for field in told.through.columns.values() | unique -%}
            when '{{ field }}' then {{ read_text(fact, 'as_read', field) }}
            {% endfor -%}
        end = elsewhere.was_read
    {%- endif %}
),

decided as (
    select
        document_id,
        figure_key,
        {% for field in fields -%}
        max(case when field = '{{ field }}' then 1 end) as {{ field }}_is_settled,
        max(case when field = '{{ field }}' then value end) as {{ field }}_value,
        {% endfor -%}
        {{ dbt.listagg('case when decision is not null then field end', "' '", 'order by field') }}
            as decided_fields,
        case max(case decision when 'correct' then 3 when 'misprint' then 2 when 'confirm' then 1 end)
            when 3 then 'correct'
            when 2 then 'misprint'
            when 1 then 'confirm'
        end as reviewed,
        max_by(decided_by, decided_on) as reviewed_by,
        max(decided_on) as reviewed_on,
        {{ dbt.listagg(
            "case when decision = 'correct' then field || '=' || coalesce(was_read, '') end",
            "'; '",
            'order by field'
        ) }} as read_value
    from applying
    group by document_id, figure_key
)

{{ with_replaced('as_read', replaced) }},
    decided.decided_fields,
    decided.reviewed,
    decided.reviewed_by,
    decided.reviewed_on,
    decided.read_value
from as_read
left join decided
    on as_read.document_id = decided.document_id and as_read.figure_key = decided.figure_key
{%- endmacro %}

{#- Figures of another fact that print the same and are in no doubt, decided or not, with the field that each
    is here. -#}
{% macro decided_elsewhere(through) -%}
        select
            document_id,
            {{ through.same | join(', ') }},
            {{ column_elsewhere(through) }} as field,
            reviewed as decision,
            case when reviewed = 'correct' then {{ reconcile_shown(through.field) }} end as value,
            coalesce(
                nullif(regexp_extract(read_value, '{{ through.field }}=([^;]*)', 1), ''),
                {{ reconcile_shown(through.field) }}
            ) as was_read,
            reviewed_by as decided_by,
            reviewed_on as decided_on
        from {{ ref('core_' ~ through.fact[4:]) }}
        where doubt is null
{%- endmacro %}

{#- The column of a fact in which a row of another fact stands too. -#}
{% macro column_elsewhere(through) -%}
    case concat_ws('/', {{ through.by | join(', ') }})
        {% for kind, column in through.columns.items() -%}
        when '{{ kind }}' then '{{ column }}'
        {% endfor -%}
    end
{%- endmacro %}

{#- Half a unit of the last digit of a number as a person wrote it: 0.005 of 95.00. -#}
{% macro half_of_last_digit(written) -%}
    cast(0.5 * power(10, -length(regexp_extract({{ written }}, '[.]([0-9]+)$', 1))) as decimal(24, 10))
{%- endmacro %}

{#- What people decided of a row's figures. -#}
{% macro review_columns(relation) -%}
    {%- for column in ['figure_key', 'reviewed', 'reviewed_by', 'reviewed_on', 'read_value'] -%}
        {{ relation }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The decisions on each document, in short: rows hold under which they were made. -#}
{% macro decisions_of_documents() -%}
    select
        document_id,
        {{ dbt.hash(dbt.listagg(
            dbt.concat([
                'fact', "'/'", 'figure_key', "'/'", 'field', "'/'", "coalesce(place, '')", "'/'",
                "coalesce(printed_text, '')", "'/'", "coalesce(was_read, '')", "'/'", 'decision', "'/'",
                "coalesce(value, '')", "'/'", adapter.quote('by'), "'/'",
                "cast(" ~ adapter.quote('on') ~ " as " ~ dbt.type_string() ~ ")"
            ]), "'\\n'", 'order by fact, figure_key, field, place, printed_text, was_read, decision, value'
        )) }} as decisions_hash
    from {{ ref('reviewed_figures') }}
    group by document_id
{%- endmacro %}
