with

facts as (

    select facts.*
    from {{ ref('fct_indicator_value') }} as facts
    inner join {{ ref('dim_indicator') }} as indicators
        on facts.indicator_key = indicators.indicator_key
    where not indicators.is_catalogued

),

uncatalogued as (

    select
        indicator_key,
        min(metric) as printed_label,
        min(indicator_name) as printed_name,
        count(*) as value_count,
        count(case when value_kind = 'number' then 1 end) as number_count,
        count(distinct document_id) as document_count,
        min(unit) as unit
    from facts
    group by indicator_key

),

suggestions as (

    select
        suggestions.*,
        catalogue.name_zh
    from {{ ref('core_indicator_suggestion') }} as suggestions
    inner join {{ ref('indicator_catalogue') }} as catalogue
        on suggestions.suggested_key = catalogue.indicator_key

)

select
    uncatalogued.indicator_key,
    indicators.name_zh as plain_label,
    uncatalogued.printed_label,
    uncatalogued.printed_name,
    uncatalogued.unit,
    uncatalogued.value_count,
    uncatalogued.number_count,
    {% for n in [1, 2, 3] -%}
    suggestion_{{ n }}.suggested_key as nearest_{{ n }}_key,
    suggestion_{{ n }}.name_zh as nearest_{{ n }}_name_zh,
    suggestion_{{ n }}.score as nearest_{{ n }}_score,
    {% endfor -%}
    uncatalogued.document_count
from uncatalogued
inner join {{ ref('dim_indicator') }} as indicators
    on uncatalogued.indicator_key = indicators.indicator_key
{% for n in [1, 2, 3] -%}
left join suggestions as suggestion_{{ n }}
    on
        uncatalogued.indicator_key = suggestion_{{ n }}.indicator_key
        and suggestion_{{ n }}.suggestion_no = {{ n }}
{% endfor -%}
