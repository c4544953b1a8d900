with

documents as (

    select documents.*
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('stg_document_loads') }} as counting
        on documents.submission_key = counting.submission_key

),

submissions as (

    select * from {{ ref('status_submission') }}

),

slots as (

    select * from {{ ref('stg_slots') }}

),

withdrawals as (

    select
        documents.document_id,
        case
            when documents.slot_key is null
                then '无人登记的这个文件已不在或已剔除 · this file, which nobody registered, is gone or set aside'
            when slots.withdrawn_reason is not null then slots.withdrawn_reason
            when slots.slot_key is null
                then '登记表不再列出此文件 · the registry no longer lists this document'
            else '登记表不再写明此文件的来源 · the registry no longer names a source of this document'
        end as reason
    from documents
    left join slots on documents.slot_key = slots.slot_key
    left join {{ ref('stg_loose_files') }} as loose_files
        on
            documents.slot_key is null
            and documents.source_uri = loose_files.source_uri
            and (loose_files.document_id is null or documents.document_id = loose_files.document_id)
    where
        (documents.slot_key is null and loose_files.source_uri is null)
        or (documents.slot_key is not null and slots.source_uri is null)
        or slots.withdrawn_reason is not null

),

identity_failures as (

    select
        document_id,
        {{ dbt.listagg(
            'explanation', "'；'", 'order by rule_key, subject'
        ) }} as explanation
    from {{ ref('reconciliation_within_document') }}
    where severity = 'identity' and status = 'fail' and waiver_reason is null
    group by document_id

),

held_forms as (

    select
        document_id,
        cast(count(*) as {{ dbt.type_int() }}) as form_count,
        {{ dbt.listagg(
            "concat('项目 ', project_no, coalesce(' ' || project_name, ''), '：', explanation)",
            "'；'",
            'order by project_no'
        ) }} as explanation
    from {{ ref('status_held_form') }}
    group by document_id

),

judged as (

    select
        documents.*,
        coalesce(submissions.version, 1) as version,
        coalesce(submissions.last_sighted_at, documents.first_seen_at) as last_sighted_at,
        case
            when withdrawals.document_id is not null then 'withdrawn'
            when documents.outcome = 'quarantined' then 'quarantined'
            when held_forms.document_id is not null then 'loaded'
            when identity_failures.document_id is not null then 'held'
            else 'loaded'
        end as status,
        case
            when withdrawals.document_id is not null then withdrawals.reason
            when documents.outcome = 'quarantined' then documents.reason
            else
                nullif(
                    concat_ws(
                        '；',
                        case
                            when held_forms.document_id is not null
                                then concat('部分项目勾稽不符而搁置 · projects held: ', held_forms.explanation)
                            when identity_failures.document_id is not null
                                then concat('勾稽不符 · does not add up: ', identity_failures.explanation)
                        end,
                        documents.reason
                    ),
                    ''
                )
        end as status_reason,
        held_forms.form_count
    from documents
    left join submissions
        on
            documents.document_id = submissions.document_id
            and coalesce(documents.slot_key, documents.source_uri) = submissions.claim
    left join withdrawals on documents.document_id = withdrawals.document_id
    left join identity_failures on documents.document_id = identity_failures.document_id
    left join held_forms on documents.document_id = held_forms.document_id

),

-- The latest sighting that is loaded is the current one: a bad new version leaves the good old one.
-- So does one that could be read in part only, where an older one was read whole.
ranked as (

    select
        *,
        row_number() over (
            partition by slot_key, status
            order by
                case when reason is null then 0 else 1 end asc,
                last_sighted_at desc,
                version desc,
                document_id asc
        ) as recency
    from judged

)

select
    document_id,
    slot_key,
    district_key,
    department_key,
    form,
    fiscal_year,
    year_evidence,
    version,
    status = 'loaded' and recency = 1 as is_current,
    status,
    status_reason,
    case when status = 'loaded' then coalesce(form_count, 0) else 0 end as held_forms,
    title,
    department_name,
    amount_unit,
    media_type,
    page_count,
    source_uri,
    file_name,
    size_bytes,
    extractor_version,
    first_seen_at,
    last_sighted_at,
    load
from ranked
