from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest import refresh as refresh_module
from ingest import steps
from ingest.cli import app
from ingest.landing.raw import loads, query
from ingest.settings import ROOT, settings
from ingest.warehouse.build import BuildError
from tests.unit.small_line import FORM, Line, made_up, nansha, slot
from tests.unit.small_marts import publish_raw

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = str(ROOT / "documents/huangpu/2023/department_target_form.txt")
REPORT = str(ROOT / "documents/huangpu/2022/self_evaluation_report.md")


@pytest.fixture
def line(tmp_path: Path, monkeypatch):
    line = Line(tmp_path)
    for name in ("home", "documents", "places"):
        monkeypatch.setenv(f"JIXIAO_{name.upper()}", str(getattr(line.settings, name)))
    settings.cache_clear()
    yield line
    settings.cache_clear()


def jixiao(*arguments: str):
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160", "NO_COLOR": "1"})


def said(*arguments: str) -> str:
    result = jixiao(*arguments)
    assert result.exit_code == 0, result.output
    return re.sub(r"\s+", " ", result.output)


def test_help_names_every_command():
    text = said("--help")
    for command in ("extract", "trace", "status", "refresh", "collect", "land", "build", "publish"):
        assert command in text
    assert "绩效" in text


def test_help_imports_nothing_heavy():
    code = "import sys, ingest.cli; print({'duckdb', 'pyarrow', 'pandas', 'dbt'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"set()\n"


def test_extract_prints_one_json_object_a_form():
    result = jixiao("extract", DOCUMENT, REPORT, "--json")
    assert result.exit_code == 0
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(found["file"], found["document"]["form"]) for found in objects] == [
        (DOCUMENT, "department_target_form"),
        (REPORT, "self_evaluation_report"),
    ]
    assert len(objects[0]["budget_lines"]) == 8
    assert objects[0]["budget_lines"][0]["amount_wan"] == 2341.13
    assert '"amount_wan": 2341.13,' in result.stdout


def test_extract_for_people_shows_the_parts():
    text = said("extract", DOCUMENT)
    assert "department_target_form" in text
    assert "广州市黄埔区科学技术局（广州开发区科技创新局）" in text
    assert "Budget 预算 (万元): 8" in text
    assert "2,341.13" in text
    assert "--json prints all" in text


def test_extract_shows_amounts_without_a_unit_as_printed(tmp_path: Path):
    rows = [
        "部门名称\t某局",
        "预算整体情况\t基本支出\t30.00\t项目支出\t20.00",
        "总体绩效目标\t办好科普",
    ]
    rows += ["一级指标\t二级指标\t三级指标\t年度指标值", "产出指标\t数量指标\t科普活动\t≥3场"]
    file = tmp_path / "a.txt"
    file.write_text("\n".join(["部门整体绩效目标申报表", *rows]), encoding="utf-8")
    text = said("extract", str(file))
    assert "30.00 未换算" in text
    assert "error no unit of money is printed" in text


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path, options):
    (tmp_path / "empty.txt").touch()
    result = jixiao("extract", str(tmp_path / "empty.txt"), DOCUMENT, *options)
    assert result.exit_code == 1
    assert "the file is empty" in result.output
    assert "department_target_form" in result.output
    if options:
        first = json.loads(result.stdout.splitlines()[0])
        assert set(first) == {"file", "problems"}


def test_a_text_of_no_known_form_is_said_so(tmp_path: Path):
    (tmp_path / "poem.txt").write_text("床前明月光\n", encoding="utf-8")
    result = jixiao("extract", str(tmp_path / "poem.txt"))
    assert result.exit_code == 1
    assert "no known form" in result.output
    assert " error " in result.output
    assert "seen: first line “床前明月光”" in result.output
    assert "reading.titles of the place file, or ingest/vocabulary/forms.yml" in result.output
    assert jixiao("extract", str(tmp_path / "poem.txt"), "--json").exit_code == 1


def test_status_before_any_run(line: Line):
    assert "make refresh" in said("status")


def test_trace_of_an_unknown_id(line: Line):
    result = jixiao("trace", "nope")
    assert result.exit_code == 1
    assert "error no indicator value has the id nope" in result.output


