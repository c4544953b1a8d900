select
    ledger.department_key as page_key,
    ledger.fiscal_year,
    ledger.form,
    forms.label_zh as form_zh,
    ledger.due_on,
    ledger.state,
    states.label_zh as state_zh,
    ledger.reason,
    ledger.document_id
from mart_document_ledger as ledger
left join dim_code as forms on ledger.form = forms.code and forms.code_set = 'form'
left join dim_code as states on ledger.state = states.code and states.code_set = 'state'
order by ledger.department_key, ledger.fiscal_year desc, ledger.form
