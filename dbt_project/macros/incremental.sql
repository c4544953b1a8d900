{#- Big tables cost what changed: a run reads the loads newer than what the table holds, and takes out
    the rows of documents that were read again or no longer count. Loads land in the order of their
    ids, and a table commits a load's rows together, so the newest load held says what is missing. -#}

{#- The condition for rows of loads that the table does not hold yet. -#}
{% macro newer_loads() -%}
    {%- if is_incremental() -%}
        load > '{{ run_query("select max(load) from " ~ this).columns[0].values()[0] or "" }}'
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- The same, and rows of documents of which people have decided otherwise since; `held` names the table of
    a later model that knows under which decisions it was made. -#}
{% macro newer_or_redecided_loads(held=none) -%}
    (
        {{ newer_loads() }}
    {%- if is_incremental() -%}
        {%- set rows = adapter.get_relation(this.database, this.schema, held) if held else this -%}
        {%- set sql -%}
            select distinct documents.document_id
            from {{ ref('core_document') }} as documents
            inner join {{ rows }} as held on documents.document_id = held.document_id
            where documents.decisions_hash <> held.decisions_hash
        {%- endset -%}
        {%- set documents = run_query(sql).columns[0].values() -%}
        {%- if documents %} or document_id in ({{ listed(documents) }}){% endif -%}
    {%- endif -%}
    )
{%- endmacro %}

{#- The same where rows rest on the name and level of their district too: of a district that was
    corrected since, the loads of all its documents are read again. -#}
{% macro newer_or_corrected_loads(held=none) -%}
    (
        {{ newer_or_redecided_loads(held) }}
    {%- if is_incremental() -%}
        {%- set sql -%}
            select distinct documents.load
            from {{ ref('core_document') }} as documents
            inner join (select distinct district_key, district_hash from {{ this }}) as held
                on documents.district_key = held.district_key
            where documents.district_hash <> held.district_hash
        {%- endset -%}
        {%- for load in run_query(sql).columns[0].values() %} or load = '{{ load }}'{% endfor -%}
    {%- endif %}
    )
{%- endmacro %}

{#- A pre-hook, in the transaction of the insert: drops rows of (document, load) that `kept` lacks, or
    whose other columns named here it has otherwise. -#}
{% macro drop_outdated(kept, also=[]) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as held
        where not exists (
            select 1 from {{ kept }} as kept
            where kept.document_id = held.document_id and kept.load = held.load
            {%- for column in also %} and kept.{{ column }} = held.{{ column }}{% endfor %}
        )
    {%- endif -%}
{%- endmacro %}

{#- A pre-hook: drops the labels of districts whose name or level was corrected. -#}
{% macro drop_corrected_districts() -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as held
        where not exists (
            select 1 from {{ ref('core_document') }} as documents
            where
                documents.district_key = held.district_key
                and documents.district_hash = held.district_hash
        )
    {%- endif -%}
{%- endmacro %}

{#- A pre-hook: drops what was made of indicators that no label names any more. -#}
{% macro drop_unnamed_indicators() -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as held
        where not exists (
            select 1 from {{ ref('core_indicator_label') }} as labels
            where labels.indicator_key = held.indicator_key
        )
    {%- endif -%}
{%- endmacro %}

{#- The condition for rows of keys (columns of `source`) that the table does not hold yet. -#}
{% macro not_yet_here(source, keys) -%}
    {%- if is_incremental() -%}
        not exists (
            select 1 from {{ this }} as held
            where {% for key in keys -%}
                held.{{ key }} = {{ source }}.{{ key }}{% if not loop.last %} and {% endif %}
            {%- endfor %}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- The same of the table of a later model, as the build before left it: what is still to be worked out. -#}
{% macro not_yet_in(later, source, keys) -%}
    {%- set held = adapter.get_relation(this.database, this.schema, later) -%}
    {%- if held is not none and not flags.FULL_REFRESH -%}
        not exists (
            select 1 from {{ held }} as held
            where {% for key in keys -%}
                held.{{ key }} = {{ source }}.{{ key }}{% if not loop.last %} and {% endif %}
            {%- endfor %}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- A pre-hook like drop_outdated, for rows that are made of all current documents of a body. -#}
{% macro drop_changed_bodies() -%}
    {%- set bodies = ref('status_body_documents') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as held
        where not exists (
            select 1 from {{ bodies }} as now_current
            where
                now_current.body_key = held.body_key
                and now_current.documents_hash = held.documents_hash
        )
    {%- endif -%}
{%- endmacro %}
