-- Documents that this publication is the first to show.
select
    documents.document_id,
    documents.fiscal_year,
    documents.version,
    forms.label_zh as form_zh,
    departments.department_key,
    departments.name_zh as department_zh,
    states.label_zh as status_zh,
    documents.status,
    documents.status_reason
from dim_document as documents
left join dim_department as departments using (department_key)
left join dim_code as forms on documents.form = forms.code and forms.code_set = 'form'
left join dim_code as states on documents.status = states.code and states.code_set = 'status'
where
    $former is null
    or documents.document_id in (
        select document_id from fct_change
        where
            publication_id = $publication
            and table_name = 'dim_document'
            and kind = 'added'
    )
order by documents.fiscal_year desc, departments.district_key, departments.department_key, documents.form
