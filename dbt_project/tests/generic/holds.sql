{#- Each row fulfils each condition: {what it says: SQL}. What is NULL breaks none; one pass over the table. -#}
{% test holds(model, conditions) -%}
select
    case
        {%- for name, condition in conditions.items() %}
        when not ({{ condition }}) then '{{ name }}'
        {%- endfor %}
    end as broken,
    *
from {{ model }}
where {% for condition in conditions.values() -%}
    not ({{ condition }}){% if not loop.last %} or {% endif %}
{%- endfor %}
{%- endtest %}
