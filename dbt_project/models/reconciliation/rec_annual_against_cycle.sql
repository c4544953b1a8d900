with

targets as (
    select
        document_id,
        project_no,
        row_no,
        indicator_key,
        indicator_label,
        figure_unit,
        horizon,
        max(figure_value) as figure_value
    from {{ ref('reconcile_figure') }}
    where
        measure = 'target'
        and source_section = 'indicator_table'
        and direction = 'higher'
    group by
        document_id, project_no, row_no, indicator_key, indicator_label, figure_unit, horizon
),

checks as (
    select
        cycles.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        coalesce(cycles.project_no || '.', '') || cycles.row_no || ' ' || cycles.indicator_label
            as subject,
        cycles.figure_value as left_value,
        annuals.figure_value as right_value,
        0 as tolerance,
        '实施周期目标对年度目标（越高越好的指标）' as explanation
    from targets as cycles
    inner join targets as annuals
        on
            cycles.document_id = annuals.document_id
            and coalesce(cycles.project_no, -1) = coalesce(annuals.project_no, -1)
            and cycles.row_no = annuals.row_no
            and cycles.indicator_key = annuals.indicator_key
            and cycles.figure_unit = annuals.figure_unit
    where cycles.horizon = 'cycle' and annuals.horizon = 'annual'
)

{{ reconcile(
    'annual_against_cycle',
    forms=['department_target_form', 'project_target_form'],
    needs='同一指标的实施周期目标与年度目标',
    holds='left_value >= right_value'
) }}
