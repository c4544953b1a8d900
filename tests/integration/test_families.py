"""A warehouse of one family of forms alone is published; one where everything is held says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
import yaml

from ingest.runs import read_run
from ingest.settings import ROOT, Settings
from ingest.steps import NothingPublishedError, run_line
from ingest.warehouse.publish import current

if TYPE_CHECKING:
    from pathlib import Path

NAME = "广州南沙经济技术开发区科学技术局"


def html(title: str, rows: str) -> str:
    cells = (
        "".join(f"<td>{cell}</td>" for cell in line.split()) for line in rows.strip().splitlines()
    )
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    head = f"<p>{title}</p><p>（2023年度）</p><p>单位：万元</p>"
    return f"<html><body>{head}<table>{table}</table></body></html>"


PROJECT_FORM = html(
    "项目支出绩效目标申报表",
    """
    项目名称 科普活动 - - -
    项目资金 资金总额 {total} - -
    项目资金 其中：财政拨款 100.00 - -
    项目资金 其他资金 20.00 - -
    绩效指标 一级指标 二级指标 三级指标 指标值
    绩效指标 产出指标 数量指标 活动场次 ≥6场
    """,
)
EVALUATION = html(
    "项目支出绩效自评表",
    """
    项目名称 科普活动 - - - - -
    项目资金 - 年初预算数 全年预算数 全年执行数 分值 执行率
    项目资金 年度资金总额 100.00 120.00 114.00 10 95.00%
    项目资金 其中：当年财政拨款 100.00 120.00 114.00 - -
    绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值
    绩效指标 产出指标 数量指标 活动场次 ≥6场 7场 90
    """,
)


def line(root: Path, form: str, *sources: tuple[int, str, str]) -> Settings:
    """One department that gives one form a year: (year, file name, content)."""
    settings = Settings(home=root / "var", documents=root / "documents", places=root / "places")
    settings.documents.mkdir()
    settings.places.mkdir()
    for place in ("guangdong", "guangzhou"):
        content = yaml.safe_load((ROOT / "ingest/places" / f"{place}.yml").read_text("utf-8"))
        content.pop("departments", None)
        (settings.places / f"{place}.yml").write_text(yaml.safe_dump(content, allow_unicode=True))
    place = yaml.safe_load((ROOT / "ingest/places/nansha.yml").read_text(encoding="utf-8"))
    for _, file, content in sources:
        target = settings.documents / file
        target.write_text(content, encoding="utf-8")
    place["departments"][0]["forms"] = {
        form: {
            "since": 2022,
            "due": {"month": 4, "day": 30},
            "sources": {year: file for year, file, _ in sources},
        }
    }
    text = yaml.safe_dump(place, allow_unicode=True)
    (settings.places / "nansha.yml").write_text(text, encoding="utf-8")
    return settings


TARGETS = (ROOT / "documents/nansha/2023/department_target_form.txt").read_text(encoding="utf-8")
REPORT = (ROOT / "documents/huangpu/2022/self_evaluation_report.md").read_text(encoding="utf-8")
TABLE = (ROOT / "documents/guangzhou/2023/project_target_table.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "year", "file", "content", "fact"),
    [
        ("department_target_form", 2023, "form.txt", TARGETS, "fct_budget_line"),
        (
            "self_evaluation_report",
            2022,
            "report.md",
            REPORT.replace("广州市黄埔区科学技术局（广州开发区科技创新局）", NAME),
            "fct_evaluation_score",
        ),
        (
            "project_target_table",
            2023,
            "projects.txt",
            TABLE.replace("广州市科学技术局（本级）", NAME).replace("广州市科学技术局", NAME),
            "fct_project_funding",
        ),
        (
            "project_target_form",
            2023,
            "form.html",
            PROJECT_FORM.format(total="120.00"),
            "fct_project_fund",
        ),
        ("self_evaluation_table", 2023, "evaluation.html", EVALUATION, "fct_indicator_score"),
    ],
)
def test_a_family_alone_is_published(
    tmp_path: Path, form: str, year: int, file: str, content: str, fact: str
) -> None:
    settings = line(tmp_path, form, (year, file, content))
    assert run_line(settings, "night") is not None
    with duckdb.connect(str(settings.published / "marts.duckdb"), read_only=True) as marts:
        marts.execute("use marts")
        loaded = marts.execute("select form, status from dim_document").fetchall()
        assert loaded == [(form, "loaded")]
        for table in (fact, "mart_document_ledger", "mart_coverage"):
            assert marts.execute(f"select count(*) from {table}").fetchall() > [(0,)], table


def test_a_night_where_everything_is_held_or_quarantined_says_what_can_be_done(
    tmp_path: Path,
) -> None:
    settings = line(
        tmp_path,
        "project_target_form",
        (2023, "held.html", PROJECT_FORM.format(total="130.00")),
        (2024, "empty.html", " "),
    )
    with pytest.raises(NothingPublishedError) as raised:
        run_line(settings, "night")
    message = str(raised.value)
    assert message.startswith("nothing can be published 无可发布: 1 held, 1 quarantined, e.g. ")
    assert "dbt_project/seeds/reconciliation_waivers.csv" in message
    run = read_run(settings, "night")
    assert run and run.outcome == "failed"
    [held] = [reason for reason in run.refused if reason.startswith("held.html: held: ")]
    assert "130" in held and "120" in held
    assert any(reason.startswith("empty.html: quarantined: ") for reason in run.refused)
    assert current(settings) is None
