with

report_scores as (
    {{ reconcile_rows_of('core_evaluation_score', ['self_evaluation_report']) }}
),

scores as (
    select
        *,
        {{ reconcile_score_rounding('score') }} as rounding
    from report_scores
),

total as (
    select * from scores
    where level1 = {{ reconcile_total() }}
),

-- a level-one indicator counts with its subtotal, without one with its own rows
addends as (
    select
        scores.document_id,
        count(distinct scores.level1) as group_count,
        sum(scores.score) as score,
        sum(scores.rounding) as rounding
    from scores
    where
        scores.level1 <> {{ reconcile_total() }}
        and (scores.level2 is null or not exists (
            select 1 as found
            from scores as subtotals
            where
                subtotals.document_id = scores.document_id
                and subtotals.level1 = scores.level1
                and subtotals.level2 is null
        ))
    group by scores.document_id
),

checks as (
    select
        addends.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_total() }} as subject,
        addends.score as left_value,
        total.score as right_value,
        addends.rounding + total.rounding as tolerance,
        addends.group_count || ' 个一级指标得分之和对印出的总分' as explanation
    from addends
    left join total on addends.document_id = total.document_id
)

{{ reconcile(
    'scores_to_total',
    forms=['self_evaluation_report'],
    needs='一级指标得分与总分'
) }}
