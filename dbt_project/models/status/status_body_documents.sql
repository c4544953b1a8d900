-- a rename or a correction of the place files changes the hash as a new document does
with

departments as (

    select * from {{ ref('core_department') }}

),

documents as (

    select
        departments.body_key,
        {{ dbt.concat([
            'documents.document_id', "'@'", 'documents.load', "'@'", 'documents.decisions_hash'
        ]) }} as part
    from {{ ref('status_current_document') }} as documents
    inner join departments on documents.department_key = departments.department_key

),

first_years as (

    select
        department_key,
        cast(min(fiscal_year) as {{ dbt.type_string() }}) as first_year
    from {{ ref('stg_slots') }}
    group by department_key

),

registered as (

    select
        departments.body_key,
        {{ dbt.concat([
            'departments.department_key', "'/'", 'departments.district_key', "'/'",
            'departments.scope', "'/'", 'departments.name_zh', "'/'",
            "coalesce(cast(departments.until_year as " ~ dbt.type_string() ~ "), '')", "'/'",
            "coalesce(first_years.first_year, '')"
        ]) }} as part
    from departments
    left join first_years on departments.department_key = first_years.department_key

),

names as (

    select
        departments.body_key,
        {{ dbt.concat([
            'names.department_key', "'/'", 'names.name_zh', "'/'",
            "coalesce(cast(names.since as " ~ dbt.type_string() ~ "), '')", "'/'",
            "coalesce(cast(names.until as " ~ dbt.type_string() ~ "), '')"
        ]) }} as part
    from {{ ref('core_department_name') }} as names
    inner join departments on names.department_key = departments.department_key

),

-- areas are few and seldom change
districts as (

    select
        {{ dbt.hash(dbt.listagg(
            dbt.concat([
                'district_key', "'/'", 'name_zh', "'/'", "coalesce(name_en, '')", "'/'", 'level',
                "'/'",
                "coalesce(parent_district_key, '')"
            ]), "','", 'order by district_key'
        )) }} as part
    from {{ ref('core_district') }}

),

parts as (

    select * from documents
    union all
    select * from registered
    union all
    select * from names
    union all
    select
        bodies.body_key,
        districts.part
    from (select distinct body_key from departments) as bodies
    cross join districts

)

select
    body_key,
    {{ dbt.hash(dbt.listagg('part', "','", 'order by part')) }} as documents_hash
from parts
group by body_key
