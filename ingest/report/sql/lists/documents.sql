select
    documents.document_id,
    documents.fiscal_year,
    forms.label_zh as form_zh,
    departments.name_zh as department_zh,
    documents.title,
    documents.is_current
from dim_document as documents
left join dim_department as departments using (department_key)
left join dim_code as forms on documents.form = forms.code and forms.code_set = 'form'
order by
    documents.is_current desc,
    documents.fiscal_year desc,
    documents.department_key,
    documents.form,
    documents.document_id
