"""What one changed document costs among many: raw tables multiplied by SQL, then a night each.

    .venv/bin/python -m benchmarks.nightly --grow 2000,20000
    .venv/bin/python -m benchmarks.nightly --loads 400

Raw tables of a real run are written again and again under the names of made-up departments, so that
nothing has to be read; what is timed is build, audit and publication.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from ingest import steps
from ingest.landing.compact import compact
from ingest.landing.raw import SCHEMAS
from ingest.runs import new_run_id, read_run
from ingest.settings import ROOT, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

STEPS = ("compare", "build", "audit", "publish")
DEPARTMENTS_OF_A_PLACE = 20
# How a column of copy ``n`` differs from the original's; copies of one ``place`` share a district.
_PLACE = "{0} || case when place > 0 then '_' || place else '' end"
_DEPARTMENT = "{0} || case when n > 0 then '_' || n else '' end"
_RENAMED = {
    "document_id": "case when n > 0 then sha256({0} || '/' || n) else {0} end",
    "indicator_value_id": "case when n > 0 then sha256({0} || '/' || n)[:20] else {0} end",
    "slot_key": "case when n > 0 then regexp_replace({0}, '^([^/]+)/([^/]+)/', '\\1' ||"
    " case when place > 0 then '_' || place else '' end || '/\\2_' || n || '/') else {0} end",
    "district_key": _PLACE,
    "parent_district_key": "case when {0} = 'guangdong' then {0} else " + _PLACE + " end",
    "department_key": _DEPARTMENT,
    "body_key": _DEPARTMENT,
    "successor_key": _DEPARTMENT,
    "department_name": "{0} || case when n > 0 then n::varchar else '' end",
    "source_uri": "case when n > 0 then 'copies/' || n || '/' else '' end || {0}",
}
_RENAMED_PLACE = {
    "district_key": "case when level = 'province' then {0} else " + _PLACE + " end",
    "parent_district_key": _RENAMED["parent_district_key"],
    "successor_key": _PLACE,
    "name_zh": "{0} || case when place > 0 then place::varchar else '' end",
    "code": "case when place > 0 then cast(cast({0} as integer) + 1000000 * place as varchar)"
    " else {0} end",
}


def real_raw(home: Path) -> Path:
    """The raw tables of the real documents, landed in ``home`` if they are not yet."""
    settings = Settings(home=home)
    if not settings.raw.exists():
        collected = steps.collect_sources(settings, "real")
        planned = steps.plan(settings, "real", collected)
        for number, batch in enumerate(planned):
            steps.extract(settings, "real", number, batch)
        steps.land_staged(settings, "real", collected, planned)
    return settings.raw


def multiply(original: Path, raw: Path, documents: int, loads: int = 1) -> None:
    """Write ``original``'s one load below ``raw`` as many times as gives that many documents."""
    (load,) = original.glob("load=*")
    with duckdb.connect() as connection:
        found = connection.execute(f"select count(*) from '{load}/documents.parquet'").fetchall()
        copies = -(-documents // found[0][0])
        for number in range(loads):
            minutes = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
            target = raw / f"load={minutes:%Y%m%dT%H%M%S%fZ}"
            target.mkdir(parents=True)
            first, last = (copies * at // loads for at in (number, number + 1))
            for table in SCHEMAS:
                # Every load holds the whole registry.
                registry = "document_id" not in SCHEMAS[table].names
                _write(connection, load, target, table, *(0, copies) if registry else (first, last))


def _write(
    connection: duckdb.DuckDBPyConnection,
    load: Path,
    target: Path,
    table: str,
    first: int,
    last: int,
) -> None:
    names = SCHEMAS[table].names
    renamed = _RENAMED
    numbers = (
        f"select range as n, range // {DEPARTMENTS_OF_A_PLACE} as place from range({first}, {last})"
    )
    if table == "districts":
        numbers = "select distinct place as n, place from (" + numbers + ")"
        renamed = _RENAMED_PLACE
    elif "name_zh" in names:
        renamed = _RENAMED | {"name_zh": "{0} || case when n > 0 then n::varchar else '' end"}
    chosen = [
        f"{renamed[name].format(name)} as {name}" if name in renamed else name for name in names
    ]
    only_once = "where place = 0 or level <> 'province'" if table == "districts" else ""
    connection.execute(
        f"copy (select {', '.join(chosen)} from read_parquet('{load}/{table}.parquet',"
        f" file_row_number = true), ({numbers}) {only_once} order by n, file_row_number)"
        f" to '{target}/{table}.parquet'"
    )


def change_one(raw: Path) -> None:
    """Land another version of one document: the same figures, and one that differs."""
    last = max(raw.glob("load=*"))
    now = datetime.now(UTC)
    target = raw / f"load={now:%Y%m%dT%H%M%S%fZ}"
    target.mkdir()
    with duckdb.connect() as connection:
        where = "form = 'department_target_form' and department_key = 'huangpu_science'"
        ((document,),) = connection.execute(
            f"select document_id from '{raw}/load=*/documents.parquet' where {where}"
        ).fetchall()
        for table, schema in SCHEMAS.items():
            changes = {
                "document_id": "sha256(document_id)",
                "indicator_value_id": "sha256(indicator_value_id)[:20]",
                "seen_at": f"timestamp '{now:%Y-%m-%d %H:%M:%S}'",
                "first_seen_at": f"timestamp '{now:%Y-%m-%d %H:%M:%S}'",
            }
            columns = [
                f"{changes[name]} as {name}" if name in changes else name for name in schema.names
            ]
            files = f"{raw}/load=*/{table}.parquet"
            chosen = f"select {', '.join(columns)} from '{files}' where document_id = '{document}'"
            if "document_id" not in schema.names:
                chosen = f"select * exclude (load) from '{last}/{table}.parquet'"
            connection.execute(f"copy ({chosen}) to '{target}/{table}.parquet'")


def night(settings: Settings, *, merge: bool = True) -> dict[str, float]:
    """Seconds by step of one night in which nothing has to be collected or read.

    ``merge`` is whether many loads are merged, as they are in every other night.
    """
    run_id = new_run_id()
    script = (
        "import sys\nfrom ingest.settings import Settings\nfrom ingest import steps\n"
        "s, run = Settings(), sys.argv[1]\n"
        f"{'' if merge else 'from ingest import compact; compact.MOST_LOADS = 10**9'}\n"
        "origin = steps.compare(s, run)\nassert origin\nsteps.build_warehouse(s, run)\n"
        "steps.publish_marts(s, run, origin, steps.audit_warehouse(s, run))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, run_id],
        env={**os.environ, "JIXIAO_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    run = read_run(settings, run_id)
    if done.returncode or run is None:
        sys.exit(
            f"the night failed: {run and run.failure}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return {step.name: step.seconds or 0.0 for step in run.steps}


def grow(folder: Path, sizes: list[int], table: Table) -> None:
    """Nights with one changed document among ``sizes`` documents, as rows of ``table``."""
    original = real_raw(folder / "real")
    base: dict[str, float] = {}
    for size in sizes:
        settings = Settings(home=folder / f"grown-{size}")
        shutil.rmtree(settings.home, ignore_errors=True)
        multiply(original, settings.raw, size)
        first = night(settings)
        change_one(settings.raw)
        changed = night(settings)
        base = base or changed
        _rows(table, f"first night of {size:,}", first, first, "")
        _rows(table, f"one changed among {size:,}", changed, base, f"among {sizes[0]:,}")


def many_loads(folder: Path, documents: int, loads: int, table: Table) -> None:
    """First nights of the same documents in two loads and in many, as rows of ``table``."""
    original = real_raw(folder / "real")
    base: dict[str, float] = {}
    for name, count, merge in (
        ("2 loads", 2, False),
        (f"{loads} loads", loads, False),
        (f"{loads} loads merged", loads, True),
    ):
        settings = Settings(home=folder / name.replace(" ", "-"))
        shutil.rmtree(settings.home, ignore_errors=True)
        multiply(original, settings.raw, documents, count)
        if merge:
            compact(settings.raw)
        seconds = night(settings, merge=merge)
        base = base or seconds
        _rows(table, f"{documents:,} in {name}", seconds, base, "in 2 loads")


def _rows(
    table: Table, what: str, seconds: dict[str, float], beside: dict[str, float], name: str
) -> None:
    total, base = (sum(of[step] for step in STEPS) for of in (seconds, beside))
    ratio = f"{total / base:.2f}" if name else ""
    table.add_row(what, f"{total:.1f}", name, ratio, "≤ 1.5" if name else "")
    for step in STEPS:
        ratio = f"{seconds[step] / max(beside[step], 0.1):.2f}" if name else ""
        table.add_row(f"… {step}", f"{seconds[step]:.1f}", "", ratio, "")
