with sides as (
    select checks.*, facts.indicator_key as page_key
    from failed_check as checks
    inner join fct_indicator_value as facts
        on checks.left_indicator_value_id = facts.indicator_value_id
    union
    select checks.*, facts.indicator_key as page_key
    from failed_check as checks
    inner join fct_indicator_value as facts
        on checks.right_indicator_value_id = facts.indicator_value_id
)

select sides.*
from sides
inner join indicator_page on sides.page_key = indicator_page.indicator_key
order by page_key, place, subject
