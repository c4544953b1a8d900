with

catalogue as (

    select * from {{ ref('indicator_catalogue') }}

),

uncatalogued as (

    select
        indicator_key,
        min(plain_label) as name_zh,
        case
            when bool_or(figure_class = 'rank') then 'rank'
            when bool_or(figure_class = 'ratio') then 'rate'
            when bool_or(figure_class = 'money') then 'amount'
            when bool_and(value_kind = 'qualitative') then 'qualitative'
        end as statistic
    from {{ ref('core_indicator_value') }}
    where not is_catalogued
    group by indicator_key

),

named as (

    select indicator_key from {{ ref('core_indicator_score') }}
    union
    select indicator_key from {{ ref('core_shortfall') }}

),

-- what only a score or a shortfall names
named_only as (

    select
        labels.indicator_key,
        min(labels.plain_label) as name_zh,
        'qualitative' as statistic
    from {{ ref('core_indicator_label') }} as labels
    inner join named on labels.indicator_key = named.indicator_key
    where
        not labels.is_catalogued
        and not exists (
            select 1 from uncatalogued
            where uncatalogued.indicator_key = labels.indicator_key
        )
    group by labels.indicator_key

),

unioned as (

    select
        indicator_key,
        name_zh,
        name_en,
        statistic,
        unit,
        direction,
        family,
        subject,
        facet,
        true as is_catalogued
    from catalogue
    union all
    select
        indicator_key,
        name_zh,
        null as name_en,
        statistic,
        null as unit,
        null as direction,
        null as family,
        null as subject,
        null as facet,
        false as is_catalogued
    from (
        select * from uncatalogued
        union all
        select * from named_only
    ) as found

)

select * from unioned
