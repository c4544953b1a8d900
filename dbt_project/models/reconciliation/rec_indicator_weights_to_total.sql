with

marks as (
    select * from {{ ref('reconcile_mark') }}
    where weight is not null or kind = 'indicator'
),

forms as (
    select
        document_id,
        project_no,
        count(case when kind = 'indicator' then 1 end) as row_count,
        count(case when kind = 'indicator' then weight end) as printed_count,
        sum(case when kind in ('indicator', 'execution') then weight end) as weight,
        sum(case when kind in ('indicator', 'execution') then weight_rounding end) as rounding,
        sum(case when kind = 'execution' then weight end) as execution_weight,
        max(case when kind = 'total' then weight end) as total_weight
    from marks
    group by document_id, project_no
),

-- the Ministry of Finance gives execution 10 of 100: a form that prints no weight for it has 90
expected as (
    select
        *,
        case
            when total_weight is not null then total_weight
            when execution_weight is null and weight <= 90 then 90
            else 100
        end as whole
    from forms
    where printed_count > 0
),

-- a weight merged over several rows is printed once; short of the whole, some may be missing
checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_project_subject('project_no') }} || '指标分值' as subject,
        case when printed_count = row_count or weight >= whole then weight end as left_value,
        whole as right_value,
        rounding as tolerance,
        row_count || ' 行指标的分值'
        || coalesce('（印出 ' || nullif(printed_count, row_count) || ' 行）', '')
        || case when execution_weight is null then '' else '与执行率分值' end || '之和对'
        || case
            when total_weight is not null then '印出的总分值'
            when whole = 90 then ' 100 减去未印的执行率 10'
            else ' 100'
        end as explanation
    from expected
)

{{ reconcile(
    'indicator_weights_to_total',
    forms=['self_evaluation_table'],
    needs='指标分值',
    absent='not_applicable',
    by_project=true
) }}
