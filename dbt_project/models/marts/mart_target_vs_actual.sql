-- a body is worked out anew when its current documents, or what is registered of it, have changed
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        pre_hook="{{ drop_changed_bodies() }}"
    )
}}

with

bodies as (

    select * from {{ ref('status_body_documents') }}
    where {{ not_yet_here('status_body_documents', ['body_key']) }}

),

indicators as (

    select * from {{ ref('core_indicator') }}

),

projects as (

    select * from {{ ref('core_project') }}

),

figures as (

    select figures.*
    from {{ ref('series_figure') }} as figures
    inner join bodies on figures.body_key = bodies.body_key
    where figures.project_no is null

),

-- the same number may be printed again under one name of one project: each has its counterpart
statements as (

    select
        statements.*,
        projects.project_key,
        projects.project_name,
        row_number() over (
            partition by
                statements.document_id,
                statements.project_no,
                statements.indicator_key,
                statements.fiscal_year,
                statements.role,
                statements.unit
            order by statements.statement_no
        ) as occurrence_no
    from {{ ref('series_statement') }} as statements
    inner join bodies on statements.body_key = bodies.body_key
    left join projects
        on
            statements.document_id = projects.document_id
            and statements.project_no = projects.project_no
    where not statements.is_floor_of_exact

),

documents as (

    select
        documents.document_id,
        documents.form,
        documents.fiscal_year,
        departments.body_key,
        departments.scope
    from {{ ref('status_current_document') }} as documents
    inner join {{ ref('core_department') }} as departments
        on documents.department_key = departments.department_key
    inner join bodies on departments.body_key = bodies.body_key

),

words as (

    select
        facts.*,
        documents.form,
        owners.body_key,
        owners.scope,
        owners.department_key as owner_key,
        owners.district_key as owner_district_key,
        projects.project_key,
        projects.project_name
    from {{ ref('core_indicator_value') }} as facts
    inner join documents on facts.document_id = documents.document_id
    inner join {{ ref('series_owner') }} as owners
        on
            documents.body_key = owners.body_key
            and documents.scope = owners.scope
            and facts.fiscal_year = owners.fiscal_year
    left join projects
        on facts.document_id = projects.document_id and facts.project_no = projects.project_no
    where
        facts.value_kind = 'qualitative'
        and facts.source_section = 'indicator_table'
        and facts.horizon = 'annual'
        and {{ is_not_held('facts') }}

),

