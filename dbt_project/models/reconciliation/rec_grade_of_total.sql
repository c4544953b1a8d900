with

report_scores as (
    {{ reconcile_rows_of('core_evaluation_score', ['self_evaluation_report']) }}
),

total as (
    select
        document_id,
        score,
        grade
    from report_scores
    where level1 = {{ reconcile_total() }}
),

grades as (
    select * from {{ ref('reconciliation_grades') }}
),

checks as (
    select
        total.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '等级' as subject,
        total.score as left_value,
        grades.score_from as right_value,
        0 as tolerance,
        total.score < coalesce(grades.score_below, total.score + 1) as below_next_grade,
        case
            when total.grade is null then '未印等级，无法与总分核对'
            when grades.grade is null then '等级“' || total.grade || '”不在等级表中'
            when total.score >= grades.score_below
                then '总分已达到高于“' || total.grade || '”的等级，对照其下限'
            else '总分对印出的等级“' || total.grade || '”的下限'
        end as explanation
    from total
    left join grades on total.grade = grades.grade
)

{{ reconcile(
    'grade_of_total',
    forms=['self_evaluation_report'],
    needs='总分与等级',
    holds='left_value >= right_value and below_next_grade'
) }}
