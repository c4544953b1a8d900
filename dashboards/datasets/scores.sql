-- 自评得分：评分表的一行 · One row of a score table
select
    departments.place as "地区", departments.department as "部门",
    cast(scores.fiscal_year as text) as "年度",
    departments.short_name || ' ' || scores.fiscal_year as "地区与年度",
    scores.level1 as "一级指标", coalesce(scores.level2, '小计') as "二级指标",
    scores.level2 is null as "小计行", scores.score as "得分", scores.full_mark as "满分",
    100 * scores.score / nullif(scores.full_mark, 0) as "得分率（%）",
    row_number() over (
        order by scores.document_id, scores.page, scores.line_from, scores.cell
    ) as "次序",
    publication.as_of as "数据截至"
from marts.fct_evaluation_score as scores
inner join departments on scores.department_key = departments.department_key
cross join publication
where scores.project_no is null
