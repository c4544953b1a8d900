with

documents as (

    select
        *,
        coalesce(slot_key, source_uri) as claim
    from {{ ref('stg_documents') }}

),

-- a document's own judgement is worth more than one that its bytes were another's
ranked as (

    select
        *,
        row_number() over (
            partition by document_id, claim
            order by case when duplicate_of is null then 0 else 1 end asc, load desc
        ) as preference
    from documents

),

judged as (

    select * from ranked
    where preference = 1

),

slots as (

    select
        *,
        source_uri is not null and withdrawn_reason is null as is_claimed
    from {{ ref('stg_slots') }}

),

loose_files as (

    select * from {{ ref('stg_loose_files') }}

),

sightings as (

    select
        document_id,
        slot_key,
        coalesce(slot_key, source_uri) as claim,
        min(seen_at) as first_sighted_at,
        max(seen_at) as last_sighted_at,
        max(load) as last_load
    from {{ ref('stg_sightings') }}
    group by document_id, slot_key, source_uri

),

claims as (

    select
        document_id,
        claim,
        max(slot_key) as slot_key,
        min(first_sighted_at) as first_sighted_at,
        max(last_sighted_at) as last_sighted_at,
        max(last_load) as last_load
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
        coalesce(versioned.last_sighted_at, judged.first_seen_at) as last_sighted_at,
        versioned.last_load
    from versioned
    full outer join judged
        on
            versioned.document_id = judged.document_id
            and versioned.claim = judged.claim

),

-- A sighting without a judgement awaits it, unless the document was judged for another slot since.
-- A file that is registered now or gone is no stray, and what nobody claims is no second copy.
standing as (

    select joined.*
    from joined
    left join slots on joined.slot_key = slots.slot_key
    left join loose_files
        on
            joined.claim = loose_files.source_uri
            and (loose_files.document_id is null or joined.document_id = loose_files.document_id)
    left join {{ ref('stg_document_loads') }} as counting
        on joined.document_id = counting.document_id and counting.slot_key is not null
    where
        (joined.slot_key is null and loose_files.source_uri is not null)
        or (joined.slot_key is not null and joined.outcome is not null and joined.duplicate_of is null)
        or (
            coalesce(slots.is_claimed, false)
            and (joined.outcome is not null or joined.last_load > coalesce(counting.load, ''))
        )

)

select
    document_id,
    claim,
    slot_key,
    district_key,
    department_key,
    form,
    fiscal_year,
    outcome,
    reason,
    duplicate_of,
    source_uri,
    load,
    version,
    first_sighted_at,
    last_sighted_at
from standing
