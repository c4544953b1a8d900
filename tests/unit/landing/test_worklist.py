from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ingest.landing import batch as batch_module
from ingest.landing import worklist as worklist_module
from ingest.landing.raw import query
from ingest.landing.worklist import batches
from tests.unit.small_line import FORM, Line, made_up, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "department_target_form values=1"


@pytest.fixture
def line(tmp_path: Path, monkeypatch) -> Line:
    made_up(monkeypatch)
    return Line(tmp_path)


def landed(line: Line) -> list[tuple[str | None, str, str | None]]:
    rows = query(line.settings.raw, "documents", "select * from landed order by load, slot_key")
    return [(row["slot_key"], row["outcome"], row["reason"]) for row in rows]


def place_with(withdrawn: dict[int, str]) -> dict[str, object]:
    """The place file without a source, or with one that is withdrawn."""
    rule = {"since": 2023, "due": {"month": 4, "day": 30}}
    said = {"sources": {2023: "a.txt"}, "withdrawn": withdrawn} if withdrawn else {}
    return nansha({}, forms={FORM: rule | said})


def better_extractor(monkeypatch) -> None:
    monkeypatch.setattr(batch_module, "EXTRACTOR_VERSION", "better")
    monkeypatch.setattr(worklist_module, "EXTRACTOR_VERSION", "better")


