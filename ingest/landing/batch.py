"""Extract a batch of documents: read, judge against the registry, stage; each on its own."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from rich.console import Console
from rich.progress import track

from ingest.document import Place, Reading, UnreadableError
from ingest.forms import EXTRACTOR_VERSION
from ingest.landing.archive import AtomicFile, DamagedError, intact
from ingest.landing.assigned import with_found
from ingest.landing.match import Matcher, signs_as, told
from ingest.landing.raw import RECORDS, table
from ingest.landing.refusal import (
    Refusal,
    error_of,
    reason_of,
    refusals,
    require_records,
    said_in_part,
    understood,
    which_form,
)
from ingest.landing.worklist import for_slot
from ingest.one_line import one_line
from ingest.records import ONE_PROJECT, Extraction, Header, Problem
from ingest.registry import Registry
from ingest.worker import extract_safely, processors

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.document import Document
    from ingest.landing.worklist import Item
    from ingest.records import Form
    from ingest.settings import Settings

Row = dict[str, Any]

_PLACE = [field.name for field in fields(Place)]
WAITS = "waits in the inbox 待认领: "
"""Why a found document that fills no slot is refused begins so."""


class Outcome(TypedDict):
    """What became of one document, in short; all of it can be written as JSON."""

    document_id: str
    slot_key: str | None
    file_name: str
    outcome: str
    reason: str | None
    rows: dict[str, int]


class Staged(TypedDict):
    """What is about to land of one document: its ``documents`` row and its records by table.

    ``asked`` is the registration of the item; that of a found document is another once it has a
    slot.
    """

    asked: str
    document: Row
    records: dict[str, list[Row]]


class _RefusedError(Exception):
    """Why a document that could be read stays out, without the file's name."""


def extract_batch(settings: Settings, batch: list[Item]) -> list[Outcome]:
    """Extract the documents of a batch and stage each; a document that fails is quarantined.

    A document staged already (by a run that was killed before it landed) is not read again. One
    whose archived bytes are damaged is not staged, so it comes again. As many are read at the same
    time as there are processors.
    """
    matcher = _matcher(settings, batch)
    console = Console(stderr=True)
    by_hand = console.is_terminal and len(batch) > 1
    with ThreadPoolExecutor(processors()) as pool:
        done = pool.map(lambda item: _outcome(settings, item, matcher), batch)
        shown = track(
            done, "extract", len(batch), console=console, transient=True, disable=not by_hand
        )
        return list(shown)


