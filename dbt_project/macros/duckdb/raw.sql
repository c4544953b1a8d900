{#- The raw Parquet tables, one hive partition a load, as a relation. Loads of an earlier version may
    lack columns that were added since. `file_row_number` is the order in which a load's rows landed,
    within a document that of its print. -#}
{% macro read_raw(table) -%}
    {{ return(adapter.dispatch('read_raw', 'jixiao')(table)) }}
{%- endmacro %}

{% macro duckdb__read_raw(table) -%}
    read_parquet(
        '{{ raw_glob(table) }}', hive_partitioning = true, hive_types = {'load': varchar},
        union_by_name = true, file_row_number = true
    )
{%- endmacro %}

{% macro raw_glob(table) -%}
    {{ env_var('JIXIAO_RAW', 'var/raw') | replace("'", "''") }}/load=*/{{ table }}.parquet
{%- endmacro %}

{#- The newest load as a literal, so that only its file is opened. -#}
{% macro newest_load(table) -%}
    {{ return(adapter.dispatch('newest_load', 'jixiao')(table)) }}
{%- endmacro %}

{% macro duckdb__newest_load(table) -%}
    {%- if execute -%}
        {%- set sql -%}
            select max(regexp_extract(file, 'load=([^/]+)', 1)) from glob('{{ raw_glob(table) }}')
        {%- endset -%}
        {{ return("'" ~ run_query(sql).columns[0].values()[0] ~ "'") }}
    {%- endif -%}
    {{ return("''") }}
{%- endmacro %}
