-- one plain label names one indicator, ranks and what the row must say aside
select
    plain_label,
    is_rank,
    context
from {{ ref('core_indicator_alias') }}
group by plain_label, is_rank, context
having count(distinct indicator_key) > 1
