with

forms as (
    select * from {{ ref('reconcile_form') }}
),

transfers as (
    select * from {{ ref('reconcile_budget_role') }}
    where role = 'transfer'
),

area_words as (
    select word
    from {{ ref('reconciliation_terms') }}
    where term = 'lower_area'
),

-- where a form is held, the sum of the projects is not known
projects as (
    select
        facts.document_id,
        facts.total_wan,
        facts.rounding_wan,
        {{ area_of_project_name('facts.project_name') }} as named_for
    from {{ ref('core_project_funding') }} as facts
    inner join forms on facts.document_id = forms.document_id
    where
        facts.project_no > 0
        and not exists (
            select 1 as found
            from {{ ref('status_held_form') }} as held_forms
            where held_forms.document_id = facts.document_id
        )
),

marked as (
    select
        *,
        exists(
            select 1 as found
            from area_words
            where projects.named_for like '%_' || area_words.word
        ) as is_for_a_district
    from projects
),

district_projects as (
    select
        document_id,
        count(*) as project_count,
        sum(case when is_for_a_district then 1 else 0 end) as district_count,
        sum(case when is_for_a_district then total_wan end) as total_wan,
        sum(case when is_for_a_district then rounding_wan end) as rounding_wan
    from marked
    group by document_id
),

-- without any project named for a district, only a transfer of nothing can be confirmed
checks as (
    select
        forms.document_id,
        counterparts.document_id as other_document_id,
        '对下转移支付' as subject,
        transfers.amount_wan as left_value,
        case
            when district_projects.district_count > 0 then district_projects.total_wan
            when transfers.amount_wan = 0 then 0
        end as right_value,
        transfers.rounding_wan + coalesce(district_projects.rounding_wan, 0) as tolerance,
        forms.scope_zh || '口径的拟用于对下转移支付资金，对' || counterparts.scope_zh || '口径 '
        || district_projects.project_count || ' 个项目中名称标明区县的 '
        || district_projects.district_count || ' 个之和' as explanation
    from forms
    inner join transfers on forms.document_id = transfers.document_id
    inner join forms as counterparts
        on
            forms.body_key = counterparts.body_key
            and forms.fiscal_year = counterparts.fiscal_year
    inner join district_projects on counterparts.document_id = district_projects.document_id
    where
        forms.form = 'department_target_form'
        and counterparts.form in ('project_target_table', 'project_target_form')
)

{{ reconcile(
    'transfers_to_district_projects',
    forms=['department_target_form'],
    needs='对下转移支付与同一机构、同一年度的项目',
    documents='reconcile_form'
) }}
