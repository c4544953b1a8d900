"""What came of a night, as data: the run's report beside what it changed in the marts."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb
from pydantic import BaseModel, Field

from ingest.landing.batch import WAITS
from ingest.landing.inbox import inbox
from ingest.registry import Registry, RegistryError
from ingest.runs import read_run
from ingest.warehouse.publish import current
from ingest.warehouse.rollbacks import standing

if TYPE_CHECKING:
    from ingest.runs import Run
    from ingest.settings import Settings
    from ingest.warehouse.publish import Publication

Outcome = Literal["published", "unchanged", "failed", "late"]

_SQL = Path(__file__).with_name("sql")


class Document(BaseModel):
    """A document that a publication shows for the first time, or otherwise than before."""

    source_uri: str
    district_zh: str | None
    department_zh: str | None
    form_zh: str | None
    fiscal_year: int | None
    status: str | None
    reason: str | None = None


class Overdue(BaseModel):
    """A document that should have come by ``due_on``."""

    district_zh: str | None
    department_zh: str | None
    form_zh: str | None
    fiscal_year: int | None
    due_on: str | None


class Figure(BaseModel):
    """A 高企 figure that is new, changed or gone; values are as the mart has them."""

    district_zh: str | None
    fiscal_year: int
    statistic_zh: str
    what_zh: str
    old: str | None
    new: str | None


class Quiet(BaseModel):
    """A place of which nothing new has come for longer than ever before, in days."""

    district_zh: str
    days: int
    longest_before: int


class ToDo(BaseModel):
    """What a person has to do, and the command that helps."""

    what: str
    command: str


class Night(BaseModel):
    """What came of a run; ``why`` says it where nothing was published.

    ``is_new`` where the publication is this night's; it may have failed thereafter. What is listed
    is what this night changed; ``waiting`` counts all documents that are held or
    quarantined, ``unfiled`` those that were found and wait to be filed, and ``overdue_in_all`` all
    that should have come.
    """

    run_id: str
    outcome: Outcome
    why: str | None = None
    publication: str | None = None
    is_new: bool = False
    former: str | None = None
    seconds: dict[str, float] = Field(default_factory=dict)
    new: list[Document] = Field(default_factory=list)
    revised: list[Document] = Field(default_factory=list)
    withdrawn: list[Document] = Field(default_factory=list)
    held: list[Document] = Field(default_factory=list)
    overdue: list[Overdue] = Field(default_factory=list)
    figures: list[Figure] = Field(default_factory=list)
    quiet: list[Quiet] = Field(default_factory=list)
    refused: list[str] = Field(default_factory=list)
    waiting: int = 0
    unfiled: int = 0
    overdue_in_all: int = 0
    to_do: list[ToDo] = Field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that anybody has to know of."""
        happened = (self.new, self.revised, self.withdrawn, self.held, self.overdue, self.figures)
        newly_quiet = any(place.days == place.longest_before + 1 for place in self.quiet)
        return (
            self.outcome == "unchanged"
            and not any(happened)
            and not self.refused
            and not newly_quiet
        )


def night_of(
    settings: Settings, run_id: str, *, late: bool = False, failed: str | None = None
) -> Night:
    """What came of the run of that id, or has come so far where it is ``late``.

    ``failed`` is what the scheduler says of a run that has no word of its own, such as a time-out.
    """
    run = read_run(settings, run_id)
    outcome, why = _outcome(settings, run, late=late, failed=failed)
    publication = current(settings)
    night = Night(
        run_id=run_id,
        outcome=outcome,
        why=why,
        publication=publication.id if publication else None,
        is_new=publication is not None and publication.run_id == run_id,
        former=publication.former if publication else None,
        seconds=seconds_by_step(run) if run else {},
        refused=run.refused if run else [],
    )
    with suppress(RegistryError):  # a night that failed for it says so
        night.unfiled = unfiled(settings)
    if publication:
        with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
            _look(marts, night, publication)
    night.to_do = _to_do(settings, night)
    return night


def unfiled(settings: Settings) -> int:
    """How many documents were found and wait to be filed. Raises RegistryError."""
    return len(inbox(settings, Registry.load(settings.places)))


def seconds_by_step(run: Run) -> dict[str, float]:
    """How long each step took; those that ran in parts, together."""
    seconds: dict[str, float] = {}
    for step in run.steps:
        name = step.name.split()[0]
        seconds[name] = round(seconds.get(name, 0) + (step.seconds or 0), 3)
    return seconds


