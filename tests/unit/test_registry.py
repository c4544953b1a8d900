from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from ingest.document import Reading
from ingest.publishing import Pattern, names_private
from ingest.registry import FoundSource, Registry, RegistryError, today
from ingest.settings import ROOT
from tests.unit.small_line import CITY, FORM, PROVINCE, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path):
    def write(*contents: dict[str, object]) -> Path:
        for content in contents:
            path = tmp_path / f"{content['key']}.yml"
            path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write


def real() -> Registry:
    return Registry.load(ROOT / "ingest" / "places")


def test_the_real_places_have_their_official_names_levels_and_parents():
    found = {d.code: (d.name_zh, d.level, d.parent_district_key) for d in real().districts}
    assert found == {
        "440000": ("广东省", "province", None),
        "440100": ("广州市", "city", "guangdong"),
        "440112": ("黄埔区", "district", "guangzhou"),
        "440115": ("南沙区", "district", "guangzhou"),
    }


def test_the_real_documents_have_their_slots():
    slots = {s.source_uri: s for s in real().slots(date(2024, 1, 1)) if s.source_uri}
    assert {uri: (s.form, s.fiscal_year) for uri, s in slots.items()} == {
        "guangzhou/2023/department_target_form.txt": ("department_target_form", 2023),
        "guangzhou/2023/project_target_table.txt": ("project_target_table", 2023),
        "huangpu/2022/self_evaluation_report.md": ("self_evaluation_report", 2022),
        "huangpu/2023/department_target_form.txt": ("department_target_form", 2023),
        "nansha/2023/department_target_form.txt": ("department_target_form", 2023),
    }
    assert all((ROOT / "documents" / uri).is_file() for uri in slots)


def test_department_and_bureau_only_are_two_departments_of_one_body():
    found = {d.name_zh: (d.scope, d.body_key) for d in real().departments}
    assert found["广州市科学技术局"] == ("department", "guangzhou_science")
    assert found["广州市科学技术局（本级）"] == ("bureau_only", "guangzhou_science")


def test_slots_run_from_since_to_the_year_after(places):
    registry = Registry.load(places(PROVINCE, CITY, nansha({2023: "a.txt"})))
    slots = registry.slots(date(2025, 7, 1))
    assert [(s.fiscal_year, s.source_uri) for s in slots] == [
        (2023, "a.txt"),
        (2024, None),
        (2025, None),
        (2026, None),
    ]
    assert slots[0].slot_key == f"nansha/nansha_science/2023/{FORM}"
    assert slots[0].due_on == date(2023, 4, 30)


def test_a_self_evaluation_is_due_the_year_after():
    slots = {s.slot_key: s.due_on for s in real().slots(date(2024, 1, 1))}
    assert slots["huangpu/huangpu_science/2022/self_evaluation_report"] == date(2023, 9, 30)


def test_a_source_later_than_the_coming_year_is_not_lost(places):
    registry = Registry.load(places(PROVINCE, CITY, nansha({2030: "a.txt"})))
    assert "a.txt" in [s.source_uri for s in registry.slots(date(2024, 1, 1))]


def test_chosen_filters_by_district_and_year():
    registry = real()
    assert {s.district_key for s in registry.chosen(date(2024, 1, 1), "huangpu", None)} == {
        "huangpu"
    }
    assert {s.fiscal_year for s in registry.chosen(date(2024, 1, 1), None, 2022)} == {2022}
    with pytest.raises(RegistryError, match="no district atlantis; there are guangdong, "):
        registry.chosen(date(2024, 1, 1), "atlantis", None)


def test_a_municipalitys_district_stands_right_below_it(places):
    beijing = {"key": "beijing", "code": "110000", "name_en": "Beijing"}
    haidian = {"key": "haidian", "code": "110108", "name_en": "Haidian District"}
    registry = Registry.load(places(beijing, haidian))
    found = {d.district_key: (d.name_zh, d.parent_district_key) for d in registry.districts}
    assert found == {"beijing": ("北京市", None), "haidian": ("海淀区", "beijing")}


