with

forms as (
    select * from {{ ref('reconcile_form') }}
),

annual_targets as (
    select figures.*
    from {{ ref('reconcile_figure') }} as figures
    inner join forms on figures.document_id = forms.document_id
    where
        figures.measure = 'target'
        and figures.horizon = 'annual'
        and figures.source_section = 'indicator_table'
        and figures.figure_year = forms.fiscal_year
        and {{ is_not_held('figures') }}
),

projects as (
    select
        document_id,
        project_no,
        project_name
    from {{ ref('core_project_funding') }}
),

-- several projects may share an indicator: each is a counterpart of its own
compared as (
    select
        forms.document_id,
        counterparts.document_id as other_document_id,
        targets.indicator_label,
        targets.figure_unit,
        targets.statistic,
        targets.figure_value as left_value,
        project_targets.figure_value as right_value,
        targets.indicator_value_id as left_indicator_value_id,
        project_targets.indicator_value_id as right_indicator_value_id,
        project_targets.project_no,
        projects.project_name,
        forms.scope_zh,
        counterparts.scope_zh as other_scope_zh
    from forms
    inner join annual_targets as targets on forms.document_id = targets.document_id
    inner join forms as counterparts
        on
            forms.body_key = counterparts.body_key
            and forms.fiscal_year = counterparts.fiscal_year
    inner join annual_targets as project_targets
        on
            counterparts.document_id = project_targets.document_id
            and targets.indicator_key = project_targets.indicator_key
            and targets.figure_unit = project_targets.figure_unit
    left join projects
        on
            project_targets.document_id = projects.document_id
            and project_targets.project_no = projects.project_no
    where
        forms.form = 'department_target_form'
        and counterparts.form in ('project_target_table', 'project_target_form')
),

counted as (
    select
        *,
        {{ reconcile_equals_elsewhere() }} as equals_elsewhere
    from compared
),

-- a project aims at a part of what its department does, never at more of it; rates are no parts
judged as (
    select
        *,
        left_value <> right_value
        and (
            equals_elsewhere = 2
            or (equals_elsewhere = 1 and (right_value < left_value or statistic = 'rate'))
        ) as is_other_statement
    from counted
),

checks as (
    select
        document_id,
        other_document_id,
        indicator_label || case when figure_unit = '' then '' else '（' || figure_unit || '）' end
        || coalesce(' 项目 ' || project_no, '') || coalesce(' ' || project_name, '') as subject,
        left_value,
        right_value,
        0 as tolerance,
        coalesce(is_other_statement, false) as is_other_statement,
        scope_zh || '口径的年度目标，对' || other_scope_zh || '口径项目'
        || coalesce('“' || project_name || '”', '') || '的年度目标'
        || {{ reconcile_other_statement_shown() }} as explanation,
        left_indicator_value_id,
        right_indicator_value_id
    from judged
)

{{ reconcile(
    'targets_between_forms',
    forms=['department_target_form'],
    needs='与同一机构、同一年度项目共有的指标',
    undecided=('not_applicable', 'is_other_statement'),
    traced=true,
    documents='reconcile_form'
) }}
