{#- The condition for rows of facts that no held form of a loaded document has printed. -#}
{% macro is_not_held(facts) -%}
    not exists (
        select 1
        from {{ ref('status_held_form') }} as held_forms
        where
            held_forms.document_id = {{ facts }}.document_id
            and held_forms.project_no = {{ facts }}.project_no
    )
{%- endmacro %}
