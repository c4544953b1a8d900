with

indicator_scores as (
    {{ reconcile_rows_of('core_indicator_score', ['self_evaluation_table']) }}
),

evaluation_scores as (
    {{ reconcile_rows_of('core_evaluation_score') }}
),

-- beside indicators a level may print its weight alone, which is no score to compare
scores as (
    select *
    from evaluation_scores as scores
    where
        score is not null
        or not exists (
            select 1 as found
            from indicator_scores
            where indicator_scores.document_id = scores.document_id
        )
),

rows_with_marks as (
    select
        document_id,
        project_no,
        {{ reconcile_project_subject('project_no') }} || level1 || coalesce('／' || level2, '')
            as subject,
        score,
        case
            when level1 = {{ reconcile_total() }} then coalesce(full_mark, 100)
            else full_mark
        end as full_mark
    from scores
    union all
    select
        document_id,
        project_no,
        coalesce(project_no || '.', '') || row_no || ' ' || indicator_name as subject,
        score,
        weight as full_mark
    from indicator_scores
),

checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        subject,
        score as left_value,
        full_mark as right_value,
        0 as tolerance,
        case
            when score is null then '未印得分，无法与满分核对'
            when full_mark is null then '未印满分，无法核对得分'
            else '得分对满分'
        end as explanation
    from rows_with_marks
)

{{ reconcile(
    'scores_within_full_marks',
    forms=['self_evaluation_report', 'self_evaluation_table'],
    needs='得分与满分',
    holds='left_value <= right_value',
    by_project=true
) }}
