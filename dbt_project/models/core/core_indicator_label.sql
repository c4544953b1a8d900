{{
    config(
        materialized='incremental',
        incremental_strategy='append'
    )
}}

with

units as (

    select * from {{ ref('units') }}

),

catalogue as (

    select * from {{ ref('indicator_catalogue') }}

),

aliases as (

    select * from {{ ref('core_indicator_alias') }}

),

documents as (

    select
        documents.document_id,
        districts.district_key,
        districts.level as district_level,
        {{ half_width('districts.name_zh') }} as district_name
    from {{ ref('core_document') }} as documents
    inner join {{ ref('core_district') }} as districts
        on documents.district_key = districts.district_key

),

printed as (

    select
        indicator_values.document_id,
        indicator_values.metric as label,
        case
            when indicator_values.operator = 'rank' then 'rank'
            when indicator_values.value_kind = 'qualitative' then 'text'
            else coalesce(units.dimension, 'unknown')
        end as figure_class,
        indicator_values.load
    from {{ ref('stg_indicator_values') }} as indicator_values
    left join units on indicator_values.unit = units.unit
    where {{ newer_loads() }}
    union all
    select
        document_id,
        indicator_name as label,
        'text' as figure_class,
        load
    from {{ ref('stg_indicator_scores') }}
    where {{ newer_loads() }}
    union all
    select
        document_id,
        subject as label,
        'text' as figure_class,
        load
    from {{ ref('stg_shortfalls') }}
    where {{ newer_loads() }}

),

found as (

    select
        documents.district_key,
        documents.district_level,
        documents.district_name,
        printed.label,
        printed.figure_class,
        max(printed.load) as load
    from printed
    inner join documents on printed.document_id = documents.document_id
    group by
        documents.district_key,
        documents.district_level,
        documents.district_name,
        printed.label,
        printed.figure_class

),

labels as (

    select * from found
    where {{ not_yet_here('found', ['district_key', 'label', 'figure_class']) }}

),

-- the unit in parentheses at the end of a label is no part of it: 数量（家）
half_width_labels as (

    select
        *,
        replace({{ half_width('label') }}, district_name, '') as half_width_label
    from labels

),

bare as (

    select
        half_width_labels.district_key,
        half_width_labels.district_level,
        half_width_labels.label,
        half_width_labels.figure_class,
        half_width_labels.load,
        case
            when units.unit is null then half_width_labels.half_width_label
            else {{ replace_all('half_width_labels.half_width_label', '[(][^()]*[)]$', '') }}
        end as bare_label
    from half_width_labels
    left join units
        on
            {{ replace_all('half_width_labels.half_width_label', '^.*[(]([^()]*)[)]$', '\\1') }}
            = units.unit

),

worded as (

    select
        *,
        {{ plain_words('bare_label') }} as worded_label
    from bare

),

-- 全市 means the own area in a city's document, the city's figure in a district's
plain as (

    select
        district_key,
        label,
        figure_class,
        load,
        case district_level
            {% for level, scope in var('scope_words').items() -%}
            when '{{ level }}' then {{ trim_label('worded_label', scope) }}
            {% endfor -%}
            else {{ trim_label('worded_label') }}
        end as plain_label
    from worded

),

-- a rank is never a level, and a percentage never a count: the figure decides with the words
matched as (

    select
        plain.district_key,
        plain.label,
        plain.figure_class,
        plain.load,
        plain.plain_label,
        aliases.indicator_key,
        row_number() over (
            partition by plain.district_key, plain.label, plain.figure_class
            order by aliases.indicator_key
        ) as preference
    from plain
    inner join aliases
        on
            plain.plain_label = aliases.plain_label
            and (plain.figure_class = 'rank') = aliases.is_rank
    inner join catalogue on aliases.indicator_key = catalogue.indicator_key
    left join units on catalogue.unit = units.unit
    where
        plain.figure_class in ('rank', 'text', 'unknown')
        or {{ units_agree('plain.figure_class', 'units') }}

),

keyed as (

    select
        plain.district_key,
        plain.label,
        plain.figure_class,
        plain.plain_label,
        matched.indicator_key is not null as is_catalogued,
        coalesce(
            matched.indicator_key,
            concat('x_', substring(
                {{ dbt.hash(dbt.concat([
                    'plain.plain_label',
                    "case plain.figure_class"
                    " when 'rank' then '/rank' when 'ratio' then '/rate' else '' end"
                ])) }}, 1, 12
            ))
        ) as indicator_key,
        plain.load
    from plain
    left join matched
        on
            plain.district_key = matched.district_key
            and plain.label = matched.label
            and plain.figure_class = matched.figure_class
            and matched.preference = 1

)

select * from keyed
