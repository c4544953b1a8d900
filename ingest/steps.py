"""The steps of the line, one function each: what goes in and comes out can be written as JSON.

The DAG runs them as tasks and ``run_line`` one after the other in one process; each waits for its
turn and tells the run's report what it did. ``as_of`` is the day by which documents are due or not,
today where none is given.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import duckdb

from ingest.forms import EXTRACTOR_VERSION
from ingest.landing.alarms import ALARM, standing_alarms
from ingest.landing.archive import DamagedError, NotKeptError, damaged
from ingest.landing.batch import Row, extract_batch
from ingest.landing.collect import collect
from ingest.landing.compact import compact
from ingest.landing.land import Landed, land
from ingest.landing.raw import load_ids, loads, require_intact
from ingest.landing.worklist import batches, worklist
from ingest.one_line import one_line
from ingest.registry import Registry, RegistryError, today
from ingest.runs import (
    changing,
    forget_old_runs,
    hand_over,
    last_alarms,
    log_event,
    read_run,
    step,
    take_over,
)
from ingest.servers.own_postgres import own_address
from ingest.turns import turn
from ingest.warehouse.build import (
    BuildError,
    Built,
    build,
    forget_build,
    is_damaged,
    last_build_id,
    project_hash,
    rules_hash,
)
from ingest.warehouse.publications import find_kept
from ingest.warehouse.publish import Origin, PublishError, current, last_intact, publish, version
from ingest.warehouse.rollbacks import finish, inputs, roll_back, rollbacks, standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ingest.landing.collect import Collected
    from ingest.landing.sightings import Failure
    from ingest.runs import Step
    from ingest.settings import Settings
    from ingest.warehouse.rollbacks import RollBack

SHOWN_FAILURES = 3
SHOWN_NAMES = 3
SHOWN_REASONS = 20
WAIVERS = "dbt_project/seeds/reconciliation_waivers.csv"


class AuditError(Exception):
    """Critical checks that failed. The message is one line naming the first of them."""


class NothingPublishedError(Exception):
    """No document got through. The message is one line: how many, why, what can be done."""


class SupersededError(Exception):
    """Another run has built the warehouse since, or a person has gone back; theirs counts."""


PERMANENT = (
    RegistryError,
    BuildError,
    AuditError,
    NothingPublishedError,
    PublishError,
    SupersededError,
    DamagedError,
    NotKeptError,
)
"""Failures with a message for people."""

TRANSIENT = (OSError, duckdb.IOException)
"""Failures that may be over when tried again: networks, disks, locks."""


class Audited(TypedDict):
    """An audit without critical failures; ``checks`` counts by layer and status."""

    data_docs: str
    checks: dict[str, dict[str, int]]
    warnings: list[str]


class Handed(TypedDict):
    """What one step leaves to another: a file below ``home``, and how many things are in it.

    It goes through Airflow's database instead of the things themselves, which are many.
    ``shown`` names the first of them.
    """

    file: str
    count: int
    shown: list[str]


class Read(TypedDict):
    """What became of a batch, in numbers; ``reasons`` are the first of those refused."""

    extracted: int
    quarantined: int
    reasons: list[str]


def collect_sources(
    settings: Settings,
    run_id: str,
    district: str | None = None,
    year: int | None = None,
    *,
    as_of: date | None = None,
) -> Handed:
    """Fetch and archive what the registry names; hands on a Collected. Raises RegistryError."""
    with _step(settings, run_id, "collect") as this:
        require_intact(loads(settings.raw))
        found = collect(settings, Registry.load(settings.places), district, year, as_of)
        _refuse(settings, run_id, [told_failure(failure) for failure in found["failures"]])
        _remember_alarms(settings, run_id, found["failures"], district, year)
        this.said = counted(found)
        for sighting in found["sightings"]:
            log_event(settings, run_id, "new bytes", **sighting)
        for failure in found["failures"]:
            log_event(settings, run_id, "source failed", **failure)
        names = [sighting["source_uri"] for sighting in found["sightings"]]
        return _handed(settings, run_id, "collected", found, names)


def plan(
    settings: Settings,
    run_id: str,
    collected: Handed,
    district: str | None = None,
    year: int | None = None,
    *,
    full: bool = False,
    as_of: date | None = None,
) -> list[Handed]:
    """The documents to read, in batches of about the same size. Raises RegistryError."""
    with _step(settings, run_id, "plan") as this:
        registry = Registry.load(settings.places)
        found: Collected = take_over(settings, collected["file"])
        work = worklist(
            settings, registry, found["sightings"], district, year, full=full, as_of=as_of
        )
        this.said = f"{len(work)} documents to read"
        return [
            _handed(settings, run_id, f"batch-{n}", batch, [item["source_uri"] for item in batch])
            for n, batch in enumerate(batches(work, settings.batch_limit), 1)
        ]


def extract(settings: Settings, run_id: str, number: int, batch: Handed) -> Read:
    """Read a batch of documents; one that cannot be read is an outcome, not an error."""
    with _step(settings, run_id, f"extract {number + 1}") as this:
        outcomes = extract_batch(settings, take_over(settings, batch["file"]))
        reasons = [outcome["reason"] for outcome in outcomes if outcome["reason"]]
        _refuse(settings, run_id, reasons)
        for outcome in outcomes:
            log_event(settings, run_id, "document", **outcome)
        counts = Counter(outcome["outcome"] for outcome in outcomes)
        read, quarantined, not_read = (
            counts[kind] for kind in ("extracted", "quarantined", "not_read")
        )
        in_part = len(reasons) - quarantined - not_read
        which = f" ({in_part} in part)" if in_part else ""
        this.said = f"{read} extracted{which}, {quarantined} quarantined"
        this.said += f", {not_read} damaged" if not_read else ""
    return Read(extracted=read, quarantined=quarantined, reasons=reasons[:SHOWN_REASONS])


def land_staged(
    settings: Settings,
    run_id: str,
    collected: Handed,
    planned: list[Handed],
    *,
    as_of: date | None = None,
) -> Landed:
    """Write what is new as one load of raw tables. Raises RegistryError."""
    with _step(settings, run_id, "land") as this:
        found: Collected = take_over(settings, collected["file"])
        work = [item for batch in planned for item in take_over(settings, batch["file"])]
        registry = Registry.load(settings.places)
        landed = land(settings, registry, found["sightings"], work, as_of)
        _refuse(settings, run_id, [f"{name}: not extracted" for name in landed["not_extracted"]])
        this.said = f"load {landed['load']}" if landed["load"] else "nothing new"
    return landed


def compare(
    settings: Settings,
    run_id: str,
    *,
    full: bool = False,
    as_of: date | None = None,
    asked: bool = False,
) -> Row | None:
    """What the marts would be made from now; None when the publication is made from just that.

    None also where a person has gone back to an older publication and nothing has been handed in
    since, unless a person has ``asked`` for a publication.
    """
    # Beginning when no roll-back is on its way, so that those that come later are told apart.
    with turn(settings, run_id), _alone(settings), step(settings, run_id, "compare") as this:
        finish(settings)
        with changing(settings, run_id) as run:
            run.rollbacks = len(rollbacks(settings))
        origin = _origin(settings, as_of or today())
        published, back = current(settings), standing(settings)
        held = back if back and back.inputs == inputs(settings) and not asked else None
        broken = damaged(version(settings, published)) if published else None
        if full or published is None or broken or (published.origin != origin and not held):
            this.said = "there is something to publish"
            this.said += (
                f", {broken} of {published.id} being damaged" if published and broken else ""
            )
            return origin.model_dump(mode="json")
        this.said = (
            f"stays at {held.to_id}, gone back to by {held.by}; nothing new has landed since"
            if held
            else "the publication is up to date"
        )
        if _copied(settings):  # a night may have ended before it was
            this.said += ", copied to PostgreSQL"
    with changing(settings, run_id) as run:
        run.outcome, run.ended_at = "unchanged", datetime.now(UTC)
    return None


def build_warehouse(
    settings: Settings, run_id: str, *, full: bool = False, as_of: date | None = None
) -> Built:
    """Run dbt on all that has landed. Raises BuildError."""
    with _step(settings, run_id, "build") as this, _alone(settings), _anew_if_damaged(settings):
        compact(settings.raw)
        require_intact(loads(settings.raw))
        built = build(settings, build_id=run_id, as_of=as_of, full=full)
        models = sum(node["kind"] == "model" for node in built["nodes"])
        tests = sum(node["kind"] in {"test", "unit_test"} for node in built["nodes"])
        this.said = f"{models} models, {tests} tests"
    return built


def audit_warehouse(settings: Settings, run_id: str, *, full: bool = False) -> Audited:
    """Check the warehouse. Raises AuditError for critical failures, and SupersededError.

    Rows of districts without changes since the last audit are checked again when ``full``.
    """
    from ingest.warehouse.audit import audit  # noqa: PLC0415 (Great Expectations takes seconds to import)

    with _step(settings, run_id, "audit") as this, _alone(settings), _anew_if_damaged(settings):
        _require_own_build(settings, run_id)
        _require_something(settings, run_id)
        former = last_intact(settings)
        previous = version(settings, former) / "marts.duckdb" if former else None
        result = audit(settings, previous, run_id=run_id, whole=full)
        if failures := result.critical_failures:
            more = len(failures) - SHOWN_FAILURES
            raise AuditError(
                "; ".join(failures[:SHOWN_FAILURES])
                + (f"; and {more} more" if more > 0 else "")
                + f" (all of them: {result.data_docs / 'index.html'})"
            )
        checks = {
            layer: {"passed": passed, "failed": failed}
            for layer, (passed, failed) in result.checks.items()
        }
        passed = sum(counts["passed"] for counts in checks.values())
        this.said = f"{passed} checks passed, {len(result.warnings)} warnings"
    return Audited(data_docs=str(result.data_docs), checks=checks, warnings=result.warnings)


def publish_marts(
    settings: Settings, run_id: str, origin: Row, audited: Audited, *, as_of: date | None = None
) -> Row:
    """Let readers see what was built and audited. Raises PublishError and SupersededError."""
    from ingest.report import write_lineage, write_report  # noqa: PLC0415 (only this step draws)

    with _step(settings, run_id, "publish") as this, _alone(settings), _anew_if_damaged(settings):
        finish(settings)
        _require_own_build(settings, run_id)
        _require_no_rollback_since(settings, run_id)
        back = standing(settings)
        publication = publish(
            settings,
            run_id=run_id,
            as_of=as_of,
            origin=Origin.model_validate(origin),
            data_docs=Path(audited["data_docs"]),
            checks=audited["checks"],
            warnings=audited["warnings"],
            pages=(write_report, write_lineage),
        )
        this.said = f"{len(publication.rows)} tables, {sum(publication.rows.values())} rows"
        if back:
            this.said += f", which ends the roll-back to {back.to_id}"
        if _copied(settings):
            this.said += ", copied to PostgreSQL"
    with changing(settings, run_id) as run:
        run.outcome, run.ended_at = "published", datetime.now(UTC)
    forget_old_runs(settings)
    return publication.model_dump(mode="json")


def go_back(
    settings: Settings, publication_id: str, *, by: str, reason: str | None
) -> RollBack | None:
    """Let readers see a former publication again, everywhere; None where they do.

    Raises PublishError where it is not kept, or not copied.

    No night publishes until something new lands; ``jixiao publish`` does. Where a copy could not
    be made, or this was killed, the same call again makes up for it.
    """
    with _alone(settings):
        publication_id = find_kept(settings, publication_id)
        if broken := damaged(settings.published / "versions" / publication_id):
            raise PublishError(f"{broken} of {publication_id} is damaged; choose another")
        done = roll_back(settings, to_id=publication_id, by=by, reason=reason)
        try:
            _copied(settings)
        except (PublishError, OSError) as error:
            raise PublishError(
                f"{publication_id} is current, but not in PostgreSQL: {error};"
                " the next night copies it, or this command again"
            ) from error
    return done


def run_line(
    settings: Settings,
    run_id: str,
    district: str | None = None,
    year: int | None = None,
    *,
    full: bool = False,
    as_of: date | None = None,
) -> Row | None:
    """All steps in this process; None when the publication was up to date."""
    with turn(settings, run_id):
        collected = collect_sources(settings, run_id, district, year, as_of=as_of)
        planned = plan(settings, run_id, collected, district, year, full=full, as_of=as_of)
        for number, batch in enumerate(planned):
            extract(settings, run_id, number, batch)
        land_staged(settings, run_id, collected, planned, as_of=as_of)
        origin = compare(settings, run_id, full=full, as_of=as_of)
        if origin is None:
            return None
        build_warehouse(settings, run_id, full=full, as_of=as_of)
        audited = audit_warehouse(settings, run_id, full=full)
        return publish_marts(settings, run_id, origin, audited, as_of=as_of)


@contextmanager
def _step(settings: Settings, run_id: str, name: str) -> Iterator[Step]:
    """A reported step, after whatever other run is under way."""
    with turn(settings, run_id), step(settings, run_id, name) as this:
        yield this


def told_failure(failure: Failure) -> str:
    """A source that gave no bytes, and why; alarms say that they are."""
    return f"{ALARM}{failure['reason']}" if failure["kind"] == "alarm" else failure["reason"]


def counted(found: Collected) -> str:
    """What collecting came to: ``26 sources, 0 new, 24 unchanged, 1 alarm, 1 not reached``."""
    kinds = Counter(failure["kind"] for failure in found["failures"])
    said = f"{found['checked']} sources, {len(found['sightings'])} new"
    said += f", {found['unchanged']} unchanged" if found["unchanged"] else ""
    said += f", {kinds['alarm']} alarm{'s' if kinds['alarm'] > 1 else ''}" if kinds["alarm"] else ""
    for kind in ("refused", "not_reached"):
        said += f", {kinds[kind]} {kind.replace('_', ' ')}" if kinds[kind] else ""
    return said


def _handed(
    settings: Settings, run_id: str, name: str, content: object, names: list[str]
) -> Handed:
    file = hand_over(settings, run_id, name, content)
    return Handed(file=file, count=len(names), shown=names[:SHOWN_NAMES])


def _origin(settings: Settings, as_of: date) -> Origin:
    """All that the marts depend on, in short. Raises RegistryError."""
    slots = Registry.load(settings.places).slots(as_of)
    due = [slot.slot_key for slot in slots if slot.due_on < as_of]
    names = load_ids(loads(settings.raw))
    parts = [names, due, project_hash(settings.dbt_project), project_hash(settings.expectations)]
    return Origin(
        fingerprint=hashlib.sha256(json.dumps(parts).encode()).hexdigest(),
        loads=len(names),
        last_load=names[-1] if names else None,
        extractor_version=EXTRACTOR_VERSION,
        dbt_hash=rules_hash(settings),
    )


def _copied(settings: Settings) -> bool:
    """Bring the copy in PostgreSQL up to date; False where there is none, or nothing to do."""
    server = settings.postgres or own_address(settings)
    if server is None:
        return False
    from ingest.warehouse.postgres import copy_to_postgres  # noqa: PLC0415 (only who has one needs it)

    return copy_to_postgres(settings.model_copy(update={"postgres": server}))


def _refuse(settings: Settings, run_id: str, reasons: list[str]) -> None:
    if reasons:
        reasons = [settings.hidden(reason) for reason in reasons]
        with changing(settings, run_id) as run:
            run.refused += [reason for reason in reasons if reason not in run.refused]


def _remember_alarms(
    settings: Settings,
    run_id: str,
    failures: list[Failure],
    district: str | None,
    year: int | None,
) -> None:
    former = last_alarms(settings, before=run_id)
    alarms = standing_alarms(former, failures, district, year, datetime.now(UTC))
    with changing(settings, run_id) as run:
        run.alarms = alarms


def _require_something(settings: Settings, run_id: str) -> None:
    """Raise NothingPublishedError where no document got through; the report names them all."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        documents = connection.execute(
            "select source_uri, status, status_reason, is_current from status.status_document"
            " order by source_uri, document_id"
        ).fetchall()
    if any(is_current for *_, is_current in documents):
        return
    kept_out = [f"{name}: {status}: {reason}" for name, status, reason, _ in documents]
    _refuse(settings, run_id, kept_out)
    counts = Counter(status for _, status, *_ in documents)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    raise NothingPublishedError(
        f"nothing can be published 无可发布: {told or 'no document was read'}"
        + (f", e.g. {one_line(kept_out[0])}" if kept_out else "")
        + f". Hand in a corrected file, or enter a waiver with its reason in {WAIVERS};"
        " the run's report names every document 更正文件，或写明理由豁免"
    )


def _require_own_build(settings: Settings, run_id: str) -> None:
    if last_build_id(settings) != run_id:
        raise SupersededError("another run has built the warehouse since; that run publishes")


def _require_no_rollback_since(settings: Settings, run_id: str) -> None:
    """A person's roll-back counts more than what a run had found to publish before it."""
    run, past = read_run(settings, run_id), rollbacks(settings)
    if run and run.rollbacks is not None and len(past) > run.rollbacks:
        raise SupersededError(
            f"{past[-1].by} has gone back to {past[-1].to_id} since this run began"
            " (jixiao publish publishes all the same)"
        )


@contextmanager
def _anew_if_damaged(settings: Settings) -> Iterator[None]:
    """Let the next run build the warehouse from scratch where its file turns out to be damaged."""
    try:
        yield
    except Exception as error:
        if is_damaged(error):
            forget_build(settings)
            raise DamagedError(
                "the warehouse file was damaged and is removed; run jixiao publish, or wait for the"
                " next night, which builds it anew 数仓文件损坏，已删除，下次重建"
            ) from error
        raise


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Wait until no other run uses the warehouse."""
    folder = settings.warehouse.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
