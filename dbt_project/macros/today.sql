{#- The day in China, where the due dates are. -#}
{% macro today() -%}
    {%- set zone = modules.pytz.timezone('Asia/Shanghai') -%}
    cast('{{ run_started_at.astimezone(zone).strftime("%Y-%m-%d") }}' as date)
{%- endmacro %}
