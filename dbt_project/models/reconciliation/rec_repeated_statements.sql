with

figures as (
    {{ reconcile_rows_of('reconcile_figure') }}
),

-- statements in their order of print; what makes two of them comparable is the partition
statements as (
    select
        *,
        row_number() over same_indicator as statement_no,
        first_value(figure_value) over same_indicator as first_value,
        first_value(figure_operator) over same_indicator as first_operator,
        first_value(indicator_value_id) over same_indicator as first_id
    from figures
    where measure = 'actual' and source_section = 'narrative'
    window same_indicator as (
        partition by document_id, indicator_key, figure_year, horizon, figure_unit
        order by page, line_from, ordinal
    )
),

checks as (
    select
        document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_indicator_subject() }} || '第 ' || statement_no || ' 处' as subject,
        first_value as left_value,
        figure_value as right_value,
        0 as tolerance,
        first_operator in ('>', '>=') as first_is_floor,
        first_operator = '=' as first_is_exact,
        figure_operator in ('>', '>=') as is_floor,
        figure_operator = '=' as is_exact,
        first_id as left_indicator_value_id,
        indicator_value_id as right_indicator_value_id,
        '同一报告首次陈述（' || first_operator || '）对再次陈述（' || figure_operator || '）' as explanation
    from statements
    where statement_no > 1
)

-- a floor (超过 2500) agrees with an exact figure above it, otherwise the figures are to be equal
{{ reconcile(
    'repeated_statements',
    forms=['self_evaluation_report'],
    needs='重复陈述的指标',
    holds="left_value = right_value
            or (left_value < right_value and first_is_floor and is_exact)
            or (left_value > right_value and first_is_exact and is_floor)",
    traced=true,
    absent='not_applicable'
) }}
