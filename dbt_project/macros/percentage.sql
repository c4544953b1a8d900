{#- One amount as % of another; NULL where there is nothing to divide by. -#}
{% macro percentage(part, whole) -%}
    cast(round(100.0 * ({{ part }}) / nullif({{ whole }}, 0), 4) as decimal(24, 4))
{%- endmacro %}
