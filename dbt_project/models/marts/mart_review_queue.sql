with

documents as (

    select * from {{ ref('review_document') }}

),

indicators as (

    select
        indicator_key,
        family in ({{ listed(var('flagship_families')) }}) as is_flagship
    from {{ ref('core_indicator') }}

),

rules as (

    select
        rule_key,
        case severity when 'identity' then 1 when 'expected' then 2 else 3 end * 1000 + rule_order
            as gravity
    from {{ ref('reconciliation_rules') }}

),

figures as (

    select * from {{ ref('review_open_figure') }}

),

open_figures as (

    select
        case when figures.explanation is not null then 'check' else 'doubt' end as kind,
        figures.fact,
        figures.field,
        figures.document_id,
        figures.figure_key,
        figures.place,
        {{ printed_place('figures') }},
        figures.label,
        figures.printed_text,
        figures.was_read,
        figures.unit,
        concat_ws('；', figures.explanation, figures.doubt) as why,
        figures.rule_key,
        figures.severity,
        figures.indicator_key,
        figures.indicator_value_id,
        figures.project_no,
        case
            when documents.is_held or held_forms.document_id is not null then 2
            when figures.is_shown then 1
            else 3
        end as priority
    from figures
    inner join documents on figures.document_id = documents.document_id
    left join {{ ref('status_held_form') }} as held_forms
        on
            figures.document_id = held_forms.document_id
            and figures.project_no = held_forms.project_no

),

lapsed as (

    select * from {{ ref('review_lapsed_decision') }}

),

left_phrases as (

    select {{ trim_label(plain_words(half_width('phrase'))) }} as plain_label
    from {{ ref('indicator_aliases') }}
    where indicator_key is null

),

examples as (

    select
        indicator_key,
        min(indicator_value_id) as indicator_value_id
    from {{ ref('fct_indicator_value') }}
    group by indicator_key

),

uncatalogued as (

    select
        uncatalogued.*,
        examples.indicator_value_id
    from {{ ref('mart_uncatalogued_indicators') }} as uncatalogued
    inner join examples on uncatalogued.indicator_key = examples.indicator_key
    where uncatalogued.plain_label not in (select left_phrases.plain_label from left_phrases)

),

labels as (

    select
        'uncatalogued' as kind,
        cast(null as {{ dbt.type_string() }}) as fact,
        cast(null as {{ dbt.type_string() }}) as field,
        facts.document_id,
        cast(null as {{ dbt.type_string() }}) as figure_key,
        {{ place_text('facts') }} as place,
        {{ printed_place('facts') }},
        uncatalogued.printed_label as label,
        facts.value_text as printed_text,
        cast(null as {{ dbt.type_string() }}) as was_read,
        uncatalogued.unit,
        concat(
            '未编目 · not catalogued: ', uncatalogued.value_count, ' 处，', uncatalogued.document_count, ' 份文件'
        ) as why,
        cast(null as {{ dbt.type_string() }}) as rule_key,
        cast(null as {{ dbt.type_string() }}) as severity,
        uncatalogued.indicator_key,
        facts.indicator_value_id,
        facts.project_no,
        4 as priority
    from uncatalogued
    inner join {{ ref('fct_indicator_value') }} as facts
        on uncatalogued.indicator_value_id = facts.indicator_value_id

),

items as (

    select * from lapsed
    union all
    select * from open_figures
    union all
    select * from labels

),

ranked as (

    select
        items.*,
        documents.district_key,
        documents.department_key,
        documents.fiscal_year,
        documents.form,
        uncatalogued.plain_label,
        uncatalogued.value_count,
        {% for n in [1, 2, 3] -%}
        uncatalogued.nearest_{{ n }}_key,
        uncatalogued.nearest_{{ n }}_name_zh,
        uncatalogued.nearest_{{ n }}_score,
        {% endfor -%}
        rules.gravity,
        coalesce(indicators.is_flagship, false) or coalesce(nearest.is_flagship, false) as is_flagship
    from items
    left join {{ ref('status_document') }} as documents on items.document_id = documents.document_id
    left join rules on items.rule_key = rules.rule_key
    left join indicators on items.indicator_key = indicators.indicator_key
    left join uncatalogued
        on items.kind = 'uncatalogued' and items.indicator_key = uncatalogued.indicator_key
    left join indicators as nearest on uncatalogued.nearest_1_key = nearest.indicator_key

)

select
    row_number() over (
        order by
            priority asc,
            is_flagship desc,
            case kind when 'lapsed' then 1 when 'check' then 2 when 'doubt' then 3 else 4 end asc,
            gravity asc,
            value_count desc,
            fiscal_year desc,
            document_id asc,
            page asc,
            line_from asc,
            fact asc,
            figure_key asc,
            field asc,
            rule_key asc,
            label asc,
            indicator_key asc,
            why asc
    ) as queue_no,
    kind,
    priority,
    is_flagship,
    district_key,
    department_key,
    fiscal_year,
    form,
    document_id,
    fact,
    figure_key,
    field,
    label,
    place,
    printed_text,
    was_read,
    unit,
    why,
    rule_key,
    severity,
    project_no,
    indicator_key,
    indicator_value_id,
    plain_label,
    value_count,
    {% for n in [1, 2, 3] -%}
    nearest_{{ n }}_key,
    nearest_{{ n }}_name_zh,
    nearest_{{ n }}_score,
    {% endfor -%}
    page,
    line_from,
    line_to,
    bbox,
    cell
from ranked
