select
    departments.department_key as page_key,
    departments.*,
    scopes.label_zh as scope_zh,
    scopes.label_en as scope_en,
    districts.name_zh as district_zh,
    districts.name_en as district_en,
    parents.name_zh as parent_zh,
    successors.name_zh as successor_zh
from dim_department as departments
left join dim_code as scopes on departments.scope = scopes.code and scopes.code_set = 'scope'
left join dim_district as districts using (district_key)
left join dim_district as parents on districts.parent_district_key = parents.district_key
left join dim_department as successors
    on departments.successor_department_key = successors.department_key
order by departments.department_key
