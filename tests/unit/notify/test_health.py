"""Whether all is well: the last night, what waits for a person, what publishers owe."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.landing.batch import WAITS
from ingest.notify.health import LONGEST, NIGHTLY, health
from ingest.notify.night import night_of
from ingest.runs import changing, local_time, step
from ingest.steps import collect_sources
from ingest.warehouse.rollbacks import roll_back
from tests.unit.landing.bureau_site import Site, bureau_site
from tests.unit.small_line import FORM, Line, made_up, nansha, slot
from tests.unit.small_marts import publish_raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD = ("loaded", "d", FORM, 2023, None, "a.txt", "a.txt")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt"}))
    line.write("a.txt", FORM)
    line.run()
    return line


@pytest.fixture
def site() -> Iterator[Site]:
    with bureau_site() as running:
        yield running


def ran(line: Line, run_id: str, outcome: str | None, *refused: str) -> None:
    with step(line.settings, run_id, "extract 1"):
        pass
    with step(line.settings, run_id, "extract 2"):
        pass
    with changing(line.settings, run_id) as run:
        run.outcome, run.refused = outcome, list(refused)


def test_a_published_night_is_well_whatever_publishers_owe(line: Line) -> None:
    publication = publish_raw(line.settings, GOOD, ("missing", "d", FORM, 2022, None, None, None))
    ran(line, "n1", "published")
    found = health(line.settings)
    assert (found.ok, found.problems) == (True, [])
    assert found.publication and found.publication.id == publication.id
    assert found.ledger == {"loaded": 1, "missing": 1}
    assert [one.fiscal_year for one in found.overdue] == [2022]
    assert [(night.run_id, list(night.seconds)) for night in found.nights] == [("n1", ["extract"])]


def test_an_unchanged_night_is_as_good(line: Line) -> None:
    publish_raw(line.settings, GOOD)
    ran(line, "n1", "unchanged")
    assert health(line.settings).ok


def test_nothing_published_is_a_problem(line: Line) -> None:
    assert health(line.settings).problems == ["nothing is published yet 尚未发布"]


@pytest.mark.parametrize("state", ["held", "quarantined"])
def test_a_document_that_waits_for_a_person_is_one(line: Line, state: str) -> None:
    publish_raw(line.settings, (state, *GOOD[1:4], "why", *GOOD[5:]))
    (problem,) = health(line.settings).problems
    assert problem.startswith(f"1 {state}")


def test_a_found_document_that_waits_to_be_filed_is_one_and_is_told_once(line: Line) -> None:
    (line.settings.dropped / "b.txt").write_text(f"{FORM} year=2023")
    line.run()
    ledger = ("quarantined", None, FORM, 2023, f"{WAITS}why", "b.txt", "inbox://b.txt")
    publish_raw(line.settings, GOOD, ledger)
    found = "found documents that wait for their place: 1 (jixiao inbox)"
    assert health(line.settings).problems == [found]
    ran(line, "n1", "unchanged")
    night = night_of(line.settings, "n1")
    assert (night.unfiled, night.waiting) == (1, 0)
    assert [todo.command for todo in night.to_do] == ["jixiao inbox"]
    (line.settings.places / "bad.yml").write_text("key: [")
    (problem,) = health(line.settings).problems
    assert problem.startswith("bad.yml: ")
    assert night_of(line.settings, "n1").unfiled == 0


def test_a_failed_night_is_one_until_the_next_good_one(line: Line) -> None:
    publish_raw(line.settings, GOOD)
    with suppress(ValueError), step(line.settings, "n1", "build"):
        raise ValueError("model x")
    assert health(line.settings).problems == ["the last night failed at build: model x"]
    ran(line, "n2", None)  # one step by hand is no night
    assert not health(line.settings).ok
    ran(line, "n3", "unchanged", "a.txt: HTTP status 404")
    assert health(line.settings).problems == ["the last night refused 1 sources or documents"]
    ran(line, "n4", "unchanged")
    assert health(line.settings).ok


LOGIN = "<html><body><form><input type=password></form></body></html>"


def test_an_alarm_is_one_by_name_since_it_began_until_the_source_is_well(
    line: Line, site: Site
) -> None:
    publish_raw(line.settings, GOOD)
    address = f"{site.url}/b.txt"
    line.place(nansha({2023: "a.txt", 2024: address}))
    site.put("/b.txt", FORM)
    collect_sources(line.settings, "n1")
    assert health(line.settings).ok
    site.put("/b.txt", LOGIN)
    collect_sources(line.settings, "n2")
    (alarm,) = health(line.settings).alarms
    assert (alarm.place, alarm.slot_key) == ("nansha/nansha_science", slot(2024))
    assert (alarm.source_uri, alarm.reason) == (address, "asks for a password: a login page 登录页")
    collect_sources(line.settings, "n3")
    ran(line, "n3", "unchanged")
    found = health(line.settings)
    assert found.alarms == [alarm], "still since n2"
    assert found.problems == [
        f"alarm 警报: nansha/nansha_science: {address}: {alarm.reason},"
        f" since {local_time(alarm.since)}: {alarm.to_do}"
    ]
    assert "correct the address in the place file of nansha" in found.model_dump_json()
    site.put("/b.txt", FORM)
    collect_sources(line.settings, "n4")
    ran(line, "n4", "unchanged")
    assert (health(line.settings).alarms, health(line.settings).problems) == ([], [])


def test_a_roll_back_is_one(line: Line) -> None:
    first, _ = publish_raw(line.settings, GOOD), publish_raw(line.settings, GOOD)
    roll_back(line.settings, to_id=first.id, by="li", reason="a slip")
    found = health(line.settings)
    assert found.problems == [f"li has gone back to {first.id}; jixiao publish ends it"]
    assert found.publication and found.publication.rolled_back


def test_a_run_that_never_ended_is_one_after_the_longest_time(line: Line) -> None:
    publish_raw(line.settings, GOOD)
    with step(line.settings, "n1", "build"):
        now = datetime.now(UTC)
        assert health(line.settings, now).ok
        (problem,) = health(line.settings, now + LONGEST + timedelta(hours=1)).problems
    assert problem.endswith("has not ended")


def test_nights_that_no_longer_come_are_one_where_nights_are_scheduled(line: Line) -> None:
    publish_raw(line.settings, GOOD)
    later = datetime.now(UTC) + NIGHTLY + timedelta(hours=1)
    ran(line, "20261122T020000000000Z", "published")
    assert health(line.settings, later).ok
    ran(line, "scheduled__2026-11-22", "published")
    assert health(line.settings).ok
    (problem,) = health(line.settings, later).problems
    assert problem.startswith("no night has begun since")
