{#- The day by which documents are due or not: JIXIAO_AS_OF, else today in China. -#}
{% macro today() -%}
    {%- set zone = modules.pytz.timezone('Asia/Shanghai') -%}
    {%- set now = run_started_at.astimezone(zone).strftime('%Y-%m-%d') -%}
    cast('{{ env_var("JIXIAO_AS_OF", now) }}' as date)
{%- endmacro %}