-- the targets: those that speak for a department's year; what it prints in words, or with figures that
-- contradict each other or whose unit is not the catalogue's; those of its projects
targets as (

    select
        indicator_value_id,
        indicator_key,
        body_key,
        scope,
        department_key,
        district_key,
        fiscal_year,
        cast(null as integer) as project_no,
        cast(null as {{ dbt.type_string() }}) as project_key,
        cast(null as {{ dbt.type_string() }}) as project_name,
        'number' as target_kind,
        figure,
        operator,
        unit,
        value_text,
        document_id,
        doubt,
        reviewed,
        is_contradicted,
        true as is_comparable,
        false as is_ambiguous,
        1 as occurrence_no,
        1 as preference
    from figures
    where role = 'target_annual'
    union all
    select
        statements.indicator_value_id,
        statements.indicator_key,
        statements.body_key,
        statements.scope,
        statements.department_key,
        statements.district_key,
        statements.fiscal_year,
        null as project_no,
        null as project_key,
        null as project_name,
        'number' as target_kind,
        statements.figure,
        statements.operator,
        statements.unit,
        statements.value_text,
        statements.document_id,
        statements.doubt,
        statements.reviewed,
        statements.is_ambiguous as is_contradicted,
        statements.is_comparable,
        statements.is_ambiguous,
        1 as occurrence_no,
        row_number() over (
            partition by
                statements.indicator_key,
                statements.department_key,
                statements.fiscal_year,
                statements.figure,
                statements.operator,
                statements.unit
            order by statements.document_year, statements.document_id, statements.statement_no
        ) as preference
    from statements
    where
        statements.role = 'target_annual'
        and statements.project_no is null
        and (statements.is_ambiguous or not statements.is_comparable)
        and not exists (
            select 1 from figures
            where
                figures.role = 'target_annual'
                and figures.indicator_key = statements.indicator_key
                and figures.department_key = statements.department_key
                and figures.fiscal_year = statements.fiscal_year
        )
    union all
    select
        indicator_value_id,
        indicator_key,
        body_key,
        scope,
        department_key,
        district_key,
        fiscal_year,
        project_no,
        project_key,
        project_name,
        'number' as target_kind,
        figure,
        operator,
        unit,
        value_text,
        document_id,
        doubt,
        reviewed,
        false as is_contradicted,
        is_comparable,
        false as is_ambiguous,
        occurrence_no,
        -- an evaluation prints the plan's targets again
        row_number() over (
            partition by
                coalesce(project_key, document_id || '/' || project_no),
                indicator_key,
                fiscal_year,
                unit,
                occurrence_no
            order by
                case when form in ('self_evaluation_table', 'self_evaluation_report') then 1 else 0 end,
                form,
                document_id
        ) as preference
    from statements
    where role = 'target_annual' and project_no is not null
    union all
    select
        indicator_value_id,
        indicator_key,
        body_key,
        scope,
        owner_key as department_key,
        owner_district_key as district_key,
        fiscal_year,
        project_no,
        project_key,
        project_name,
        'qualitative' as target_kind,
        null as figure,
        null as operator,
        '' as unit,
        value_text,
        document_id,
        doubt,
        reviewed,
        false as is_contradicted,
        true as is_comparable,
        false as is_ambiguous,
        1 as occurrence_no,
        row_number() over (
            partition by
                owner_key,
                coalesce(project_key, cast(project_no as {{ dbt.type_string() }}), ''),
                indicator_key,
                fiscal_year
            order by
                case when form in ('self_evaluation_table', 'self_evaluation_report') then 1 else 0 end,
                document_id,
                ordinal
        ) as preference
    from words
    where measure = 'target'

),

distinct_targets as (

    select * from targets
    where preference = 1

),

-- what answers them: a department's figure of the year, a project's in its evaluation, or words
project_actuals as (

    select *
    from statements
    where role = 'actual' and project_no is not null and is_comparable and project_key is not null

),

project_answers as (

    select
        *,
        row_number() over (
            partition by project_key, indicator_key, fiscal_year, unit, occurrence_no
            order by
                case when document_year = fiscal_year then 0 else 1 end,
                case form when 'self_evaluation_table' then 0 else 1 end,
                document_id
        ) as preference
    from project_actuals

),

word_answers as (

    select
        owner_key as department_key,
        coalesce(project_key, '') as project_key,
        indicator_key,
        fiscal_year,
        min(value_text) as value_text,
        min(document_id) as document_id
    from words
    where measure = 'actual'
    group by owner_key, coalesce(project_key, ''), indicator_key, fiscal_year

),

shortfalls as (

    select
        documents.body_key,
        documents.scope,
        documents.fiscal_year,
        shortfalls.indicator_key,
        min(shortfalls.reason) as reason,
        min(shortfalls.measure) as measure,
        min(shortfalls.document_id) as document_id
    from {{ ref('core_shortfall') }} as shortfalls
    inner join documents on shortfalls.document_id = documents.document_id
    group by
        documents.body_key,
        documents.scope,
        documents.fiscal_year,
        shortfalls.indicator_key

),

-- an evaluation says beside the row why it deviates
deviations as (

    select
        scores.document_id,
        scores.project_no,
        scores.indicator_key,
        min(scores.deviation_reason) as reason
    from {{ ref('core_indicator_score') }} as scores
    inner join documents on scores.document_id = documents.document_id
    where scores.deviation_reason is not null
    group by scores.document_id, scores.project_no, scores.indicator_key

),

reports as (

    select distinct
        body_key,
        scope,
        fiscal_year
    from documents
    where form = 'self_evaluation_report'

),

evaluated_projects as (

    select distinct
        projects.project_key,
        documents.fiscal_year
    from projects
    inner join documents on projects.document_id = documents.document_id
    where documents.form = 'self_evaluation_table'

),

