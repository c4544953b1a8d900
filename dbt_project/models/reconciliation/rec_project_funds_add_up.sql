{%- set stages = {
    'cycle': '实施周期资金总额',
    'annual': '年度资金总额',
    'budget_initial': '年初预算数',
    'budget': '全年预算数',
    'executed': '全年执行数',
} -%}

with

funds as (
    {{ reconcile_rows_of('core_project_fund') }}
),

stages as (
    select
        document_id,
        project_no,
        stage,
        count(case when source = 'total' then 1 end) as total_count,
        max(case when source = 'total' then amount_wan end) as total_wan,
        count(case when source = 'fiscal' then 1 end) as fiscal_count,
        sum(case when source = 'fiscal' then amount_wan end) as fiscal_wan,
        sum(case when source = 'fiscal_part' then amount_wan end) as fiscal_part_wan,
        sum(case when source in ('special_account', 'other') then amount_wan end) as others_wan,
        sum(case when source = 'carried_over' then amount_wan end) as carried_over_wan,
        sum(rounding_wan) as rounding_wan
    from funds
    group by document_id, project_no, stage
),

-- parts of 财政拨款 stand for it where it has no amount of its own
sources as (
    select
        *,
        case when fiscal_count > 0 then fiscal_wan else fiscal_part_wan end as budget_funds_wan
    from stages
),

sums as (
    select
        *,
        case
            when coalesce(budget_funds_wan, others_wan, carried_over_wan) is not null
                then coalesce(budget_funds_wan, 0) + coalesce(others_wan, 0)
        end as without_carry_over_wan
    from sources
),

-- 上年结转 is printed beside 财政拨款 or as a part of it: the reading that comes nearer counts
checks as (
    select
        document_id,
        project_no,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        {{ reconcile_project_subject('project_no') }} || case stage
            {% for stage, name in stages.items() -%}
            when '{{ stage }}' then '{{ name }}'
            {% endfor -%}
        end as subject,
        case when total_count = 1 then total_wan end as left_value,
        case
            when
                abs(total_wan - without_carry_over_wan)
                <= abs(total_wan - without_carry_over_wan - coalesce(carried_over_wan, 0))
                and budget_funds_wan is not null
                then without_carry_over_wan
            else without_carry_over_wan + coalesce(carried_over_wan, 0)
        end as right_value,
        rounding_wan as tolerance,
        case
            when total_count = 1 then '总额对印出的各项资金来源之和'
            when total_count = 0 then '未印总额，无法与各项资金来源核对'
            else '印有几个总额，无法与各项资金来源核对'
        end as explanation
    from sums
)

{{ reconcile(
    'project_funds_add_up',
    forms=['project_target_form', 'self_evaluation_table'],
    needs='资金总额与各项资金来源',
    by_project=true
) }}
