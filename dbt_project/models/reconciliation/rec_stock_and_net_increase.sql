with

indicators as (
    select
        indicator_key,
        name_zh,
        subject,
        facet
    from {{ ref('core_indicator') }}
    where facet in ('stock', 'net_increase')
),

bodies as (
    select distinct body_key from {{ ref('reconcile_form') }}
),

figures as (
    select
        figures.*,
        indicators.subject,
        indicators.facet,
        indicators.name_zh,
        case
            when figures.operator = '=' then 'exact'
            when figures.operator in ('>', '>=') then 'floor'
            when figures.operator in ('<', '<=') then 'ceiling'
        end as kind
    from {{ ref('series_figure') }} as figures
    inner join bodies on figures.body_key = bodies.body_key
    inner join indicators on figures.indicator_key = indicators.indicator_key
    where figures.role in ('actual', 'target_annual') and figures.project_no is null
),

-- what the year began with: the stock achieved the year before, else the one aimed at
bases as (
    select
        *,
        row_number() over (
            partition by indicator_key, body_key, scope, fiscal_year, unit
            order by case role when 'actual' then 0 else 1 end, department_key
        ) as preference
    from figures
    where facet = 'stock'
),

compared as (
    select
        stocks.document_id,
        bases.document_id as other_document_id,
        stocks.name_zh || ' ' || stocks.fiscal_year || ' 年'
        || case stocks.role when 'actual' then '完成' else '目标' end as subject,
        stocks.role,
        stocks.figure - bases.figure as left_value,
        increases.figure as right_value,
        case
            when stocks.kind = 'exact' and bases.kind = 'exact' then 'exact'
            when
                (stocks.kind = 'floor' and bases.kind in ('exact', 'ceiling'))
                or (stocks.kind = 'exact' and bases.kind = 'ceiling')
                then 'floor'
            when
                (stocks.kind = 'ceiling' and bases.kind in ('exact', 'floor'))
                or (stocks.kind = 'exact' and bases.kind = 'floor')
                then 'ceiling'
        end as left_kind,
        increases.kind as right_kind,
        stocks.kind as stock_kind,
        bases.kind as base_kind,
        stocks.operator in ('>', '<') or bases.operator in ('>', '<') as left_is_strict,
        increases.operator in ('>', '<') as right_is_strict,
        stocks.operator as stock_operator,
        stocks.figure as stock,
        bases.operator as base_operator,
        bases.figure as base,
        bases.role as base_role,
        increases.operator as increase_operator,
        stocks.indicator_value_id as left_indicator_value_id,
        increases.indicator_value_id as right_indicator_value_id
    from figures as stocks
    inner join bases
        on
            stocks.indicator_key = bases.indicator_key
            and stocks.body_key = bases.body_key
            and stocks.scope = bases.scope
            and stocks.unit = bases.unit
            and stocks.fiscal_year = bases.fiscal_year + 1
            and bases.preference = 1
    inner join figures as increases
        on
            stocks.subject = increases.subject
            and stocks.department_key = increases.department_key
            and stocks.fiscal_year = increases.fiscal_year
            and stocks.role = increases.role
            and stocks.unit = increases.unit
            and increases.facet = 'net_increase'
    where stocks.facet = 'stock' and (stocks.role = 'target_annual' or bases.role = 'actual')
),

checks as (
    select
        *,
        0 as tolerance,
        case role when 'actual' then '完成的总数 ' else '总数目标 ' end
        || stock_operator || {{ reconcile_shown('stock') }}
        || case base_role when 'actual' then '，上年完成 ' else '，上年目标 ' end
        || base_operator || {{ reconcile_shown('base') }} || '：两者之差对净增（' || increase_operator || '）'
            as explanation
    from compared
)

-- What is achieved is held against its bounds: more than 2700 after 2500 is no net increase of 150. Targets
-- are promises: whoever promises 200 more than the 2500 there are promises 2700, and not 2500 again.
{{ reconcile(
    'stock_and_net_increase',
    forms=['department_target_form', 'self_evaluation_report'],
    needs='总数、上年总数与净增',
    undecided=('insufficient_data', "
                (
                    role = 'actual'
                    and (
                        left_kind is null
                        or (left_kind <> 'exact' and not ("
        ~ excludes_bound('right_kind', 'right_value', 'left_kind', 'left_value', 'left_is_strict or right_is_strict')
        ~ "))
                    )
                )
                or right_kind is null
                or (
                    role = 'target_annual'
                    and (stock_kind is null or base_kind is null or stock_kind = 'ceiling'
                         or right_kind = 'ceiling')
                )"),
    holds="case
                when
                    role = 'target_annual'
                    and (stock_kind = 'floor' or right_kind = 'floor' or base_kind <> 'exact')
                    then left_value >= right_value
                when right_kind = 'exact' then left_kind = 'exact' and left_value = right_value
                else left_kind = 'exact' and "
        ~ keeps_bound('left_value', 'increase_operator', 'right_value') ~ "
            end",
    traced=true,
    absent='not_applicable',
    documents='reconcile_form'
) }}