def test_nothing_new_is_no_work(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    assert len(line.run().work) == 1
    again = line.run()
    assert (again.collected["sightings"], again.work) == ([], [])
    assert again.landed["load"] is None


def test_work_can_be_written_as_json(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    work = line.run().work
    assert json.loads(json.dumps(work)) == work


def test_new_bytes_are_read_and_the_old_ones_are_kept(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.write("a.txt", GOOD + " new")
    assert len(line.run().work) == 1
    assert landed(line) == [(slot(2023), "extracted", None)] * 2


def test_bytes_that_come_back_are_sighted_but_not_read_again(line: Line):
    line.place(nansha({2023: "a.txt"}))
    for content in (GOOD, GOOD + " new", GOOD):
        line.write("a.txt", content)
        ran = line.run()
    assert len(ran.collected["sightings"]) == 1
    assert ran.work == []
    assert ran.landed["rows"]["sightings"] == 1


def test_a_better_extractor_reads_the_whole_archive_again(line: Line, monkeypatch):
    line.place(nansha({2023: "a.txt"}))
    line.write("a.txt", GOOD)
    line.run()
    line.write("a.txt", GOOD + " new")
    line.run()
    better_extractor(monkeypatch)
    assert len(line.run().work) == 2
    assert line.run().work == []


def test_a_quarantined_document_is_not_tried_again_by_the_same_extractor(line: Line, monkeypatch):
    line.write("a.txt", "poem")
    line.place(nansha({2023: "a.txt"}))
    assert line.run().outcomes[0]["outcome"] == "quarantined"
    assert line.run().work == []
    better_extractor(monkeypatch)
    assert len(line.run().work) == 1


def test_full_takes_everything_again(line: Line):
    line.write("a.txt", GOOD)
    line.write("b.txt", GOOD + " b")
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    line.run()
    assert len(line.run(full=True).work) == 2
    assert [item["slot_key"] for item in line.run(full=True, year=2024).work] == [slot(2024)]


def test_a_choice_limits_the_work_also_of_earlier_sightings(line: Line, monkeypatch):
    for name, year in (("a.txt", 2023), ("b.txt", 2024)):
        line.write(name, f"{GOOD} year={year}")
    line.write("loose.txt", "x")
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    line.run()
    better_extractor(monkeypatch)
    assert [item["slot_key"] for item in line.run(district="nansha", year=2023).work] == [
        slot(2023)
    ]


def test_a_corrected_registration_judges_again(line: Line):
    line.write("a.txt", GOOD + " name=南沙区科技局")
    line.place(nansha({2023: "a.txt"}))
    assert "printed is 南沙区科技局" in (line.run().outcomes[0]["reason"] or "")
    line.place(nansha({2023: "a.txt"}, aliases=["南沙区科技局"]))
    assert line.run().outcomes[0]["outcome"] == "extracted"
    assert line.run().work == []


def test_a_document_moved_to_its_right_slot_is_no_duplicate_of_the_wrong_one(line: Line):
    line.write("a.txt", GOOD + " year=2024")
    line.place(nansha({2023: "a.txt"}))
    assert "registered for 2023, printed is 2024" in (line.run().outcomes[0]["reason"] or "")
    line.place(nansha({2024: "a.txt"}))
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024), "extracted")
    assert line.run().work == []


def test_a_file_renamed_with_its_registration_is_sighted_and_judged_again(line: Line):
    path = line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    path.rename(path.with_name("b.txt"))
    line.place(nansha({2023: "b.txt"}))
    ran = line.run()
    assert [item["source_uri"] for item in ran.work] == ["b.txt"]
    assert ran.outcomes[0]["outcome"] == "extracted"


def test_the_same_bytes_under_a_second_slot_are_refused_there(line: Line):
    line.write("a.txt", GOOD)
    line.write("b.txt", GOOD)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    ran = line.run()
    assert ran.reasons == {
        slot(2023): None,
        slot(2024): f"b.txt: same bytes as {slot(2023)}",
    }
    assert line.run().work == []


def test_who_came_first_keeps_the_bytes(line: Line):
    line.write("b.txt", GOOD)
    line.place(nansha({2024: "b.txt"}))
    line.run()
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    assert line.run().reasons == {slot(2023): f"a.txt: same bytes as {slot(2024)}"}


def test_a_duplicate_is_read_once_the_first_claim_is_gone(line: Line):
    line.write("a.txt", GOOD)
    line.write("b.txt", GOOD)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    line.run()
    line.write("a.txt", GOOD + " new")
    assert line.run().reasons == {slot(2023): None, slot(2024): None}
    assert line.run().work == []


def test_a_file_nobody_registered_is_refused_until_somebody_does(line: Line):
    line.write("sub/a.txt", GOOD)
    line.place(nansha({}))
    assert line.run().reasons == {None: "sub/a.txt: no place file registers a.txt"}
    assert line.run().work == []
    line.place(nansha({2023: "sub/a.txt"}))
    assert line.run().reasons == {slot(2023): None}
    assert line.run().work == []


def test_a_copy_nobody_registered_is_the_same_bytes(line: Line):
    line.write("a.txt", GOOD)
    line.write("copy of a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    assert line.run().reasons == {
        slot(2023): None,
        None: f"copy of a.txt: same bytes as {slot(2023)}",
    }


def test_a_renamed_file_nobody_registered_is_not_a_copy_of_its_old_name(line: Line):
    path = line.write("a.txt", GOOD)
    line.run()
    path.rename(path.with_name("b.txt"))
    assert line.run().reasons == {None: "b.txt: no place file registers b.txt"}


def test_a_file_left_behind_is_no_copy_and_takes_nothing_from_its_slot(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.place(nansha({}))
    ran = line.run()
    assert ran.reasons == {None: "a.txt: no place file registers a.txt"}
    assert ran.work[0]["duplicate_of"] is None
    assert line.run().work == []


def test_what_comes_back_is_not_read_again(line: Line):
    for forms in (place_with({}), place_with({2023: "撤回"})):
        line.write("a.txt", GOOD)
        line.place(nansha({2023: "a.txt"}))
        line.run()
        line.place(forms)
        line.run()
        line.place(nansha({2023: "a.txt"}))
        back = line.run()
        assert (back.collected["sightings"], back.work) == ([], [])
        assert back.landed["load"]


def test_what_comes_back_is_read_again_by_a_better_extractor(line: Line, monkeypatch):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.place(place_with({2023: "撤回"}))
    better_extractor(monkeypatch)
    assert line.run().work == []
    line.place(nansha({2023: "a.txt"}))
    assert line.run().reasons == {slot(2023): None}


def test_a_withdrawn_slot_lets_go_of_its_bytes(line: Line):
    line.write("a.txt", GOOD)
    line.write("copy.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    assert line.run().reasons[None] == f"copy.txt: same bytes as {slot(2023)}"
    line.place(place_with({2023: "撤回"}))
    assert line.run().reasons == {None: "copy.txt: no place file registers copy.txt"}


def test_a_source_that_changed_to_where_nothing_is_leaves_the_document(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.place(nansha({2023: "typo.txt"}))
    ran = line.run()
    assert [failure["reason"] for failure in ran.collected["failures"]] == ["typo.txt: not found"]
    assert ran.reasons == {None: "a.txt: no place file registers a.txt"}
    line.write("typo.txt", GOOD)
    assert line.run().reasons == {
        slot(2023): None,
        None: f"a.txt: same bytes as {slot(2023)}",
    }


def test_a_former_version_lying_about_stays_a_version(line: Line):
    line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.write("a.txt", GOOD + " new")
    line.write("old.txt", GOOD)
    assert line.run().reasons == {
        slot(2023): None,
        None: "old.txt: no place file registers old.txt",
    }


def test_a_withdrawn_document_does_not_fall_back_to_a_slot_it_was_moved_from(line: Line):
    line.write("a.txt", GOOD + " year=2024")
    line.place(nansha({2023: "a.txt"}))
    line.run()
    line.write("b.txt", GOOD)
    line.place(nansha({2023: "b.txt", 2024: "a.txt"}))
    assert line.run().reasons == {slot(2023): None, slot(2024): None}
    line.place(nansha({2023: "b.txt"}))
    assert line.run().reasons == {None: "a.txt: no place file registers a.txt"}


def test_a_file_that_is_found_no_more_stays_as_it_was(line: Line):
    path = line.write("a.txt", GOOD)
    line.place(nansha({2023: "a.txt"}))
    line.run()
    path.unlink()
    ran = line.run()
    assert [failure["reason"] for failure in ran.collected["failures"]] == ["a.txt: not found"]
    assert (ran.work, ran.landed["load"]) == ([], None)


def test_a_document_may_be_signed_with_the_name_of_its_year(line: Line):
    line.write("a.txt", GOOD + " name=旧局")
    line.place(nansha({2023: "a.txt"}, names=[{"name_zh": "旧局", "until": 2023}]))
    assert line.run().reasons == {slot(2023): None}


def test_batches_share_the_work_evenly():
    assert [len(part) for part in batches(list(range(10)), 4)] == [3, 3, 2, 2]
    assert [len(part) for part in batches(list(range(2)), 16)] == [1, 1]
    assert batches([], 16) == []
