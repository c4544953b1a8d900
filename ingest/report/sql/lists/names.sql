-- What the search box finds by name, besides departments and documents.
select
    indicators.indicator_key,
    indicators.name_zh,
    indicators.name_en,
    indicators.unit,
    indicators.indicator_key in (select indicator_key from indicator_page) as has_page,
    concat_ws(' ', words.phrases, labels.labels) as words
from dim_indicator as indicators
left join (
    select indicator_key, string_agg(distinct phrase, ' ' order by phrase) as phrases
    from synonym group by indicator_key
) as words using (indicator_key)
left join (
    select indicator_key, string_agg(label, ' ' order by label) as labels
    from (
        select distinct indicator_key, metric as label from fct_indicator_value
        where metric is not null
        qualify row_number() over (partition by indicator_key order by metric) <= 12
    )
    group by indicator_key
) as labels using (indicator_key)
where
    indicators.is_catalogued
    or indicators.indicator_key in (select indicator_key from indicator_page)
order by indicators.is_catalogued desc, indicators.indicator_key
