"""Page text whose every line is a row: which column a value, or an amount, stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.read.text.page_text import read_text
from ingest.understand.lines.line_columns import column_of
from tests.unit.read_forms import only

if TYPE_CHECKING:
    from ingest.records import Extraction

LIST = """某市教育局2024年项目支出绩效目标表
单位：万元
项目名称 年度预算金额（元） 一级指标 二级指标 三级指标 符号 指标值 计量单位
公用经费 3,625,000 产出指标 数量指标 补助幼儿人数 ＝ 5100 人
校舍维修 8,150,000 产出指标 数量指标 维修校舍面积 ≥ 1.86 万平方米
质量指标 验收合格率 ＝ 100 %"""


def test_the_unit_in_a_header_goes_before_that_of_the_caption() -> None:
    extraction = only(read_text(LIST.split("\n")))
    totals = {project.project_name: str(project.total_wan) for project in extraction.projects}
    assert totals == {"公用经费": "362.5000", "校舍维修": "815.0000"}


def _form(rows: str, apart: str = " ") -> Extraction:
    """A form whose cells are ``apart`` by a blank, or each on a line."""
    head = "项目支出绩效目标表\n（2024年度）\n项目名称 监管经费\n年度资金总额（万元） 238.40\n"
    return only(read_text((head + rows).replace(" ", apart).split("\n")))


def _told(extraction: Extraction) -> list[tuple[str, str | None, bool]]:
    """Name, target and whether it is doubted."""
    values = extraction.indicator_values
    return [(v.indicator_name, v.value_text, bool(v.place.doubt)) for v in values]


FORMER_YEARS = """一级指标 二级指标 三级指标 指标值 指标值确定依据
前年 上年 {own}
产出指标 数量指标 人工造林面积 6.1万亩 5.8万亩 5.2万亩 林业规划
疫木除治株数 41200株 38600株 ≥35000株 历史标准
质量指标 造林当年成活率 83.2% 86% ≥85% 行业标准"""


@pytest.mark.parametrize(
    ("own", "apart"),
    [("预计当年实现", " "), ("预计当年实现", "\n"), ("预期全年完成数", " "), ("2024年", " ")],
)
def test_the_years_below_a_header_of_values(own: str, apart: str) -> None:
    extraction = _form(FORMER_YEARS.format(own=own), apart)
    assert _told(extraction) == [
        ("人工造林面积", "5.2万亩", False),
        ("疫木除治株数", "≥35000株", False),
        ("造林当年成活率", "≥85%", False),
    ]


@pytest.mark.parametrize("apart", [" ", "\n"])
def test_an_unknown_header_below_that_of_values_leaves_doubts(apart: str) -> None:
    extraction = _form(FORMER_YEARS.format(own="估测"), apart)
    assert all(doubted for _, _, doubted in _told(extraction))


REMARKS = """一级指标 二级指标 三级指标 指标值 备注
产出指标 数量指标 开展展览 12场 含巡展4场
新建分馆 2025年建2个
培训期数 4期，每期不少于60人
时效指标 完工日期 2024.12.20
资金发放时间 每月10日前
效益指标 社会效益指标 参观人次 约35万人次（含儿童）"""


@pytest.mark.parametrize("apart", [" ", "\n"])
def test_a_remark_may_stand_where_a_target_is_left_out(apart: str) -> None:
    doubts = {name: doubted for name, _, doubted in _told(_form(REMARKS, apart))}
    doubted = [name for name, doubt in doubts.items() if doubt]
    assert doubted[0] == "新建分馆"
    assert len(doubted) == 1 or apart == " "


QUARTERS = """一级指标 二级指标 三级指标 全年目标值 {headers}
产出指标 数量指标 执法检查次数 240次 40次 80次 70次
抽检样品数 ≥600批 100批 200批 180批
质量指标 案件办结率 95% 90% 92% 95%"""


@pytest.mark.parametrize("headers", ["一季度 二季度 三季度", "分解甲 分解乙 分解丙"])
def test_every_line_is_a_row_or_a_problem(headers: str) -> None:
    extraction = _form(QUARTERS.format(headers=headers))
    said = " ".join(problem.message for problem in extraction.problems)
    for name in ("执法检查次数", "抽检样品数", "案件办结率"):
        assert name in said or name in {
            value.indicator_name for value in extraction.indicator_values
        }


YEARS = """一级指标 二级指标 三级指标 2021年 2022年 2023年 目标值
产出指标 数量指标 执法检查次数 40次 80次 70次 240次
效益指标 社会效益指标 食品安全事故 0 0 0 0起"""


def test_former_years_beside_a_header_of_values() -> None:
    assert _told(_form(YEARS)) == [("执法检查次数", "240次", False), ("食品安全事故", "0起", False)]


EVALUATED = """2023年度项目支出绩效自评情况表
单位：元
项目名称 全年预算数 全年执行数 一级指标 二级指标 三级指标 年度指标值 实际完成值 得分
高龄老人津贴 18,640,000.00 18,252,300.00 产出指标 数量指标 发放人数 23000人 22648人 9.8
时效指标 发放及时率 100% 100% 10
社工站运营 6,215,000.00 6,215,000.00 产出指标 质量指标 个案结案率 85% 82.4% 9.5"""


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_list_of_evaluated_projects(between: str) -> None:
    extraction = only(read_text(EVALUATED.replace(" ", between).split("\n")))
    assert [project.project_name for project in extraction.projects] == [
        "高龄老人津贴",
        "社工站运营",
    ]
    told = [(v.project_no, v.indicator_name, v.measure, v.value_text)
            for v in extraction.indicator_values]  # fmt: skip
    assert told == [
        (1, "发放人数", "target", "23000人"),
        (1, "发放人数", "actual", "22648人"),
        (1, "发放及时率", "target", "100%"),
        (1, "发放及时率", "actual", "100%"),
        (2, "个案结案率", "target", "85%"),
        (2, "个案结案率", "actual", "82.4%"),
    ]


def test_a_list_of_evaluated_projects_without_rows_is_an_error() -> None:
    lines = EVALUATED.split("\n")[:3]
    extraction = only(read_text(" ".join(lines).split(" ")))
    errors = [problem.message for problem in extraction.problems if problem.severity == "error"]
    assert (
        "a list of evaluated projects without columns, so projects cannot be told apart" in errors
    )


AMID = """一级指标 二级指标 三级指标 指标值（上年完成值）
产出指标 数量指标 培训人数 60人（上年50人）
效益指标 社会效益指标 区域性疫情 0起（上年0起）
强化监管
378.56
产出指标 数量指标 创建净化场 7个（上年6个）"""


def test_a_row_of_an_amount_amid_others_is_doubted() -> None:
    assert _told(_form(AMID)) == [
        ("培训人数", "60人（上年50人）", False),
        ("区域性疫情", "0起（上年0起）", False),
        ("强化监管", "378.56", True),
        ("创建净化场", "7个（上年6个）", False),
    ]


def test_a_column_called_one_of_signs_may_say_where_values_are_to_go() -> None:
    fit = column_of("nature", "指标性质", "3").fit
    assert fit("≥") == fit("定量指标") == 0
    assert fit("正向指标") < fit("业务资料") < fit("化解历史积案数")
