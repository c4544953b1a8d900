select
    documents.document_id,
    documents.fiscal_year,
    documents.department_key,
    departments.name_zh as department_zh,
    forms.label_zh as form_zh,
    documents.status,
    states.label_zh as status_zh,
    documents.status_reason,
    documents.source_uri
from dim_document as documents
left join dim_department as departments using (department_key)
left join dim_code as forms on documents.form = forms.code and forms.code_set = 'form'
left join dim_code as states on documents.status = states.code and states.code_set = 'status'
where
    documents.status in ('held', 'quarantined')
    or (documents.is_current and documents.status_reason is not null)
order by documents.fiscal_year desc, documents.department_key, documents.document_id
