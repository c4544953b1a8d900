-- 勾稽：一条规则对一个对象的一次核对 · One check of one rule on one subject
select
    departments.place as "地区", departments.department as "部门",
    cast(documents.fiscal_year as text) as "年度", forms.label_zh as "文件",
    rules.statement_zh as "规则", severities.label_zh as "性质", statuses.label_zh as "结果",
    checks.status as status, checks.subject as "对象", checks.left_value as "左边", checks.right_value as "右边",
    checks.difference as "差", checks.tolerance as "容差", checks.explanation as "说明",
    checks.waiver_reason as "豁免理由", publication.as_of as "数据截至"
from marts.fct_reconciliation as checks
inner join marts.dim_reconciliation_rule as rules on checks.rule_key = rules.rule_key
left join marts.dim_document as documents on checks.document_id = documents.document_id
left join departments on documents.department_key = departments.department_key
left join marts.dim_code as forms on forms.code_set = 'form' and documents.form = forms.code
left join marts.dim_code as severities
    on severities.code_set = 'severity' and checks.severity = severities.code
left join marts.dim_code as statuses
    on statuses.code_set = 'check_status' and checks.status = statuses.code
cross join publication
