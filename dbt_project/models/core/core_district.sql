with recursive

districts as (

    select * from {{ ref('stg_districts') }}

),

-- one that is registered no longer stays while there are documents of it or below it
kept as (

    select
        district_key,
        parent_district_key
    from districts
    where
        load = (select max(newest.load) from districts as newest)
        or district_key in (select departments.district_key from {{ ref('core_department') }} as departments)

    union

    select
        above.district_key,
        above.parent_district_key
    from kept
    inner join districts as above on kept.parent_district_key = above.district_key

)

select
    districts.district_key,
    districts.code,
    districts.name_zh,
    districts.name_en,
    districts.level,
    districts.parent_district_key,
    districts.functional_zones,
    districts.until as until_year,
    districts.successor_key as successor_district_key
from districts
where districts.district_key in (select kept.district_key from kept)
