with

bodies as (
    select distinct body_key from {{ ref('reconcile_form') }}
),

speaking as (
    select figures.*
    from {{ ref('series_figure') }} as figures
    inner join bodies on figures.body_key = bodies.body_key
    where figures.role = 'actual' and figures.project_no is null
),

statements as (
    select statements.*
    from {{ ref('series_statement') }} as statements
    inner join bodies on statements.body_key = bodies.body_key
    where
        statements.role = 'actual'
        and statements.project_no is null
        and statements.is_comparable
        and not statements.is_floor_of_exact
),

indicators as (
    select
        indicator_key,
        name_zh
    from {{ ref('core_indicator') }}
),

-- what another document says of a year, once for each figure that it gives
compared as (
    select
        statements.document_id,
        speaking.document_id as other_document_id,
        indicators.name_zh || case when speaking.unit = '' then '' else '（' || speaking.unit || '）' end
        || ' ' || speaking.fiscal_year || ' 年' as subject,
        statements.figure as left_value,
        speaking.figure as right_value,
        statements.operator as left_operator,
        speaking.operator as right_operator,
        statements.document_year,
        speaking.document_year as speaking_year,
        statements.indicator_value_id as left_indicator_value_id,
        speaking.indicator_value_id as right_indicator_value_id,
        row_number() over (
            partition by
                statements.document_id,
                speaking.indicator_value_id,
                statements.figure,
                statements.operator
            order by statements.statement_no
        ) as preference
    from statements
    inner join speaking
        on
            statements.indicator_key = speaking.indicator_key
            and statements.department_key = speaking.department_key
            and statements.fiscal_year = speaking.fiscal_year
            and statements.unit = speaking.unit
    inner join indicators on statements.indicator_key = indicators.indicator_key
    where statements.document_id <> speaking.document_id
),

checks as (
    select
        *,
        0 as tolerance,
        document_year || ' 年度文件的陈述（' || left_operator || '）对 ' || speaking_year
        || ' 年度文件的（' || right_operator || '）' as explanation
    from compared
    where preference = 1
)

-- a bound agrees with an exact figure that keeps it; two bounds say nothing of each other
{{ reconcile(
    'restated_actual',
    forms=['department_target_form', 'self_evaluation_report'],
    needs='与其他文件共有的同年完成值',
    holds="left_value = right_value or " ~ keeps_bound('left_value', 'right_operator', 'right_value')
        ~ " or " ~ keeps_bound('right_value', 'left_operator', 'left_value'),
    undecided=('insufficient_data', "left_operator not in ('=', 'rank') and right_operator not in ('=', 'rank') and left_value <> right_value"),
    traced=true,
    absent='not_applicable',
    documents='reconcile_form'
) }}
