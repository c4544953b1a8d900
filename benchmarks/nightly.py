"""What a night costs: the DAG beside its bare parts, a quiet night, a change among many documents.

Run it from the project's folder:

    .venv/bin/python -m benchmarks.nightly            # 5 and 500 documents, about ten minutes
    .venv/bin/python -m benchmarks.nightly --sizes 5,500,5000
    .venv/bin/python -m benchmarks.nightly --grow 2000,20000    # see benchmarks/growth.py

All figures of one table come from one run on one machine; read the ratios, not the seconds. Many
documents are made by copying the real ones under the names of made-up departments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.growth import grow, many_loads
from ingest.runs import Run, new_run_id, read_run
from ingest.servers.airflow import environment, start_run
from ingest.settings import ROOT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

STEMS = "甲乙丙丁戊己庚辛壬癸"
EMPTY_DAG = """
from airflow.sdk import dag, task

@dag(dag_id="empty", schedule=None)
def empty():
    @task
    def nothing():
        pass
    nothing()

empty()
"""
console = Console()


def copies(settings: Settings, count: int) -> None:
    """Registry and documents of at least ``count`` documents: the real ones, then copies of them.

    The copies leave out the two forms of wrapped page text, whose reading would take most of the
    time here without telling anything about a night.
    """
    shutil.copytree(ROOT / "documents", settings.documents)
    settings.places.mkdir(parents=True)
    places = {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "ingest" / "places").glob("*.yml")
    }
    made = sum(1 for path in settings.documents.rglob("*") if path.is_file())
    originals = [(place, list(place.get("departments", ()))) for place in places.values()]
    number = 0
    while made < count:
        number += 1
        name = "".join(STEMS[int(digit)] for digit in f"{number:04}")
        for place, departments in originals:
            for department in departments:
                copy, added = _copy(settings, department, f"{number:04}", name)
                if added:
                    place["departments"].append(copy)
                    made += added
    for file, place in places.items():
        text = yaml.safe_dump(place, allow_unicode=True, sort_keys=False)
        (settings.places / file).write_text(text, encoding="utf-8")


def _copy(settings: Settings, department: dict, number: str, name: str) -> tuple[dict, int]:
    """A department under another name, and how many documents it has."""
    printed = [department["name_zh"], *department.get("aliases", ())]
    forms, added = {}, 0
    for form, entry in department["forms"].items():
        sources = {}
        for year, source in entry["sources"].items():
            text = (ROOT / "documents" / source).read_text(encoding="utf-8")
            if "\t" not in text:
                continue
            path = f"copies/{number}/{source}"
            target = settings.documents / path
            target.parent.mkdir(parents=True, exist_ok=True)
            full = department["name_zh"]
            target.write_text(text.replace(full, _named(full, name)), encoding="utf-8")
            sources[year] = path
            added += 1
        if sources:
            forms[form] = {**entry, "sources": sources}
    copy = {
        **department,
        "key": f"{department['key']}_{number}",
        "body_key": f"{department['body_key']}_{number}",
        "name_zh": _named(department["name_zh"], name),
        "aliases": [_named(alias, name) for alias in printed[1:]],
        "forms": forms,
    }
    return copy, added


def _named(department: str, name: str) -> str:
    return department.replace("科学技术局", f"科学技术局{name}分局", 1)


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note how long the block took."""
    begun = time.monotonic()
    yield
    seconds[name] = time.monotonic() - begun


def home(count: int, folder: Path) -> Settings:
    """An empty home with ``count`` registered documents."""
    settings = Settings(
        home=folder / "var", documents=folder / "documents", places=folder / "places"
    )
    copies(settings, count)
    return settings


def night(settings: Settings) -> tuple[float, Run]:
    """One run of the real DAG: wall-clock seconds and the run's report."""
    os.environ["JIXIAO_DOCUMENTS"] = str(settings.documents)
    os.environ["JIXIAO_PLACES"] = str(settings.places)
    run_id = new_run_id()
    begun = time.monotonic()
    process = start_run(settings, run_id, {})
    process.wait()
    seconds = time.monotonic() - begun
    run = read_run(settings, run_id)
    if process.returncode or run is None or run.outcome not in {"published", "unchanged"}:
        sys.exit(f"the night failed: {run and run.failure}; log: {settings.runs / run_id}.log")
    return seconds, run


def empty_night(settings: Settings) -> tuple[float, float]:
    """Airflow's own seconds: making its database, once; a DAG of one task that does nothing."""
    dags = settings.home / "empty_dags"
    dags.mkdir(parents=True)
    (dags / "empty.py").write_text(EMPTY_DAG, encoding="utf-8")
    env = environment(settings, settings.home / "empty_airflow")
    env["AIRFLOW__CORE__DAGS_FOLDER"] = str(dags)
    program = str(Path(sys.executable).parent / "airflow")
    seconds: dict[str, float] = {}
    for name, arguments in (("migrate", ["db", "migrate"]), ("start", ["dags", "test", "empty"])):
        with timed(seconds, name):
            subprocess.run([program, *arguments], env=env, check=True, capture_output=True)
    return seconds["migrate"], seconds["start"]


