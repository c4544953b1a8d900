from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from ingest.district.scaffold import Asked, area, scaffold, write
from ingest.place_file import SCHEMA_LINE
from ingest.registry import Registry, RegistryError
from ingest.settings import settings
from tests.unit.small_line import Line

if TYPE_CHECKING:
    from pathlib import Path

NAME = "杭州市西湖区科学技术局"
XIHU = "330106"


@pytest.fixture
def places(tmp_path: Path) -> Path:
    return Line(tmp_path).settings.places


def asked(*departments: str, **more: object) -> Asked:
    return Asked(code=XIHU, departments=[*departments] or [f"xihu_science={NAME}"], **more)


def registry(places: Path, asked: Asked) -> Registry:
    write(places, scaffold(places, asked))
    return Registry.load(places)


def test_a_district_gets_its_codes_its_names_and_the_areas_above(places: Path):
    found = registry(places, asked(since=2023))
    districts = {one.code: one for one in found.districts}
    assert [
        (one.district_key, one.name_zh, one.name_en, one.parent_district_key)
        for one in (districts["330000"], districts["330100"], districts[XIHU])
    ] == [
        ("zhejiang", "浙江省", "Zhejiang Province", None),
        ("hangzhou", "杭州市", "Hangzhou", "zhejiang"),
        ("xihu", "西湖区", "Xihu District", "hangzhou"),
    ]
    (department,) = found.departments
    assert department.scope == "department"
    assert {(form, rule.since, rule.due.month) for _, form, rule, *_ in found.forms} == {
        ("department_target_form", 2023, 4),
        ("self_evaluation_report", 2023, 9),
    }
    assert (places / "xihu.yml").read_text(encoding="utf-8").startswith(f"{SCHEMA_LINE}\n")


def test_only_the_areas_above_that_lack_a_file_are_written(places: Path):
    panyu = Asked(code=area("广州番禺"), departments=["广州市番禺区科学技术局"])
    assert [*scaffold(places, panyu)] == ["panyu.yml"]


def test_a_key_that_is_taken_is_told_apart_by_the_area_above(places: Path):
    write(places, scaffold(places, asked()))
    other = Asked(code=area("南昌西湖区"), departments=["南昌市西湖区科学技术局"])
    assert [*scaffold(places, other)] == ["nanchang_xihu.yml", "nanchang.yml", "jiangxi.yml"]


def test_a_bureau_alone_is_of_the_body_of_its_department(places: Path):
    found = registry(places, asked(f"xihu_science={NAME}", f"{NAME}（本级）"))
    told = {one.department_key: (one.scope, one.body_key) for one in found.departments}
    assert told == {
        "xihu_science": ("department", "xihu_science"),
        "xihu_kxjsj_bureau": ("bureau_only", "xihu_science"),
    }


def test_names_over_time_other_names_and_the_end_of_a_department(places: Path):
    said = asked(
        f"xihu_science={NAME}",
        "xihu_ip=杭州市西湖区知识产权局",
        formers=["xihu_science=西湖区科技局:2023", "xihu_science=西湖区科委:2020"],
        aliases=["xihu_science=西湖区外国专家局"],
        untils=["xihu_ip=2023"],
        successors=["xihu_ip=xihu_science"],
        since=2019,
    )
    science, ip = registry(places, said).departments
    assert [(one.name_zh, one.since, one.until) for one in science.names] == [
        ("西湖区科委", None, 2020),
        ("西湖区科技局", 2021, 2023),
        (NAME, 2024, None),
    ]
    assert science.aliases == ("西湖区外国专家局",)
    assert (ip.until, ip.successor_key) == (2023, "xihu_science")


def test_where_they_publish(places: Path):
    said = asked(
        listings=["https://a.gov.cn/", "xihu_science=https://b.gov.cn/"],
        patterns=["xihu_science=https://b.gov.cn/{year}.pdf"],
        folders=["/srv/shared"],
        links="绩效.*目标",
        since=2023,
    )
    district, department = registry(places, said).publishers
    assert district.key == "xihu"
    assert district.addresses == ["https://a.gov.cn/"]
    assert department.addresses == ["https://b.gov.cn/", "https://b.gov.cn/{year}.pdf"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (asked(aliases=["某局"]), "of which department is 某局"),
        (asked(aliases=["nobody=某局"]), "no department nobody; there are xihu_science"),
        (asked(formers=["xihu_science=某局"]), "no last fiscal year of a former name: 某局"),
        (asked(forms=["poem"]), "no form poem; there are department_target_form"),
        (asked(listings=["ftp://a"]), r"xihu.yml: publishes.0.*no address of a web page.*line"),
        (asked(untils=["xihu_science=soon"]), r"xihu.yml: departments.0.until: .*\(line"),
        (asked(f"a={NAME}", f"a={NAME}"), "department a is given twice"),
        (Asked(code=XIHU, departments=[]), "no department"),
        (Asked(code="440100", departments=[NAME]), "广东省广州市 has a place file: guangzhou.yml"),
        (asked(key="guangdong"), "guangdong.yml is there already"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(places: Path, said: Asked, message: str):
    before = sorted(places.iterdir())
    with pytest.raises(RegistryError, match=message):
        registry(places, said)
    assert sorted(places.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [("西湖区", "any of 不止一处: 浙江省杭州市西湖区 330106, 江西省"), ("亚特兰蒂斯", "no area")],
)
def test_an_area_that_is_not_one(name: str, message: str):
    with pytest.raises(RegistryError, match=message):
        area(name)


def test_the_command_asks_for_what_is_not_given(places: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JIXIAO_PLACES", str(places))
    settings.cache_clear()
    answers = ["杭州西湖区", "", "", "2023", NAME, "xihu_science", "西湖区科技局:2023", ""]
    answers += ["", "http://127.0.0.1:8000/list/", "", "", "", "", "y", ""]
    result = CliRunner().invoke(app, ["new-district"], input="\n".join(answers) + "\n")
    settings.cache_clear()
    assert result.exit_code == 0, result.output
    found = Registry.load(places)
    assert [one.department_key for one in found.departments] == [
        "xihu_science",
        "xihu_science_bureau",
    ]
    assert [one.key for one in found.publishers] == ["xihu/xihu_science"]
    assert found.departments[0].names[0].until == 2023
    again = CliRunner().invoke(app, ["new-district", "nowhere", "--department", NAME])
    assert again.exit_code == 1


def test_a_file_that_is_there_is_left_alone(places: Path):
    (places / "xihu.yml").write_text("key: mine\n", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write(places, {"xihu.yml": "key: theirs\n"})
    assert (places / "xihu.yml").read_text(encoding="utf-8") == "key: mine\n"
