"""The clock set back a day between two nights: what comes later still sorts later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingest import turns
from ingest.landing import land as landing
from ingest.landing.raw import load_ids, loads
from ingest.runs import step
from ingest.settings import Settings
from ingest.turns import BusyError, turn
from ingest.warehouse import publish as publishing
from ingest.warehouse.publish import Origin, current, publish
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path

BACK = timedelta(days=1)


class Earlier(datetime):
    """A clock that is a day slow."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return datetime.now(tz) - BACK


def set_back(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> None:
    for module in modules:
        monkeypatch.setattr(module, "datetime", Earlier)


def test_a_load_and_its_figures_still_count_as_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt"}))
    line.write("a.txt", f"{FORM} value=1")
    first = line.run().landed["load"]
    set_back(monkeypatch, landing)
    line.write("a.txt", f"{FORM} value=2")
    second = line.run().landed["load"]
    assert first
    assert second
    assert second > first
    assert load_ids(loads(line.settings.raw)) == [first, second]


def published(settings: Settings, figure: int) -> str:
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("create schema if not exists marts")
        warehouse.execute(f"create or replace table marts.fct_figures as select {figure} as value")
    docs = settings.home / "docs"
    docs.mkdir(exist_ok=True)
    origin = Origin(fingerprint="f", loads=1, last_load=None, extractor_version="v", dbt_hash="h")
    made = publish(settings, run_id="r", origin=origin, data_docs=docs, checks={}, warnings=[])
    return made.id


def test_a_publication_sorts_after_the_last_and_is_not_pruned_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path, keep_publications=2)
    first, second = published(settings, 1), published(settings, 2)
    set_back(monkeypatch, publishing)
    third = published(settings, 3)
    assert [first, second, third] == sorted([first, second, third])
    now = current(settings)
    assert now
    assert (now.id, now.former) == (third, second)
    kept = sorted(path.name for path in (settings.published / "versions").iterdir())
    assert kept == [second, third]
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        told = "select publication_id from marts.dim_publication order by 1"
        assert marts.execute(told).fetchall() == [(first,), (second,), (third,)]
        assert marts.execute("select value from marts.fct_figures").fetchall() == [(3,)]


def test_a_turn_kept_between_two_steps_is_not_kept_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path)
    with turn(settings, "night", keep=timedelta(minutes=2)), step(settings, "night", "collect"):
        pass
    with pytest.raises(BusyError), turn(settings, "by hand", wait=False):
        pass
    set_back(monkeypatch, turns)
    with turn(settings, "by hand", wait=False):
        pass
