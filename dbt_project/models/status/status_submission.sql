with

judged as (

    select
        *,
        coalesce(slot_key, source_uri) as claim
    from {{ ref('stg_documents') }}

),

sightings as (

    select
        document_id,
        slot_key,
        coalesce(slot_key, source_uri) as claim,
        min(seen_at) as first_sighted_at,
        max(seen_at) as last_sighted_at
    from {{ ref('stg_sightings') }}
    group by document_id, slot_key, source_uri

),

claims as (

    select
        document_id,
        claim,
        max(slot_key) as slot_key,
        min(first_sighted_at) as first_sighted_at,
        max(last_sighted_at) as last_sighted_at
    from sightings
    group by document_id, claim

),

versioned as (

    select
        *,
        row_number() over (
            partition by claim order by first_sighted_at, document_id
        ) as version
    from claims

),

-- a sighting without a judgement still awaits its outcome
joined as (

    select
        coalesce(judged.document_id, versioned.document_id) as document_id,
        coalesce(judged.claim, versioned.claim) as claim,
        coalesce(judged.slot_key, versioned.slot_key) as slot_key,
        judged.district_key,
        judged.department_key,
        judged.form,
        judged.fiscal_year,
        judged.outcome,
        judged.reason,
        judged.duplicate_of,
        judged.source_uri,
        judged.load,
        cast(coalesce(versioned.version, 1) as integer) as version,
        coalesce(versioned.first_sighted_at, judged.first_seen_at) as first_sighted_at,
        coalesce(versioned.last_sighted_at, judged.first_seen_at) as last_sighted_at
    from versioned
    full outer join judged
        on
            versioned.document_id = judged.document_id
            and versioned.claim = judged.claim

)

select * from joined
