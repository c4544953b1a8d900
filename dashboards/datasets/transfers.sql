-- 标明区县的对下转移项目 · Projects that name the district their money goes to
select
    departments.place as "地区", departments.department as "部门",
    cast(transfers.fiscal_year as text) as "年度", transfers.to_district_name as "转往",
    transfers.project_name as "项目", transfers.amount_wan as "金额（万元）",
    publication.as_of as "数据截至"
from marts.mart_transfer as transfers
inner join departments on transfers.department_key = departments.department_key
cross join publication
