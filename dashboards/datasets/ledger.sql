-- 台账：每份应有文件的状态，逾期多久 · The state of every document that should exist
select
    departments.place as "地区", departments.department as "部门",
    cast(ledger.fiscal_year as text) as "年度", forms.label_zh as "文件",
    departments.short_name || ' ' || forms.label_zh as "地区与文件",
    states.label_zh as "状态", ledger.state as state, cast(ledger.due_on as text) as "应于",
    case ledger.state when 'missing' then current_date - ledger.due_on end as "逾期（天）",
    ledger.reason as "说明", ledger.source_uri as "来源", publication.as_of as "数据截至"
from marts.mart_document_ledger as ledger
left join departments on ledger.department_key = departments.department_key
left join marts.dim_code as forms on forms.code_set = 'form' and ledger.form = forms.code
left join marts.dim_code as states on states.code_set = 'state' and ledger.state = states.code
cross join publication
