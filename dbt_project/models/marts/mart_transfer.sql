with

departments as (

    select * from {{ ref('core_department') }}

),

districts as (

    select * from {{ ref('core_district') }}

),

named as (

    select
        facts.*,
        projects.project_key,
        departments.district_key as from_district_key,
        {{ area_of_project_name('facts.project_name') }} as named_for
    from {{ ref('fct_project_funding') }} as facts
    inner join {{ ref('core_project') }} as projects
        on facts.document_id = projects.document_id and facts.project_no = projects.project_no
    inner join departments on facts.department_key = departments.department_key
    inner join {{ ref('status_current_document') }} as documents
        on facts.document_id = documents.document_id
    where documents.form in ('project_target_table', 'project_target_form')

),

-- a project whose own amounts don't add up
contradicted as (

    select distinct
        document_id,
        project_no
    from {{ ref('reconciliation_result') }}
    where status = 'fail' and rule_key in ('project_row_across', 'project_funds_add_up')

),

marked as (

    select named.*
    from named
    where exists (
        select 1 from {{ ref('reconciliation_terms') }} as area_words
        where area_words.term = 'lower_area' and named.named_for like '%_' || area_words.word
    )

)

select
    marked.document_id,
    marked.project_no,
    marked.project_key,
    marked.department_key,
    marked.from_district_key,
    marked.fiscal_year,
    marked.named_for as to_district_name,
    districts.district_key as to_district_key,
    marked.project_name,
    marked.total_wan as amount_wan,
    marked.doubt is not null as is_in_doubt,
    marked.reviewed is not null as is_reviewed,
    contradicted.document_id is not null as is_contradicted
from marked
left join districts
    on
        marked.named_for = districts.name_zh
        and marked.from_district_key = districts.parent_district_key
left join contradicted
    on
        marked.document_id = contradicted.document_id
        and marked.project_no = contradicted.project_no
