with

budget_lines as (
    select * from {{ ref('core_budget_line') }}
),

roles as (
    select * from {{ ref('reconciliation_budget_roles') }}
),

-- labels are few where lines are many, so patterns are matched against labels
labels as (
    select distinct
        phase,
        section,
        item
    from budget_lines
),

-- a printed total is not one of its own addends
addends as (
    select labels.*
    from labels
    where not exists (
        select 1 as found
        from roles
        where roles.role = 'total' and {{ reconcile_matches('labels.item', 'roles.item_pattern') }}
    )
),

label_roles as (
    select
        addends.*,
        roles.role
    from addends
    inner join roles
        on
            addends.phase = roles.phase
            and {{ reconcile_matches('addends.section', 'roles.section_pattern') }}
            and {{ reconcile_matches('addends.item', 'roles.item_pattern') }}
)

select
    budget_lines.document_id,
    label_roles.role,
    sum(budget_lines.amount_wan) as amount_wan,
    sum(budget_lines.rounding_wan) as rounding_wan,
    {{ dbt.listagg(
        'budget_lines.item',
        "'＋'",
        'order by budget_lines.page, budget_lines.line_from, budget_lines.item'
    ) }} as items
from budget_lines
inner join label_roles
    on
        budget_lines.phase = label_roles.phase
        and budget_lines.section = label_roles.section
        and budget_lines.item = label_roles.item
group by budget_lines.document_id, label_roles.role
