"""Bits flipped or cut off in what lies on the disk: found when it is read, mended or told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ingest.landing.archive import SEAL, DamagedError, archived, damaged
from ingest.landing.compact import compact
from ingest.landing.raw import loads, require_intact
from ingest.runs import read_run
from ingest.steps import go_back
from ingest.warehouse.publish import PublishError, current
from tests.faults.conftest import a_whole_night, content, landed, same
from tests.faults.stepped_line import SteppedLine
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.settings import Settings
    from tests.faults.conftest import Nights


def flip(file: Path) -> None:
    """One bit in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)


def cut(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


both = pytest.mark.parametrize("harm", [flip, cut])


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.write("a.txt", FORM)
    line.place(nansha({2023: "a.txt"}))
    return line


def file_of(line: Line) -> Path:
    (sighting,) = line.run().collected["sightings"]
    return archived(line.settings.archive, sighting["document_id"])


@both
def test_a_damaged_archive_file_is_fetched_again_and_read_by_the_next_run(
    line: Line, harm: Callable[[Path], None]
) -> None:
    file = file_of(line)
    good = file.read_bytes()
    harm(file)
    ran = line.run(full=True)
    (outcome,) = ran.outcomes
    assert outcome["outcome"] == "not_read"
    assert outcome["reason"] and outcome["reason"].startswith(
        f"a.txt: archive/{file.parent.name}/{file.name} was damaged and is put aside: the next run"
    )
    assert ran.landed["not_extracted"] == ["a.txt"], "nothing of it lands, what landed stays"
    (outcome,) = line.run(full=True).outcomes
    assert outcome["outcome"] == "extracted"
    assert file.read_bytes() == good


def test_an_archive_file_whose_source_has_gone_is_asked_for_and_nothing_is_taken_away(
    line: Line,
) -> None:
    file = file_of(line)
    good = file.read_bytes()
    flip(file)
    (line.settings.documents / "a.txt").unlink()
    for what in ("was damaged and is put aside", "is not there"):
        ran = line.run(full=True)
        (outcome,) = ran.outcomes
        assert outcome["reason"] and what in outcome["reason"]
        assert "put the file back from a backup" in outcome["reason"]
        assert not ran.landed["documents"]
    file.write_bytes(good)
    (outcome,) = line.run(full=True).outcomes
    assert outcome["outcome"] == "extracted"


@both
def test_a_damaged_load_is_named_with_what_to_do(line: Line, harm: Callable[[Path], None]) -> None:
    line.run()
    (load,) = loads(line.settings.raw)
    require_intact([load])
    file = load / "indicator_values.parquet"
    good = file.read_bytes()
    harm(file)
    with pytest.raises(DamagedError) as caught:
        require_intact([load])
    said = str(caught.value)
    assert said.startswith(f"raw/{load.name}/indicator_values.parquet is not what landed: restore")
    assert f"rm -r {load}" in said
    assert "\n" not in said
    file.write_bytes(good)
    require_intact([load])


@pytest.mark.parametrize("content", [None, b"{"])
def test_a_load_that_lacks_a_file_or_whose_seal_is_cut_is_damaged(
    line: Line, content: bytes | None
) -> None:
    line.run()
    (load,) = loads(line.settings.raw)
    if content is None:
        (load / "problems.parquet").unlink()
    else:
        (load / SEAL).write_bytes(content)
    assert damaged(load) == ("problems.parquet" if content is None else SEAL)


def test_a_load_of_an_earlier_version_has_no_seal_and_passes(line: Line) -> None:
    line.run()
    (load,) = loads(line.settings.raw)
    (load / SEAL).unlink()
    require_intact([load])


def test_what_is_damaged_is_not_merged_and_what_is_merged_is_sealed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.landing.compact.MOST_LOADS", 2)
    monkeypatch.setattr("ingest.landing.compact.KEPT_APART", 1)
    for number in range(3):
        line.write("a.txt", f"{FORM} values={number + 1}")
        line.run()
    first = loads(line.settings.raw)[0] / "problems.parquet"
    good = first.read_bytes()
    flip(first)
    with pytest.raises(DamagedError):
        compact(line.settings.raw)
    first.write_bytes(good)
    assert compact(line.settings.raw)
    merged, _ = loads(line.settings.raw)
    assert "indicator_values.parquet" in json.loads((merged / SEAL).read_bytes())
    require_intact([merged])
    flip(merged / "indicator_values.parquet")
    with pytest.raises(DamagedError):
        require_intact([merged])


def test_a_night_begins_with_a_look_at_what_has_landed(nights: Nights, tmp_path: Path) -> None:
    settings = nights.before_the_second(tmp_path / "night")
    (load,) = loads(settings.raw)
    good = (load / "tasks.parquet").read_bytes()
    flip(load / "tasks.parquet")
    line = SteppedLine(settings)
    assert line.step().exitcode == 1
    run = read_run(settings, line.run_id)
    assert run and run.failure and "tasks.parquet is not what landed" in run.failure
    (load / "tasks.parquet").write_bytes(good)
    assert line.step().exitcode == 0


@a_whole_night
def test_a_damaged_publication_and_warehouse_are_made_anew(nights: Nights, tmp_path: Path) -> None:
    settings = nights.after_the_first(tmp_path / "night")
    was = current(settings)
    assert was
    part = settings.published / "parquet" / "fct_budget_line.parquet"
    flip(part)
    with pytest.raises(PublishError, match="is damaged; choose another"):
        go_back(settings, was.id, by="li", reason=None)
    flip(settings.published / "marts.duckdb")
    flip(settings.warehouse)
    tries = 0
    while (now := current(settings)) == was:
        tries += 1
        assert tries <= 2, "the night after the one that finds it is whole"
        night(settings)
    assert now
    assert damaged(settings.published / "current") is None
    assert same(content(settings), nights.first) == []
    line = SteppedLine(settings)
    line.run()
    assert line.handed["compare"] is None, "and the publication is up to date"
    assert landed(settings)


def night(settings: Settings) -> None:
    """A run as it comes; one that stops says why."""
    line = SteppedLine(settings)
    while line.left:
        if line.step().exitcode:
            run = read_run(settings, line.run_id)
            assert run and run.failure and "damaged" in run.failure
            return
