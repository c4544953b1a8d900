with

indicator_scores as (
    {{ reconcile_rows_of('core_indicator_score') }}
),

-- only where indicators have weights or scores of their own: a report's score table has rules of its own
forms as (
    select distinct
        document_id,
        project_no
    from indicator_scores
    where weight is not null or score is not null
),

evaluation_scores as (
    {{ reconcile_rows_of('core_evaluation_score') }}
),

scores as (
    select scores.*
    from evaluation_scores as scores
    inner join forms
        on
            scores.document_id = forms.document_id
            and coalesce(scores.project_no, -1) = coalesce(forms.project_no, -1)
),

execution_words as (
    select word
    from {{ ref('reconciliation_terms') }}
    where term = 'execution'
),

marks as (
    select
        indicator_scores.document_id,
        indicator_scores.project_no,
        'indicator' as kind,
        indicator_scores.level1,
        indicator_scores.level2,
        indicator_scores.weight,
        indicator_scores.score
    from indicator_scores
    inner join forms
        on
            indicator_scores.document_id = forms.document_id
            and coalesce(indicator_scores.project_no, -1) = coalesce(forms.project_no, -1)
    union all
    select
        document_id,
        project_no,
        case
            when level1 = {{ reconcile_total() }} then 'total'
            when exists (
                select 1 as found
                from execution_words
                where scores.level1 like '%' || execution_words.word || '%'
            ) then 'execution'
            else 'level'
        end as kind,
        level1,
        level2,
        full_mark as weight,
        score
    from scores
)

select
    document_id,
    project_no,
    kind,
    level1,
    level2,
    weight,
    score,
    {{ reconcile_score_rounding('weight') }} as weight_rounding,
    {{ reconcile_score_rounding('score') }} as score_rounding
from marks
