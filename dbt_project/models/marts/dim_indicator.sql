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
    is_catalogued
from {{ ref('core_indicator') }}
