with

aliases as (

    select
        indicator_key,
        statistic,
        context,
        {{ trim_label(plain_words(half_width('phrase'))) }} as plain_label
    from {{ ref('indicator_aliases') }}
    where indicator_key is not null

),

names as (

    select
        indicator_key,
        statistic,
        cast(null as {{ dbt.type_string() }}) as context,
        {{ trim_label(plain_words(half_width('name_zh'))) }} as plain_label
    from {{ ref('indicator_catalogue') }}

),

phrases as (

    select * from aliases
    union
    select * from names

)

select
    plain_label,
    statistic = 'rank' as is_rank,
    statistic,
    context,
    indicator_key
from phrases
