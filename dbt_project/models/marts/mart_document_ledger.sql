with

slots as (

    select * from {{ ref('stg_slots') }}

),

statuses as (

    select * from {{ ref('status_document') }}

),

sightings as (

    select
        document_id,
        coalesce(slot_key, source_uri) as claim,
        max(source_uri) as source_uri,
        max(file_name) as file_name
    from {{ ref('stg_sightings') }}
    group by document_id, coalesce(slot_key, source_uri)

),

handed_in as (

    select
        *,
        slot_key is null or duplicate_of is not null as is_further_claim
    from {{ ref('status_submission') }}

),

-- every document handed in, and every further claim on the same bytes
submissions as (

    select
        submissions.document_id,
        submissions.claim,
        submissions.slot_key,
        submissions.district_key,
        submissions.department_key,
        submissions.form,
        submissions.fiscal_year,
        submissions.version,
        submissions.first_sighted_at,
        submissions.last_sighted_at,
        coalesce(sightings.source_uri, submissions.source_uri) as source_uri,
        sightings.file_name,
        case
            when submissions.outcome is null then 'received'
            when submissions.is_further_claim then 'quarantined'
            else statuses.status
        end as state,
        case
            when submissions.is_further_claim then submissions.reason
            when submissions.outcome is not null then statuses.status_reason
        end as reason,
        case when not submissions.is_further_claim then statuses.held_forms end as held_forms,
        not submissions.is_further_claim and coalesce(statuses.is_current, false) as is_current
    from handed_in as submissions
    left join sightings
        on
            submissions.document_id = sightings.document_id
            and submissions.claim = sightings.claim
    left join statuses
        on submissions.document_id = statuses.document_id

),

-- a slot shows its current document, else the one last seen
ranked as (

    select
        *,
        row_number() over (
            partition by claim
            order by case when is_current then 0 else 1 end asc, last_sighted_at desc, document_id asc
        ) as preference
    from submissions

),

expected as (

    select
        slots.slot_key as ledger_key,
        slots.slot_key,
        slots.district_key,
        slots.department_key,
        slots.form,
        slots.fiscal_year,
        slots.due_on,
        case
            when slots.withdrawn_reason is not null then 'withdrawn'
            when ranked.state is not null then ranked.state
            when slots.due_on < {{ today() }} then 'missing'
            else 'not_due'
        end as state,
        coalesce(slots.withdrawn_reason, ranked.reason) as reason,
        ranked.held_forms,
        ranked.document_id,
        ranked.version,
        coalesce(ranked.source_uri, slots.source_uri) as source_uri,
        ranked.file_name,
        ranked.first_sighted_at,
        ranked.last_sighted_at
    from slots
    left join ranked
        on slots.slot_key = ranked.slot_key and ranked.preference = 1

),

-- files that nobody registered, and newer versions that did not get through, or in part only
others as (

    select
        concat(ranked.claim, '/', ranked.document_id) as ledger_key,
        ranked.slot_key,
        ranked.district_key,
        ranked.department_key,
        ranked.form,
        ranked.fiscal_year,
        expected.due_on,
        ranked.state,
        ranked.reason,
        ranked.held_forms,
        ranked.document_id,
        ranked.version,
        ranked.source_uri,
        ranked.file_name,
        ranked.first_sighted_at,
        ranked.last_sighted_at
    from ranked
    left join expected on ranked.slot_key = expected.slot_key
    where
        ranked.slot_key is null
        or (
            ranked.preference > 1
            and (
                ranked.state in ('received', 'held', 'quarantined')
                or (ranked.state = 'loaded' and ranked.reason is not null)
            )
            and ranked.last_sighted_at > expected.last_sighted_at
        )

)

select * from expected
union all
select * from others
