-- figures that something else printed contradicts, by the rule that found it
with

failed as (

    select
        rule_key,
        left_indicator_value_id,
        right_indicator_value_id
    from {{ ref('reconciliation_result') }}
    where
        status = 'fail'
        and rule_key in ('{{ var("contradiction_rules") | join("', '") }}')

)

select
    rule_key,
    left_indicator_value_id as indicator_value_id
from failed
union
select
    rule_key,
    right_indicator_value_id as indicator_value_id
from failed
