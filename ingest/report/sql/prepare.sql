-- What several pages use: made once a report, in this order.
create temp table indicator_page as
select indicator_key from dim_indicator
where is_catalogued and indicator_key in (select indicator_key from fct_indicator_value)
union
select indicator_key from mart_indicator_wide
group by indicator_key having count(distinct department_key) > 1;

create temp table statistic_place as
select * from (
    values ('stock', 1), ('flow', 2), ('amount', 3), ('rate', 4), ('rank', 5), ('qualitative', 6)
) as places (statistic, place);

-- Pages of documents that are drawn: those of the newest years, of current documents first.
create temp table drawn as
with pages as (
    select distinct document_id, page from (
        select document_id, page, bbox from fct_indicator_value
        union all
        select document_id, page, bbox from fct_budget_line
        union all
        select document_id, page, bbox from fct_task_funding
        union all
        select document_id, page, bbox from fct_project_funding
        union all
        select document_id, page, bbox from fct_evaluation_score
        union all
        select document_id, page, bbox from fct_shortfall
    )
    where bbox is not null
)

select pages.document_id, pages.page
from pages
inner join dim_document as documents using (document_id)
order by
    documents.is_current desc, documents.fiscal_year desc, pages.page > 1, pages.document_id, pages.page
limit $pictures;

-- Checks that fail; both figures lead to their printed places where the rule knows them.
create temp table failed_check as
select
    checks.*,
    list_position(['identity', 'expected', 'insight'], checks.severity) * 1000
    + coalesce(rules.rule_order, 999) as place,
    severities.label_zh as severity_zh,
    severities.label_en as severity_en,
    rules.statement_zh,
    rules.statement_en,
    documents.department_key,
    documents.fiscal_year,
    departments.name_zh as department_zh,
    left_values.document_id as left_document_id,
    right_values.document_id as right_document_id
from fct_reconciliation as checks
left join dim_reconciliation_rule as rules using (rule_key)
left join dim_code as severities
    on checks.severity = severities.code and severities.code_set = 'severity'
left join dim_document as documents using (document_id)
left join dim_department as departments using (department_key)
left join fct_indicator_value as left_values
    on checks.left_indicator_value_id = left_values.indicator_value_id
left join fct_indicator_value as right_values
    on checks.right_indicator_value_id = right_values.indicator_value_id
where checks.status = 'fail';

create temp table told_shortfall as
select
    shortfalls.department_key,
    departments.name_zh as department_zh,
    shortfalls.fiscal_year,
    shortfalls.subject,
    shortfalls.indicator_key,
    indicators.name_zh as indicator_zh,
    shortfalls.indicator_key in (select indicator_key from indicator_page) as has_page,
    shortfalls.reason,
    shortfalls.measure,
    shortfalls.document_id,
    'm' || left(md5(concat_ws('|', shortfalls.subject, shortfalls.reason)), 12) as anchor
from fct_shortfall as shortfalls
left join dim_department as departments using (department_key)
left join dim_indicator as indicators on shortfalls.indicator_key = indicators.indicator_key;
