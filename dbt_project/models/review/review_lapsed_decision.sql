{%- set facts = var('reviewable') -%}

with

documents as (

    select * from {{ ref('review_document') }}

),

decisions as (

    select * from {{ ref('reviewed_figures') }}

),

{% for fact in facts -%}
decided_{{ fact }} as (

    select distinct
        document_id,
        figure_key,
        field
    from decisions
    where fact = '{{ fact }}'

),

{% endfor -%}
-- what the decisions are about as it is now, if it is there
decided_rows as (

    {% for fact, told in facts.items() -%}
    select
        '{{ fact }}' as fact,
        facts.document_id,
        facts.figure_key,
        coalesce(facts.decided_fields, '') as decided_fields,
        {{ place_text('facts') }} as place_now,
        {{ printed_place('facts') }},
        concat_ws(' ', facts.{{ told.label | join(', facts.') }}) as label,
        facts.{{ told.get('printed', told.text) }} as printed_now,
        decided.field,
        case decided.field
            {% for field in reviewable_fields(fact) -%}
            when '{{ field }}' then {{ read_text(fact, 'facts', field) }}
            {% endfor -%}
        end as read_now,
        {{ 'facts.indicator_key' if fact in ['fct_indicator_value', 'fct_indicator_score']
           else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as indicator_key,
        {{ 'facts.indicator_value_id' if fact == 'fct_indicator_value'
           else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as indicator_value_id
    from {{ ref('core_' ~ fact[4:]) }} as facts
    inner join decided_{{ fact }} as decided
        on
            facts.document_id = decided.document_id
            and facts.figure_key = decided.figure_key
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    'lapsed' as kind,
    decisions.fact,
    decisions.field,
    decisions.document_id,
    decisions.figure_key,
    decisions.place,
    {{ printed_place('decided_rows') }},
    coalesce(decided_rows.label, decisions.figure_key) as label,
    decisions.printed_text,
    decisions.was_read,
    cast(null as {{ dbt.type_string() }}) as unit,
    case
        when known.document_id is null
            then '没有这个文件 · there is no such document'
        when documents.document_id is null
            then '这个文件已不是现行版本 · the document is no longer the current version'
        when decided_rows.document_id is null
            then '此处已读不到这个数 · no such figure is read there any more'
        when coalesce(decided_rows.place_now, '') <> coalesce(decisions.place, '')
            then concat('现在读自别处 · is now read elsewhere: ', decided_rows.place_now)
        when coalesce(decided_rows.printed_now, '') <> coalesce(decisions.printed_text, '')
            then concat('原文现读作 · the text is now read as: ', decided_rows.printed_now)
        else concat('现读作 · is now read as: ', coalesce(decided_rows.read_now, '—'))
    end as why,
    cast(null as {{ dbt.type_string() }}) as rule_key,
    cast(null as {{ dbt.type_string() }}) as severity,
    decided_rows.indicator_key,
    decided_rows.indicator_value_id,
    cast(null as {{ dbt.type_int() }}) as project_no,
    1 as priority
from decisions
left join {{ ref('status_document') }} as known on decisions.document_id = known.document_id
left join documents on decisions.document_id = documents.document_id
left join decided_rows
    on
        decisions.fact = decided_rows.fact
        and decisions.document_id = decided_rows.document_id
        and decisions.figure_key = decided_rows.figure_key
        and decisions.field = decided_rows.field
where
    documents.document_id is null
    or decided_rows.document_id is null
    or concat(' ', decided_rows.decided_fields, ' ') not like concat('% ', decisions.field, ' %')
