{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_corrected_districts() }}"
    )
}}

{%- set condition = newer_or_corrected_loads('core_indicator_value') %}

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

composed_indicators as (

    select * from {{ ref('core_indicator_composition') }}

),

documents as (

    select
        documents.document_id,
        documents.district_hash,
        districts.district_key,
        districts.level as district_level,
        {{ half_width('districts.name_zh') }} as district_name
    from {{ ref('core_document') }} as documents
    inner join {{ ref('core_district') }} as districts
        on documents.district_key = districts.district_key

),

-- as decided: a corrected unit may make another class of a figure
indicator_values as (

    {{ reviewed_rows('fct_indicator_value', ref('stg_indicator_values'), condition) }}

),

figures as (

    select
        indicator_values.document_id,
        {{ figure_label('indicator_values') }} as label,
        coalesce(indicator_values.indicator_name, indicator_values.metric) as row_name,
        {{ figure_class('indicator_values', 'units') }} as figure_class,
        indicator_values.load
    from indicator_values
    left join units on indicator_values.unit = units.unit

),

printed as (

    select * from figures
    union all
    select
        document_id,
        indicator_name as label,
        indicator_name as row_name,
        'text' as figure_class,
        load
    from {{ ref('stg_indicator_scores') }}
    where {{ condition }}
    union all
    select
        document_id,
        subject as label,
        subject as row_name,
        'text' as figure_class,
        load
    from {{ ref('stg_shortfalls') }}
    where {{ condition }}

),

found as (

    select
        documents.district_key,
        documents.district_hash,
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
        documents.district_hash,
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
        {{ dbt.hash(dbt.concat([
            'labels.district_key', "'/'", 'labels.label', "'/'", 'labels.row_name', "'/'",
            'labels.figure_class'
        ])) }} as label_id,
        labels.district_key,
        labels.district_hash,
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
        label_id,
        plain_row,
        figure_class,
        plain_label as spelling,
        false as is_with_row
    from plain
    union all
    select
        label_id,
        plain_row,
        figure_class,
        plain_row || plain_label as spelling,
        true as is_with_row
    from plain
    where is_bare

),

aliased as (

    select
        spelled.label_id,
        spelled.figure_class,
        aliases.indicator_key,
        case when spelled.is_with_row then 0 else 2 end
        + case when aliases.context is null then 1 else 0 end as preference
    from spelled
    inner join aliases
        on
            spelled.spelling = aliases.plain_label
            and (
                aliases.context is null
                or regexp_extract(spelled.plain_row, aliases.context, 0) <> ''
            )

),

-- a label in three: words of statistics, the name of a subject, words of statistics
opened as (

    select
        *,
        regexp_extract(spelling, '^{{ statistic_run() }}', 0) as before_subject
    from (
        select spelling from spelled
        union
        select plain_row as spelling from spelled
        where is_with_row
    ) as spellings

),

closed as (

    select
        spelling,
        before_subject,
        substring(spelling, length(before_subject) + 1) as rest,
        regexp_extract(
            substring(spelling, length(before_subject) + 1), '{{ statistic_run() }}$', 0
        ) as behind_subject
    from opened

),

said_0 as (

    select
        spelling,
        substring(rest, 1, length(rest) - length(behind_subject)) as plain_name,
        before_subject || ' ' || behind_subject as said
    from closed

),

{% for words in var('statistic_words') | batch(8) -%}
said_{{ loop.index }} as (

    select
        spelling,
        plain_name,
        {{ statistics_said('said', words) }} as said
    from said_{{ loop.index0 }}

),

{% if loop.last -%}
said as (

    select
        spelling,
        plain_name,
        {{ distinct_words('said') }} as said
    from said_{{ loop.index }}

),

{% endif -%}
{% endfor -%}
-- a bare label completes a row that names a subject alone, or adds nothing to what its row says; a
-- subject alone is what its row makes of it
composed as (

    select
        spelled.label_id,
        spelled.figure_class,
        composed_indicators.indicator_key,
        4 as preference
    from said
    inner join composed_indicators
        on
            said.plain_name = composed_indicators.plain_name
            and said.said = composed_indicators.said
    inner join spelled on said.spelling = spelled.spelling
    left join said as whole_row
        on
            spelled.plain_row = whole_row.spelling
            and said.plain_name = whole_row.plain_name
            and whole_row.said in ('', said.said)
    where
        (spelled.is_with_row and whole_row.spelling is not null)
        or (
            not spelled.is_with_row
            and (
                said.said <> ''
                or spelled.spelling = spelled.plain_row
                or regexp_extract(spelled.plain_row, '{{ var("changing_words") }}', 0) = ''
            )
        )

),

-- a rank is never a level, and a percentage never a count: the figure decides with the words
fitting as (

    select
        candidates.label_id,
        candidates.indicator_key,
        candidates.preference
    from (
        select * from aliased
        union
        select * from composed
    ) as candidates
    inner join catalogue on candidates.indicator_key = catalogue.indicator_key
    left join units on catalogue.unit = units.unit
    where
        (candidates.figure_class = 'rank') = (catalogue.statistic = 'rank')
        and (
            candidates.figure_class in ('rank', 'text', 'unknown')
            or {{ units_agree('candidates.figure_class', 'units') }}
        )

),

-- what the row has a part in goes before an alias that is true everywhere, and an alias before what
-- is composed; of two meanings that are left neither is taken
preferred as (

    select
        label_id,
        indicator_key,
        rank() over (partition by label_id order by preference) as preference
    from fitting

),

matched as (

    select
        label_id,
        min(indicator_key) as indicator_key
    from preferred
    where preference = 1
    group by label_id
    having count(distinct indicator_key) = 1

),

-- a bare label (企业, 项目数) means what its row says it does
named as (

    select
        plain.district_key,
        plain.district_hash,
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
    left join matched on plain.label_id = matched.label_id

)

select
    district_key,
    district_hash,
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
