with

growth_words as (
    select word
    from {{ ref('reconciliation_terms') }}
    where term = 'growth'
),

figures as (
    {{ reconcile_rows_of('reconcile_figure') }}
),

growth_targets as (
    select figures.*
    from figures
    where
        figures.measure = 'target'
        and exists (
            select 1 as found
            from growth_words
            where figures.metric like '%' || growth_words.word || '%'
        )
),

checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        coalesce(project_no || ' ', '') || metric
        || case horizon when 'cycle' then '（实施周期）' else '' end as subject,
        figure_value as left_value,
        0 as right_value,
        0 as tolerance,
        case source_section when 'narrative' then '目标文字' else '指标表' end
        || '中的增长目标应不为零' as explanation,
        indicator_value_id as left_indicator_value_id,
        cast(null as {{ dbt.type_string() }}) as right_indicator_value_id
    from growth_targets
)

{{ reconcile(
    'zero_growth_target',
    forms=['department_target_form', 'project_target_table', 'project_target_form'],
    needs='增长目标',
    holds='left_value <> 0',
    traced=true,
    absent='not_applicable',
    by_project=true
) }}
