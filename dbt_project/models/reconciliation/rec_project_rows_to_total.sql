with

projects as (
    {{ reconcile_rows_of('core_project_funding') }}
),

total_row as (
    select
        document_id,
        total_wan,
        rounding_wan
    from projects
    where project_no = 0
),

project_rows as (
    select
        document_id,
        count(*) as row_count,
        count(total_wan) as printed_count,
        sum(total_wan) as total_wan,
        sum(rounding_wan) as rounding_wan
    from projects
    where project_no > 0
    group by document_id
),

checks as (
    select
        total_row.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '项目合计' as subject,
        case
            when project_rows.printed_count = project_rows.row_count then project_rows.total_wan
        end as left_value,
        total_row.total_wan as right_value,
        project_rows.rounding_wan + total_row.rounding_wan as tolerance,
        '印有总计的 ' || project_rows.printed_count || ' 个项目（共 ' || project_rows.row_count
        || ' 个）之和对合计行' as explanation
    from total_row
    inner join project_rows on total_row.document_id = project_rows.document_id
)

{{ reconcile(
    'project_rows_to_total',
    forms=['project_target_table'],
    needs='项目总计与合计行'
) }}
