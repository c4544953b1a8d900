{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_unnamed_indicators() }}"
    )
}}

with

uncatalogued as (

    select distinct
        labels.indicator_key,
        labels.plain_label
    from {{ ref('core_indicator_label') }} as labels
    where
        not labels.is_catalogued
        and {{ not_yet_here('labels', ['indicator_key']) }}

),

aliases as (

    select distinct
        indicator_key,
        plain_label
    from {{ ref('core_indicator_alias') }}

),

scored as (

    select
        uncatalogued.indicator_key,
        aliases.indicator_key as suggested_key,
        max({{ similarity('uncatalogued.plain_label', 'aliases.plain_label') }}) as score
    from uncatalogued
    cross join aliases
    group by uncatalogued.indicator_key, aliases.indicator_key

),

ranked as (

    select
        *,
        row_number() over (
            partition by indicator_key order by score desc, suggested_key asc
        ) as suggestion_no
    from scored

)

select
    indicator_key,
    suggestion_no,
    suggested_key,
    cast(round(score, 3) as decimal(4, 3)) as score
from ranked
where suggestion_no <= 3 and score >= {{ var("suggestion_floor") }}
