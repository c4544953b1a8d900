select
    ledger.due_on,
    ledger.fiscal_year,
    ledger.department_key,
    departments.name_zh as department_zh,
    forms.label_zh as form_zh
from mart_document_ledger as ledger
left join dim_department as departments using (department_key)
left join dim_code as forms on ledger.form = forms.code and forms.code_set = 'form'
where ledger.state = 'missing'
order by ledger.due_on desc, ledger.department_key, ledger.form