answered as (

    select
        targets.*,
        coalesce(answers.figure, project_answers.figure) as actual_value,
        coalesce(answers.operator, project_answers.operator) as actual_operator,
        coalesce(answers.unit, project_answers.unit) as actual_unit,
        coalesce(answers.document_id, project_answers.document_id) as actual_document_id,
        coalesce(answers.indicator_value_id, project_answers.indicator_value_id)
            as actual_indicator_value_id,
        coalesce(answers.doubt, project_answers.doubt) as actual_doubt,
        coalesce(answers.reviewed, project_answers.reviewed) as actual_reviewed,
        coalesce(answers.is_contradicted, false) as actual_is_contradicted,
        coalesce(answers.value_text, project_answers.value_text, word_answers.value_text) as actual_text,
        coalesce(before.figure, project_before.figure) as last_year_actual_value,
        coalesce(before.operator, project_before.operator) as last_year_actual_operator,
        coalesce(before.document_id, project_before.document_id) as last_year_actual_document_id,
        coalesce(before.indicator_value_id, project_before.indicator_value_id)
            as last_year_actual_indicator_value_id,
        shortfalls.indicator_key is not null as is_told_missed,
        coalesce(deviations.reason, shortfalls.reason) as reason,
        shortfalls.measure,
        coalesce(
            case when deviations.reason is not null then project_answers.document_id end,
            shortfalls.document_id
        ) as reason_document_id,
        coalesce(reports.body_key, evaluated_projects.project_key) is not null as is_reported,
        row_number() over (
            partition by targets.indicator_value_id
            order by
                case when before.department_key = targets.department_key then 0 else 1 end asc,
                case when answers.unit = targets.unit then 0 else 1 end asc,
                before.department_key asc,
                answers.unit asc
        ) as answer_preference
    from distinct_targets as targets
    left join figures as answers
        on
            targets.project_no is null
            and targets.indicator_key = answers.indicator_key
            and targets.department_key = answers.department_key
            and targets.fiscal_year = answers.fiscal_year
            and answers.role = 'actual'
    left join project_answers
        on
            targets.project_key = project_answers.project_key
            and targets.indicator_key = project_answers.indicator_key
            and targets.fiscal_year = project_answers.fiscal_year
            and targets.unit = project_answers.unit
            and targets.occurrence_no = project_answers.occurrence_no
            and project_answers.preference = 1
    left join word_answers
        on
            targets.department_key = word_answers.department_key
            and coalesce(targets.project_key, '') = word_answers.project_key
            and targets.indicator_key = word_answers.indicator_key
            and targets.fiscal_year = word_answers.fiscal_year
    left join figures as before
        on
            targets.project_no is null
            and targets.indicator_key = before.indicator_key
            and targets.body_key = before.body_key
            and targets.scope = before.scope
            and targets.fiscal_year = before.fiscal_year + 1
            and targets.unit = before.unit
            and before.role = 'actual'
    left join project_answers as project_before
        on
            targets.project_key = project_before.project_key
            and targets.indicator_key = project_before.indicator_key
            and targets.fiscal_year = project_before.fiscal_year + 1
            and targets.unit = project_before.unit
            and targets.occurrence_no = project_before.occurrence_no
            and project_before.preference = 1
    left join shortfalls
        on
            targets.body_key = shortfalls.body_key
            and targets.scope = shortfalls.scope
            and targets.fiscal_year = shortfalls.fiscal_year
            and targets.indicator_key = shortfalls.indicator_key
    left join deviations
        on
            project_answers.document_id = deviations.document_id
            and project_answers.project_no = deviations.project_no
            and targets.indicator_key = deviations.indicator_key
    left join reports
        on
            targets.project_no is null
            and targets.body_key = reports.body_key
            and targets.scope = reports.scope
            and targets.fiscal_year = reports.fiscal_year
    left join evaluated_projects
        on
            targets.project_key = evaluated_projects.project_key
            and targets.fiscal_year = evaluated_projects.fiscal_year

),