def ask(marts: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    """The rows of a query of ``sql/``."""
    sql = (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    found = marts.execute(sql, parameters)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _outcome(
    settings: Settings, run: Run | None, *, late: bool, failed: str | None
) -> tuple[Outcome, str | None]:
    if late and run and run.outcome:
        return "late", f"it has ended by now: {run.failure or run.outcome}"
    if late:
        going_on = [step.name for step in run.steps if step.state == "running"] if run else []
        where = f"at {', '.join(going_on)}" if going_on else "between steps"
        return "late", f"still going on, {where}" if run else "it has not begun"
    if failed is not None or run is None or run.outcome == "failed":
        why = "stopped, it took longer than allowed" if failed == "timed_out" else failed
        return "failed", (run and run.failure) or why or "it left no report"
    if run.outcome == "published":
        return "published", None
    if run.outcome == "unchanged":
        back = standing(settings)
        return "unchanged", (
            f"{back.by} has gone back to {back.to_id} ({back.reason or 'no reason given'})"
            if back
            else None
        )
    return "failed", "it ended without a word"


def waiting(marts: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many documents are held, and how many quarantined; those that wait to be filed are not.

    The ledger lists these as quarantined too.
    """
    counts = marts.execute(
        "select state, count(*) from marts.mart_document_ledger"
        " where state in ('held', 'quarantined')"
        " and not coalesce(contains(reason, $waits), false) group by all order by all",
        {"waits": WAITS},
    )
    return dict(counts.fetchall())


def _look(marts: duckdb.DuckDBPyConnection, night: Night, publication: Publication) -> None:
    """Fill in what the marts say, and where the publication is this run's, what it changed."""
    night.waiting = sum(waiting(marts).values())
    ((night.overdue_in_all,),) = marts.execute(
        "select count(*) from marts.mart_document_ledger where state = 'missing'"
    ).fetchall()
    night.quiet = [Quiet(**row) for row in ask(marts, "quiet")]
    if not night.is_new:
        return
    for row in ask(marts, "documents", publication=publication.id, former=publication.former):
        list_of: list[Document] = getattr(night, row.pop("list"))
        list_of.append(Document(**row))
    night.overdue = [Overdue(**row) for row in ask(marts, "overdue", publication=publication.id)]
    night.figures = [Figure(**row) for row in ask(marts, "figures", publication=publication.id)]


def _to_do(settings: Settings, night: Night) -> list[ToDo]:
    """What waits for a person after this night."""
    found: list[ToDo] = []
    if night.outcome == "failed":
        look = {
            "build": f"less {settings.warehouse.parent / 'logs' / 'dbt.log'}",
            "audit": f"open {settings.home / 'audit' / 'site' / 'index.html'}",
        }
        step = (night.why or "").partition(":")[0]
        found.append(
            ToDo(
                what="查看失败原因，改正后重新运行 find out why it failed, mend it, run it again",
                command=f"{look.get(step, 'jixiao status')}; make refresh",
            )
        )
    if night.outcome == "late":
        found.append(ToDo(what="查看运行情况 see how far it has come", command="jixiao status"))
    if night.waiting:
        found.append(
            ToDo(
                what=f"{night.waiting} 份文件被搁置或隔离，请更正文件或写明理由豁免"
                f" {night.waiting} held or quarantined: correct them, or waive with a reason",
                command="jixiao status; jixiao extract FILE",
            )
        )
    if night.unfiled:
        found.append(
            ToDo(
                what=f"{night.unfiled} 份找到的文件待认领"
                f" {night.unfiled} found documents wait for their place",
                command="jixiao inbox",
            )
        )
    if night.refused:
        found.append(
            ToDo(
                what=f"{len(night.refused)} 项来源或文件未能读取"
                f" {len(night.refused)} sources or documents were refused",
                command="jixiao status",
            )
        )
    if night.overdue:
        found.append(
            ToDo(
                what=f"{len(night.overdue)} 份文件新近逾期，请查找来源"
                f" {len(night.overdue)} newly overdue: look for where they were published",
                command="jixiao status",
            )
        )
    if night.outcome == "unchanged" and standing(settings):
        found.append(
            ToDo(
                what="已回退；确认后可重新发布 rolled back: publish again when the cause is mended",
                command="jixiao publish",
            )
        )
    return found
