-- Under which words documents print it, the most usual first.
select indicator_key as page_key, metric as label, count(*) as times
from fct_indicator_value
inner join indicator_page using (indicator_key)
where metric is not null
group by indicator_key, metric
order by page_key, times desc, label
