"""Whether all is well, for monitoring: the last night, what is published, what waits for a person.

>>> health(settings).ok
True
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
from pydantic import BaseModel, Field

from ingest.landing.alarms import ALARM, Alarm
from ingest.notify.night import Overdue, Quiet, ask, seconds_by_step, unfiled, waiting
from ingest.registry import RegistryError
from ingest.runs import KEPT, last_alarms, last_runs, local_time
from ingest.warehouse.publish import current
from ingest.warehouse.rollbacks import RollBack, standing

if TYPE_CHECKING:
    from ingest.runs import Run
    from ingest.settings import Settings

NIGHTS = 7
LONGEST = timedelta(hours=5)
"""A run is stopped after so long; one that says nothing for longer has died."""
NIGHTLY = timedelta(hours=26)
"""Where nights are scheduled, one begins within so long after another."""


class NightRun(BaseModel):
    """A run that has gone through the line, or has begun to; ``seconds`` by step."""

    run_id: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    failure: str | None
    seconds: dict[str, float]


class PublishedNow(BaseModel):
    """What readers see."""

    id: str
    published_at: datetime
    rows: int
    warnings: int
    rolled_back: RollBack | None


class Health(BaseModel):
    """How things stand; ``problems`` are what waits for a person, one line each.

    What publishers owe (``overdue``, ``quiet``) is told, and is no problem of an operator's.
    """

    ok: bool
    problems: list[str]
    publication: PublishedNow | None
    ledger: dict[str, int] = Field(default_factory=dict)
    overdue: list[Overdue] = Field(default_factory=list)
    quiet: list[Quiet] = Field(default_factory=list)
    alarms: list[Alarm] = Field(default_factory=list)
    nights: list[NightRun] = Field(default_factory=list)


def health(settings: Settings, now: datetime | None = None) -> Health:
    """How things stand now."""
    runs = [run for run in last_runs(settings, KEPT) if _is_night(run)]
    found = Health(
        ok=False,
        problems=[],
        publication=None,
        alarms=last_alarms(settings),
        nights=[_told(run) for run in runs[:NIGHTS]],
    )
    held: dict[str, int] = {}
    if publication := current(settings):
        found.publication = PublishedNow(
            id=publication.id,
            published_at=publication.published_at,
            rows=sum(publication.rows.values()),
            warnings=len(publication.warnings),
            rolled_back=standing(settings),
        )
        with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
            counts = marts.execute(
                "select state, count(*) from marts.mart_document_ledger group by all order by all"
            )
            found.ledger = dict(counts.fetchall())
            held = waiting(marts)
            found.overdue = [Overdue(**row) for row in ask(marts, "overdue", publication=None)]
            found.quiet = [Quiet(**row) for row in ask(marts, "quiet")]
    found.problems = _problems(found, runs, now or datetime.now(UTC))
    found.problems += [
        f"{count} {state} 份文件待处理 documents wait for a person" for state, count in held.items()
    ]
    found.problems += _unfiled(settings)
    found.ok = not found.problems
    return found


def step_names(nights: list[NightRun]) -> list[str]:
    """The steps of these nights in their order, which is that of the night with most of them."""
    by_length = sorted(nights, key=lambda night: -len(night.seconds))
    return list(dict.fromkeys(name for night in by_length for name in night.seconds))


def _problems(found: Health, runs: list[Run], now: datetime) -> list[str]:
    problems = []
    if found.publication is None:
        problems.append("nothing is published yet 尚未发布")
    if runs and (last := runs[0]).outcome == "failed":
        problems.append(f"the last night failed at {last.failure}")
    elif runs and last.outcome is None and now - _last_word(last) > LONGEST:
        problems.append(f"the run of {local_time(last.started_at)} has not ended")
    if runs and runs[0].outcome:
        refused = [reason for reason in runs[0].refused if not reason.startswith(ALARM)]
        if refused:
            problems.append(f"the last night refused {len(refused)} sources or documents")
    problems += [
        f"{ALARM}{alarm.place or 'no place'}: {alarm.source_uri}: {alarm.reason},"
        f" since {local_time(alarm.since)}: {alarm.to_do}"
        for alarm in found.alarms
    ]
    scheduled = [run.started_at for run in runs if run.run_id.startswith("scheduled")]
    if scheduled and now - max(scheduled) > NIGHTLY:
        problems.append(f"no night has begun since {local_time(max(scheduled))}")
    if found.publication and (back := found.publication.rolled_back):
        problems.append(f"{back.by} has gone back to {back.to_id}; jixiao publish ends it")
    return problems


def _unfiled(settings: Settings) -> list[str]:
    """What was found and waits for a person to file it, or the mistake in a place file."""
    try:
        count = unfiled(settings)
    except RegistryError as error:
        return [str(error)]
    return [f"found documents that wait for their place: {count} (jixiao inbox)"] if count else []


def _is_night(run: Run) -> bool:
    """Whether a run went through the line, or is on its way; not a single step by hand."""
    return run.outcome is not None or any(step.state == "running" for step in run.steps)


def _last_word(run: Run) -> datetime:
    return max([run.started_at, *(step.started_at for step in run.steps)])


def _told(run: Run) -> NightRun:
    return NightRun(
        run_id=run.run_id,
        started_at=run.started_at,
        ended_at=run.ended_at,
        outcome=run.outcome,
        failure=run.failure,
        seconds=seconds_by_step(run),
    )
