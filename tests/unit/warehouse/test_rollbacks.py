"""Going back: readers see the former publication, no night undoes it, and a person can."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingest import report as reporting
from ingest import steps
from ingest.runs import read_run
from ingest.steps import SupersededError, compare, go_back, publish_marts
from ingest.warehouse import build as building
from ingest.warehouse import rollbacks as going_back
from ingest.warehouse.publish import PublishError, current
from ingest.warehouse.rollbacks import finish, inputs, rollbacks, standing
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = {"data_docs": "", "checks": {}, "warnings": []}
KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.settings import Settings
from ingest.steps import go_back

home, number, changes = Path(sys.argv[1]), int(sys.argv[3]), 0
settings = Settings(home=home / "var", documents=home / "documents", places=home / "places")

def watch(event, arguments):
    global changes
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
    if writes or event in {"os.rename", "os.symlink", "os.remove"}:
        changes += 1
        if changes == number:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
go_back(settings, sys.argv[2], by="li", reason="why")
"""


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """One document of two that are registered has been published, then it was revised."""
    made_up(monkeypatch)
    for pages in ("write_report", "write_lineage"):
        monkeypatch.setattr(reporting, pages, lambda *_: None)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    line.write("a.txt", f"{FORM} value=2500")
    night(line, "n1")
    line.write("a.txt", f"{FORM} value=2600")
    night(line, "n2")
    return line


def night(line: Line, run_id: str, *, as_of: date = date(2024, 4, 1), **options: bool) -> bool:
    """A night whose warehouse holds just the newest values; whether it published."""
    line.run(as_of=as_of)
    origin = compare(line.settings, run_id, **options)
    if origin is None:
        return False
    build(line, run_id)
    docs = line.settings.home / "docs"
    docs.mkdir(exist_ok=True)
    publish_marts(line.settings, run_id, origin, {**NIGHT, "data_docs": str(docs)})
    return True


def build(line: Line, run_id: str) -> None:
    line.settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(line.settings.warehouse)) as warehouse:
        warehouse.execute("create schema if not exists marts")
        warehouse.execute(
            "create or replace table marts.mart_coverage as select 'nansha_science' as"
            " department_key, 2023 as fiscal_year, max_by(value, load) as figures_printed from"
            f" '{line.settings.raw}/load=*/indicator_values.parquet'"
        )
    building._remember(line.settings, building._LastBuild(run_id, "hash", date(2024, 4, 1)))


def ids(line: Line) -> list[str]:
    return sorted(path.name for path in (line.settings.published / "versions").glob("[!.]*"))


def seen(line: Line, sql: str = "select figures_printed::int from marts.mart_coverage") -> list:
    with duckdb.connect(str(line.settings.published / "marts.duckdb"), read_only=True) as marts:
        return marts.execute(sql).fetchall()


def said(line: Line, run_id: str, name: str) -> str:
    run = read_run(line.settings, run_id)
    assert run
    return next(step.said or step.error or "" for step in run.steps if step.name == name)


def test_readers_see_the_former_publication_again(line: Line) -> None:
    first, second = ids(line)
    assert seen(line) == [(2600,)]
    done = go_back(line.settings, first[:-4], by="li", reason="a slip")
    assert done
    assert (done.from_id, done.to_id, done.by, done.reason) == (second, first, "li", "a slip")
    assert seen(line) == [(2500,)]
    file = line.settings.published / "parquet" / "mart_coverage.parquet"
    assert duckdb.sql(f"select figures_printed::int from '{file}'").fetchall() == [(2500,)]
    assert standing(line.settings) == done == rollbacks(line.settings)[-1]
    assert go_back(line.settings, first, by="li", reason=None) is None
    assert len(rollbacks(line.settings)) == 1


def test_a_night_without_anything_new_does_not_undo_it(line: Line) -> None:
    first = ids(line)[0]
    go_back(line.settings, first, by="li", reason="a slip")
    assert not night(line, "n3")
    assert not night(line, "n4")
    assert said(line, "n4", "compare") == (
        f"stays at {first}, gone back to by li; nothing new has landed since"
    )
    assert seen(line) == [(2500,)]


def test_a_document_that_falls_due_is_nothing_new(line: Line) -> None:
    go_back(line.settings, ids(line)[0], by="li", reason=None)
    before = line.run(as_of=date(2024, 4, 30)).landed["load"]
    assert line.run(as_of=date(2099, 5, 2)).landed["load"] != before
    assert not night(line, "n3", as_of=date(2099, 5, 2))


def test_a_new_document_ends_it_and_its_changes_are_told_against_what_readers_had(
    line: Line,
) -> None:
    first, second = ids(line)
    go_back(line.settings, first, by="li", reason="a slip")
    line.write("b.txt", f"{FORM} value=2700")
    assert night(line, "n3")
    third = ids(line)[-1]
    assert said(line, "n3", "publish").endswith(f", which ends the roll-back to {first}")
    assert standing(line.settings) is None
    assert seen(
        line,
        "select publication_id, former_publication_id from marts.dim_publication order by 1",
    ) == [(first, None), (second, first), (third, first)]
    changes = "select old_value, new_value from marts.fct_change where publication_id = "
    assert [old for old, _ in seen(line, f"{changes} '{third}'")] == ["2500"]
    assert [old for old, _ in seen(line, f"{changes} '{second}'")] == ["2500"]
    assert seen(
        line,
        "select from_publication_id, to_publication_id, rolled_back_by, reason"
        " from marts.fct_rollback",
    ) == [(second, first, "li", "a slip")]
    assert not night(line, "n4")


