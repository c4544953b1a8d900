with

marks as (
    select * from {{ ref('reconcile_mark') }}
    where kind in ('indicator', 'level')
),

levels as (
    select distinct
        document_id,
        project_no,
        level1,
        level2,
        weight,
        weight_rounding
    from marks
    where kind = 'level' and weight is not null
),

indicators as (
    select * from marks
    where kind = 'indicator'
),

sums as (
    select
        levels.document_id,
        levels.project_no,
        levels.level1,
        levels.level2,
        levels.weight as level_weight,
        count(indicators.document_id) as row_count,
        count(indicators.weight) as printed_count,
        sum(indicators.weight) as weight,
        levels.weight_rounding + coalesce(sum(indicators.weight_rounding), 0) as rounding
    from levels
    left join indicators
        on
            levels.document_id = indicators.document_id
            and coalesce(levels.project_no, -1) = coalesce(indicators.project_no, -1)
            and levels.level1 = indicators.level1
            and (levels.level2 is null or levels.level2 = indicators.level2)
    group by
        levels.document_id,
        levels.project_no,
        levels.level1,
        levels.level2,
        levels.weight,
        levels.weight_rounding
),

-- a weight merged over several rows is printed once; short of the whole, some may be missing
checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_project_subject('project_no') }} || level1 || coalesce('／' || level2, '') || '分值'
            as subject,
        case when printed_count = row_count or weight >= level_weight then weight end as left_value,
        level_weight as right_value,
        rounding as tolerance,
        level1 || coalesce('／' || level2, '') || '下印有分值的 ' || printed_count || ' 行指标（共 '
        || row_count || ' 行）之和对印出的分值' as explanation
    from sums
)

{{ reconcile(
    'indicator_weights_to_level',
    forms=['self_evaluation_table'],
    needs='带分值的一级、二级指标',
    absent='not_applicable',
    by_project=true
) }}
