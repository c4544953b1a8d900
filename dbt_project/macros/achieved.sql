{#- Whether an actual figure meets a target: true, false, or NULL where the printed words do not tell
    (>2500 may or may not be 2600). A target printed without a comparison (达3400家) is met in the
    indicator's direction. A rank is only compared with a rank, and is better when lower. -#}
{% macro achieved(target_operator, target, actual_operator, actual, direction) -%}
    case
        when ({{ target_operator }} = 'rank') <> ({{ actual_operator }} = 'rank') then null
        when
            {{ target_operator }} in ('>=', '>')
            or ({{ target_operator }} = '=' and {{ direction }} = 'higher')
            then case
                when
                    {{ actual_operator }} in ('=', '>=')
                    and (
                        {{ actual }} > {{ target }}
                        or ({{ actual }} = {{ target }} and {{ target_operator }} <> '>')
                    )
                    then true
                when {{ actual_operator }} = '>' and {{ actual }} >= {{ target }} then true
                when
                    {{ actual_operator }} in ('=', '<=')
                    and (
                        {{ actual }} < {{ target }}
                        or ({{ actual }} = {{ target }} and {{ target_operator }} = '>')
                    )
                    then false
                when {{ actual_operator }} = '<' and {{ actual }} <= {{ target }} then false
            end
        when
            {{ target_operator }} in ('<=', '<', 'rank')
            or ({{ target_operator }} = '=' and {{ direction }} = 'lower')
            then case
                when
                    {{ actual_operator }} in ('=', '<=', 'rank')
                    and (
                        {{ actual }} < {{ target }}
                        or ({{ actual }} = {{ target }} and {{ target_operator }} <> '<')
                    )
                    then true
                when {{ actual_operator }} = '<' and {{ actual }} <= {{ target }} then true
                when
                    {{ actual_operator }} in ('=', '>=', 'rank')
                    and (
                        {{ actual }} > {{ target }}
                        or ({{ actual }} = {{ target }} and {{ target_operator }} = '<')
                    )
                    then false
                when {{ actual_operator }} = '>' and {{ actual }} >= {{ target }} then false
            end
        when {{ actual_operator }} = '=' and {{ actual }} = {{ target }} then true
    end
{%- endmacro %}
