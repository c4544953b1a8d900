{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='document_id',
        pre_hook="{{ drop_outdated(ref('core_document'), ['district_hash', 'decisions_hash']) }}"
    )
}}

with

units as (

    select * from {{ ref('units') }}

),

catalogue as (

    select * from {{ ref('indicator_catalogue') }}

),

labels as (

    select * from {{ ref('core_indicator_label') }}

),

figures as (

    {{ reviewed_rows(
        'fct_indicator_value', ref('stg_indicator_values'), newer_or_corrected_loads()
    ) }}

),

indicator_values as (

    select
        figures.*,
        {{ figure_label('figures') }} as label,
        units.dimension,
        units.factor,
        {{ figure_class('figures', 'units') }} as figure_class
    from figures
    left join units on figures.unit = units.unit

),

documents as (

    select * from {{ ref('core_document') }}

),

conformed as (

    select
        indicator_values.*,
        documents.department_key,
        documents.district_key,
        documents.district_hash,
        documents.decisions_hash,
        documents.fiscal_year as document_year,
        labels.indicator_key,
        labels.plain_label,
        labels.is_catalogued,
        case
            when labels.is_catalogued then catalogue.unit
            when indicator_values.figure_class = 'magnitude' then null
            when indicator_values.figure_class <> 'rank' or indicator_values.unit = '%'
                then indicator_values.unit
        end as target_unit
    from indicator_values
    inner join documents on indicator_values.document_id = documents.document_id
    inner join labels
        on
            documents.district_key = labels.district_key
            and indicator_values.label = labels.label
            and coalesce(indicator_values.indicator_name, indicator_values.metric)
            = labels.row_name
            and indicator_values.figure_class = labels.figure_class
    left join catalogue on labels.indicator_key = catalogue.indicator_key

),

-- What is not catalogued stays in its printed unit, but 5万 of what nothing names is 50000 of it. A bare
-- number may be a count; it is never money nor a percentage. To be among the first 10% is no place.
scaled as (

    select
        conformed.*,
        case
            when conformed.value is null then null
            when not conformed.is_catalogued
                then case when conformed.figure_class = 'magnitude' then conformed.factor else 1 end
            when conformed.figure_class = 'rank'
                then case when conformed.unit = '%' then null else 1 end
            when conformed.unit is null and target_units.countable then 1 / target_units.factor
            when {{ units_agree('conformed.dimension', 'target_units') }}
                then conformed.factor / target_units.factor
        end as scale
    from conformed
    left join units as target_units on conformed.target_unit = target_units.unit

),

final as (

    select
        indicator_value_id,
        document_id,
        department_key,
        district_key,
        district_hash,
        coalesce(year, document_year) as fiscal_year,
        indicator_key,
        is_catalogued,
        figure_class,
        plain_label,
        project_no,
        row_no,
        level1,
        level2,
        indicator_name,
        metric,
        measure,
        horizon,
        source_section,
        value_text,
        value_kind,
        operator,
        value,
        unit,
        year,
        ordinal,
        cast(
            case when scale = 1 then value else round(cast(value as double) * scale, 6) end
            as decimal(24, 6)
        ) as value_std,
        case when scale is not null then target_unit end as unit_std,
        figure_key,
        reviewed,
        reviewed_by,
        reviewed_on,
        read_value,
        decided_fields,
        decisions_hash,
        page,
        line_from,
        line_to,
        bbox,
        cell,
        confidence,
        doubt,
        load
    from scaled

)

select * from final
