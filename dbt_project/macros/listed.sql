{#- Texts as the list of an `in`. -#}
{% macro listed(texts) -%}
    '{{ texts | join("',\n            '") }}'
{%- endmacro %}
