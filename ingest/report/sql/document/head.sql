-- One row a document, whatever became of it.
select
    documents.document_id as page_key,
    documents.document_id,
    documents.department_key,
    documents.district_key,
    documents.fiscal_year,
    documents.year_evidence,
    documents.form,
    forms.label_zh as form_zh,
    forms.label_en as form_en,
    documents.version,
    documents.is_current,
    documents.status,
    states.label_zh as status_zh,
    states.label_en as status_en,
    documents.status_reason,
    documents.title,
    documents.department_name,
    documents.source_uri,
    documents.file_name,
    documents.media_type,
    documents.page_count,
    documents.size_bytes,
    documents.extractor_version,
    documents.first_seen_at,
    departments.name_zh as department_zh,
    districts.name_zh as district_zh
from dim_document as documents
left join dim_code as forms on documents.form = forms.code and forms.code_set = 'form'
left join dim_code as states on documents.status = states.code and states.code_set = 'status'
left join dim_department as departments using (department_key)
left join dim_district as districts on documents.district_key = districts.district_key
order by documents.document_id
