{#- What stays of a project's name from year to year: without numbering, years, the body's name, marks and
    blanks. Words are never left out, and no names are merged because they look alike. -#}
{% macro plain_project_name(name, department_name) -%}
    {{ return(
        replace_all(
            replace_all(
                replace_all(
                    "replace(" ~ half_width(name) ~ ", " ~ half_width(department_name) ~ ", '')",
                    '^(项目|任务)?[0-9一二三四五六七八九十]+[、.:]', ''
                ),
                '[(]?(19|20)\\d\\d(年?[-~至]+(19|20)\\d\\d)?(年度?)?[)]?', ''
            ),
            '[^\\p{L}\\p{N}]', ''
        )
    ) }}
{%- endmacro %}

{#- The area that closes a project's name: 增城区 of …生产线项目补贴（增城区）. -#}
{% macro area_of_project_name(name) -%}
    regexp_extract({{ name }}, '[（(]([^（()）]+)[)）]$', 1)
{%- endmacro %}
