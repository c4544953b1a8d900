-- Districts of which nothing new has come for longer than between any two of its arrivals before;
-- of fewer than three arrivals nothing can be said.
with arrivals as (
    select distinct district_key, first_seen_at::date as arrived_on
    from marts.dim_document
    where district_key is not null
),

gaps as (
    select
        district_key,
        arrived_on,
        arrived_on - lag(arrived_on) over (partition by district_key order by arrived_on) as days
    from arrivals
),

places as (
    select
        district_key,
        (now() at time zone 'UTC')::date - max(arrived_on) as days,
        max(days) as longest_before
    from gaps
    group by district_key
    having count(*) >= 3
)

select
    districts.name_zh as district_zh,
    places.days::integer as days,
    places.longest_before::integer as longest_before
from places
inner join marts.dim_district as districts on places.district_key = districts.district_key
where places.days > places.longest_before
order by district_zh
