"""Two publications beside each other: by their files, or by what each publication told."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import duckdb
import pytest
from rich.console import Console

from ingest.display.publications import difference_as_json, show_difference, show_publications
from ingest.settings import Settings
from ingest.warehouse import publications as comparing
from ingest.warehouse.publications import compare_publications, publications
from ingest.warehouse.publish import Origin, PublishError, publish
from ingest.warehouse.rollbacks import roll_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, keep_publications=2)


def go(settings: Settings, **figures: int) -> str:
    """Publish figures by indicator; the id."""
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute(
            "create schema if not exists marts; create or replace table"
            " marts.mart_indicator_trend (department_key varchar, indicator_key varchar,"
            " fiscal_year integer, target_annual decimal(24, 6))"
        )
        for name, value in figures.items():
            warehouse.execute(
                "insert into marts.mart_indicator_trend values ('d', ?, 2023, ?)", [name, value]
            )
    docs = settings.home / "docs"
    docs.mkdir(exist_ok=True)
    origin = Origin(fingerprint="f", loads=1, last_load="l", extractor_version="1", dbt_hash="d")
    return publish(settings, run_id="r", origin=origin, data_docs=docs, checks={}, warnings=[]).id


def told(settings: Settings, one: str, other: str) -> tuple[str, list[tuple[str | None, ...]]]:
    """By what it is told, and kind, indicator, column, old and new value of each change."""
    found = compare_publications(settings, one, other)
    return found.told_by, [
        (c.kind, json.loads(c.key)["indicator_key"], c.column_name, c.old_value, c.new_value)
        for c in found.changes
        if c.key
    ]


def printed(show: Callable[[Console], None]) -> str:
    console = Console(file=StringIO(), width=120, color_system=None)
    show(console)
    return console.file.getvalue()


def test_files_tell_what_differs_in_either_direction(settings: Settings) -> None:
    one = go(settings, a=1, b=2, c=3)
    two = go(settings, a=1, b=5, d=4)
    assert told(settings, one, two) == (
        "files",
        [
            ("changed", "b", "target_annual", "2", "5"),
            ("removed", "c", None, '{"target_annual":"3"}', None),
            ("added", "d", None, None, '{"target_annual":"4"}'),
        ],
    )
    assert told(settings, two, one)[1] == [
        ("changed", "b", "target_annual", "5", "2"),
        ("added", "c", None, None, '{"target_annual":"3"}'),
        ("removed", "d", None, '{"target_annual":"4"}', None),
    ]
    assert told(settings, one, one) == ("files", [])


def test_where_files_are_gone_the_publications_between_tell(settings: Settings) -> None:
    one = go(settings, a=1)
    two = go(settings, a=2)
    go(settings, a=2)  # nothing changed
    four = go(settings, a=4)
    steps = [
        ("changed", "a", "target_annual", "1", "2"),
        ("changed", "a", "target_annual", "2", "4"),
    ]
    assert told(settings, one, four) == ("fct_change", steps)
    assert told(settings, one, two) == ("fct_change", steps[:1])
    assert told(settings, four, two) == (
        "fct_change",
        [("changed", "a", "target_annual", "4", "2")],
    )


def test_where_neither_can_tell_it_says_which_are_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = go(settings, a=1)
    two = go(settings, a=2)
    roll_back(settings, to_id=one, by="li", reason=None)
    three, four = go(settings, a=3), go(settings, a=4)
    assert told(settings, three, four)[0] == "files"
    with pytest.raises(
        PublishError, match=f"files of {two} are gone, .* not lead .*; kept are {three}, {four}$"
    ):
        compare_publications(settings, two, four)
    assert told(settings, one, four)[0] == "fct_change"
    monkeypatch.setattr(comparing, "KEPT_PUBLICATIONS", 1)
    with duckdb.connect(str(settings.published / "versions" / four / "jixiao.duckdb")) as marts:
        marts.execute("delete from marts.fct_change where publication_id <= ?", [three])
    with pytest.raises(PublishError, match="fct_change does not lead"):
        compare_publications(settings, one, four)


def test_the_list_says_which_is_current_and_which_are_kept(settings: Settings) -> None:
    assert "Nothing has been published yet" in printed(
        lambda console: show_publications(console, publications(settings))
    )
    one, two, three = go(settings, a=1), go(settings, a=2), go(settings, a=3)
    roll_back(settings, to_id=two, by="li", reason="a slip")
    assert [
        (found.id, found.is_kept, found.is_current, found.former_id, found.changes)
        for found in publications(settings)
    ] == [(one, False, False, None, 0), (two, True, True, one, 1), (three, True, False, two, 1)]
    lines = printed(lambda console: show_publications(console, publications(settings))).splitlines()
    assert [line.split()[0] for line in lines[1:]] == [three, two, one]
    assert ["kept" in lines[1], "current" in lines[2], "files gone" in lines[3]] == [True] * 3


def test_the_difference_is_a_table_and_the_first_rows_with_their_values(
    settings: Settings,
) -> None:
    one = go(settings, **{f"i{n}": 1 for n in range(9)})
    two = go(settings, **{f"i{n}": 2 for n in range(8)})
    found = compare_publications(settings, one, two)
    text = printed(lambda console: show_difference(console, found))
    row = next(line for line in text.splitlines() if "mart_indicator_trend" in line)
    assert row.split() == ["mart_indicator_trend", "8", "1", "8"]
    assert (
        "  ~ department_key=d indicator_key=i0 fiscal_year=2023\n      target_annual: 1 → 2" in text
    )
    assert "… and 4 more rows: --table mart_indicator_trend --all" in text
    everything = printed(lambda console: show_difference(console, found, all_rows=True))
    assert "indicator_key=i8" in everything
    assert "more rows" not in everything
    other = printed(lambda console: show_difference(console, found, table="mart_coverage"))
    assert "Nothing differs" in other


def test_the_difference_as_json(settings: Settings) -> None:
    one, two = go(settings, a=1), go(settings, a=2)
    found = json.loads(difference_as_json(compare_publications(settings, one, two)))
    assert (found["from"], found["to"], found["told_by"]) == (one, two, "files")
    assert found["tables"] == {
        "mart_indicator_trend": {"added": 0, "changed": 1, "removed": 0, "values": 1}
    }
    assert found["changes"][0]["new_value"] == "2"


def test_a_table_that_came_is_summed_up(settings: Settings) -> None:
    one = go(settings, a=1)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("create table marts.dim_year as select 2023 as fiscal_year")
    two = go(settings, a=1)
    found = compare_publications(settings, one, two)
    text = printed(lambda console: show_difference(console, found))
    assert "+ all rows: 1 rows" in text
