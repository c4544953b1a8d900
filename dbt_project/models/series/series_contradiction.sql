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
        and (
            rule_key in ({{ listed(var("contradiction_rules")) }})
            -- targets that don't fit each other contradict no fact
            or (
                rule_key = 'stock_and_net_increase'
                and left_indicator_value_id in (
                    select actuals.indicator_value_id
                    from {{ ref('series_figure') }} as actuals
                    where actuals.role = 'actual'
                )
            )
        )

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
