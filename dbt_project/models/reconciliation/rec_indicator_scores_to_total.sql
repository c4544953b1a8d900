with

marks as (
    select * from {{ ref('reconcile_mark') }}
    where kind in ('indicator', 'execution', 'total')
),

-- a row without a weight has no score to print
addends as (
    select
        document_id,
        project_no,
        count(case when score is not null or weight is not null then 1 end) as row_count,
        count(score) as printed_count,
        count(case when kind = 'execution' then 1 end) as execution_count,
        sum(score) as score,
        sum(score_rounding) as rounding
    from marks
    where kind in ('indicator', 'execution')
    group by document_id, project_no
),

total as (
    select * from marks
    where kind = 'total'
),

checks as (
    select
        addends.document_id,
        addends.project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_project_subject('addends.project_no') }} || {{ reconcile_total() }} as subject,
        case
            when addends.printed_count = addends.row_count or addends.score >= total.score
                then addends.score
        end as left_value,
        total.score as right_value,
        addends.rounding + total.score_rounding as tolerance,
        case when addends.execution_count > 0 then '执行率与' else '' end
        || '各指标得分之和（印出 ' || addends.printed_count || ' 项，共 ' || addends.row_count
        || ' 项）对印出的总分' as explanation
    from addends
    left join total
        on
            addends.document_id = total.document_id
            and coalesce(addends.project_no, -1) = coalesce(total.project_no, -1)
    where addends.printed_count > 0
)

{{ reconcile(
    'indicator_scores_to_total',
    forms=['self_evaluation_table'],
    needs='指标得分与总分',
    by_project=true
) }}
