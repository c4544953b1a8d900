-- A form of a department that prints less than a third of what it printed the year before was
-- perhaps not read whole.
{{ config(severity='warn') }}

with

printed as (
    select
        document_id,
        count(*) as row_count
    from {{ ref('fct_indicator_value') }}
    group by document_id
),

years as (
    select
        documents.department_key,
        documents.form,
        documents.fiscal_year,
        coalesce(printed.row_count, 0) as row_count
    from {{ ref('status_current_document') }} as documents
    left join printed on documents.document_id = printed.document_id
)

select
    years.*,
    before.row_count as row_count_before
from years
inner join years as before
    on
        years.department_key = before.department_key
        and years.form = before.form
        and years.fiscal_year = before.fiscal_year + 1
where 3 * years.row_count < before.row_count
