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
        cycle.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        coalesce(cycle.project_no || '.', '') || cycle.row_no || ' ' || cycle.indicator_label
            as subject,
        cycle.figure_value as left_value,
        annual.figure_value as right_value,
        0 as tolerance,
        '实施周期目标对年度目标（越高越好的指标）' as explanation
    from targets as cycle
    inner join targets as annual
        on
            cycle.document_id = annual.document_id
            and coalesce(cycle.project_no, -1) = coalesce(annual.project_no, -1)
            and cycle.row_no = annual.row_no
            and cycle.indicator_key = annual.indicator_key
            and cycle.figure_unit = annual.figure_unit
    where cycle.horizon = 'cycle' and annual.horizon = 'annual'
)

{{ reconcile(
    'annual_against_cycle',
    forms=['department_target_form', 'project_target_form'],
    needs='同一指标的实施周期目标与年度目标',
    holds='left_value >= right_value'
) }}