compared as (

    select
        answered.*,
        bodies.documents_hash,
        indicators.name_zh as indicator_name_zh,
        indicators.direction,
        case
            when
                answered.is_comparable
                and not answered.is_ambiguous
                and answered.unit = answered.actual_unit
                then {{ achieved(
                    'answered.operator',
                    'answered.figure',
                    'answered.actual_operator',
                    'answered.actual_value',
                    'indicators.direction'
                ) }}
        end as is_met,
        {{ achieved(
            'answered.operator',
            'answered.figure',
            'answered.last_year_actual_operator',
            'answered.last_year_actual_value',
            'indicators.direction'
        ) }} as already_met_last_year,
        answered.operator in ('<=', '<', 'rank')
        or (answered.operator in ('=', '~') and coalesce(indicators.direction, '') = 'lower')
            as lower_is_better
    from answered
    inner join indicators on answered.indicator_key = indicators.indicator_key
    inner join bodies on answered.body_key = bodies.body_key
    where answered.answer_preference = 1

),

judged as (

    select
        *,
        case
            when is_met then 'met'
            when not is_met then 'missed'
            when is_told_missed then 'missed_by_statement'
            when actual_text is not null then 'undecidable'
            when is_reported then 'not_reported'
            else 'no_report'
        end as outcome
    from compared

),

contradicted as (

    select distinct indicator_value_id
    from {{ ref('series_contradiction') }}

)

select
    indicator_value_id as target_indicator_value_id,
    indicator_key,
    department_key,
    district_key,
    body_key,
    scope,
    fiscal_year,
    indicator_name_zh,
    project_no,
    project_key,
    project_name,
    target_kind,
    nullif(unit, '') as unit,
    direction,
    figure as target_value,
    operator as target_operator,
    value_text as target_text,
    document_id as target_document_id,
    actual_value,
    actual_operator,
    nullif(actual_unit, '') as actual_unit,
    actual_text,
    actual_document_id,
    actual_indicator_value_id,
    case outcome
        when 'met' then true
        when 'missed' then false
        when 'missed_by_statement' then false
    end as achieved,
    outcome,
    case
        when outcome <> 'undecidable' then null
        when target_kind = 'qualitative' or actual_value is null
            then '用文字表述，不能按数判断 · told in words, which no number judges'
        when is_ambiguous
            then '目标印有不同的数 · the target is printed with different figures'
        when not is_comparable or unit <> actual_unit
            then '单位不同 · the units differ'
        when (operator = 'rank') <> (actual_operator = 'rank')
            then '名次与数量不能比较 · a rank is not compared with a number'
        when operator = '~' or actual_operator = '~'
            then '只有约数 · only an approximate figure'
        when direction is null and operator = '='
            then '不知越高越好还是越低越好 · it is not known whether more is better'
        else '印出的界限不足以判断 · the printed bounds do not tell'
    end as outcome_reason,
    case when outcome in ('missed', 'missed_by_statement') then reason end as shortfall_reason,
    case when outcome in ('missed', 'missed_by_statement') then measure end as shortfall_measure,
    case when outcome in ('missed', 'missed_by_statement') then reason_document_id end
        as shortfall_document_id,
    -- two exact figures have a ratio; a bound has none
    cast(round(
        case
            when operator <> '=' or actual_operator <> '=' or unit <> actual_unit then null
            when lower_is_better then figure / nullif(actual_value, 0)
            else actual_value / nullif(figure, 0)
        end, 6
    ) as decimal(24, 6)) as attainment_ratio,
    last_year_actual_value,
    last_year_actual_operator,
    last_year_actual_document_id,
    last_year_actual_indicator_value_id,
    already_met_last_year,
    doubt is not null or actual_doubt is not null as is_in_doubt,
    reviewed is not null or actual_reviewed is not null as is_reviewed,
    coalesce(reviewed = 'misprint', false) or coalesce(actual_reviewed = 'misprint', false) as is_misprint,
    is_contradicted
    or actual_is_contradicted
    or coalesce(indicator_value_id in (select contradicted.indicator_value_id from contradicted), false)
    or coalesce(
        actual_indicator_value_id in (select contradicted.indicator_value_id from contradicted), false
    )
        as is_contradicted,
    documents_hash
from judged
