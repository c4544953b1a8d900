select
    open.*,
    open.indicator_key in (select indicator_key from indicator_page) as has_page,
    one.indicator_value_id,
    one.document_id
from mart_uncatalogued_indicators as open
left join (
    select indicator_key, min_by(indicator_value_id, (document_id, ordinal)) as indicator_value_id,
        min(document_id) as document_id
    from fct_indicator_value
    group by indicator_key
) as one using (indicator_key)
order by open.document_count desc, open.value_count desc, open.printed_label, open.indicator_key
