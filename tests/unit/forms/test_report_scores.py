"""Scores of self-evaluation reports: of their tables, of their text, of tables of indicators."""

import pytest

from ingest.document import Table
from ingest.forms.report.self_evaluation_report import extract
from tests.unit.printed_report import GRADED, MONEY, TITLE, lines, scores, table, with_table

SLID = table(
    "一级指标|二级指标|满分|自评得分",
    "投入|预算编制|10|9",
    "预算执行|20|18.5",
    "小计|30|27.5",
    "产出|完成率|70|65",
    "合计|100|92.5",
)
ALIGNED = table(
    "一级指标|二级指标|满分|自评得分",
    "投入|预算编制|10|9",
    "|预算执行|20|18.5",
    "|小计|30|27.5",
    "产出|完成率|70|65",
    "合计||100|92.5",
    aligned=True,
)


@pytest.mark.parametrize("printed", [SLID, ALIGNED], ids=["slid", "aligned"])
def test_scores_with_printed_full_marks(printed: Table) -> None:
    extraction = extract(with_table(lines(TITLE, GRADED), printed))
    assert scores(extraction) == [
        ("投入", "预算编制", "9", "10"),
        ("投入", "预算执行", "18.5", "20"),
        ("投入", None, "27.5", "30"),
        ("产出", "完成率", "65", "70"),
        ("总分", None, "92.5", "100"),
    ]
    assert extraction.scores[-1].grade == "优"


def test_a_total_that_only_the_prose_states() -> None:
    assert scores(extract(lines(TITLE, MONEY, GRADED))) == [("总分", None, "92.5", None)]


def test_scores_that_only_the_prose_states() -> None:
    extraction = extract(
        lines(
            TITLE,
            MONEY,
            "自评总得分为91.2分。",
            "（一）履职效能分析（满分50分，自评46.2分）",
            "1.整体效能（25分）自评得分22.2分。其中产出完成情况15分，得14.2分；效益完成情况10分，得8分。",
            "2.专项效能方面。满分25分，自评得分24分，无扣分情形。",
            "（二）管理效率（满分50分，自评45分）",
            "预算编制20分，得18分；预算执行30分，实得27分，服务对象满意度达到95分。",
        )
    )
    assert scores(extraction) == [
        ("履职效能", None, "46.2", "50"),
        ("履职效能", "产出完成情况", "14.2", "15"),
        ("履职效能", "效益完成情况", "8", "10"),
        ("履职效能", "专项效能", "24", "25"),
        ("管理效率", None, "45", "50"),
        ("管理效率", "预算编制", "18", "20"),
        ("管理效率", "预算执行", "27", "30"),
        ("总分", None, "91.2", None),
    ]
    metrics = [value.metric for value in extraction.indicator_values]
    assert metrics == ["预算执行率", "服务对象满意度"]


def test_a_table_of_indicators_in_a_report_is_read() -> None:
    printed = table(
        "一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分",
        "产出指标|数量指标|新认定高企数|60|≥200家|215家|60",
        "效益指标|经济效益|技术合同成交额|40|90亿元|85.5亿元|38",
        "合计|||100|||98",
        aligned=True,
    )
    extraction = extract(with_table(lines(TITLE, GRADED), printed))
    assert [(v.metric, v.measure, str(v.value)) for v in extraction.indicator_values] == [
        ("新认定高企数", "target", "200"),
        ("新认定高企数", "actual", "215"),
        ("技术合同成交额", "target", "90"),
        ("技术合同成交额", "actual", "85.5"),
    ]
    assert [(str(row.weight), str(row.score)) for row in extraction.indicator_scores] == [
        ("60", "60"),
        ("40", "38"),
    ]
    assert scores(extraction) == [("总分", None, "98", "100")]
    assert [problem.message for problem in extraction.problems] == [
        "部门整体收支情况 was not found"
    ]
