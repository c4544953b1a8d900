from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml
from small_line import CITY, FORM, PROVINCE, nansha

from ingest.registry import Registry, RegistryError, today
from ingest.settings import ROOT

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
    example = guide.split("```yaml\n")[1].split("```")[0]
    folder = places(PROVINCE, CITY)
    (folder / "tianhe.yml").write_text(example, encoding="utf-8")
    slots = {slot.slot_key: slot for slot in Registry.load(folder).slots(date(2024, 6, 1))}
    assert slots["tianhe/tianhe_science/2024/self_evaluation_report"].due_on == date(2025, 9, 30)
    source = slots["tianhe/tianhe_science/2024/department_target_form"].source_uri
    assert source == "tianhe/2024/department_target_form.txt"
