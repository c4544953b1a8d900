{#- Whether an exact figure keeps a printed bound: 2506 keeps >2500. -#}
{% macro keeps_bound(figure, operator, bound) -%}
    (
        ({{ operator }} = '>' and {{ figure }} > {{ bound }})
        or ({{ operator }} = '>=' and {{ figure }} >= {{ bound }})
        or ({{ operator }} = '<' and {{ figure }} < {{ bound }})
        or ({{ operator }} = '<=' and {{ figure }} <= {{ bound }})
    )
{%- endmacro %}

{#- Whether one figure (exact, floor or ceiling) leaves no room for a bound: at most 150 for more than 200. -#}
{% macro excludes_bound(kind, figure, bound_kind, bound, is_strict) -%}
    (
        (
            {{ bound_kind }} = 'floor'
            and {{ kind }} in ('exact', 'ceiling')
            and ({{ figure }} < {{ bound }} or ({{ figure }} = {{ bound }} and ({{ is_strict }})))
        )
        or (
            {{ bound_kind }} = 'ceiling'
            and {{ kind }} in ('exact', 'floor')
            and ({{ figure }} > {{ bound }} or ({{ figure }} = {{ bound }} and ({{ is_strict }})))
        )
    )
{%- endmacro %}

{#- Whether the difference of two figures says something: both exact, both ranks, or bounds of one direction. -#}
{% macro bounds_are_alike(operator, other) -%}
    (
        ({{ operator }} = {{ other }} and {{ operator }} in ('=', 'rank'))
        or ({{ operator }} in ('>', '>=') and {{ other }} in ('>', '>='))
        or ({{ operator }} in ('<', '<=') and {{ other }} in ('<', '<='))
    )
{%- endmacro %}