def test_a_code_newer_than_the_tables_needs_its_name(places):
    new = {"key": "danzhou", "code": "460400", "name_en": "Danzhou"}
    hainan = {"key": "hainan", "code": "460000", "name_en": "Hainan Province"}
    with pytest.raises(RegistryError, match=r"danzhou.yml: code: 460400 .*name_zh"):
        Registry.load(places(hainan, new))
    registry = Registry.load(places(hainan, new | {"name_zh": "儋州市"}))
    assert registry.districts[0].name_zh == "儋州市"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (nansha({}, scope="all"), "nansha.yml: departments.0.scope: Input should be 'department'"),
        (nansha({}, forms={"poem": {}}), "nansha.yml: departments.0.forms.poem"),
        (nansha({}, forms={FORM: {"since": 2023}}), f"departments.0.forms.{FORM}.due: Field req"),
        (
            nansha({}, forms={FORM: {"since": 2023, "due": {"month": 2, "day": 30}}}),
            f"departments.0.forms.{FORM}.due: Value error, day",
        ),
        (nansha({2022: "a.txt"}), "source of 2022 is before since 2023"),
        (nansha({2023: "../a.txt"}), "outside the documents folder: '../a.txt'"),
        (nansha({2023: "/etc/passwd"}), "outside the documents folder"),
        (nansha({}) | {"code": "44"}, "nansha.yml: code: String should match"),
        (nansha({}) | {"colour": "red"}, "nansha.yml: colour: Extra inputs are not permitted"),
        (nansha({}) | {"code": "440215"}, "no place file for the area above, 440200 韶关市"),
    ],
)
def test_an_unsound_place_file_is_named_with_its_field(places, place, message):
    if place["code"] == "440215":
        place["name_zh"] = "某区"
    with pytest.raises(RegistryError) as caught:
        Registry.load(places(PROVINCE, CITY, place))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def withdrawn(reasons: dict[int, object], sources: dict[int, str] | None = None):
    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "sources": sources or {}}
    return nansha({}, forms={FORM: rule | {"withdrawn": reasons}})


def test_nothing_is_expected_after_the_last_year_of_a_department_or_its_district(places):
    def years(place) -> list[int]:
        registry = Registry.load(places(PROVINCE, CITY, place))
        return [slot.fiscal_year for slot in registry.slots(date(2026, 1, 1))]

    assert years(nansha({2023: "a.txt"}, until=2024)) == [2023, 2024]
    assert years(nansha({2023: "a.txt"}, until=2024) | {"until": 2023}) == [2023]
    assert years(nansha({2023: "a.txt"}, until=2023) | {"until": 2025}) == [2023]


def test_a_department_and_a_district_have_their_successors(places):
    old = nansha({}, key="old_science", until=2024, successor="nansha_science")
    place = nansha({}) | {"until": 2024, "successor": "guangzhou"}
    place["departments"] += old["departments"]
    registry = Registry.load(places(PROVINCE, CITY, place))
    found = {one.department_key: (one.until, one.successor_key) for one in registry.departments}
    assert found == {"old_science": (2024, "nansha_science"), "nansha_science": (None, None)}
    districts = {one.district_key: (one.until, one.successor_key) for one in registry.districts}
    assert districts["nansha"] == (2024, "guangzhou")


def test_a_department_signs_with_the_names_of_all_its_years(places):
    names = [{"name_zh": "某科技局", "until": 2023}, {"name_zh": "某科技和工信局", "since": 2024}]
    place = nansha({}, name_zh="某科技和工信局", names=names, aliases=["某局"])
    (department,) = Registry.load(places(PROVINCE, CITY, place)).departments
    assert department.signatures == ["某局", "某科技和工信局", "某科技局"]
    dated = [(name.name_zh, name.since, name.until) for name in department.names]
    assert dated == [("某科技局", None, 2023), ("某科技和工信局", 2024, None)]


def test_names_may_leave_years_to_the_name_of_today(places):
    names = [{"name_zh": "甲局", "since": 2021, "until": 2021}, {"name_zh": "乙局", "until": 2019}]
    place = nansha({}, names=names)
    assert len(Registry.load(places(PROVINCE, CITY, place)).departments[0].names) == 2


