with reported as (
    select
        indicator_key,
        district_name_zh,
        department_key,
        if(
            min(fiscal_year) = max(fiscal_year),
            min(fiscal_year)::varchar,
            min(fiscal_year) || '–' || max(fiscal_year)
        ) as years
    from mart_indicator_wide
    group by indicator_key, district_name_zh, department_key
),

by_indicator as (
    select
        indicator_key,
        count(*) as departments,
        list({'name': district_name_zh, 'department_key': department_key, 'years': years}
            order by district_name_zh, department_key)[:6] as who
    from reported
    group by indicator_key
),

words as (
    select indicator_key, string_agg(phrase, '、' order by is_whole desc, phrase) as synonyms
    from (
        select indicator_key, phrase, is_whole,
            row_number() over (partition by indicator_key order by is_whole desc, phrase) as n
        from synonym
    )
    where n <= 8
    group by indicator_key
),

labels as (
    select indicator_key, string_agg(label, '、' order by times desc, label) as labels
    from (
        select indicator_key, metric as label, count(*) as times,
            row_number() over (
                partition by indicator_key order by count(*) desc, metric
            ) as n
        from fct_indicator_value
        where metric is not null
        group by indicator_key, metric
    )
    where n <= 4
    group by indicator_key
)

select
    indicators.*,
    statistics.label_zh as statistic_zh,
    statistics.label_en as statistic_en,
    directions.label_zh as direction_zh,
    directions.label_en as direction_en,
    words.synonyms,
    labels.labels,
    coalesce(by_indicator.departments, 0) as departments,
    by_indicator.who,
    indicators.indicator_key in (select indicator_key from indicator_page) as has_page
from dim_indicator as indicators
left join by_indicator using (indicator_key)
left join words using (indicator_key)
left join labels using (indicator_key)
left join statistic_place as places using (statistic)
left join dim_code as statistics
    on indicators.statistic = statistics.code and statistics.code_set = 'statistic'
left join dim_code as directions
    on indicators.direction = directions.code and directions.code_set = 'direction'
where indicators.is_catalogued
order by indicators.family, indicators.subject, places.place, indicators.indicator_key
