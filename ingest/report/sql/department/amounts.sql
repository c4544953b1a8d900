-- Printed amounts: of the budget, of tasks, of projects; each leads to its line.
select
    department_key as page_key,
    fiscal_year,
    1 as place,
    '预算与收支' as part,
    section as name,
    item as label,
    phase,
    amount_wan,
    document_id,
    'b' || left(md5(concat_ws('|', section, item, phase, amount_text, line_from)), 12) as anchor,
    coalesce(line_from, page) as ordinal,
    doubt
from fct_budget_line
union all by name
select
    department_key as page_key,
    fiscal_year,
    2 as place,
    '重点任务' as part,
    task_name as label,
    'budget' as phase,
    amount_wan,
    document_id,
    't' || left(md5(concat_ws('|', task_no, task_name)), 12) as anchor,
    task_no as ordinal,
    doubt
from fct_task_funding
union all by name
select
    department_key as page_key,
    fiscal_year,
    3 as place,
    '项目' as part,
    project_name as label,
    'budget' as phase,
    coalesce(total_wan, budget_wan) as amount_wan,
    document_id,
    'p' || left(md5(concat_ws('|', project_no, project_name)), 12) as anchor,
    project_no as ordinal,
    doubt
from fct_project_funding
order by page_key, fiscal_year desc, place, document_id, ordinal, anchor
