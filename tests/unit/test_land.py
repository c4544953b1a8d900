from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_line import AS_OF, FORM, Line, made_up, nansha, slot

from ingest import land as module
from ingest.batch import extract_batch
from ingest.collect import collect
from ingest.land import land
from ingest.raw import SCHEMAS, loads, query, table
from ingest.worklist import worklist

GOOD = f"{FORM} values=2 warning=odd"


class KilledError(BaseException):
    """As if the process were gone: nothing catches it."""


@pytest.fixture
def line(tmp_path: Path, monkeypatch) -> Line:
    made_up(monkeypatch)
    return Line(tmp_path)


def count(line: Line, name: str) -> int:
    return len(query(line.settings.raw, name, "select * from landed"))


def test_a_load_has_every_table_with_its_columns(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    landed = line.run().landed
    (folder,) = loads(line.settings.raw)
    assert folder.name == f"load={landed['load']}"
    assert {path.stem for path in folder.iterdir()} == set(SCHEMAS)
    for path in folder.iterdir():
        assert pq.ParquetFile(path).schema_arrow == SCHEMAS[path.stem]
    assert landed["documents"] == {"extracted": 1}
    assert landed["rows"] == {
        "sightings": 1,
        "slots": 3,
        "districts": 3,
        "departments": 1,
        "budget_lines": 1,
        "documents": 1,
        "indicator_values": 2,
        "problems": 1,
    }


def test_values_land_as_printed_with_their_place(line: Line):
    line.write("a.txt", f"{FORM} values=1 value=1234.50")
    line.place(nansha({2023: "a.txt"}))
    line.run()
    (row,) = query(line.settings.raw, "indicator_values", "select * from landed")
    assert (row["value"], row["operator"], row["unit"]) == (Decimal("1234.50"), ">=", "家")
    assert (row["line_from"], row["line_to"], row["page"]) == (1, 1, None)


def test_nothing_new_makes_no_load(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    landed = line.run().landed
    assert (landed["load"], landed["rows"]) == (None, {})
    assert len(loads(line.settings.raw)) == 1
    assert sorted(path.name for path in line.settings.raw.iterdir())[0] == ".lock"


def test_a_changed_registry_makes_a_load(line: Line):
    line.place(nansha({}))
    line.run()
    line.place(nansha({}, name_zh="某局"))
    assert line.run().landed["load"]
    assert line.run().landed["load"] is None


def test_a_document_falling_due_makes_a_load(line: Line, monkeypatch):
    line.place(nansha({}))
    clock = module.datetime(2024, 4, 30, 12, tzinfo=module.UTC)
    monkeypatch.setattr(module, "_next_load_id", lambda _: clock.strftime(module._LOAD_ID))
    line.run(as_of=date(2024, 4, 30))
    assert line.run(as_of=date(2024, 4, 30)).landed["load"] is None
    monkeypatch.undo()
    assert line.run(as_of=date(2024, 5, 1)).landed["load"]


def test_a_new_year_makes_a_load_with_its_slots(line: Line):
    line.place(nansha({}))
    line.run(as_of=date(2024, 12, 31))
    landed = line.run(as_of=date(2025, 1, 1)).landed
    assert landed["rows"]["slots"] == 4


def test_a_load_always_sorts_after_the_last_one(line: Line):
    line.place(nansha({}))
    line.run()
    (first,) = loads(line.settings.raw)
    future = first.with_name("load=29990101T000000000000Z")
    first.rename(future)
    line.place(nansha({}, name_zh="某局"))
    line.run()
    assert [path.name for path in loads(line.settings.raw)] == [
        future.name,
        "load=29990101T000000000001Z",
    ]


@pytest.mark.parametrize("where", ["before the rename", "after the rename", "while writing"])
def test_a_kill_at_any_instant_gives_the_same_rows(line: Line, monkeypatch, where: str):
    line.write("a.txt", GOOD)
    line.write("loose.txt", "x")
    line.place(nansha({2023: "a.txt"}))
    rename = Path.replace

    def killed_before(self: Path, target: Path):
        if self.name.startswith(".tmp-") and self.is_dir():
            raise KilledError
        return rename(self, target)

    def killed_after(*_):
        raise KilledError

    if where == "before the rename":
        monkeypatch.setattr(Path, "replace", killed_before)
    elif where == "after the rename":
        sync = module.sync
        monkeypatch.setattr(
            module, "sync", lambda path: killed_after() if path == line.settings.raw else sync(path)
        )
    else:
        monkeypatch.setattr(module, "sync", killed_after)
    with pytest.raises(KilledError):
        line.run()
    monkeypatch.undo()
    made_up(monkeypatch)
    line.run()
    line.run()
    assert count(line, "documents") == 2
    assert count(line, "sightings") == 2
    assert count(line, "indicator_values") == 2
    assert len(loads(line.settings.raw)) == 1
    assert not list(line.settings.raw.glob(".tmp-*"))


def test_staging_is_empty_after_a_landing(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    assert list(line.settings.staging.iterdir()) == []


def test_a_landing_repeated_with_the_same_input_lands_nothing_twice(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    ran = line.run()
    again = land(line.settings, line.registry, ran.collected["sightings"], ran.work, AS_OF)
    assert again["load"] is None
    assert again["not_extracted"] == ["a.txt"]


def test_what_nobody_extracted_is_named_and_comes_again(line: Line):
    line.write("a.txt", GOOD)
    line.write("b.txt", GOOD + " b")
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    settings, registry = line.settings, line.registry
    sightings = collect(settings, registry, as_of=AS_OF)["sightings"]
    work = worklist(settings, registry, sightings, as_of=AS_OF)
    extract_batch(settings, work[:1])
    landed = land(settings, registry, sightings, work, AS_OF)
    assert landed["not_extracted"] == ["b.txt"]
    assert landed["documents"] == {"extracted": 1}
    assert [item["slot_key"] for item in line.run().work] == [slot(2024)]


def test_rounding_keeps_ten_places_and_money_six():
    row = {"section": "s", "amount_wan": "1.000005", "rounding_wan": "0.0000005000"}
    made = table("budget_lines", [row])
    assert made["amount_wan"].to_pylist() == [Decimal("1.000005")]
    assert made["rounding_wan"].to_pylist() == [Decimal("0.0000005000")]
    with pytest.raises(pa.ArrowInvalid):
        table("budget_lines", [row | {"amount_wan": "1.0000005"}])
