"""Suites of what has landed: outcomes are told, forms gave what they must or say why not."""

from __future__ import annotations

from expectations.families import HOLDS
from expectations.suite import Check, Suite, union
from ingest.landing.refusal import FAMILY_OF

_NEEDED = ", ".join(
    f"('{form}', '{records}', '{FAMILY_OF.get(records, '')}')"
    for form, held in HOLDS.items()
    for records in held
)
_LANDED = union(
    *(
        f"select document_id, '{records}' as records, count(*) as row_count"
        f" from staging.stg_{records} group by document_id"
        for records in sorted({records for held in HOLDS.values() for records in held})
    )
)
_DOCUMENTS = "select document_id, outcome, reason from staging.stg_documents"

RAW = (
    Suite(
        "raw.documents",
        (
            Check(
                "document_id",
                "文件编号是其字节的 sha256 · a document is named by its bytes",
                _DOCUMENTS,
                "regexp_full_match(document_id, '[0-9a-f]{64}')",
                ("document_id",),
            ),
            Check(
                "outcome",
                "读取结果 · outcome of reading",
                _DOCUMENTS,
                "outcome in ('extracted', 'quarantined')",
                ("outcome",),
            ),
            Check(
                "reason",
                "隔离必有原因 · a quarantine has a reason",
                f"{_DOCUMENTS} where outcome = 'quarantined'",
                "reason is not null",
                ("outcome", "reason"),
                wherever=None,
            ),
            # This is asked of each document before it lands, and here once more of all.
            Check(
                "coverage",
                "该有的内容都读到了，或说明未用 · what a form must hold is there, or refused",
                f"""with landed as (
                        {_LANDED}
                    ),
                    needed (form, records, family) as (values {_NEEDED}),
                    refused as (
                        select distinct document_id, family from staging.stg_problems
                        where severity = 'error'
                    )
                    select documents.document_id, documents.form, needed.records,
                           coalesce(landed.row_count, 0) as row_count,
                           refused.document_id is not null as is_refused
                    from status.status_document as documents
                    inner join needed on documents.form = needed.form
                    left join landed
                        on documents.document_id = landed.document_id
                        and needed.records = landed.records
                    left join refused
                        on documents.document_id = refused.document_id
                        and needed.family = refused.family
                    where documents.status = 'loaded' and documents.is_current""",
                "row_count >= 1 or is_refused",
                ("form", "records", "row_count", "is_refused"),
                wherever=f"""with needed (form, records, family) as (values {_NEEDED})
                    select 1 from status.status_current_document
                    where form in (select form from needed)""",
            ),
        ),
    ),
)
