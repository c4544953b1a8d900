with

report_scores as (
    {{ reconcile_rows_of('core_evaluation_score', ['self_evaluation_report']) }}
),

scores as (
    select
        *,
        {{ reconcile_score_rounding('score') }} as rounding
    from report_scores
    where level1 <> {{ reconcile_total() }}
),

subtotals as (
    select * from scores
    where level2 is null
),

addends as (
    select
        document_id,
        level1,
        count(*) as row_count,
        sum(score) as score,
        sum(rounding) as rounding
    from scores
    where level2 is not null
    group by document_id, level1
),

checks as (
    select
        addends.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        addends.level1 as subject,
        addends.score as left_value,
        subtotals.score as right_value,
        addends.rounding + subtotals.rounding as tolerance,
        addends.level1 || '下 ' || addends.row_count || ' 项得分之和对印出的合计' as explanation
    from addends
    left join subtotals
        on
            addends.document_id = subtotals.document_id
            and addends.level1 = subtotals.level1
)

{{ reconcile(
    'scores_to_subtotals',
    forms=['self_evaluation_report'],
    needs='二级指标得分与一级指标合计'
) }}
