{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document')) }}"
    )
}}

with

budget_lines as (
    {{ reconcile_rows_of('core_budget_line') }}
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
        where
            roles.role = 'total'
            and {{ reconcile_matches('labels.section', 'roles.section_pattern') }}
            and {{ reconcile_matches('labels.item', 'roles.item_pattern') }}
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
),

lines_in_roles as (
    select
        budget_lines.*,
        label_roles.role
    from budget_lines
    inner join label_roles
        on
            budget_lines.phase = label_roles.phase
            and budget_lines.section = label_roles.section
            and budget_lines.item = label_roles.item
),

-- 人员支出 is part of 基本支出, and no addend beside it
parts as (
    select lines_in_roles.*
    from lines_in_roles
    inner join lines_in_roles as wholes
        on
            lines_in_roles.document_id = wholes.document_id
            and lines_in_roles.role = 'part_of_' || wholes.role
)

select
    document_id,
    role,
    sum(amount_wan) as amount_wan,
    sum(rounding_wan) as rounding_wan,
    {{ dbt.listagg('item', "'＋'", 'order by page, line_from, item') }} as items,
    load
from lines_in_roles
where
    role not like 'part_of_%'
    and not exists (
        select 1 as found
        from parts
        where
            parts.document_id = lines_in_roles.document_id
            and parts.section = lines_in_roles.section
            and parts.item = lines_in_roles.item
            and lines_in_roles.role in ('spending', 'income')
    )
group by document_id, role, load