@pytest.mark.parametrize(
    ("of_form", "of_department", "of_district", "expected"),
    [
        (None, None, None, None),
        (None, None, "元", "元"),
        (None, "万元", "元", "万元"),
        ("亿元", "万元", "元", "亿元"),
    ],
)
def test_the_nearest_reading_wins(places, of_form, of_department, of_district, expected):
    def reading(unit: str | None) -> dict[str, object]:
        return {"reading": {"amount_unit": unit}} if unit else {}

    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "sources": {2023: "a.txt"}}
    place = nansha({}, forms={FORM: rule | reading(of_form)}, **reading(of_department))
    registry = Registry.load(places(PROVINCE, CITY, place | reading(of_district)))
    assert {slot.reading.amount_unit for slot in registry.slots(date(2024, 1, 1))} == {expected}


@pytest.mark.parametrize(
    ("key", "far", "near", "nearest", "expected"),
    [
        (
            "headers",
            {"甲": "annual", "乙": "goals.annual", "丙": "remark"},
            {"甲": "cycle", "乙：": "actual"},
            {"一、甲（元）": "weight", "丁": "head.project_name"},
            {"一、甲（元）": "weight", "乙：": "actual", "丙": "remark", "丁": "head.project_name"},
        ),
        (
            "titles",
            {"甲表": FORM, "乙表": FORM},
            {"甲表": "project_target_form"},
            {"甲 表": "project_target_table"},
            {"甲 表": "project_target_table", "乙表": FORM},
        ),
    ],
)
def test_of_each_word_the_nearest_reading_wins(places, key, far, near, nearest, expected):
    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "reading": {key: nearest}}
    place = nansha({}, forms={FORM: rule}, reading={key: near}) | {"reading": {key: far}}
    registry = Registry.load(places(PROVINCE, CITY, place))
    (reading,) = {slot.reading for slot in registry.slots(date(2023, 1, 1))}
    assert dict(getattr(reading, key)) == expected
    assert Reading.of(json.loads(json.dumps(reading.as_json()))) == reading


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        (
            {"headers": {"甲": "annul"}},
            "headers.甲: Value error, no role of headers: annul (achi",
        ),
        (
            {"headers": {"甲": "indicators.annul"}},
            "headers.甲: Value error, no role of indicators: annul (level1, level2, name, cycle, ",
        ),
        (
            {"headers": {"甲": "tables.annual"}},
            "headers.甲: Value error, no group of headers: tables (indicators, tasks, projects, ",
        ),
        ({"headers": {"甲": "horizons.cycle"}}, "no group of headers: horizons ("),
        ({"headers": {"甲": ".annual"}}, "no group of headers:  ("),
        ({"headers": {"甲": ["annual"]}}, "headers.甲: Input should be a valid string"),
        ({"headers": {"一、": "annual"}}, "headers.一、.[key]: Value error, no header: '一、'"),
        ({"headers": {2024: "annual"}}, "headers.2024.[key]: Input should be a valid string"),
        (
            {"headers": {"甲": "annual", "甲：": "cycle"}},
            "headers: Value error, 甲 and 甲： are one header",
        ),
        ({"headers": ["甲"]}, "headers: Input should be a valid dictionary"),
        (
            {"titles": {"甲表": "poem"}},
            "titles.甲表: Input should be 'department_target_form'",
        ),
        ({"titles": {"表": FORM}}, "titles.表.[key]: Value error, no title: '表' (2 to 80 charact"),
        ({"title": {"甲表": FORM}}, "title: Extra inputs are not permitted"),
    ],
)
def test_a_mistake_in_what_is_said_of_reading_is_one_line(places, reading, message):
    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "reading": reading}
    for place, field in (
        (nansha({}) | {"reading": reading}, "reading."),
        (nansha({}, reading=reading), "departments.0.reading."),
        (nansha({}, forms={FORM: rule}), f"departments.0.forms.{FORM}.reading."),
    ):
        with pytest.raises(RegistryError) as caught:
            Registry.load(places(PROVINCE, CITY, place))
        assert str(caught.value).startswith(f"nansha.yml: {field}")
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_withdrawn_year_has_its_reason_whether_or_not_it_has_a_source(places):
    place = withdrawn({2023: "部门来函\n撤回", 2030: "不再编制"}, {2023: "a.txt"})
    slots = Registry.load(places(PROVINCE, CITY, place)).slots(date(2023, 1, 1))
    assert {s.fiscal_year: (s.source_uri, s.withdrawn_reason, s.is_claimed) for s in slots} == {
        2023: ("a.txt", "部门来函 撤回", False),
        2024: (None, None, False),
        2030: (None, "不再编制", False),
    }


