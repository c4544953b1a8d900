"""What is found where a bureau publishes fills the slot that its content names, or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from ingest.landing import batch as batch_module
from ingest.landing import worklist as worklist_module
from ingest.landing.assigned import assign, assignments, waiting
from ingest.landing.batch import WAITS, extract_batch
from ingest.landing.collect import collect
from ingest.landing.inbox import InboxError, Waits, file_by_hand, inbox
from ingest.landing.land import land
from ingest.landing.raw import SCHEMAS, loads, query
from ingest.landing.sightings import landed_sightings
from ingest.landing.worklist import worklist
from ingest.registry import RegistryError
from tests.unit.landing.bureau_site import Site, bureau_site
from tests.unit.small_line import AS_OF, FORM, Line, made_up, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path

NAME = "广州南沙经济技术开发区科学技术局"


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.settings.retry_seconds = 0
    return line


def good(year: int = 2024, name: str = NAME, form: str = FORM, more: str = "") -> str:
    return f"{form} name={name} year={year} values=1 {more}".strip()


def publishing(*rules: dict[str, Any], **sources: str) -> dict[str, object]:
    named = {int(year.removeprefix("y")): source for year, source in sources.items()}
    return nansha(named, publishes=list(rules)) | {"fetching": {"delay": 0}}


def listing(site: Site, **more: Any) -> dict[str, Any]:
    return {"listing": f"{site.url}/list/", "links": "绩效", **more}


def drop(line: Line, name: str, content: str) -> Path:
    line.settings.dropped.mkdir(parents=True, exist_ok=True)
    path = line.settings.dropped / name
    path.write_text(content, encoding="utf-8")
    return path


def filled(line: Line) -> dict[str, str]:
    """The source of each slot that has a document, as the last load has it."""
    rows = query(
        line.settings.raw,
        "slots",
        "select slot_key, source_uri from landed where load = (select max(load) from landed)"
        " and source_uri is not null",
    )
    return {row["slot_key"]: row["source_uri"] for row in rows}


def reasons(line: Line) -> dict[str, str]:
    """Why each document that waits does."""
    rows = query(
        line.settings.raw,
        "documents",
        "select * from landed where slot_key is null order by load",
    )
    waits = waiting(line.settings, landed_sightings(line.settings.raw))
    return {row["source_uri"]: row["reason"] for row in rows if row["source_uri"] in waits}


def better_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (batch_module, worklist_module):
        monkeypatch.setattr(module, "EXTRACTOR_VERSION", "better")


def test_a_file_that_a_page_links_fills_its_slot(line: Line, site: Site):
    site.put(
        "/list/", '<a href="../files/a.txt" title="2024年绩效目标">绩效…</a><a href="/b">其他</a>'
    )
    site.put("/files/a.txt", good(), ETag='"1"')
    line.place(publishing(listing(site)))
    ran = line.run()
    assert [(o["slot_key"], o["outcome"]) for o in ran.outcomes] == [(slot(2024), "extracted")]
    assert filled(line) == {slot(2024): f"{site.url}/files/a.txt"}
    (sighting,) = landed_sightings(line.settings.raw)
    assert sighting["slot_key"] == slot(2024)
    assert (sighting["found_in"], sighting["publishers"]) == ("listing", "nansha/nansha_science")
    assert (sighting["page_uri"], sighting["link_text"]) == (f"{site.url}/list/", "2024年绩效目标")
    assert "/b" not in site.paths()


def by_hand(year: int, name: str = NAME) -> str:
    """A form as somebody types it: records of as many fields as they need."""
    return (
        f"{year}年部门整体绩效目标申报表\n部门名称,{name}\n预算整体情况,部门预算支出,预算金额（万元）\n"
        ",基本支出,300\n总体绩效目标,培育科技企业。\n一级指标,二级指标,三级指标,年度指标值\n"
        "产出指标,数量指标,高新技术企业总数（家）,≥520\n"
    )


@pytest.mark.parametrize(
    ("path", "headers", "outcome"),
    [
        ("a.csv", {"Content_Type": "application/octet-stream"}, (slot(2024), "extracted")),
        ("a", {"Content_Disposition": 'attachment; filename="a.csv"'}, (slot(2024), "extracted")),
        ("a.csv", {"Content_Type": "application/pdf"}, (slot(2024), "extracted")),
        ("a", {"Content_Type": "text/csv"}, (None, "quarantined")),
    ],
    ids=["generic type", "name offered", "wrong type", "no name"],
)
def test_csv_is_known_by_its_name_whatever_type_the_server_says(
    tmp_path: Path, site: Site, path: str, headers: dict[str, str], outcome: tuple[str | None, str]
):
    line = Line(tmp_path)
    site.put("/list/", f'<a href="{path}">绩效目标</a>')
    site.put(f"/list/{path}", by_hand(2024), **headers)
    line.place(publishing(listing(site)))
    assert [(o["slot_key"], o["outcome"]) for o in line.run().outcomes] == [outcome]


def test_a_quiet_night_fetches_nothing_and_lands_nothing(line: Line, site: Site):
    site.put("/list/", '<a href="a.txt">绩效目标</a>', ETag='"list"')
    site.put("/list/a.txt", good(), ETag='"1"')
    line.place(publishing(listing(site)))
    line.run()
    again = line.run()
    collected = again.collected
    assert (collected["checked"], collected["unchanged"]) == (1, 1)
    assert (collected["sightings"], collected["failures"], again.work) == ([], [], [])
    assert again.landed["load"] is None
    assert [headers.get("If-None-Match") for _, headers in site.asked[-2:]] == ['"list"', '"1"']


def test_a_new_version_at_the_same_address_is_a_revision(line: Line, site: Site):
    site.put("/list/", '<a href="a.txt">绩效目标</a>')
    site.put("/list/a.txt", good())
    line.place(publishing(listing(site)))
    line.run()
    site.put("/list/a.txt", good(more="value=7"))
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024), "extracted")
    site.put("/list/a.txt", good())
    back = line.run()
    assert (back.work, back.landed["rows"]["sightings"]) == ([], 1)
    keys = [(row["slot_key"], row["document_id"]) for row in landed_sightings(line.settings.raw)]
    assert [key for key, _ in keys] == [slot(2024)] * 3
    assert keys[0] == keys[2] != keys[1]
    assert line.run().landed["load"] is None


def test_next_years_document_at_the_same_address_fills_next_years_slot(line: Line, site: Site):
    site.put("/list/", '<a href="latest.txt">绩效目标</a>')
    site.put("/list/latest.txt", good(2023))
    line.place(publishing(listing(site)))
    line.run()
    site.put("/list/latest.txt", good(2024))
    (outcome,) = line.run().outcomes
    assert outcome["slot_key"] == slot(2024)
    assert filled(line).keys() == {slot(2023), slot(2024)}
    assert line.run().landed["load"] is None


def test_a_found_file_never_takes_a_slot_whose_source_is_named(line: Line, site: Site):
    line.write("own.txt", good(2024, more="value=3"))
    drop(line, "other.txt", good(2024))
    line.place(publishing(y2024="own.txt"))
    line.run()
    assert filled(line) == {slot(2024): "own.txt"}
    (reason,) = reasons(line).values()
    assert WAITS in reason
    assert f"the place file names a source of {slot(2024)}" in reason
    assert line.run().landed["load"] is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("poem", "reads as no known form"),
        (f"{FORM} year=2024", "not one department is printed"),
        (f"{FORM} name={NAME}", "not one fiscal year is printed"),
        (f"{FORM} name={NAME} year=2024&{FORM} name=某局 year=2024", "not one department"),
        (good(name="某局"), "no department of the registry signs as 某局"),
        (good(2019), f"no {FORM} of 2019 is expected"),
        (good(form="self_evaluation_report"), "no self_evaluation_report of 2024 is expected"),
    ],
)
def test_what_does_not_agree_in_all_three_waits(line: Line, content: str, why: str):
    drop(line, "a.txt", content)
    line.place(publishing())
    line.run()
    assert why in reasons(line)["inbox://a.txt"]
    assert filled(line) == {}
    again = line.run()
    assert (again.work, again.landed["load"]) == ([], None)


def test_of_two_files_for_one_slot_both_wait_and_both_are_named(line: Line):
    drop(line, "a.txt", good())
    drop(line, "b.txt", good(more="value=5"))
    line.place(publishing())
    line.run()
    assert filled(line) == {}
    said = reasons(line)
    assert "inbox://b.txt" in said["inbox://a.txt"]
    assert "inbox://a.txt" in said["inbox://b.txt"]
    assert line.run().landed["load"] is None


def test_when_one_of_two_is_taken_away_the_other_fills_the_slot(line: Line):
    drop(line, "a.txt", good())
    path = drop(line, "b.txt", good(more="value=5"))
    line.place(publishing())
    line.run()
    path.unlink()
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024), "extracted")
    assert filled(line) == {slot(2024): "inbox://a.txt"}
    assert line.run().landed["load"] is None


def test_a_second_file_does_not_take_the_slot_of_the_first(line: Line):
    drop(line, "a.txt", good())
    line.place(publishing())
    line.run()
    drop(line, "b.txt", good(more="value=5"))
    line.run()
    assert filled(line) == {slot(2024): "inbox://a.txt"}
    assert f"{slot(2024)} has another document" in reasons(line)["inbox://b.txt"]
    assert "inbox://a.txt" in reasons(line)["inbox://b.txt"]


def test_the_same_bytes_found_twice_count_once(line: Line):
    drop(line, "a.txt", good())
    drop(line, "b.txt", good())
    line.place(publishing())
    line.run()
    assert filled(line) == {slot(2024): "inbox://a.txt"}
    assert reasons(line) == {}
    assert line.run().landed["load"] is None


def test_a_file_taken_out_of_the_inbox_stays_where_it_was_filed(line: Line):
    path = drop(line, "a.txt", good())
    line.place(publishing())
    line.run()
    path.unlink()
    ran = line.run()
    assert (ran.collected["failures"], ran.landed["load"]) == ([], None)
    assert filled(line) == {slot(2024): "inbox://a.txt"}


def test_what_is_found_at_a_district_fills_no_slot_of_another(line: Line, site: Site):
    site.put("/list/", '<a href="a.txt">绩效目标</a>')
    site.put("/list/a.txt", good())
    line.place(nansha({}))
    line.place(
        {"key": "huangpu", "code": "440112", "name_en": "Huangpu", "publishes": [listing(site)]}
        | {"fetching": {"delay": 0}}
    )
    line.run()
    assert "no department of huangpu signs as" in reasons(line)[f"{site.url}/list/a.txt"]


def test_a_corrected_registry_files_what_waited_without_reading_all_again(line: Line):
    drop(line, "a.txt", good(name="南沙区科技局"))
    drop(line, "b.txt", "poem")
    line.place(publishing())
    line.run()
    line.place(nansha({}, aliases=["南沙区科技局"]))
    ran = line.run()
    assert [item["slot_key"] for item in ran.work] == [slot(2024)]
    assert filled(line) == {slot(2024): "inbox://a.txt"}
    assert line.run().landed["load"] is None


def test_a_better_extractor_reads_again_what_waits(line: Line, monkeypatch: pytest.MonkeyPatch):
    drop(line, "a.txt", "poem")
    line.place(publishing())
    line.run()
    better_extractor(monkeypatch)
    assert len(line.run().work) == 1
    assert line.run().work == []


def test_a_document_that_agrees_takes_its_slot_also_where_it_cannot_be_used(line: Line):
    drop(line, "a.txt", good(more="error=broken"))
    line.place(publishing())
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024), "quarantined")
    assert line.run().work == []


def document_id(line: Line, name: str) -> str:
    rows = [row for row in landed_sightings(line.settings.raw) if row["file_name"] == name]
    return rows[-1]["document_id"]


def test_a_person_files_what_waits(line: Line):
    drop(line, "a.txt", f"{FORM} year=2024")
    line.place(publishing())
    line.run()
    assign(line.settings, document_id(line, "a.txt"), slot(2024), reason="来函", by="王", on=AS_OF)
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024), "extracted")
    assert filled(line) == {slot(2024): "inbox://a.txt"}
    assert line.run().landed["load"] is None


def test_a_person_is_not_believed_against_the_print(line: Line):
    drop(line, "a.txt", good(2023))
    line.place(publishing(y2023="own.txt"))
    line.write("own.txt", good(2023, more="value=2"))
    line.run()
    assign(line.settings, document_id(line, "a.txt"), slot(2024), reason="误", by="王", on=AS_OF)
    (outcome,) = line.run().outcomes
    assert "registered for 2024, printed is 2023" in (outcome["reason"] or "")


def test_a_person_decides_between_two(line: Line):
    drop(line, "a.txt", good())
    drop(line, "b.txt", good(more="value=5"))
    line.place(publishing())
    line.run()
    assign(line.settings, document_id(line, "b.txt"), slot(2024), reason="定稿", by="王", on=AS_OF)
    line.run()
    assert filled(line) == {slot(2024): "inbox://b.txt"}
    assert reasons(line).keys() == {"inbox://a.txt"}
    assert line.run().landed["load"] is None


def test_a_person_moves_a_document_to_another_slot(line: Line):
    drop(line, "a.txt", f"{FORM} year=2024 name={NAME}")
    line.place(publishing())
    line.run()
    found = document_id(line, "a.txt")
    assign(line.settings, found, slot(2023), reason="实为", by="王", on=AS_OF)
    line.run()
    assert filled(line) == {slot(2023): "inbox://a.txt"}
    assert line.run().landed["load"] is None


def test_a_document_that_a_person_sets_aside_waits_no_more(line: Line):
    drop(line, "a.txt", "poem")
    line.place(publishing())
    line.run()
    assign(line.settings, document_id(line, "a.txt"), "", reason="无关", by="王", on=AS_OF)
    line.run()
    assert reasons(line) == {}
    assert line.run().landed["load"] is None


REPORT = "self_evaluation_report"


def two_slots() -> dict[str, Any]:
    place = publishing()
    forms = place["departments"][0]["forms"]  # type: ignore[index]
    forms[REPORT] = {"since": 2024, "due": {"month": 8, "day": 31}}
    return place


def test_a_file_of_several_slots_waits_and_says_what_to_do(line: Line):
    drop(line, "both.txt", f"{good()}&{good(form=REPORT)}")
    line.place(two_slots())
    line.run()
    (one,) = waits(line)
    assert "holds the forms of several slots, and one file fills one" in one.why
    assert "jixiao inbox assign" in one.why
    assert one.why.endswith(f": {slot(2024)}, {slot(2024, REPORT)}")
    assert line.run().landed["load"] is None


@pytest.mark.parametrize(("mine", "other"), [(FORM, REPORT), (REPORT, FORM)])
def test_a_person_files_one_of_several_forms_and_the_other_as_a_file_of_its_own(
    line: Line, mine: str, other: str
):
    drop(line, "both.txt", f"{good()}&{good(form=REPORT)}")
    line.place(two_slots())
    line.run()
    found = document_id(line, "both.txt")
    assign(line.settings, found, slot(2024, mine), reason="一并公开", by="王", on=AS_OF)
    (outcome,) = line.run().outcomes
    assert (outcome["slot_key"], outcome["outcome"]) == (slot(2024, mine), "extracted")
    problems = query(line.settings.raw, "problems", "select message from landed")
    assert {"message": f"the file also holds {other}, which this slot does not land"} in problems
    assert waits(line) == []
    drop(line, "part.txt", good(form=other))
    line.run()
    assert filled(line) == {
        slot(2024, mine): "inbox://both.txt",
        slot(2024, other): "inbox://part.txt",
    }


def test_a_person_files_the_form_of_one_of_several_departments(line: Line):
    drop(line, "both.txt", f"{good(more='value=5')}&{good(name='别局')}")
    line.place(publishing())
    line.run()
    assert "not one department is printed" in waits(line)[0].why
    found = document_id(line, "both.txt")
    assign(line.settings, found, slot(2024), reason="全区汇编", by="王", on=AS_OF)
    (outcome,) = line.run().outcomes
    assert (outcome["outcome"], outcome["rows"]["indicator_values"]) == ("extracted", 1)
    assert "printed is 别局" in (outcome["reason"] or "")


def test_a_person_cannot_file_what_the_file_does_not_hold(line: Line):
    drop(line, "both.txt", f"{good()}&{good(form=REPORT)}")
    place = two_slots()
    third = {"since": 2024, "due": {"month": 4, "day": 30}}
    place["departments"][0]["forms"]["project_target_table"] = third
    line.place(place)
    line.run()
    found = document_id(line, "both.txt")
    wrong = slot(2024, "project_target_table")
    assign(line.settings, found, wrong, reason="误", by="王", on=AS_OF)
    (outcome,) = line.run().outcomes
    assert outcome["outcome"] == "quarantined"
    assert f"registered as project_target_table, reads as {FORM}, {REPORT}" in (
        outcome["reason"] or ""
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a,b\n1,2\n", "the columns are not"),
        ("document_id,slot_key,reason,by,on\nxyz,s,r,b,2024-01-01\n", "line 2: document_id"),
        (f"document_id,slot_key,reason,by,on\n{'a' * 64},s,,b,2024-01-01\n", "reason and by"),
    ],
)
def test_a_mistake_in_the_assignments_is_one_line(line: Line, text: str, mistake: str):
    (line.settings.places / "assignments.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=mistake):
        assignments(line.settings)


def test_the_last_word_on_a_document_counts(line: Line):
    for key in ("one", "two"):
        assign(line.settings, "a" * 64, key, reason="a\nb", by="王", on=AS_OF)
    assert assignments(line.settings) == {"a" * 64: "two"}
    lines = (line.settings.places / "assignments.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == f"{'a' * 64},one,a b,王,2024-06-01"


def test_a_pattern_is_asked_for_each_year_and_declares_it(line: Line, site: Site):
    site.put("/2023/mb.txt", good(2023))
    site.put("/2024/mb.txt", f"{FORM} name={NAME}")
    line.place(publishing({"pattern": f"{site.url}/{{year}}/mb.txt", "since": 2023}))
    ran = line.run()
    assert ran.collected["failures"] == []
    assert sorted(site.paths()) == ["/2023/mb.txt", "/2024/mb.txt", "/2025/mb.txt"]
    assert filled(line) == {slot(year): f"{site.url}/{year}/mb.txt" for year in (2023, 2024)}
    assert line.run().landed["load"] is None


def test_a_pattern_does_not_overrule_the_print(line: Line, site: Site):
    site.put("/2024/mb.txt", good(2023))
    line.place(publishing({"pattern": f"{site.url}/{{year}}/mb.txt", "since": 2024}))
    line.run()
    assert filled(line) == {}
    (reason,) = reasons(line).values()
    assert "its address is of 2024, printed is 2023" in reason


def waits(line: Line) -> list[Waits]:
    return inbox(line.settings, line.registry, AS_OF)


def test_the_inbox_tells_what_was_read_why_it_waits_and_what_is_near(line: Line):
    drop(line, "a.txt", f"{FORM} name={NAME}")
    drop(line, "b.txt", "poem")
    line.place(publishing())
    line.run()
    one, other = waits(line)
    assert one.said == (FORM, NAME, None)
    assert "not one fiscal year is printed" in one.why
    assert one.near == [slot(2023), slot(2024), slot(2025)]
    assert one.last_seen_at
    assert (other.said.form, other.near) == (None, [])
    assert "reads as no known form" in other.why


def test_the_inbox_names_the_other_file_for_a_slot_and_what_the_next_run_does(line: Line):
    drop(line, "a.txt", good())
    path = drop(line, "b.txt", good(more="value=5"))
    line.place(publishing())
    line.run()
    assert [one.why for one in waits(line)] == [
        f"{slot(2024)} fits more 另有文件相符: inbox://{name}.txt" for name in "ba"
    ]
    path.unlink()
    (one,) = waits(line)
    assert one.why.startswith(f"fits {slot(2024)}; the next run files it")


def test_what_nobody_found_waits_not(line: Line):
    line.write("loose.txt", "x")
    line.place(publishing())
    line.run()
    assert waits(line) == []


def file(line: Line, which: str, key: str, by: str = "王", reason: str = "来函") -> str:
    return file_by_hand(
        line.settings, line.registry, which, key, by=by, reason=reason, as_of=AS_OF
    )["source_uri"]


def test_a_document_is_filed_by_its_name_its_source_or_its_hash(line: Line):
    drop(line, "a.txt", "poem")
    line.place(publishing())
    line.run()
    found = document_id(line, "a.txt")
    for which in ("a.txt", "inbox://a.txt", found, found[:8]):
        assert file(line, which, slot(2024)) == "inbox://a.txt"
    assert assignments(line.settings) == {found: slot(2024)}


@pytest.mark.parametrize(
    ("which", "key", "by", "mistake"),
    [
        ("none.txt", slot(2024), "王", "nothing that was found is called none.txt"),
        ("a.txt", "nansha/x/2024/y", "王", "no slot nansha/x/2024/y"),
        ("a.txt", f"nansha/other/2024/{FORM}", "王", f"; there are {slot(2023)}"),
        ("a.txt", slot(2023), "王", f"the place file names a source of {slot(2023)}"),
        ("a.txt", slot(2024), " ", "who decides"),
        ("same.txt", slot(2024), "王", "same.txt could be any of"),
    ],
)
def test_what_cannot_be_filed_is_one_line(line: Line, which: str, key: str, by: str, mistake: str):
    line.write("own.txt", good(2023))
    drop(line, "a.txt", "poem")
    for folder in ("x", "y"):
        (line.settings.dropped / folder).mkdir()
        drop(line, f"{folder}/same.txt", f"poem of {folder}")
    line.place(publishing(y2023="own.txt"))
    line.run()
    with pytest.raises(InboxError) as error:
        file(line, which, key, by)
    assert mistake in str(error.value)
    assert "\n" not in str(error.value)
    assert assignments(line.settings) == {}


def test_a_warehouse_of_an_earlier_version_goes_on(line: Line):
    line.write("a.txt", good(2023))
    line.place(publishing(y2023="a.txt"))
    line.run()
    (load,) = loads(line.settings.raw)
    for name, new in {"sightings": "found_in", "loose_files": "document_id"}.items():
        names = SCHEMAS[name].names
        old = pq.ParquetFile(load / f"{name}.parquet").read()
        pq.write_table(old.select(names[: names.index(new)]), load / f"{name}.parquet")
    assert line.run().landed["load"]
    assert line.run().landed["load"] is None
    drop(line, "b.txt", good(2024))
    line.run()
    assert filled(line) == {slot(2023): "a.txt", slot(2024): "inbox://b.txt"}


def test_a_kill_between_reading_and_landing_loses_nothing(line: Line):
    drop(line, "a.txt", good())
    line.place(publishing())
    registry = line.registry
    found = collect(line.settings, registry, as_of=AS_OF)
    extract_batch(line.settings, worklist(line.settings, registry, found["sightings"], as_of=AS_OF))
    line.run()
    assert filled(line) == {slot(2024): "inbox://a.txt"}


def test_a_slot_that_is_named_in_between_is_not_taken(line: Line):
    drop(line, "a.txt", good())
    line.place(publishing())
    registry = line.registry
    found = collect(line.settings, registry, as_of=AS_OF)
    work = worklist(line.settings, registry, found["sightings"], as_of=AS_OF)
    extract_batch(line.settings, work)
    line.place(publishing(y2024="own.txt"))
    land(line.settings, line.registry, found["sightings"], work, AS_OF)
    assert filled(line) == {slot(2024): "own.txt"}
    assert "the place file names a source" in reasons(line)["inbox://a.txt"]


def test_what_is_withdrawn_takes_nothing_that_is_found(line: Line):
    drop(line, "a.txt", good())
    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "withdrawn": {2024: "撤回"}}
    line.place(nansha({}, forms={FORM: rule}))
    line.run()
    assert f"{slot(2024)} is withdrawn" in reasons(line)["inbox://a.txt"]


def test_a_found_address_is_no_word_of_the_place_file(line: Line, site: Site):
    with bureau_site() as inside:
        inside.put("/a.txt", good())
        site.put("/list/", f'<a href="{inside.url}/a.txt">绩效目标</a>')
        place = publishing(listing(site))
        line.place(place | {"fetching": {"delay": 0, "allow_private": True}})
        line.run()
        assert filled(line) == {slot(2024): f"{inside.url}/a.txt"}
        asked = len(inside.asked)
        line.place(place)
        (failure,) = line.run().collected["failures"]
        assert (failure["kind"], len(inside.asked)) == ("refused", asked)


def test_a_document_whose_list_is_out_of_order_is_still_asked_for(line: Line, site: Site):
    site.put("/list/", '<a href="a.txt">绩效目标</a>')
    site.put("/list/a.txt", good(), ETag='"1"')
    line.place(publishing(listing(site)))
    line.run()
    site.put("/list/", "维护")
    site.put("/list/a.txt", good(more="value=7"))
    ran = line.run()
    assert [one["kind"] for one in ran.collected["failures"]] == ["alarm"]
    assert [one["slot_key"] for one in ran.outcomes] == [slot(2024)]


def test_names_of_dropped_files_are_harmless(line: Line):
    drop(line, "two\nlines.txt", "poem")
    line.place(publishing())
    line.run()
    (one,) = waits(line)
    assert one.sighting["source_uri"] == "inbox://two\\nlines.txt"


def test_all_versions_of_a_slot_are_read_again_by_a_better_extractor(
    line: Line, site: Site, monkeypatch: pytest.MonkeyPatch
):
    site.put("/list/", '<a href="a.txt">绩效目标</a>')
    line.place(publishing(listing(site)))
    for value in (1, 2):
        site.put("/list/a.txt", good(more=f"value={value}"))
        line.run()
    better_extractor(monkeypatch)
    ran = line.run()
    assert ran.landed["documents"] == {"extracted": 2}
    assert line.run().work == []