def test_collect_and_land_by_hand(line: Line, monkeypatch):
    made_up(monkeypatch)
    line.write("a.txt", f"{FORM} values=2")
    line.write("b.txt", "")
    line.write("loose.txt", "x")
    line.place(nansha({2023: "a.txt", 2024: "b.txt", 2025: "gone.txt"}))
    text = said("collect")
    assert "4 sources, 3 new, 1 not reached" in text
    assert f"new a.txt → {slot(2023)}" in text
    assert "new loose.txt → no place file registers it" in text
    assert "not reached gone.txt: not found" in text
    text = said("land")
    assert "quarantined b.txt: the file is empty" in text
    assert "1 extracted, 2 quarantined" in text
    (load,) = loads(line.settings.raw)
    assert load.name.removeprefix("load=") in text
    assert "Nothing new." in said("land")
    assert "2 extracted" not in said("land", "--full", "--year", "2023")
    assert len(query(line.settings.raw, "documents", "select * from landed")) == 4


def test_a_wrong_district_is_one_line(line: Line):
    result = jixiao("land", "--district", "atlantis")
    assert result.exit_code == 1
    assert result.output == "error no district atlantis; there are guangdong, guangzhou\n"


def test_audit_before_a_build_is_one_line(line: Line):
    result = jixiao("audit")
    assert result.exit_code == 1
    assert "error nothing is built yet" in result.output


def test_a_failed_build_is_one_line(line: Line, monkeypatch):
    def fail(*_: object, **__: object):
        raise BuildError("model x: no such column")

    monkeypatch.setattr(steps, "build", fail)
    result = jixiao("build")
    assert result.exit_code == 1
    assert "error model x: no such column" in result.output


@pytest.mark.parametrize(("went_well", "status"), [(True, 0), (False, 1)])
def test_refresh_passes_its_choice_on(line: Line, monkeypatch, went_well, status):
    calls = []

    def run(_settings, _console, **choice):
        calls.append(choice)
        return went_well

    monkeypatch.setattr(refresh_module, "refresh", run)
    result = jixiao("refresh", "--district", "huangpu", "--year", "2023", "--full")
    assert result.exit_code == status
    choice = {"district": "huangpu", "year": 2023, "full": True}
    assert calls == [choice | {"as_of": None, "wait": False, "notify": False}]


def test_refresh_takes_a_night_that_was(line: Line, monkeypatch):
    nights = []

    def run(*_, as_of, wait, **__):
        nights.append((as_of, wait))
        return True

    monkeypatch.setattr(refresh_module, "refresh", run)
    assert jixiao("refresh", "--as-of", "2026-03-01", "--wait").exit_code == 0
    assert nights == [(date(2026, 3, 1), True)]
    for never in ("2025-12-31", "2999-01-01", "soon"):
        assert jixiao("refresh", "--as-of", never).exit_code == 2
    assert len(nights) == 1


def test_trace_draws_a_picture(line: Line, monkeypatch):
    made_up(monkeypatch)
    line.write("a.txt", f"{FORM} values=1 ≥1")
    line.place(nansha({2023: "a.txt"}))
    line.run()
    (row,) = query(line.settings.raw, "indicator_values", "select * from landed")
    result = jixiao("trace", row["indicator_value_id"], "--image", str(line.root / "a.png"))
    if (line.root / "a.png").exists():
        assert (line.root / "a.png").read_bytes().startswith(b"\x89PNG")
    else:  # without a font for Chinese it says so
        assert (result.exit_code, "no font with Chinese" in result.output) == (1, True)


def test_extract_explains_what_each_column_was_taken_for(tmp_path):
    sheet = tmp_path / "form.csv"
    sheet.write_text(
        "项目支出绩效目标表,,,\n一级指标,二级指标,要点,年度指标值\n产出指标,数量指标,培训人数,≥300人\n"
        "产出指标,质量指标,培训合格率,≥95%\n效益指标,社会效益指标,就业人数,≥120人\n",
        encoding="utf-8",
    )
    text = said("extract", "--explain", str(sheet))
    assert re.search(r"要点\s+name\s+cells", text)
    assert re.search(r"年度指标值\s+annual\s+words", text)