def named(*names: dict[str, object]):
    return nansha({}, names=list(names), name_zh="今日局")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (nansha({}, until="soon"), "nansha.yml: departments.0.until: Input should be a valid int"),
        (nansha({}) | {"until": 1899}, "nansha.yml: until: Input should be greater than"),
        (
            nansha({2025: "a.txt"}, until=2024),
            f"nansha.yml: departments.0.forms.{FORM}.sources: 2025 is after until 2024",
        ),
        (
            nansha({2025: "a.txt"}) | {"until": 2024},
            f"nansha.yml: departments.0.forms.{FORM}.sources: 2025 is after until 2024",
        ),
        (nansha({}, until=2022), f"departments.0.forms.{FORM}.since: 2023 is after until 2022"),
        (
            nansha({}, successor="nobody"),
            "nansha.yml: departments.0.successor: no department nobody",
        ),
        (nansha({}) | {"successor": "atlantis"}, "nansha.yml: successor: no district atlantis"),
        (nansha({}) | {"successor": "nansha_science"}, "successor: no district nansha_science"),
        (nansha({}, successor="nansha"), "departments.0.successor: no department nansha"),
        (
            nansha({}) | {"successor": "nansha"},
            "nansha.yml: successor: nansha → nansha is a circle",
        ),
        (
            nansha({}, successor="nansha_science"),
            "departments.0.successor: nansha_science → nansha_science is a circle",
        ),
        (
            named({"name_zh": "甲局"}),
            "nansha.yml: departments.0.names.0: Value error, since or until is needed",
        ),
        (
            named({"name_zh": "甲局", "since": 2024, "until": 2023}),
            "departments.0.names.0: Value error, since 2024 is after until 2023",
        ),
        (
            named({"name_zh": "甲局", "until": 2023}, {"name_zh": "今日局", "since": 2023}),
            "departments.0: Value error, names 甲局 and 今日局 overlap",
        ),
        (
            named({"name_zh": "甲局", "until": 2022}, {"name_zh": "乙局", "until": 2023}),
            "names 甲局 and 乙局 overlap",
        ),
        (
            named({"name_zh": "甲局", "since": 2020}, {"name_zh": "乙局", "until": 2021}),
            "names 乙局 and 甲局 overlap",
        ),
        (
            named({"name_zh": "甲局", "since": 2024}),
            "departments.0: Value error, name 甲局 has no until, name_zh is 今日局",
        ),
        (withdrawn({2022: "撤回"}), "withdrawn 2022 is before since 2023"),
        (
            nansha({}) | {"reading": {"amount_unit": "美元"}},
            "reading.amount_unit: Value error, no unit of money: 美元 (元, 万元 …)",
        ),
        (withdrawn({2023: " "}), f"departments.0.forms.{FORM}.withdrawn.2023: Value error, a reas"),
        (withdrawn({2023: None}), f"departments.0.forms.{FORM}.withdrawn.2023: Input should be a"),
        (
            withdrawn({2025: "撤回"}) | {"until": 2024},
            f"departments.0.forms.{FORM}.withdrawn: 2025 is after until 2024",
        ),
    ],
)
def test_a_mistake_in_what_changes_over_the_years_is_one_line(places, place, message):
    with pytest.raises(RegistryError) as caught:
        Registry.load(places(PROVINCE, CITY, place))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_successors_do_not_go_in_a_circle_over_several_files(places):
    city = CITY | {"successor": "nansha"}
    with pytest.raises(RegistryError) as caught:
        Registry.load(places(PROVINCE, city, nansha({}) | {"successor": "guangzhou"}))
    circle = "guangzhou.yml: successor: guangzhou → nansha → guangzhou is a circle (line 4)"
    assert str(caught.value) == circle


