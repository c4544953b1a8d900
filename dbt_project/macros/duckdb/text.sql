{#- Every match of a regular expression replaced. -#}
{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('replace_all', 'jixiao')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace(
        {{ text }},
        '{{ pattern | replace("'", "''") }}',
        '{{ replacement | replace("'", "''") }}',
        'g'
    )
{%- endmacro %}

{#- The words of a text, each once, in the order of the alphabet. -#}
{% macro distinct_words(text) -%}
    {{ return(adapter.dispatch('distinct_words', 'jixiao')(text)) }}
{%- endmacro %}

{% macro duckdb__distinct_words(text) -%}
    array_to_string(
        list_sort(list_distinct(list_filter(string_split({{ text }}, ' '), lambda word: word <> ''))), ' '
    )
{%- endmacro %}

{#- How alike two short texts are, 0..1: twice the shared character pairs over all pairs (Dice).
    Character pairs suit Chinese, where a byte-wise distance sees likeness in mere encoding. -#}
{% macro similarity(left_text, right_text) -%}
    {{ return(adapter.dispatch('similarity', 'jixiao')(left_text, right_text)) }}
{%- endmacro %}

{% macro duckdb__similarity(left_text, right_text) -%}
    2.0 * len(list_intersect({{ pairs(left_text) }}, {{ pairs(right_text) }}))
    / greatest(
        len(list_distinct({{ pairs(left_text) }})) + len(list_distinct({{ pairs(right_text) }})), 1
    )
{%- endmacro %}

{% macro pairs(text) -%}
    list_transform(range(1, greatest(length({{ text }}), 2)), lambda i: substr({{ text }}, i, 2))
{%- endmacro %}

{#- All columns of a relation, some with another expression: an unfinished `select`. -#}
{% macro with_replaced(relation, replaced) -%}
    {{ return(adapter.dispatch('with_replaced', 'jixiao')(relation, replaced)) }}
{%- endmacro %}

{% macro duckdb__with_replaced(relation, replaced) -%}
select
    {{ relation }}.* replace (
        {%- for column, expression in replaced.items() %}
        {{ expression }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- An item of a list, counted from 0. -#}
{% macro list_item(items, number) -%}
    {{ return(adapter.dispatch('list_item', 'jixiao')(items, number)) }}
{%- endmacro %}

{% macro duckdb__list_item(items, number) -%}
    {{ items }}[{{ number + 1 }}]
{%- endmacro %}
