with

rows_with_marks as (
    select
        document_id,
        level1 || coalesce('／' || level2, '') as subject,
        score,
        case when level1 = '总分' then coalesce(full_mark, 100) else full_mark end as full_mark
    from {{ ref('core_evaluation_score') }}
    union all
    select
        document_id,
        coalesce(project_no || '.', '') || row_no || ' ' || indicator_name as subject,
        score,
        weight as full_mark
    from {{ ref('core_indicator_score') }}
),

checks as (
    select
        document_id,
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
    holds='left_value <= right_value'
) }}
