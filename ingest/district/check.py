"""The dry run of a district: the line for it alone, in a folder of its own, and what came of it.

    checked = check(settings, "xihu", scratch)
    checked.needs_a_hand   # ['nothing was found 未找到文件']

Nothing of the warehouse, the archive, the runs or the inbox is read or written.
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from ingest import steps
from ingest.divisions import full_name
from ingest.landing.inbox import inbox
from ingest.landing.raw import query
from ingest.place_file import read_place
from ingest.registry import Registry, RegistryError, today
from ingest.runs import new_run_id, take_over
from ingest.turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from ingest.landing.collect import Collected
    from ingest.landing.inbox import Waits
    from ingest.settings import Settings

Row = dict[str, Any]

STEPS = ("find", "read", "build", "look")
_LEDGER = """
select ledger.*, coalesce(forms.label_zh, ledger.form) as form_zh
from marts.mart_document_ledger as ledger
left join marts.dim_code as forms on ledger.form = forms.code and forms.code_set = 'form'
where ledger.district_key = $district
order by ledger.department_key, ledger.form, ledger.fiscal_year, ledger.ledger_key"""
_QUEUE = "select * from marts.mart_review_queue where district_key = $district order by queue_no"
_UNCATALOGUED = """
select * from marts.mart_uncatalogued_indicators
order by value_count desc, indicator_key"""
_CHECKS = """
select checks.*, rules.statement_zh, rules.statement_en, documents.source_uri
from reconciliation.reconciliation_result as checks
left join marts.dim_reconciliation_rule as rules using (rule_key)
left join status.status_document as documents using (document_id)
where checks.status = 'fail' and documents.district_key = $district
order by list_position(['identity', 'expected', 'insight'], checks.severity), rule_key, subject"""
_PROBLEMS = "select * from landed order by document_id, line_from nulls last, page, cell"
_DOCUMENTS = "select * from landed where duplicate_of is null order by slot_key, source_uri"
_PRINTED = {
    "indicator_values": "'v' || indicator_value_id as anchor, metric as label,"
    " indicator_name as name, value_text as text, value as number, operator, unit",
    "budget_lines": "'b' || row_number() over () as anchor, item as label, section as name,"
    " amount_text as text, amount_wan as shown",
    "tasks": "'t' || row_number() over () as anchor, task_name as label, task_name as name,"
    " amount_text as text, amount_wan as shown",
    "projects": "'p' || row_number() over () as anchor, project_name as label,"
    " project_name as name, project_name as text, coalesce(total_wan, budget_wan) as shown",
    "scores": "'s' || row_number() over () as anchor, coalesce(level2, level1) as label,"
    " level1 as name, score as number, score as shown",
}
_PLACE = "document_id, page, line_from, line_to, bbox, cell, confidence, doubt"


@dataclass(frozen=True)
class Checked:
    """What came of the dry run; rows are as the tables of the same name have them.

    ``failures`` are sources that gave nothing; ``figures`` are all that was read, by document.
    """

    district_key: str
    name: str
    settings: Settings
    ledger: list[Row]
    waits: list[Waits]
    failures: list[str]
    documents: list[Row]
    problems: list[Row]
    doubts: list[Row]
    checks: list[Row]
    uncatalogued: list[Row]
    figures: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def found(self) -> list[Row]:
        """The slots for which there is a document."""
        return [row for row in self.ledger if row["document_id"]]

    @property
    def needs_a_hand(self) -> list[str]:
        """What somebody has to do something about, in one line each."""
        said = [] if self.found or self.waits else ["nothing was found 未找到文件"]
        states = Counter(row["state"] for row in self.found)
        said += [f"{states[each]} {each}" for each in ("quarantined", "held") if states[each]]
        if in_part := sum(row["state"] == "loaded" and bool(row["reason"]) for row in self.found):
            said.append(f"{in_part} read in part")
        if self.waits:
            said.append(f"{len(self.waits)} waiting 待认领")
        if self.failures:
            said.append(f"{len(self.failures)} sources gave nothing")
        identities = sum(row["severity"] == "identity" for row in self.checks)
        return said + ([f"{identities} identities fail 恒等不符"] if identities else [])


def check(
    settings: Settings,
    district: str,
    scratch: Path,
    *,
    as_of: date | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Checked:
    """Run the line for one district in the folder ``scratch``, less audit and publication.

    ``tell`` hears of each of ``STEPS`` when it begins. Raises RegistryError and BuildError.
    """
    mine = _scratch_settings(settings, district, scratch)
    run_id = new_run_id()
    with turn(mine, run_id):
        tell("find")
        handed = steps.collect_sources(mine, run_id, district, as_of=as_of)
        tell("read")
        planned = steps.plan(mine, run_id, handed, district, as_of=as_of)
        for number, batch in enumerate(planned):
            steps.extract(mine, run_id, number, batch)
        steps.land_staged(mine, run_id, handed, planned, as_of=as_of)
        tell("build")
        with redirect_stdout(io.StringIO()):  # dbt tells of each model
            steps.build_warehouse(mine, run_id, as_of=as_of)
    tell("look")
    found: Collected = take_over(mine, handed["file"])
    registry = Registry.load(mine.places)
    code = next(one.code for one in registry.districts if one.district_key == district)
    with duckdb.connect(str(mine.warehouse), read_only=True) as warehouse:

        def rows(sql: str, **parameters: object) -> list[Row]:
            answer = warehouse.execute(sql, parameters or None)
            names = [column[0] for column in answer.description]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

        queue = rows(_QUEUE, district=district)
        return Checked(
            district_key=district,
            name=full_name(code),
            settings=mine,
            ledger=rows(_LEDGER, district=district),
            waits=inbox(mine, registry, as_of or today()),
            failures=[steps.told_failure(failure) for failure in found["failures"]],
            documents=query(mine.raw, "documents", _DOCUMENTS),
            problems=query(mine.raw, "problems", _PROBLEMS),
            doubts=[row for row in queue if row["kind"] == "doubt"],
            checks=rows(_CHECKS, district=district),
            uncatalogued=rows(_UNCATALOGUED),
            figures=_figures(mine),
        )


def _scratch_settings(settings: Settings, district: str, scratch: Path) -> Settings:
    """The settings of the dry run: a home of its own, and only the place files that it needs."""
    places = scratch / "places"
    places.mkdir(parents=True)
    needed = _needed(Registry.load(settings.places), district)
    for path in settings.places.glob("*.yml"):
        if read_place(path).place.key in needed:
            shutil.copy(path, places)
    assigned = settings.places / "assignments.csv"
    if assigned.exists():
        shutil.copy(assigned, places)
    nobody: dict[str, None] = dict.fromkeys(("inbox", "postgres", "smtp", "webhook"))
    return settings.model_copy(update={"home": scratch / "home", "places": places, **nobody})


def _needed(registry: Registry, district: str) -> set[str]:
    """A district, the areas above it, and the districts of all their successors."""
    districts = {one.district_key: one for one in registry.districts}
    if district not in districts:
        raise RegistryError(f"no district {district}; there are {', '.join(sorted(districts))}")
    home = {one.department_key: one.district_key for one in registry.departments}
    needed: set[str] = set()
    ahead: list[str | None] = [district]
    while ahead:
        key = ahead.pop()
        if key is None or key in needed:
            continue
        needed.add(key)
        ahead += [districts[key].parent_district_key, districts[key].successor_key]
        ahead += [
            home.get(one.successor_key or "")
            for one in registry.departments
            if one.district_key == key
        ]
    return needed


def _figures(settings: Settings) -> dict[str, list[Row]]:
    """All that was read with a place, by document, as pages of the report show figures."""
    nothing: dict[str, None] = dict.fromkeys(("text", "number", "operator", "unit", "shown"))
    found: dict[str, list[Row]] = {}
    for table, columns in _PRINTED.items():
        for row in query(settings.raw, table, f"select {columns}, {_PLACE} from landed"):  # noqa: S608 (our own columns)
            found.setdefault(row["document_id"], []).append(
                nothing | row | {"kind": table, "is_drawn": True}
            )
    return found
