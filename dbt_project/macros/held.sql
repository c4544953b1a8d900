{#- The condition for rows of facts that no held form of a loaded document has printed. -#}
{% macro is_not_held(facts) -%}
    true
{%- endmacro %}
