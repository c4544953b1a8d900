with

departments as (

    select * from {{ ref('stg_departments') }}

),

documents as (

    select distinct department_key from {{ ref('stg_documents') }}

),

newest as (

    select max(load) as load from {{ ref('stg_districts') }}

)

-- one that is registered no longer stays while there are documents of it
select
    departments.department_key,
    departments.district_key,
    departments.name_zh,
    departments.scope,
    departments.body_key,
    departments.until as until_year,
    departments.successor_key as successor_department_key
from departments
inner join newest on true
left join documents on departments.department_key = documents.department_key
where departments.load = newest.load or documents.department_key is not null
