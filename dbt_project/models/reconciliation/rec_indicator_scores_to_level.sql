with

marks as (
    select * from {{ ref('reconcile_mark') }}
    where kind in ('indicator', 'level')
),

subtotals as (
    select * from marks
    where kind = 'level' and score is not null
),

indicators as (
    select
        document_id,
        project_no,
        level1,
        count(*) as row_count,
        count(score) as printed_count,
        sum(score) as score,
        sum(score_rounding) as rounding
    from marks
    where kind = 'indicator'
    group by document_id, project_no, level1
),

checks as (
    select
        subtotals.document_id,
        subtotals.project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_project_subject('subtotals.project_no') }} || subtotals.level1 || '得分'
            as subject,
        case
            when
                indicators.printed_count = indicators.row_count
                or indicators.score >= subtotals.score
                then indicators.score
        end as left_value,
        subtotals.score as right_value,
        coalesce(indicators.rounding, 0) + subtotals.score_rounding as tolerance,
        subtotals.level1 || '下 ' || coalesce(indicators.row_count, 0) || ' 行指标得分之和对印出的小计'
            as explanation
    from subtotals
    left join indicators
        on
            subtotals.document_id = indicators.document_id
            and coalesce(subtotals.project_no, -1) = coalesce(indicators.project_no, -1)
            and subtotals.level1 = indicators.level1
)

{{ reconcile(
    'indicator_scores_to_level',
    forms=['self_evaluation_table'],
    needs='一级指标的得分小计',
    absent='not_applicable',
    by_project=true
) }}
