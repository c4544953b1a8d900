{#- Where a figure is printed, how surely it was read, and the load that brought it. -#}
{% macro place_columns(relation) -%}
    {%- for column in [
        'page', 'line_from', 'line_to', 'bbox', 'cell', 'confidence', 'doubt', 'load'
    ] -%}
        {{ relation }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The place alone. -#}
{% macro printed_place(relation) -%}
    {%- for column in ['page', 'line_from', 'line_to', 'bbox', 'cell'] -%}
        {{ relation }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