def bare_parts(settings: Settings) -> dict[str, float]:
    """Extraction, dbt build and audit in plain Python, without the DAG and without reports."""
    seconds: dict[str, float] = {}
    code = {
        "extraction": "from pathlib import Path\n"
        "from ingest.read import read\nfrom ingest.forms import extract\n"
        "[extract(read(p)) for p in sorted(s.documents.rglob('*.*')) if p.is_file()]",
        "dbt build": "from ingest.warehouse.build import build\n"
        "build(s, build_id='bare', full=True)",
        "Great Expectations": "from ingest.warehouse.audit import audit\naudit(s)",
    }
    for name, lines in code.items():
        script = f"from ingest.settings import Settings\ns = Settings()\n{lines}\n"
        env = {**os.environ, "JIXIAO_HOME": str(settings.home)}
        with timed(seconds, name):
            subprocess.run(
                [sys.executable, "-c", script], env=env, check=True, capture_output=True, cwd=ROOT
            )
    return seconds


def imports(table: Table) -> None:
    """How long extraction takes to import, beside Python's own start."""
    seconds: dict[str, float] = {}
    for name, code in (("start", "pass"), ("import", "import ingest.forms")):
        with timed(seconds, name):
            subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    table.add_row("Python's own start", f"{seconds['start']:.2f}", "", "", "")
    ratio = f"{seconds['import'] / seconds['start']:.1f}"
    table.add_row("… with ingest.forms", f"{seconds['import']:.2f}", "the start", ratio, "< 1 s")


def change_one(settings: Settings) -> None:
    """Give one document other bytes that say the same."""
    source = settings.documents / "huangpu" / "2023" / "department_target_form.txt"
    source.write_bytes(source.read_bytes() + b"\n")


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of documents, by commas.")] = "5,500",
    grow_to: Annotated[
        str | None, typer.Option("--grow", help="Only one change among so many, by commas.")
    ] = None,
    loads: Annotated[
        int | None, typer.Option(help="Only 2,000 documents in so many loads, beside two.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Work here and keep what was made.")] = None,
) -> None:
    """Measure nights, and print the ratios beside what we aim at."""
    folder = keep or Path(tempfile.mkdtemp(prefix="jixiao-nights-"))
    table = Table("what", "seconds", "beside", "ratio", "aim", title="A night and its parts")
    if grow_to:
        grow(folder, [int(size) for size in grow_to.split(",")], table)
    elif loads:
        many_loads(folder, 2000, loads, table)
    else:
        imports(table)
        nights(folder, [int(size) for size in sizes.split(",")], table)
    console.print(table)
    if not keep:
        shutil.rmtree(folder)


def nights(folder: Path, numbers: list[int], table: Table) -> None:
    """Whole nights of the real DAG over so many documents, as rows of ``table``."""
    settings = home(numbers[0], folder / "first")
    migrate, start = empty_night(settings)
    first, _ = night(settings)
    second, quiet = night(settings)
    parts = bare_parts(settings)
    total = sum(parts.values())
    work = first - migrate - start
    table.add_row("Airflow's database, made once", f"{migrate:.1f}", "", "", "")
    table.add_row("Airflow's own start (an empty DAG)", f"{start:.1f}", "", "", "")
    for name, seconds in parts.items():
        table.add_row(f"bare {name}", f"{seconds:.1f}", "", "", "")
    table.add_row("the parts together", f"{total:.1f}", "", "", "")
    table.add_row("first night", f"{first:.1f}", "", "", "")
    table.add_row("… beyond both", f"{work:.1f}", "the parts", f"{work / total:.2f}", "≤ 1.5")
    quiet_work = max(second - start, 0.0)
    steps = sum(step.seconds or 0 for step in quiet.steps)
    table.add_row("night with nothing new", f"{second:.1f}", "first", f"{second / first:.2f}", "")
    table.add_row(
        "… beyond the start", f"{quiet_work:.1f}", "first", f"{quiet_work / work:.2f}", "< 0.2"
    )
    table.add_row("… its steps alone", f"{steps:.2f}", "", "", "")

    homes = {count: home(count, folder / str(count)) for count in numbers}
    for count, many in track(homes.items(), "first nights", console=console):
        _, made = night(many)
        console.log(f"{count} documents: " + "; ".join(f"{s.name} {s.seconds}" for s in made.steps))
    base = 0.0
    for count, many in track(homes.items(), "nights with one change", console=console):
        change_one(many)
        changed, run = night(many)
        console.log("; ".join(f"{s.name} {s.seconds}" for s in run.steps))
        base = base or changed
        table.add_row(
            f"one changed document among {count:,}",
            f"{changed:.1f}",
            f"among {numbers[0]}",
            f"{changed / base:.2f}",
            "about 1",
        )


if __name__ == "__main__":
    typer.run(main)
