with

targets as (
    select figures.*
    from {{ ref('reconcile_figure') }} as figures
    inner join {{ ref('core_document') }} as documents
        on
            figures.document_id = documents.document_id
            and figures.figure_year = documents.fiscal_year
    where figures.measure = 'target'
),

-- the table may hold an indicator more than once: the nearest value is the one that is compared
compared as (
    select
        narrative.*,
        in_table.figure_value as table_value,
        in_table.indicator_name as table_name,
        row_number() over (
            partition by narrative.indicator_value_id
            order by abs(narrative.figure_value - in_table.figure_value), in_table.row_no
        ) as nearness
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

checks as (
    select
        document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_indicator_subject() }} as subject,
        figure_value as left_value,
        table_value as right_value,
        0 as tolerance,
        '目标文字中的“' || metric || '”对指标表中的“' || table_name || '”' as explanation
    from compared
    where nearness = 1
)

{{ reconcile(
    'narrative_against_table',
    forms=['department_target_form', 'project_target_table', 'project_target_form'],
    needs='目标文字与指标表共有的指标',
    absent='not_applicable'
) }}
