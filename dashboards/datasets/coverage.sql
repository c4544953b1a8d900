-- 覆盖：部门 × 年度的文件、目标、数与勾稽 · What there is of a department's year
select
    departments.place as "地区", departments.department as "部门", departments.scope as "范围",
    cast(coverage.fiscal_year as text) as "年度",
    departments.short_name || ' ' || coverage.fiscal_year as "地区与年度",
    coverage.documents_expected as "应有文件（份）", coverage.documents_loaded as "已发布（份）",
    coverage.documents_held + coverage.documents_quarantined as "搁置或隔离（份）",
    coverage.documents_missing as "逾期未见（份）",
    coverage.figures_printed as "印出的数（个）", coverage.figures_in_doubt as "存疑（个）",
    coverage.targets_printed as "目标（项）", coverage.targets_judged as "能判断（项）",
    coverage.targets_met as "达到（项）", coverage.share_met as "达到率（%，占能判断的）",
    coverage.checks_passed as "勾稽相符（项）", coverage.checks_failed as "勾稽不符（项）",
    coverage.checks_not_checked as "未能核对（项）", publication.as_of as "数据截至"
from marts.mart_coverage as coverage
inner join departments on coverage.department_key = departments.department_key
cross join publication