@pytest.mark.parametrize(("header", "is_unknown"), [("要点", True), ("三级指标", False)])
def test_extract_says_where_an_unknown_word_goes(tmp_path, header, is_unknown):
    sheet = tmp_path / "form.csv"
    sheet.write_text(
        "项目支出绩效目标表,,,\n项目名称,校舍维修,,\n年度资金总额（万元）,12,,\n年度目标,办好,,\n"
        f"一级指标,二级指标,{header},年度指标值\n产出指标,数量指标,培训人数,≥300人\n"
        "产出指标,质量指标,培训合格率,≥95%\n效益指标,社会效益指标,就业人数,≥120人\n",
        encoding="utf-8",
    )
    text = jixiao("extract", str(sheet)).stdout
    assert ("reading.headers of the place file" in text) == is_unknown


def test_the_inbox_by_hand(line: Line, monkeypatch):
    made_up(monkeypatch)
    line.place(nansha({}))
    assert "Nothing waits 没有待认领的文件" in said("inbox")
    line.settings.dropped.mkdir(parents=True)
    (line.settings.dropped / "a.txt").write_text(f"{FORM} year=2024", encoding="utf-8")
    (line.settings.dropped / "b.txt").write_text("poem", encoding="utf-8")
    assert "new inbox://a.txt → found 待认领" in said("collect")
    said("land")
    text = said("inbox")
    assert "why 原因 department_target_form: not one department is printed" in text
    assert "2 waiting 待认领" in text
    by = ("--by", "王", "--reason", "来函")
    assert f"inbox://a.txt → {slot(2024)}" in said("inbox", "assign", "a.txt", slot(2024), *by)
    assert "inbox://b.txt → no slot 剔除" in said("inbox", "dismiss", "b.txt", *by)
    assert "quarantined inbox://a.txt" in said("status")
    assert "1 extracted" in said("land")
    assert "Nothing waits" in said("inbox")
    assert "quarantined inbox://a.txt" not in said("status")
    (line.settings.dropped / "a.txt").write_text(f"{FORM} year=2024 values=2", encoding="utf-8")
    assert f"new inbox://a.txt → {slot(2024)}" in said("collect")


def test_what_cannot_be_filed_is_one_line(line: Line):
    line.place(nansha({}))
    result = jixiao("inbox", "assign", "a.txt", slot(2024), "--by", "王", "--reason", "x")
    assert result.exit_code == 1
    assert result.output == "error nothing that was found is called a.txt 没有这个文件\n"


def test_publications_diff_and_rollback(line: Line, monkeypatch):
    made_up(monkeypatch)
    assert "Nothing has been published yet" in said("publications")
    line.write("a.txt", f"{FORM} value=2500")
    line.place(nansha({2023: "a.txt"}))
    line.run()
    one, two = publish_raw(line.settings).id, publish_raw(line.settings).id
    listed = json.loads(jixiao("publications", "--json").stdout)
    assert [found["id"] for found in listed] == [one, two]
    assert json.loads(jixiao("diff", one, two, "--json").stdout)["changes"] == []
    assert "Nothing differs" in said("diff", one, two)
    assert f"Back at {one}; {two} is kept." in said("rollback", one, "--by", "li", "--reason", "x")
    assert "current already" in said("rollback", one)
    assert "by li, from" in said("publications")
    status = said("status")
    assert f"from {two} to {one}: x" in status
    assert "until something new lands, or jixiao publish is run" in status
    for command in (("rollback", "nope"), ("diff", one, "nope")):
        result = jixiao(*command)
        assert result.exit_code == 1
        assert f"error no publication is called nope; kept are {one}, {two}" in result.output


def test_status_for_monitoring_ends_with_1_when_a_person_is_needed(line: Line, monkeypatch):
    result = jixiao("status", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == ["nothing is published yet 尚未发布"]
    line.place(nansha({}))
    line.run()
    publish_raw(line.settings)
    result = jixiao("status", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ok"] is True
    made_up(monkeypatch)
    line.settings.dropped.mkdir(parents=True, exist_ok=True)
    (line.settings.dropped / "poem.txt").write_text("poem", encoding="utf-8")
    line.run()
    result = jixiao("status", "--json")
    assert result.exit_code == 1
    waiting = "found documents that wait for their place: 1 (jixiao inbox)"
    assert json.loads(result.stdout)["problems"][-1] == waiting
