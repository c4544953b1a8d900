with

departments as (

    select * from {{ ref('core_department') }}

),

documents as (

    select
        documents.document_id,
        documents.fiscal_year,
        departments.department_key,
        departments.body_key,
        departments.scope
    from {{ ref('status_current_document') }} as documents
    inner join departments on documents.department_key = departments.department_key

),

years as (

    select
        body_key,
        scope,
        fiscal_year
    from documents
    union
    select
        documents.body_key,
        documents.scope,
        facts.fiscal_year
    from {{ ref('core_indicator_value') }} as facts
    inner join documents on facts.document_id = documents.document_id

),

own_years as (

    select distinct
        department_key,
        fiscal_year
    from documents

),

first_documents as (

    select
        department_key,
        min(fiscal_year) as first_year
    from documents
    group by department_key

),

first_slots as (

    select
        department_key,
        min(fiscal_year) as first_year
    from {{ ref('stg_slots') }}
    group by department_key

),

-- of a bureau and its successor the one that still existed answers, then the one with documents of its own
-- of that year, then the elder
ranked as (

    select
        years.body_key,
        years.scope,
        years.fiscal_year,
        departments.department_key,
        departments.district_key,
        row_number() over (
            partition by years.body_key, years.scope, years.fiscal_year
            order by
                case when years.fiscal_year > departments.until_year then 1 else 0 end asc,
                case when own_years.department_key is null then 1 else 0 end asc,
                coalesce(departments.until_year, 9999) asc,
                coalesce(first_documents.first_year, 9999) asc,
                coalesce(first_slots.first_year, 9999) asc,
                departments.department_key asc
        ) as preference
    from years
    inner join departments
        on years.body_key = departments.body_key and years.scope = departments.scope
    left join own_years
        on
            departments.department_key = own_years.department_key
            and years.fiscal_year = own_years.fiscal_year
    left join first_documents on departments.department_key = first_documents.department_key
    left join first_slots on departments.department_key = first_slots.department_key

)

select
    body_key,
    scope,
    fiscal_year,
    department_key,
    district_key
from ranked
where preference = 1
