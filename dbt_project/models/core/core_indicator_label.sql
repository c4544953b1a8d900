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
        coalesce(indicator_values.indicator_name, indicator_values.metric) as row_name,
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
        indicator_name as row_name,
        'text' as figure_class,
        load
    from {{ ref('stg_indicator_scores') }}
    where {{ newer_loads() }}
    union all
    select
        document_id,
        subject as label,
        subject as row_name,
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
        printed.row_name,
        printed.figure_class,
        max(printed.load) as load
    from printed
    inner join documents on printed.document_id = documents.document_id
    group by
        documents.district_key,
        documents.district_level,
        documents.district_name,
        printed.label,
        printed.row_name,
        printed.figure_class

),

labels as (

    select * from found
    where {{ not_yet_here('found', ['district_key', 'label', 'row_name', 'figure_class']) }}

),

-- the label of a number and the name of its row are brought to their plain form alike
texts as (

    select
        district_key,
        district_level,
        district_name,
        label as printed_text
    from labels
    union
    select
        district_key,
        district_level,
        district_name,
        row_name as printed_text
    from labels

),

half_width_texts as (

    select
        *,
        replace({{ half_width('printed_text') }}, district_name, '') as half_width_text
    from texts

),

-- the unit in parentheses at the end of a label is no part of it: 数量（家）
bare as (

    select
        half_width_texts.district_key,
        half_width_texts.district_level,
        half_width_texts.printed_text,
        case
            when units.unit is null then half_width_texts.half_width_text
            else {{ replace_all('half_width_texts.half_width_text', '[(][^()]*[)]$', '') }}
        end as bare_text
    from half_width_texts
    left join units
        on
            {{ replace_all('half_width_texts.half_width_text', '^.*[(]([^()]*)[)]$', '\\1') }}
            = units.unit

),

worded as (

    select
        *,
        {{ plain_words('bare_text') }} as worded_text
    from bare

),

-- 全市 means the own area in a city's document, the city's figure in a district's
plain_texts as (

    select
        district_key,
        printed_text,
        case district_level
            {% for level, scope in var('scope_words').items() -%}
            when '{{ level }}' then {{ trim_label('worded_text', scope) }}
            {% endfor -%}
            else {{ trim_label('worded_text') }}
        end as plain_text
    from worded

),

plain as (

    select
        labels.district_key,
        labels.label,
        labels.row_name,
        labels.figure_class,
        labels.load,
        own.plain_text as plain_label,
        whole_row.plain_text as plain_row,
        own.plain_text <> whole_row.plain_text
        and regexp_extract(own.plain_text, '^({{ var("bare_labels") | join("|") }})$', 0) <> ''
            as is_bare
    from labels
    inner join plain_texts as own
        on labels.district_key = own.district_key and labels.label = own.printed_text
    inner join plain_texts as whole_row
        on labels.district_key = whole_row.district_key and labels.row_name = whole_row.printed_text

),

-- 认定数 in the row 高新技术企业 may be catalogued as 高新技术企业认定数
spelled as (

    select
        *,
        plain_label as spelling,
        false as is_with_row
    from plain
    union all
    select
        *,
        plain_row || plain_label as spelling,
        true as is_with_row
    from plain
    where is_bare

),

-- a rank is never a level, and a percentage never a count: the figure decides with the words; what the
-- row has a part in goes before an alias that is true everywhere
matched as (

    select
        spelled.district_key,
        spelled.label,
        spelled.row_name,
        spelled.figure_class,
        aliases.indicator_key,
        row_number() over (
            partition by spelled.district_key, spelled.label, spelled.row_name, spelled.figure_class
            order by
                case when spelled.is_with_row then 0 else 1 end,
                case when aliases.context is null then 1 else 0 end,
                aliases.indicator_key
        ) as preference
    from spelled
    inner join aliases
        on
            spelled.spelling = aliases.plain_label
            and (spelled.figure_class = 'rank') = aliases.is_rank
            and (
                aliases.context is null
                or regexp_extract(spelled.plain_row, aliases.context, 0) <> ''
            )
    inner join catalogue on aliases.indicator_key = catalogue.indicator_key
    left join units on catalogue.unit = units.unit
    where
        spelled.figure_class in ('rank', 'text', 'unknown')
        or {{ units_agree('spelled.figure_class', 'units') }}

),

-- a bare label (企业, 项目数) means what its row says it does
named as (

    select
        plain.district_key,
        plain.label,
        plain.row_name,
        plain.figure_class,
        plain.load,
        matched.indicator_key,
        case
            when plain.is_bare and matched.indicator_key is null
                then plain.plain_row || '：' || plain.plain_label
            else plain.plain_label
        end as plain_label
    from plain
    left join matched
        on
            plain.district_key = matched.district_key
            and plain.label = matched.label
            and plain.row_name = matched.row_name
            and plain.figure_class = matched.figure_class
            and matched.preference = 1

)

select
    district_key,
    label,
    row_name,
    figure_class,
    plain_label,
    indicator_key is not null as is_catalogued,
    coalesce(
        indicator_key,
        concat('x_', substring(
            {{ dbt.hash(dbt.concat([
                'plain_label',
                "case figure_class when 'rank' then '/rank' when 'ratio' then '/rate' else '' end"
            ])) }}, 1, 12
        ))
    ) as indicator_key,
    load
from named
