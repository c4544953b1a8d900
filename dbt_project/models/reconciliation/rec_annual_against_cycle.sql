with

figures as (
    {{ reconcile_rows_of('reconcile_figure') }}
),

-- of several figures of one indicator in a row, the first of the one horizon stands beside the first of
-- the other; where each horizon has a table of its own, the indicator is in one row of each
targets as (
    select
        *,
        row_number() over (
            partition by document_id, project_no, row_no, indicator_key, figure_unit, horizon
            order by ordinal
        ) as figure_no,
        min(row_no) over indicator = max(row_no) over indicator as is_in_one_row
    from figures
    where measure = 'target' and source_section = 'indicator_table'
    window indicator as (
        partition by document_id, project_no, indicator_key, figure_unit, horizon
    )
),

checks as (
    select
        cycles.document_id,
        cycles.project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        coalesce(cycles.project_no || '.', '') || cycles.row_no || ' ' || cycles.indicator_label
            as subject,
        cycles.figure_value as left_value,
        annuals.figure_value as right_value,
        0 as tolerance,
        annuals.direction,
        '实施周期目标对年度目标（' || case annuals.direction
            when 'lower' then '越低越好的指标'
            when 'higher' then '越高越好的指标'
            else '不知越高越好还是越低越好'
        end || '）' as explanation,
        cycles.indicator_value_id as left_indicator_value_id,
        annuals.indicator_value_id as right_indicator_value_id
    from targets as cycles
    inner join targets as annuals
        on
            cycles.document_id = annuals.document_id
            and coalesce(cycles.project_no, -1) = coalesce(annuals.project_no, -1)
            and (
                cycles.row_no = annuals.row_no
                or (cycles.is_in_one_row and annuals.is_in_one_row)
            )
            and cycles.indicator_key = annuals.indicator_key
            and cycles.figure_unit = annuals.figure_unit
            and cycles.figure_no = annuals.figure_no
    where cycles.horizon = 'cycle' and annuals.horizon = 'annual'
)

{{ reconcile(
    'annual_against_cycle',
    forms=['department_target_form', 'project_target_form'],
    needs='同一指标的实施周期目标与年度目标',
    holds=reconcile_not_worse('left_value', 'right_value'),
    undecided=reconcile_direction_unknown(),
    traced=true,
    by_project=true
) }}
