select
    indicators.indicator_key as page_key,
    indicators.*,
    statistics.label_zh as statistic_zh,
    statistics.label_en as statistic_en,
    directions.label_zh as direction_zh,
    directions.label_en as direction_en
from dim_indicator as indicators
inner join indicator_page using (indicator_key)
left join dim_code as statistics
    on indicators.statistic = statistics.code and statistics.code_set = 'statistic'
left join dim_code as directions
    on indicators.direction = directions.code and directions.code_set = 'direction'
order by indicators.indicator_key
