from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.landing import land as module
from ingest.landing.archive import damaged
from ingest.landing.batch import extract_batch
from ingest.landing.collect import collect
from ingest.landing.land import land
from ingest.landing.raw import SCHEMAS, loads, query, table
from ingest.landing.worklist import worklist
from tests.unit.small_line import AS_OF, FORM, Line, made_up, nansha, slot

RULE = {"since": 2023, "due": {"month": 4, "day": 30}, "sources": {2023: "a.txt"}}
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
    assert {path.stem for path in folder.glob("*.parquet")} == set(SCHEMAS)
    assert damaged(folder) is None
    for path in folder.glob("*.parquet"):
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


@pytest.mark.parametrize(
    "changed",
    [
        nansha({2023: "a.txt"}, until=2025),
        nansha({2023: "a.txt"}, successor="other_science"),
        nansha({2023: "a.txt"}, names=[{"name_zh": "某局", "until": 2022}]),
        nansha({2023: "a.txt"}) | {"until": 2025},
        nansha({2023: "a.txt"}) | {"successor": "guangzhou"},
        nansha({}),
        nansha({2023: "a.txt"}, forms={FORM: RULE | {"withdrawn": {2023: "撤回"}}}),
    ],
)
def test_every_change_of_the_registry_makes_a_load(line: Line, changed: dict):
    other = nansha({}, key="other_science", body_key="other_science")["departments"]
    place = nansha({2023: "a.txt"})
    line.write("a.txt", GOOD)
    line.place(place | {"departments": place["departments"] + other})
    line.run()
    line.place(changed | {"departments": changed["departments"] + other})
    assert line.run().landed["load"]
    assert line.run().landed["load"] is None


def test_a_load_of_an_earlier_version_is_followed_by_one_with_all_tables(line: Line):
    line.place(nansha({}))
    line.run()
    (first,) = loads(line.settings.raw)
    (first / "department_names.parquet").unlink()
    slots = pq.ParquetFile(first / "slots.parquet").read()
    pq.write_table(slots.drop_columns(["withdrawn_reason"]), first / "slots.parquet")
    assert line.run().landed["load"]
    assert line.run().landed["load"] is None
    rows = query(line.settings.raw, "slots", "select withdrawn_reason from landed")
    assert [row["withdrawn_reason"] for row in rows] == [None] * 6


def test_a_file_that_nobody_registers_makes_a_load_when_it_comes_and_when_it_goes(line: Line):
    line.place(nansha({}))
    line.run()
    path = line.write("loose.txt", "x")
    assert line.run().landed["rows"]["loose_files"] == 1
    assert line.run().landed["load"] is None
    path.unlink()
    landed = line.run().landed
    assert (landed["load"] is None, "loose_files" in landed["rows"]) == (False, False)
    assert line.run().landed["load"] is None


def test_what_the_registry_says_lands(line: Line):
    names = [
        {"name_zh": "旧局", "until": 2022},
        {"name_zh": "中间局", "since": 2023, "until": 2023},
    ]
    rule = RULE | {"withdrawn": {2023: "撤回"}}
    line.place(nansha({}, names=names, until=2024, forms={FORM: rule}) | {"until": 2030})
    line.run()

    def landed(name: str, columns: str) -> list[tuple]:
        rows = query(line.settings.raw, name, f"select {columns} from landed order by all")
        return [tuple(row.values()) for row in rows]

    assert landed("department_names", "name_zh, since, until") == [
        ("中间局", 2023, 2023),
        ("旧局", None, 2022),
    ]
    assert landed("departments", "until, successor_key") == [(2024, None)]
    assert (2030,) in landed("districts", "until")
    assert landed("slots", "fiscal_year, source_uri, withdrawn_reason") == [
        (2023, "a.txt", "撤回"),
        (2024, None, None),
    ]


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