def test_who_leads_into_a_circle_is_not_the_one_to_correct(places):
    first = nansha({}, key="first", successor="second")
    second = nansha({}, key="second", successor="second")
    first["departments"] += second["departments"]
    with pytest.raises(RegistryError, match=r"departments.1.successor: second → second is a"):
        Registry.load(places(PROVINCE, CITY, first))


def test_a_key_given_twice_is_refused(places):
    folder = places(PROVINCE)
    (folder / "nansha.yml").write_text("key: nansha\ncode: '440115'\ncode: '440112'\n")
    with pytest.raises(RegistryError, match=r"nansha.yml: code is given twice"):
        Registry.load(folder)


def test_a_key_of_two_places_is_refused(places):
    folder = places(PROVINCE, CITY)
    (folder / "zz.yml").write_text("key: guangzhou\ncode: '440115'\nname_en: Nansha\n")
    with pytest.raises(RegistryError, match=r"zz.yml: key: guangzhou is given also in guangzhou"):
        Registry.load(folder)


def test_a_department_of_the_same_place_twice_is_refused(places):
    place = nansha({})
    twice = place | {"departments": place["departments"] * 2}
    with pytest.raises(RegistryError, match="nansha_science is given twice"):
        Registry.load(places(PROVINCE, CITY, twice))


@pytest.mark.parametrize("content", ["key: [", "", "- 1", "\tkey: a"])
def test_a_file_that_is_no_place_file(places, content):
    folder = places(PROVINCE)
    (folder / "bad.yml").write_text(content)
    with pytest.raises(RegistryError, match=r"^bad.yml: ") as caught:
        Registry.load(folder)
    assert "\n" not in str(caught.value)


def test_no_place_file_at_all(tmp_path: Path):
    with pytest.raises(RegistryError, match="no place file"):
        Registry.load(tmp_path)


def test_today_is_a_date():
    assert isinstance(today(), date)


def test_the_place_file_of_the_guide_is_sound(places):
    guide = (ROOT / "docs" / "adding-a-district.md").read_text(encoding="utf-8")
    blocks = (each.split("```")[0] for each in guide.split("```yaml\n")[1:])
    example = next(each for each in blocks if each.startswith("key:"))
    folder = places(PROVINCE, CITY)
    (folder / "tianhe.yml").write_text(example, encoding="utf-8")
    slots = {slot.slot_key: slot for slot in Registry.load(folder).slots(date(2024, 6, 1))}
    assert slots["tianhe/tianhe_science/2024/self_evaluation_report"].due_on == date(2025, 9, 30)
    source = slots["tianhe/tianhe_science/2024/department_target_form"].source_uri
    assert source == "tianhe/2024/department_target_form.txt"


def publishing(*publishes: dict[str, object], **changes: object) -> dict[str, object]:
    return nansha({2023: "a.txt"}, publishes=list(publishes), **changes)


LISTING = {
    "listing": "https://kjj.example.gov.cn/ysjs/",
    "links": "绩效.*目标",
    "selector": ".list a",
    "pages": {"next": "a.next", "most": 3},
}
PATTERN = {"pattern": "https://kjj.example.gov.cn/{year}/mb.pdf", "since": 2023}


def test_a_place_file_says_where_a_bureau_publishes(places):
    place = publishing(LISTING, PATTERN) | {
        "publishes": [{"folder": "s3://bucket/nansha/", "files": "*.pdf"}],
        "fetching": {"allow_private": True, "delay": 2},
        "reading": {"amount_unit": "元"},
    }
    district, department = Registry.load(places(PROVINCE, CITY, place)).publishers
    assert (district.key, department.key) == ("nansha", "nansha/nansha_science")
    assert district.district_key == department.district_key == "nansha"
    assert [type(one).__name__ for one in department.publishes] == ["Listing", "Pattern"]
    assert [type(one).__name__ for one in district.publishes] == ["Folder"]
    assert (department.fetching.allow_private, department.fetching.delay) == (True, 2)
    assert department.reading.amount_unit == "元"