@pytest.mark.parametrize("options", [{"asked": True}, {"full": True}])
def test_a_person_ends_it(line: Line, options: dict[str, bool]) -> None:
    go_back(line.settings, ids(line)[0], by="li", reason=None)
    assert night(line, "n3", **options)
    assert seen(line) == [(2600,)]
    assert not night(line, "n4")


def test_a_mended_project_ends_it(line: Line, tmp_path: Path) -> None:
    go_back(line.settings, ids(line)[0], by="li", reason=None)
    project = tmp_path / "project"
    project.mkdir()
    (project / "alias.csv").write_text("mended")
    line.settings = line.settings.model_copy(update={"dbt_project": project})
    assert night(line, "n3")


def test_going_forward_again_leaves_nothing_standing(line: Line) -> None:
    first, second = ids(line)
    go_back(line.settings, first, by="li", reason=None)
    assert go_back(line.settings, second, by="li", reason="first was right")
    assert seen(line) == [(2600,)]
    assert standing(line.settings) is None
    assert not night(line, "n3")
    assert said(line, "n3", "compare") == "the publication is up to date"


def test_a_run_that_was_going_on_does_not_undo_it(line: Line) -> None:
    line.write("b.txt", f"{FORM} value=2700")
    line.run()
    origin = compare(line.settings, "n3")
    assert origin
    build(line, "n3")
    go_back(line.settings, ids(line)[0], by="li", reason=None)
    with pytest.raises(SupersededError, match=r"li has gone back to .* since this run began"):
        publish_marts(line.settings, "n3", origin, {**NIGHT, "data_docs": "docs"})
    assert seen(line) == [(2500,)]


def test_it_waits_for_a_step_that_is_going_on(line: Line) -> None:
    command = [sys.executable, "-c", KILLED, str(line.root), ids(line)[0], "0"]
    with steps._alone(line.settings):
        child = subprocess.Popen(command)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(timeout=3)
        assert seen(line) == [(2600,)]
    assert child.wait() == 0
    assert seen(line) == [(2500,)]


def test_killed_at_any_change_one_whole_publication_is_current_and_the_next_call_heals(
    line: Line,
) -> None:
    first = ids(line)[0]
    for number in range(1, 20):
        command = [sys.executable, "-c", KILLED, str(line.root), first, str(number)]
        status = subprocess.run(command, check=False).returncode
        assert seen(line) in ([(2600,)], [(2500,)])
        if rollbacks(line.settings):
            assert compare(line.settings, f"n{number}") is None
            assert seen(line) == [(2500,)]
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert number > 4
    assert len(rollbacks(line.settings)) == 1
    assert standing(line.settings)


def test_an_interrupted_roll_back_is_finished_by_the_next_one(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ids(line)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(going_back, "point", interrupt)
        with pytest.raises(KeyboardInterrupt):
            go_back(line.settings, first, by="li", reason=None)
    assert (line.settings.published / "current").readlink().name == second
    assert go_back(line.settings, first, by="li", reason=None) is None
    assert seen(line) == [(2500,)]
    finish(line.settings)
    assert seen(line) == [(2500,)]


def test_what_is_not_kept_is_not_gone_back_to(line: Line) -> None:
    first, second = ids(line)
    keep_one = line.settings.model_copy(update={"keep_publications": 1})
    line.settings = keep_one
    line.write("b.txt", f"{FORM} value=2700")
    assert night(line, "n3")
    (now,) = ids(line)
    for gone in (first, second):
        with pytest.raises(PublishError, match=f"the files of {gone} are gone; kept are {now}$"):
            go_back(line.settings, gone, by="li", reason=None)
    with pytest.raises(PublishError, match="no publication is called nope; kept are "):
        go_back(line.settings, "nope", by="li", reason=None)
    with pytest.raises(PublishError, match="several publications begin with 2"):
        go_back(line.settings, "2", by="li", reason=None)
    assert rollbacks(line.settings) == []


def test_what_is_current_stays_however_few_are_kept(line: Line) -> None:
    first = ids(line)[0]
    go_back(line.settings, first, by="li", reason=None)
    line.settings = line.settings.model_copy(update={"keep_publications": 1})
    assert not night(line, "n3")
    assert first in ids(line)


def test_a_copy_that_fails_is_told_and_made_up_for(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ids(line)[0]
    copied: list[str] = []

    def fail(_: object) -> bool:
        raise ConnectionError("PostgreSQL: refused")

    with monkeypatch.context() as patch:
        patch.setattr(steps, "_copied", fail)
        with pytest.raises(PublishError, match=f"{first} is current, but not in PostgreSQL: "):
            go_back(line.settings, first, by="li", reason=None)
    assert seen(line) == [(2500,)]
    monkeypatch.setattr(steps, "_copied", lambda of: bool(copied.append(current(of).id)) or True)
    assert go_back(line.settings, first, by="li", reason=None) is None
    assert not night(line, "n3")
    assert copied == [first, first]


def test_what_is_handed_in_does_not_depend_on_the_date(line: Line) -> None:
    line.run(as_of=date(2024, 6, 1))
    before = inputs(line.settings)
    line.run(as_of=date(2099, 6, 1))
    assert inputs(line.settings) == before
    line.place(nansha({2023: "a.txt", 2024: "c.txt"}))
    line.run()
    assert inputs(line.settings) != before
