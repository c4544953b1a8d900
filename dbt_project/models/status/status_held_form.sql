{%- set facts = [
    'core_project_funding',
    'core_project_fund',
    'core_indicator_value',
    'core_indicator_score',
    'core_evaluation_score',
] -%}

with

failures as (

    select
        checks.document_id,
        checks.project_no,
        checks.rule_key,
        checks.subject,
        checks.explanation,
        case
            when documents.form in ({{ listed(var('one_project_forms')) }}) then checks.project_no is not null
            else false
        end as is_of_one_form
    from {{ ref('reconciliation_within_document') }} as checks
    inner join {{ ref('core_document') }} as documents
        on checks.document_id = documents.document_id
    where
        checks.severity = 'identity'
        and checks.status = 'fail'
        and checks.waiver_reason is null

),

-- what fails for the whole document holds all of it
failing_forms as (

    select
        document_id,
        project_no,
        {{ dbt.listagg('explanation', "'；'", 'order by rule_key, subject') }} as explanation
    from failures
    where
        not exists (
            select 1 as found
            from failures as others
            where others.document_id = failures.document_id and not others.is_of_one_form
        )
    group by document_id, project_no

),

failing_documents as (

    select distinct document_id from failing_forms

),

-- the forms of these documents, one without a project among them
forms as (

    {% for fact in facts -%}
    select
        facts.document_id,
        facts.project_no
    from {{ ref(fact) }} as facts
    inner join failing_documents on facts.document_id = failing_documents.document_id
    {% if not loop.last %}union{% endif %}
    {% endfor %}

),

-- a document of which no form holds is held as a whole
holding_documents as (

    select distinct forms.document_id
    from forms
    left join failing_forms
        on
            forms.document_id = failing_forms.document_id
            and forms.project_no = failing_forms.project_no
    where failing_forms.document_id is null

),

names as (

    select
        document_id,
        project_no,
        min(project_name) as project_name
    from {{ ref('core_project_funding') }}
    group by document_id, project_no

)

select
    failing_forms.document_id,
    failing_forms.project_no,
    names.project_name,
    failing_forms.explanation
from failing_forms
inner join holding_documents on failing_forms.document_id = holding_documents.document_id
left join names
    on
        failing_forms.document_id = names.document_id
        and failing_forms.project_no = names.project_no
