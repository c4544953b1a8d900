"""What the commands of ``jixiao`` do with the steps of the line, and how they tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from ingest import steps
from ingest.landing.alarms import ALARM
from ingest.landing.assigned import with_found
from ingest.landing.refusal import IN_PART
from ingest.registry import Registry, today
from ingest.runs import new_run_id, read_run, take_over
from ingest.turns import turn
from ingest.warehouse.build import BuildError, last_build_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from ingest.landing.collect import Collected
    from ingest.settings import Settings


def collect_sources(
    settings: Settings, console: Console, district: str | None, year: int | None
) -> None:
    """Fetch and archive; print what is new. Raises RegistryError."""
    with console.status("collecting …"):
        handed = steps.collect_sources(settings, new_run_id(), district, year)
    found: Collected = take_over(settings, handed["file"])
    console.print(steps.counted(found))
    registry = with_found(settings, Registry.load(settings.places))
    filed = {slot.source_uri: slot.slot_key for slot in registry.slots(today()) if slot.found}
    for sighting in found["sightings"]:
        unregistered = "found 待认领" if sighting.get("found_in") else "no place file registers it"
        slot = sighting["slot_key"] or filed.get(sighting["source_uri"]) or unregistered
        _say(console, "green", "new", f"{sighting['source_uri']} → {slot}")
    _not_reached(console, map(steps.told_failure, found["failures"]))
    if found["sightings"]:
        console.print("[bold]jixiao land[/] extracts and lands them.")


def land_new(
    settings: Settings,
    console: Console,
    district: str | None,
    year: int | None,
    *,
    full: bool,
) -> None:
    """Collect, extract and land; print what was kept out and why. Raises RegistryError."""
    run_id = new_run_id()
    together = settings.model_copy(update={"batch_limit": 1})
    with turn(settings, run_id):
        with console.status("collecting …"):
            collected = steps.collect_sources(settings, run_id, district, year)
            planned = steps.plan(together, run_id, collected, district, year, full=full)
        not_reached = _refused(settings, run_id)
        for number, batch in enumerate(planned):
            steps.extract(settings, run_id, number, batch)
        kept_out = _refused(settings, run_id)[len(not_reached) :]
        landed = steps.land_staged(settings, run_id, collected, planned)
    _not_reached(console, not_reached)
    for reason in kept_out:
        in_part = IN_PART in reason
        _say(console, *(("yellow", "in part") if in_part else ("red", "quarantined")), reason)
    if landed["load"] is None:
        console.print("Nothing new.")
        return
    counts = [f"{count} {outcome}" for outcome, count in landed["documents"].items()]
    console.print(f"Load {landed['load']}: {', '.join(counts) or 'no documents'}")
    console.print("[bold]jixiao publish[/] builds, audits and publishes it.")


def build_warehouse(settings: Settings, console: Console, *, full: bool) -> None:
    """Run dbt. Raises BuildError."""
    with console.status("building …"):
        built = steps.build_warehouse(settings, new_run_id(), full=full)
    seconds = sum(node["seconds"] for node in built["nodes"])
    console.print(f"Built {len(built['nodes'])} nodes in {seconds:.0f} s: {settings.warehouse}")


def audit_warehouse(settings: Settings, console: Console) -> None:
    """Audit the last build. Raises AuditError, or BuildError where nothing is built."""
    with console.status("auditing …"):
        build_id = last_build_id(settings)
        if build_id is None:
            raise BuildError("nothing is built yet; jixiao build does it")
        audited = steps.audit_warehouse(settings, build_id, full=True)
    for layer, counts in audited["checks"].items():
        said = ", ".join(f"{count} {state}" for state, count in counts.items())
        console.print(f"{layer}: {said}")
    for warning in audited["warnings"]:
        _say(console, "yellow", "warning", warning)
    console.print(f"Data Docs: {audited['data_docs']}/index.html", soft_wrap=True)


def publish_landed(settings: Settings, console: Console, *, full: bool) -> None:
    """Build, audit, publish. Raises BuildError, AuditError or PublishError."""
    run_id = new_run_id()
    with turn(settings, run_id), console.status("comparing …") as status:
        origin = steps.compare(settings, run_id, full=full, asked=True)
        if origin is None:
            console.print("The publication is up to date; --full publishes anyway.")
            return
        status.update("building …")
        steps.build_warehouse(settings, run_id, full=full)
        status.update("auditing …")
        audited = steps.audit_warehouse(settings, run_id, full=full)
        status.update("publishing …")
        publication = steps.publish_marts(settings, run_id, origin, audited)
    console.print(f"Published {publication['id']}: {settings.published}", soft_wrap=True)


def _refused(settings: Settings, run_id: str) -> list[str]:
    run = read_run(settings, run_id)
    return run.refused if run else []


def _not_reached(console: Console, reasons: Iterable[str]) -> None:
    for reason in reasons:
        alarm = reason.startswith(ALARM)
        _say(console, *(("red", "no bytes") if alarm else ("yellow", "not reached")), reason)


def _say(console: Console, style: str, word: str, text: str) -> None:
    console.print(f"  [{style}]{word}[/] {escape(text)}", soft_wrap=True)
