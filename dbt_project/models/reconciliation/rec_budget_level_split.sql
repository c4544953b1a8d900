with

level as (
    {{ reconcile_role('level') }}
),

bases as (
    select
        document_id,
        amount_wan,
        rounding_wan,
        items,
        case role
            when 'spending' then '部门预算支出合计'
            when 'special_funds' then '财政专项资金'
            else '事业发展性支出'
        end as basis,
        case role when 'spending' then 1 when 'special_funds' then 2 else 3 end as basis_order
    from {{ ref('reconcile_budget_role') }}
    where role in ('spending', 'special_funds', 'development')
),

-- the form does not say what is split: the first basis that fits is taken, else the whole
compared as (
    select
        level.document_id,
        level.amount_wan as left_value,
        level.items as level_items,
        bases.amount_wan as right_value,
        bases.basis,
        bases.items as basis_items,
        level.rounding_wan + bases.rounding_wan as tolerance,
        row_number() over (
            partition by level.document_id
            order by
                case
                    when
                        abs(level.amount_wan - bases.amount_wan)
                        <= level.rounding_wan + bases.rounding_wan
                        then 0
                    else 1
                end,
                bases.basis_order
        ) as preference
    from level
    inner join bases on level.document_id = bases.document_id
),

checks as (
    select
        document_id,
        cast(null as {{ dbt.type_string() }}) as other_document_id,
        '按预算级次划分：' || basis as subject,
        left_value,
        right_value,
        tolerance,
        '按预算级次划分（' || level_items || '）对' || basis || '（' || basis_items || '）'
            as explanation
    from compared
    where preference = 1
)

{{ reconcile(
    'budget_level_split',
    forms=['department_target_form'],
    needs='按预算级次划分的金额'
) }}
