"""Tables of projects as text: pasted without the cells that were merged."""

from __future__ import annotations

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.read_forms import messages, only, targets

LIST = """
2024年部门预算项目绩效目标表
部门：301-某省科技厅|单位：万元
单位名称|项目名称|资金总额|财政拨款|其他资金|总体目标|一级指标|二级指标|三级指标|指标方向|指标值|度量单位
某省科技厅|科普经费|30.00|30.00|0.00|开展科普12场次|产出指标|数量指标|科普场次|≥|12|场次
时效指标|完成时限|≤|12|月
满意度指标|服务对象满意度指标|群众满意度|≥|90|%
专家咨询|8.50|8.50|0.00|聘请专家|产出指标|数量指标|专家人数|＝|20|人次
{}
"""
EXPECTED = [
    ("科普场次", ">=", "12", "场次"),
    ("完成时限", "<=", "12", "月"),
    ("群众满意度", ">=", "90", "%"),
    ("专家人数", "=", "20", "人次"),
]


@pytest.mark.parametrize("gap", ["\t", " "])
def test_a_project_begins_where_its_money_and_goal_stand(gap: str) -> None:
    text = LIST.format("效益指标|社会效益指标|决策水平|定性|提升|.")
    extraction = only(read_text(text.strip().replace("|", gap).split("\n")))
    assert extraction.header.department_name == "某省科技厅"
    assert [(p.project_name, p.total_wan, p.fiscal_wan, p.goal) for p in extraction.projects] == [
        ("科普经费", 30, 30, "开展科普12场次"),
        ("专家咨询", 8.5, 8.5, "聘请专家"),
    ]
    assert targets(extraction) == [*EXPECTED, ("决策水平", None, None, None)]
    assert {(v.project_no, v.row_no) for v in extraction.indicator_values if v.row_no} == {
        *((1, 1), (1, 2), (1, 3), (2, 1), (2, 2))
    }


@pytest.mark.parametrize(
    "row",
    [
        "评审经费|9.00|9.00|评审项目|产出指标|数量指标|评审数|≥|5|项",
        "评审经费|9.00|9.00|0.00|评审|项目|验收|产出指标|数量指标|评审数|≥|5|项",
        "评审经费|9.00|9.00|0.00|评审项目若干",
    ],
)
@pytest.mark.parametrize("gap", ["\t", " "])
def test_a_row_that_may_be_read_in_several_ways_is_in_doubt(gap: str, row: str) -> None:
    text = LIST.format(row)
    extraction = only(read_text(text.strip().replace("|", gap).split("\n")))
    assert targets(extraction)[: len(EXPECTED)] == EXPECTED
    of_row = [value for value in extraction.indicator_values if value.project_no == 3]
    assert all(value.place.doubt for value in of_row or extraction.indicator_values)


def test_units_among_projects_and_a_caption_beside_kept_columns() -> None:
    text = """
项目支出绩效目标表（本次下达）
部门：某省科技厅|单位：元
单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位
某省科普中心|||||||
科普专项|开展科普活动|产出指标|数量指标|活动场次|>=|12|场次
|||质量指标|合格率|>=|95|%
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(p.project_no, p.project_name) for p in extraction.projects] == [(1, "科普专项")]
    assert targets(extraction) == [("活动场次", ">=", "12", "场次"), ("合格率", ">=", "95", "%")]
    assert messages(extraction) == [
        "not read, a unit's row among projects: 某省科普中心",
    ]
