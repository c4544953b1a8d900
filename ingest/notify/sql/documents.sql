-- Documents of which the publication says something else than the one before it, and in which list
-- they belong: new, revised, withdrawn, held. All documents are new to the first publication.
with touched as (
    select
        document_id,
        bool_or(kind = 'added') as is_added,
        bool_or(kind = 'removed') as is_removed,
        bool_or(column_name = 'status') as has_other_status,
        min(cause) as cause,
        any_value(old_value) filter (where kind = 'removed') as gone
    from marts.fct_change
    where publication_id = $publication and table_name = 'dim_document' and document_id is not null
    group by document_id
    union all
    select document_id, true, false, false, 'new_document', null
    from marts.dim_document
    where $former is null
)

select
    case
        when touched.is_removed or documents.status = 'withdrawn' then 'withdrawn'
        when documents.status in ('held', 'quarantined') then 'held'
        when touched.cause = 'revision' then 'revised'
        else 'new'
    end as list,
    coalesce(documents.source_uri, touched.gone ->> 'source_uri', touched.document_id) as source_uri,
    districts.name_zh as district_zh,
    departments.name_zh as department_zh,
    forms.label_zh as form_zh,
    documents.fiscal_year,
    documents.status,
    documents.status_reason as reason
from touched
left join marts.dim_document as documents on touched.document_id = documents.document_id
left join marts.dim_district as districts on documents.district_key = districts.district_key
left join marts.dim_department as departments
    on documents.department_key = departments.department_key
left join marts.dim_code as forms on documents.form = forms.code and forms.code_set = 'form'
where touched.is_added or touched.is_removed or touched.has_other_status
order by all