def test_the_fetching_of_a_department_goes_before_its_districts(places):
    place = publishing(LISTING, fetching={"delay": 5}) | {"fetching": {"allow_private": True}}
    registry = Registry.load(places(PROVINCE, CITY, place))
    (publisher,) = registry.publishers
    assert (publisher.fetching.delay, publisher.fetching.allow_private) == (5, False)
    assert {slot.fetching.delay for slot in registry.slots(date(2023, 1, 1))} == {5}


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ({}, "publishes.0: one of listing, pattern, folder is needed"),
        (LISTING | PATTERN, "publishes.0: one of listing, pattern, folder is needed"),
        (LISTING | {"listing": "kjj.gov.cn"}, "listing.listing: Value error, no address of a"),
        (LISTING | {"listing": "https://a:b@c.cn/"}, "an address must not hold a password"),
        (
            LISTING | {"links": "绩效("},
            "listing.links: Value error, no regular expression: '绩效('",
        ),
        (LISTING | {"selector": "a["}, "listing.selector: Value error, no CSS selector: 'a['"),
        (LISTING | {"pages": {}}, "listing.pages: Value error, either next or pattern is needed"),
        (LISTING | {"pages": {"pattern": "index.html"}}, "pages.pattern: Value error, {page} is"),
        (LISTING | {"pages": {"next": "a", "most": 0}}, "pages.most: Input should be greater"),
        ({"listing": LISTING["listing"]}, "listing: Value error, links or selector is needed"),
        (LISTING | {"link": "x"}, "listing.link: Extra inputs are not permitted"),
        (PATTERN | {"pattern": "https://a.cn/x.pdf"}, "pattern.pattern: Value error, {year} is"),
        (PATTERN | {"until": 2022}, "pattern: Value error, since 2023 is after until 2022"),
        ({"folder": "shared"}, "folder.folder: Value error, a folder is an absolute path or a URI"),
        ({"folder": "/"}, "folder.folder: Value error, a folder is an absolute path or a URI"),
        ({"folder": "https://a.cn/x"}, "folder.folder: Value error, no folder: 'https://a.cn/x'"),
        ({"folder": "/a", "files": "../b"}, "no pattern of files below the folder: '../b'"),
    ],
)
def test_a_mistake_in_where_a_bureau_publishes_is_one_line(places, said, mistake):
    with pytest.raises(RegistryError) as error:
        Registry.load(places(PROVINCE, CITY, publishing(said)))
    message = str(error.value)
    assert message.startswith("nansha.yml: departments.0.publishes.0")
    assert mistake in message
    assert "\n" not in message


def test_what_was_found_is_the_source_of_a_slot_that_has_none(places):
    registry = Registry.load(places(PROVINCE, CITY, nansha({2023: "a.txt"})))
    found = {
        slot(year): FoundSource(f"https://a.cn/{year}", "listing", ("nansha",))
        for year in (2023, 2024)
    }
    slots = registry.filled(found).slots(date(2023, 7, 1))
    assert [(s.source_uri, s.found) for s in slots] == [
        ("a.txt", None),
        ("https://a.cn/2024", found[slot(2024)]),
    ]


def test_years_of_a_pattern_end_with_the_year_to_come():
    pattern = Pattern.model_validate(PATTERN)
    assert list(pattern.years(2024)) == [2023, 2024, 2025]
    assert list(pattern.model_copy(update={"until": 2023}).years(2024)) == [2023]


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("http://127.0.0.1:80/", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("http://10.1.2.3/a", True),
        ("https://8.8.8.8/a", False),
        ("https://kjj.example.gov.cn/", False),
    ],
)
def test_an_address_of_this_machine_is_told_by_itself(url: str, is_private: bool):
    assert names_private(url) == is_private
