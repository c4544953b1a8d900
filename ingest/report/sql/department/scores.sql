select
    department_key as page_key,
    fiscal_year,
    level1,
    level2,
    score,
    full_mark,
    grade,
    document_id,
    's' || left(md5(concat_ws('|', project_no, level1, level2)), 12) as anchor,
    line_from
from fct_evaluation_score
where project_no is null
order by department_key, fiscal_year desc, coalesce(line_from, page), level1, level2
