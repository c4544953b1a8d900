{#- The newest load of a raw table (a source) as a literal, so that only its rows are read. -#}
{% macro newest_load(raw_table) -%}
    {{ return(adapter.dispatch('newest_load', 'jixiao')(raw_table)) }}
{%- endmacro %}

{% macro duckdb__newest_load(raw_table) -%}
    {%- if execute -%}
        {%- set files = modules.re.search("'([^']|'')*'", raw_table | string).group(0) -%}
        {%- set sql -%}
            select max(regexp_extract(file, 'load=([^/]+)', 1)) from glob({{ files }})
        {%- endset -%}
        {{ return("'" ~ run_query(sql).columns[0].values()[0] ~ "'") }}
    {%- endif -%}
    {{ return("''") }}
{%- endmacro %}
