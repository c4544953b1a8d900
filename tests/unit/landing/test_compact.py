"""Many loads become one folder: every row stays, with its load, whatever is killed."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from ingest.landing import compact as compacting
from ingest.landing.compact import compact
from ingest.landing.raw import RECORDS, load_ids, loads, query
from ingest.landing.worklist import worklist
from tests.unit.small_line import AS_OF, FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("sightings", "documents", *RECORDS)
Rows = dict[str, list[dict[str, Any]]]


class KilledError(BaseException):
    """As if the process had ended here."""


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A line of many small loads: one document, revised again and again."""
    made_up(monkeypatch)
    monkeypatch.setattr(compacting, "MOST_LOADS", 4)
    monkeypatch.setattr(compacting, "KEPT_APART", 2)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt"}))
    more_loads(line, 1, 7)
    return line


def more_loads(line: Line, first: int, last: int) -> None:
    for number in range(first, last):
        line.write("a.txt", f"{FORM} year=2023 values={number}")
        line.run()


def rows(line: Line) -> Rows:
    """All rows of all tables."""
    raw = line.settings.raw
    return {table: query(raw, table, "select * from landed order by all") for table in TABLES}


def test_every_row_stays_with_its_load(line: Line) -> None:
    before, ids = rows(line), load_ids(loads(line.settings.raw))
    assert len(before["sightings"]) == len(ids) == 6
    assert compact(line.settings.raw)
    assert len(loads(line.settings.raw)) == 3
    assert rows(line) == before
    assert load_ids(loads(line.settings.raw)) == ids
    assert not compact(line.settings.raw)


def test_merged_loads_are_merged_again(line: Line) -> None:
    compact(line.settings.raw)
    more_loads(line, 7, 9)
    before, ids = rows(line), load_ids(loads(line.settings.raw))
    assert compact(line.settings.raw)
    assert rows(line) == before
    assert load_ids(loads(line.settings.raw)) == ids
    assert len(ids) == 8


def test_nothing_is_read_or_landed_again(line: Line) -> None:
    compact(line.settings.raw)
    assert worklist(line.settings, line.registry, [], as_of=AS_OF) == []
    ran = line.run()
    assert ran.work == []
    assert ran.landed["load"] is None


def test_the_registry_keeps_what_was_said_last_of_each_key(line: Line) -> None:
    line.place(nansha({2023: "a.txt"}, key="nansha_former"))
    more_loads(line, 7, 8)
    line.place(nansha({2023: "a.txt"}))
    more_loads(line, 8, 11)
    last = "select * from landed qualify rank() over (partition by {} order by load desc) = 1"
    sql = {
        "departments": last.format("department_key"),
        "districts": last.format("district_key"),
        "slots": "select * from landed where load = (select max(load) from landed)",
    }
    ordered = {table: f"from ({of}) order by all" for table, of in sql.items()}
    before = {table: query(line.settings.raw, table, of) for table, of in ordered.items()}
    assert {row["department_key"] for row in before["departments"]} == {
        *("nansha_science", "nansha_former")
    }
    compact(line.settings.raw)
    assert {table: query(line.settings.raw, table, of) for table, of in ordered.items()} == before


def disturbed(line: Line, monkeypatch: pytest.MonkeyPatch, deadly: int) -> int:
    """Merge, and end at a change to the file system; how many there were."""
    changes = 0

    def counted(real: Any) -> Any:
        def change(*arguments: Any, **options: Any) -> Any:
            nonlocal changes
            changes += 1
            if changes == deadly:
                raise KilledError
            return real(*arguments, **options)

        return change

    with monkeypatch.context() as patch, suppress(KilledError):
        for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
            patch.setattr(os, name, counted(getattr(os, name)))
        compact(line.settings.raw)
    return changes


def test_killed_on_the_way_no_row_is_lost_or_doubled(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(line)
    original = line.root / "original"
    shutil.copytree(line.settings.raw, original)
    made = disturbed(line, monkeypatch, 0)
    for deadly in (1, 2, 3, made // 2, made - 1, made):
        for go_on in (lambda: None, line.run, lambda: compact(line.settings.raw)):
            shutil.rmtree(line.settings.raw)
            shutil.copytree(original, line.settings.raw)
            assert disturbed(line, monkeypatch, deadly) == deadly
            go_on()
            assert rows(line) == before, deadly
