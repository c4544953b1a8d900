{#- Every code of these columns has a label: {column: set of codes in code_labels.csv}. -#}
{% test is_labelled(model, columns) -%}
with

codes as (
    {% for column, code_set in columns.items() -%}
    select distinct
        '{{ column }}' as column_name,
        '{{ code_set }}' as code_set,
        {{ column }} as code
    from {{ model }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select codes.*
from codes
left join {{ ref('code_labels') }} as labels
    on codes.code_set = labels.code_set and codes.code = labels.code
where codes.code is not null and labels.code is null
{%- endtest %}
