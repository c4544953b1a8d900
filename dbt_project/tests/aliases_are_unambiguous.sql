-- one plain label names one indicator, ranks aside
select
    plain_label,
    is_rank
from {{ ref('core_indicator_alias') }}
group by plain_label, is_rank
having count(distinct indicator_key) > 1
