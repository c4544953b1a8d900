with

departments as (

    select * from {{ ref('core_department') }}

),

named as (

    select
        projects.document_id,
        projects.project_no,
        projects.department_key,
        projects.fiscal_year,
        projects.project_name,
        departments.body_key,
        {{ plain_project_name('projects.project_name', "replace(departments.name_zh, '（本级）', '')") }}
            as plain_name
    from {{ ref('core_project_funding') }} as projects
    inner join departments on projects.department_key = departments.department_key
    where projects.project_no > 0

),

-- a person may say that a project goes on under another name
aliases as (

    select
        aliases.body_key,
        {{ plain_project_name('aliases.project_name', "''") }} as plain_name,
        {{ plain_project_name('aliases.same_as', "''") }} as same_as
    from {{ ref('project_aliases') }} as aliases

),

settled as (

    select
        named.*,
        coalesce(aliases.same_as, named.plain_name) as settled_name
    from named
    left join aliases
        on named.body_key = aliases.body_key and named.plain_name = aliases.plain_name

),

-- two projects of one document are two, however they are named
numbered as (

    select
        *,
        row_number() over (
            partition by document_id, settled_name order by project_no
        ) as namesake_no
    from settled

)

select
    document_id,
    project_no,
    department_key,
    body_key,
    fiscal_year,
    project_name,
    settled_name,
    namesake_no,
    {{ dbt.hash(dbt.concat(['body_key', "'/'", 'settled_name', "'/'", 'namesake_no'])) }} as project_key
from numbered
