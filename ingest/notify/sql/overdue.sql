-- Documents that have become overdue with this publication; with none, all that are overdue.
select
    districts.name_zh as district_zh,
    departments.name_zh as department_zh,
    forms.label_zh as form_zh,
    ledger.fiscal_year,
    ledger.due_on::varchar as due_on
from marts.mart_document_ledger as ledger
left join marts.dim_district as districts on ledger.district_key = districts.district_key
left join marts.dim_department as departments on ledger.department_key = departments.department_key
left join marts.dim_code as forms on ledger.form = forms.code and forms.code_set = 'form'
where
    ledger.state = 'missing'
    and ($publication is null or ledger.ledger_key in (
        select key ->> 'ledger_key' from marts.fct_change
        where
            publication_id = $publication
            and table_name = 'mart_document_ledger'
            and (kind = 'added' or column_name = 'state')
    ))
order by ledger.due_on, ledger.ledger_key
