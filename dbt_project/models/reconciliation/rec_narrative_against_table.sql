with

targets as (
    select figures.*
    from {{ ref('reconcile_figure') }} as figures
    inner join {{ ref('reconcile_document') }} as documents
        on
            figures.document_id = documents.document_id
            and figures.figure_year = documents.fiscal_year
    where figures.measure = 'target'
),

-- the text and the table may each hold an indicator more than once: every pair is a row
compared as (
    select
        narrative.document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        narrative.project_no,
        narrative.indicator_label,
        narrative.figure_unit,
        narrative.metric,
        in_table.indicator_name as table_name,
        in_table.row_no,
        narrative.figure_value as left_value,
        in_table.figure_value as right_value,
        narrative.indicator_value_id as left_indicator_value_id,
        in_table.indicator_value_id as right_indicator_value_id
    from targets as narrative
    inner join targets as in_table
        on
            narrative.document_id = in_table.document_id
            and narrative.indicator_key = in_table.indicator_key
            and narrative.horizon = in_table.horizon
            and narrative.figure_unit = in_table.figure_unit
            and coalesce(narrative.project_no, -1) = coalesce(in_table.project_no, -1)
    where
        narrative.source_section = 'narrative'
        and in_table.source_section = 'indicator_table'
),

judged as (
    select
        *,
        left_value <> right_value and {{ reconcile_equals_elsewhere() }} > 0 as is_other_statement
    from compared
),

checks as (
    select
        document_id,
        project_no,
        other_document_id,
        {{ reconcile_indicator_subject() }} || '第 ' || row_no || ' 行' as subject,
        left_value,
        right_value,
        0 as tolerance,
        is_other_statement,
        '目标文字中的“' || metric || '”对指标表中的“' || table_name || '”'
        || {{ reconcile_other_statement_shown() }} as explanation,
        left_indicator_value_id,
        right_indicator_value_id
    from judged
)

{{ reconcile(
    'narrative_against_table',
    forms=['department_target_form', 'project_target_table', 'project_target_form'],
    needs='目标文字与指标表共有的指标',
    undecided=('not_applicable', 'is_other_statement'),
    traced=true,
    absent='not_applicable',
    by_project=true
) }}
