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

{#- What a figure is, so that it can be told what it is not; a unit that is not listed is like no other. -#}
{% macro figure_class(figures, units) -%}
    case
        when {{ figures }}.operator = 'rank' then 'rank'
        when {{ figures }}.value_kind = 'qualitative' then 'text'
        when {{ figures }}.unit is null then 'unknown'
        else coalesce({{ units }}.dimension, 'unlisted')
    end
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

{#- The words that may stand beside a subject, any number of them, as a pattern. -#}
{% macro statistic_run() -%}
    {%- set patterns = [] -%}
    {%- for pattern, _ in var('statistic_words') -%}
        {%- do patterns.append('(' ~ pattern ~ ')') -%}
    {%- endfor -%}
    {{ return('(' ~ patterns | join('|') ~ ')+') }}
{%- endmacro %}

{#- What such words say, each meaning in its word's place: 认定申报 → ` certified  applied `. -#}
{% macro statistics_said(text, words) -%}
    {%- set expression = namespace(sql=text) -%}
    {%- for pattern, meaning in words -%}
        {%- set expression.sql = replace_all(
            expression.sql, pattern, ' ' ~ meaning ~ ' ' if meaning else ' '
        ) -%}
    {%- endfor -%}
    {{ return(expression.sql) }}
{%- endmacro %}

{#- The label of a figure: of a rank with the area that only its value names (全市第一 → …全市排名),
    for ranks of different areas are different things. -#}
{% macro figure_label(figures) -%}
    {%- set area = "regexp_extract(" ~ figures ~ ".value_text, '" ~ var('rank_areas') ~ "', 0)" -%}
    case
        when
            {{ figures }}.operator = 'rank'
            and {{ figures }}.source_section = 'indicator_table'
            and regexp_extract({{ figures }}.metric, '{{ var('rank_areas') }}', 0) = ''
            and {{ area }} <> ''
            and regexp_extract(
                replace({{ figures }}.value_text, {{ area }}, ''), '{{ var('rank_areas') }}', 0
            ) = ''
            then {{ dbt.concat([
                replace_all(figures ~ '.metric', '(排名|排位|位次|名次)$', ''), area, "'排名'"
            ]) }}
        else {{ figures }}.metric
    end
{%- endmacro %}

{#- What conforming the labels of a district rests on: whoever holds what was made of it holds this. -#}
{% macro district_hash(districts) -%}
    {{ dbt.hash(dbt.concat([districts ~ '.name_zh', "'/'", districts ~ '.level'])) }}
{%- endmacro %}
