with

days as (
    {{ dbt.date_spine(
        'day', "cast('2000-01-01' as date)", "cast('2051-01-01' as date)"
    ) | indent(4) }}
)

select cast(date_day as date) as date_day
from days
