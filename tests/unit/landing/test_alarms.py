"""Which alarms stand after a look at some of the sources, and since when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.landing.alarms import Alarm, standing_alarms
from ingest.landing.sightings import Failure

FIRST, NOW = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)


def failure(uri: str, kind: str = "alarm") -> Failure:
    return Failure(
        slot_key=f"a/b/2024/{uri}", place="a/b", source_uri=uri, reason=f"{uri}: gone", kind=kind
    )


def alarm(uri: str, place: str | None = "a/b", slot_key: str | None = None) -> Alarm:
    return Alarm(place=place, slot_key=slot_key, source_uri=uri, reason="gone", since=FIRST)


def test_one_that_stood_began_when_it_began_and_a_new_one_now() -> None:
    found = standing_alarms([alarm("x")], [failure("x"), failure("y")], None, None, NOW)
    assert [(one.source_uri, one.reason, one.since) for one in found] == [
        ("x", "gone", FIRST),
        ("y", "gone", NOW),
    ]


@pytest.mark.parametrize("kind", ["refused", "not_reached"])
def test_a_source_that_is_well_or_fails_otherwise_gives_none(kind: str) -> None:
    assert standing_alarms([alarm("x")], [failure("x", kind)], None, None, NOW) == []


@pytest.mark.parametrize(
    ("district", "year", "goes_on"),
    [("a", None, False), ("c", None, True), ("a", 2024, False), ("a", 2023, True)],
)
def test_one_goes_on_where_its_source_was_not_looked_at(
    district: str, year: int | None, goes_on: bool
) -> None:
    before = alarm("x", slot_key="a/b/2024/form")
    assert standing_alarms([before], [], district, year, NOW) == ([before] if goes_on else [])


def test_a_file_of_no_place_is_looked_at_by_whole_nights_only() -> None:
    before = alarm("x", place=None)
    assert standing_alarms([before], [], "a", None, NOW) == [before]
    assert standing_alarms([before], [], None, None, NOW) == []
    assert "put the file back" in before.to_do
