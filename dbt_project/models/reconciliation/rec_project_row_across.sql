with

table_rows as (
    {{ reconcile_rows_of('core_project_funding', ['project_target_table']) }}
),

projects as (
    select
        *,
        coalesce(fiscal_wan, 0) + coalesce(special_account_wan, 0) + coalesce(other_wan, 0)
            as without_carry_over_wan,
        case when fiscal_wan is null then 0 else 1 end
        + case when special_account_wan is null then 0 else 1 end
        + case when other_wan is null then 0 else 1 end
        + case when carried_over_wan is null then 0 else 1 end as part_count
    from table_rows
),

-- 上年结转 is printed beside 财政拨款 or as a part of it: the reading that comes nearer counts
sums as (
    select
        *,
        case
            when
                abs(total_wan - without_carry_over_wan)
                <= abs(total_wan - without_carry_over_wan - coalesce(carried_over_wan, 0))
                then without_carry_over_wan
            else without_carry_over_wan + coalesce(carried_over_wan, 0)
        end as parts_wan
    from projects
),

checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        project_no || ' ' || project_name as subject,
        total_wan as left_value,
        case when part_count > 0 then parts_wan end as right_value,
        (part_count + 1) * rounding_wan as tolerance,
        '总计对印出的 ' || part_count || ' 项资金来源（财政拨款、财政专户拨款、上年结转、其他资金）之和'
            as explanation
    from sums
)

{{ reconcile(
    'project_row_across',
    forms=['project_target_table'],
    needs='项目总计与各项资金来源',
    by_project=true
) }}
