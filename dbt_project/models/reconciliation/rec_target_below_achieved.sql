with

forms as (
    select * from {{ ref('reconcile_form') }}
),

figures as (
    select
        figures.*,
        forms.fiscal_year
    from {{ ref('reconcile_figure') }} as figures
    inner join forms on figures.document_id = forms.document_id
    where figures.project_no is null and figures.figure_year = forms.fiscal_year
),

-- the table's target goes before the goal text's, the first statement before its repetitions
targets as (
    select
        *,
        row_number() over (
            partition by document_id, indicator_key, figure_unit
            order by source_section, page, line_from, ordinal
        ) as preference
    from figures
    where measure = 'target' and horizon = 'annual'
),

achieved as (
    select
        *,
        row_number() over (
            partition by document_id, indicator_key, figure_unit
            order by source_section, page, line_from, ordinal
        ) as preference
    from figures
    where measure = 'actual'
),

checks as (
    select
        targets.document_id,
        achieved.document_id as other_document_id,
        targets.indicator_label
        || case when targets.figure_unit = '' then '' else '（' || targets.figure_unit || '）' end
            as subject,
        targets.figure_value as left_value,
        achieved.figure_value as right_value,
        0 as tolerance,
        targets.direction,
        targets.fiscal_year || ' 年度目标（' || targets.figure_operator || '）对 ' || achieved.fiscal_year
        || ' 年已实现（' || achieved.figure_operator || '），'
        || case targets.direction
            when 'lower' then '越低越好'
            when 'higher' then '越高越好'
            else '不知越高越好还是越低越好'
        end as explanation,
        targets.indicator_value_id as left_indicator_value_id,
        achieved.indicator_value_id as right_indicator_value_id
    from targets
    inner join achieved
        on
            targets.department_key = achieved.department_key
            and targets.fiscal_year = achieved.fiscal_year + 1
            and targets.indicator_key = achieved.indicator_key
            and targets.figure_unit = achieved.figure_unit
    where targets.preference = 1 and achieved.preference = 1
)

{{ reconcile(
    'target_below_achieved',
    forms=['department_target_form'],
    needs='年度目标与上年已实现的同一指标',
    holds=reconcile_not_worse('left_value', 'right_value'),
    undecided=reconcile_direction_unknown(),
    traced=true,
    documents='reconcile_form'
) }}
