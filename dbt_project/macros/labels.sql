{#- The plain form of a printed label: half-width, without quotes, leading time, scope and verb words,
    and with one wording for what is written in several ways. The words are variables of the project. -#}

{% macro half_width(text) -%}
    upper(translate(
        {{ text }},
        '{{ var("full_width") | replace("'", "''") }}',
        '{{ var("half_width") | replace("'", "''") }}'
    ))
{%- endmacro %}

{% macro plain_words(text) -%}
    {%- set expression = namespace(sql=text) -%}
    {%- for pattern, replacement in var('label_words') -%}
        {%- set expression.sql = replace_all(expression.sql, pattern, replacement) -%}
    {%- endfor -%}
    {{ return(expression.sql) }}
{%- endmacro %}

{#- Leading and trailing words off; `scope` is the pattern of scope words that mean the own area. -#}
{% macro trim_label(text, scope=none) -%}
    {%- set lead = var('label_lead_words') + ([scope] if scope else []) -%}
    {{ return(replace_all(
        replace_all(text, '^(' ~ lead | join('|') ~ ')+', ''),
        var('label_trail_words') | join('|'),
        ''
    )) }}
{%- endmacro %}

{#- A unit can be read as another: the same dimension, anything countable as 个, 万 and 亿 as a count
    (or, of money, as 元). -#}
{% macro units_agree(figure_class, unit) -%}
    (
        {{ figure_class }} = {{ unit }}.dimension
        or ({{ figure_class }} = 'count' and {{ unit }}.countable)
        or ({{ figure_class }} in (
            select countables.dimension from {{ ref('units') }} as countables
            where countables.countable
        ) and {{ unit }}.dimension = 'count')
        or ({{ figure_class }} = 'magnitude' and ({{ unit }}.countable or {{ unit }}.dimension = 'money'))
    )
{%- endmacro %}
