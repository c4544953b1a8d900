-- Looks at the results of former builds, which are made after it: a document whose results are there, and
-- of the same load and the same district, is not checked again.
{{ config(materialized='table') }}

{%- set results = adapter.get_relation(this.database, this.schema, 'reconciliation_within_document') -%}
{%- set has_results = results is not none and not flags.FULL_REFRESH %}

with

documents as (
    select * from {{ ref('core_document') }}
),

districts as (
    select * from {{ ref('core_district') }}
),

-- labels are conformed with the name and the level of the district
based as (
    select
        documents.document_id,
        documents.form,
        documents.fiscal_year,
        documents.load,
        {{ dbt.hash(dbt.concat([
            'documents.load',
            "'/'",
            "coalesce(districts.name_zh, '')",
            "'/'",
            "coalesce(districts.level, '')"
        ])) }} as basis
    from documents
    left join districts on documents.district_key = districts.district_key
)

select *
from based
{%- if has_results %}
where not exists (
    select 1 as found
    from {{ results }} as results
    where
        results.document_id = based.document_id
        and results.basis = based.basis
)
{%- endif %}
