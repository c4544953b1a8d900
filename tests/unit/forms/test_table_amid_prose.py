"""A table of one project's indicators amid a report or a notice, named by its title alone."""

from __future__ import annotations

import pytest

from ingest.document import Document, Line, Place
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, targets, values

TARGETS = "指标名称 计量单位 指标性质 指标值\n巡防队员 人 = 437\n群众满意度 % ≥ 94"
RESULTS = "一级指标 二级指标 指标名称 目标值 实际完成值\n产出指标 数量指标 受助学生人数 ≥1380 1430"


def report(*lines: str, table: str) -> Document:
    """A document of lines, a table and a line more."""
    blocks = [Line(text, Place(line_from=at)) for at, text in enumerate(lines, 1)]
    told = Line("（四）部门职责。我局主管全县社会治安，现有民警460人。", Place(line_from=90))
    return Document((*blocks, *aligned(table).blocks, told), "text/html")


@pytest.mark.parametrize(
    ("title", "project", "department"),
    [
        ("某县公安局2022年度巡防队员经费绩效自评工作报告", "巡防队员经费", "某县公安局"),
        ("关于“2022化学实验中心建设项目”\n绩效评价结果的公示", "2022化学实验中心建设项目", None),
        ("2022年度勤工助学项目自评结果", "2022年度勤工助学项目", None),
    ],
)
def test_the_title_says_whose_the_figures_are(
    title: str, project: str, department: str | None
) -> None:
    chapters = ["一、基本情况", "全年预算数2185万元，全年执行数2185万元。"]
    extraction = only(report(*title.split("\n"), *chapters, table=TARGETS))
    assert extraction.header.form == "project_target_form"
    assert extraction.header.department_name == department
    assert [each.project_name for each in extraction.projects] == [project]
    assert targets(extraction) == [("巡防队员", "=", "437", "人"), ("群众满意度", ">=", "94", "%")]
    assert all("项目名称取自标题" in (v.place.doubt or "") for v in extraction.indicator_values)
    assert "prose around a table: not read" in messages(extraction)


def test_a_table_with_results_is_a_self_evaluation() -> None:
    extraction = only(report("2022年度勤工助学项目自评结果", "一、结论", table=RESULTS))
    assert extraction.header.form == "self_evaluation_table"
    assert [each[2:6] for each in values(extraction)] == [
        ("受助学生人数", "target annual", ">=", "1380"),
        ("受助学生人数", "actual annual", "=", "1430"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "某县公安局2022年度绩效自评工作报告",
        "市级财政专项资金绩效自评结果的公示",
        "某县公安局工作总结",
        "本项目较好地完成了年初目标，巡防队员经费绩效自评结果，",
    ],
)
def test_without_a_project_in_the_title_nothing_is_read(title: str) -> None:
    extraction = only(report(title, table=TARGETS))
    assert extraction.header.form is None
    assert not extraction.indicator_values


def test_of_several_tables_the_title_names_none() -> None:
    document = report("2022年度勤工助学项目自评结果", table=RESULTS)
    twice = Document((*document.blocks, *aligned(TARGETS).blocks), "text/html")
    assert only(twice).header.form is None
