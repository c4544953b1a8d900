-- Goes before every dataset: what departments are called, codes in Chinese, the publication.
with departments as (
    select
        departments.department_key, departments.district_key, departments.name_zh as department,
        districts.name_zh as place, districts.code as place_code, scopes.label_zh as scope,
        districts.name_zh
        || case
            when count(*) over (partition by departments.district_key, departments.scope) > 1
                then '·' || departments.name_zh
            else ''
        end
        || case departments.scope when 'bureau_only' then '（本级）' else '' end as short_name
    from marts.dim_department as departments
    inner join marts.dim_district as districts
        on departments.district_key = districts.district_key
    left join marts.dim_code as scopes
        on scopes.code_set = 'scope' and departments.scope = scopes.code
),

operators (operator, sign, bound) as (
    values
    ('>=', '≥', '下限'), ('>', '>', '下限'), ('<=', '≤', '上限'), ('<', '<', '上限'),
    ('=', '', '确数'), ('~', '约', '约数'), ('rank', '第', '名次')
),

publication as (
    select
        publication_id, total_rows, warnings,
        to_char(published_at + interval '8 hours', 'YYYY-MM-DD HH24:MI') as as_of
    from marts.dim_publication
    order by publication_id desc
    limit 1
)