def staged(settings: Settings, item: Item) -> Staged | None:
    """What is staged of an item under this registration (a refusal needs no file)."""
    if item["refusal"]:
        return _without_records(item, Extraction(header=Header(form=None)), item["refusal"])
    try:
        found: Staged = json.loads(staging_file(settings, item).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return found if found.get("asked") == item["registration"] else None


def staging_file(settings: Settings, item: Item) -> Path:
    """Where an item's extraction waits for landing."""
    return settings.staging / f"{item['document_id']}-{EXTRACTOR_VERSION}.json"


def kept_waiting(item: Item, result: Staged, why: str) -> Staged:
    """A found document that would have had a slot, but waits."""
    document = result["document"]
    places = dict.fromkeys(("slot_key", "district_key", "department_key"))
    told_so = {
        "outcome": "quarantined",
        "reason": one_line(f"{item['source_uri']}: {WAITS}{why}"),
        "registration": item["registration"],
    }
    records = {name: rows if name == "problems" else [] for name, rows in result["records"].items()}
    return Staged(
        asked=result["asked"], document={**document, **places, **told_so}, records=records
    )


def _matcher(settings: Settings, batch: list[Item]) -> Matcher | None:
    """What finds the slots of the found documents of a batch; None where there are none."""
    days = [item["as_of"] for item in batch if _seeks_a_slot(item)]
    if not days:
        return None
    registry = with_found(settings, Registry.load(settings.places))
    return Matcher.of(registry, date.fromisoformat(days[0]))


def _seeks_a_slot(item: Item) -> bool:
    return bool(item["found_in"]) and item["slot_key"] is None and item["refusal"] is None


def _outcome(settings: Settings, item: Item, matcher: Matcher | None) -> Outcome:
    try:
        return _summary(staged(settings, item) or _stage(settings, item, matcher))
    except DamagedError as error:
        return Outcome(
            document_id=item["document_id"],
            slot_key=item["slot_key"],
            file_name=item["file_name"],
            outcome="not_read",
            reason=one_line(f"{item['source_uri']}: {error}"),
            rows={},
        )


def _stage(settings: Settings, item: Item, matcher: Matcher | None) -> Staged:
    result = _extracted(settings, item, matcher) | {"asked": item["registration"]}
    with AtomicFile(staging_file(settings, item), durable=False) as file:  # can be read again
        file.write(json.dumps(result, ensure_ascii=False).encode())
    return result


def _extracted(settings: Settings, item: Item, matcher: Matcher | None) -> Staged:
    extraction = Extraction(header=Header(form=None))
    document = None
    try:
        path = intact(settings.archive, item["document_id"])
        document, found = extract_safely(path, Reading.of(item["reading"]), item["file_name"])
        if matcher and _seeks_a_slot(item):
            extraction = _told_header(item, found)
            reading = item["reading"]
            item = _with_slot(item, found, matcher)
            if item["reading"] != reading:
                document, found = extract_safely(
                    path, Reading.of(item["reading"]), item["file_name"]
                )
        extractions = [_settled(item, each) for each in found]
        extraction = extractions[0]
        forms = _chosen(item, extractions)
        for form in forms:
            _judge(item, form)
        extraction = _joined(forms, forms, extractions)
        refused = _refused(forms)
        extraction = _joined(_kept(item, forms, refused), forms, extractions)
        said = one_line(f"{item['source_uri']}: {said_in_part(refused)}") if refused else None
        result = Staged(
            asked=item["registration"],
            document=_document_row(item, extraction, document, "extracted", said),
            records=_records(item["document_id"], extraction),
        )
        for name, rows in result["records"].items():
            table(name, rows)  # whatever cannot land is found out here, where it stops no other
    except (UnreadableError, _RefusedError) as error:
        return _without_records(item, extraction, str(error), document)
    except (DamagedError, OSError):  # of this machine, and no fault of the document
        raise
    except Exception as error:
        reason = f"extraction failed: {type(error).__name__}: {' '.join(str(error).split())}"
        return _without_records(item, extraction, reason, document)
    return result


def _with_slot(item: Item, found: list[Extraction], matcher: Matcher) -> Item:
    """The item of a found document with the slot that it fills; raises _RefusedError: it waits."""
    said = told(_settled(item, each) for each in found)
    match = matcher.match(said, item["publishers"], item["source_uri"])
    if match.slot is None:
        raise _RefusedError(f"{WAITS}{match.why}")
    return for_slot(item, match.slot, matcher.departments[match.slot.department_key])


def _told_header(item: Item, found: list[Extraction]) -> Extraction:
    """What is known of a document that waits; no form where it says several things."""
    said = told(_settled(item, each) for each in found)
    first = _settled(item, found[0])
    if len(said) == 1:
        form, name, year = said[0]
        evidence = [each.header.year_evidence for each in found if each.header.fiscal_year == year]
        header = replace(
            first.header,
            form=cast("Form", form),
            department_name=name,
            fiscal_year=year,
            year_evidence=evidence[0] if evidence and year else None,
        )
    else:
        header = replace(first.header, form=None)
    return Extraction(header=header, problems=first.problems)


def _chosen(item: Item, extractions: list[Extraction]) -> list[Extraction]:
    """The forms that were registered, among those that the file holds."""
    fitting = [found for found in extractions if found.header.form == item["form"]]
    if not fitting:
        forms = [found.header.form for found in extractions if found.header.form]
        if forms:
            raise _RefusedError(f"registered as {item['form']}, reads as {', '.join(forms)}")
        first = refusals(extractions[0])
        raise _RefusedError(reason_of(first) if first else "reads as no known form")
    return fitting


def _refused(forms: list[Extraction]) -> list[Refusal]:
    """What of the ``forms`` does not land."""
    several = len(forms) > 1
    named = [(form, which_form(form, n) if several else "") for n, form in enumerate(forms, 1)]
    return [refusal for form, which in named for refusal in refusals(form, which)]


def _kept(item: Item, forms: list[Extraction], refused: list[Refusal]) -> list[Extraction]:
    """What is left of the ``forms``.

    They are several in a book of forms of one project, which is one document. Of other forms, of
    which one is expected, one may be readable.
    """
    kept = [left for form in forms if (left := understood(form))]
    if not kept:
        raise _RefusedError(reason_of(refused) if refused else "nothing of it could be read")
    if len(kept) > 1 and item["form"] not in ONE_PROJECT:
        raise _RefusedError(f"holds {len(kept)} forms {item['form']}, one is expected")
    return kept


def _joined(
    kept: list[Extraction], forms: list[Extraction], extractions: list[Extraction]
) -> Extraction:
    """The records of what is ``kept``; the header is the first one's, less what differs.

    The problems are those of all ``forms``; a warning tells what else the file holds.
    """
    first, last = kept[0].header, kept[-1].header
    units = {form.header.amount_unit for form in kept}
    header = replace(
        first,
        amount_unit=first.amount_unit if len(units) == 1 else None,
        page_to=last.page_to,
    )
    whole = Extraction(header=header)
    for name in RECORDS:
        for form in forms if name == "problems" else kept:
            getattr(whole, name).extend(getattr(form, name))
    others = Counter(found.header.form for found in extractions if found not in forms)
    for other, count in others.items():
        what = f"{other or 'no known form'}{f' ({count} times)' if count > 1 else ''}"
        message = f"the file also holds {what}, which this slot does not land"
        whole.problems.append(Problem(severity="warning", message=message))
    return whole


def _settled(item: Item, extraction: Extraction) -> Extraction:
    """The extraction without a year that only a project's name tells, where another is registered.

    A project may go on from an earlier year: its name is evidence for a year, not against one.
    """
    header = extraction.header
    by_name = any(project.project_name == header.year_evidence for project in extraction.projects)
    if not by_name or header.fiscal_year == item["fiscal_year"]:
        return extraction
    message = f"{header.fiscal_year} closes a project's name, registered is {item['fiscal_year']}"
    return replace(
        extraction,
        header=replace(header, fiscal_year=None, year_evidence=None),
        problems=[*extraction.problems, Problem(severity="warning", message=message)],
    )


def _judge(item: Item, form: Extraction) -> None:
    """Add an error where what is printed contradicts what is registered, or is not there."""
    header = form.header
    if header.fiscal_year not in {None, item["fiscal_year"]}:
        message = (
            f"registered for {item['fiscal_year']}, printed is {header.fiscal_year}"
            f" ({header.year_evidence})"
        )
        form.problems.append(error_of(form, message))
    if header.department_name and not signs_as(header.department_name, item["names"]):
        names = " or ".join(item["names"])
        message = f"registered for {names}, printed is {header.department_name}"
        form.problems.append(error_of(form, message))
    require_records(form)


def _without_records(
    item: Item, extraction: Extraction, reason: str, document: Document | None = None
) -> Staged:
    """A quarantined document: nothing of it lands but its problems."""
    only_problems = Extraction(header=extraction.header, problems=extraction.problems)
    reason = one_line(f"{item['source_uri']}: {reason}")
    return Staged(
        asked=item["registration"],
        document=_document_row(item, extraction, document, "quarantined", reason),
        records=_records(item["document_id"], only_problems),
    )


def _document_row(
    item: Item,
    extraction: Extraction,
    document: Document | None,
    outcome: Literal["extracted", "quarantined"],
    reason: str | None,
) -> Row:
    header = extraction.header
    printed = f"printed: {header.year_evidence}" if header.fiscal_year else "declared"
    return {
        **{
            key: item[key]  # type: ignore[literal-required]
            for key in ("document_id", "slot_key", "district_key", "department_key")
        },
        "form": header.form or item["form"],
        "fiscal_year": header.fiscal_year or item["fiscal_year"],
        "year_evidence": printed if item["fiscal_year"] or header.fiscal_year else None,
        "outcome": outcome,
        "reason": reason,
        "duplicate_of": item["duplicate_of"],
        "title": header.title,
        "department_name": header.department_name,
        "amount_unit": header.amount_unit,
        "media_type": document.media_type if document else None,
        "page_count": document.page_count if document else None,
        "source_uri": item["source_uri"],
        "file_name": item["file_name"],
        "size_bytes": item["size_bytes"],
        "first_seen_at": item["first_seen_at"],
        "extractor_version": EXTRACTOR_VERSION,
        "registration": item["registration"],
    }


def _records(document_id: str, extraction: Extraction) -> dict[str, list[Row]]:
    rows = {
        name: [{"document_id": document_id, **_row(record)} for record in getattr(extraction, name)]
        for name in RECORDS
    }
    _identify(rows["indicator_values"])
    return rows


def _row(record: Any) -> Row:
    """A record as a row that JSON can hold: its place spread out, decimals as printed."""
    row: Row = {}
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if isinstance(value, Place):
            row |= {part: getattr(value, part) for part in _PLACE}
        else:
            row[name] = str(value) if isinstance(value, Decimal) else value
    return row


def _identify(rows: list[Row]) -> None:
    """Give each value an id that stays while the document and the reading of its row stay."""
    parts = ("document_id", "project_no", "row_no", "source_section", "horizon", "measure")
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row[part] for part in parts)
        seen[key] = ordinal = seen.get(key, 0) + 1
        digest = hashlib.sha256(json.dumps([*key, ordinal]).encode())
        row["indicator_value_id"] = digest.hexdigest()[:20]


def _summary(result: Staged) -> Outcome:
    document = result["document"]
    return Outcome(
        document_id=document["document_id"],
        slot_key=document["slot_key"],
        file_name=document["file_name"],
        outcome=document["outcome"],
        reason=document["reason"],
        rows={name: len(rows) for name, rows in result["records"].items() if rows},
    )
