"""Tables without rules: lines that are as full as wrapped ones, and are cells of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.read.pdf import read_pdf
from ingest.read.pdf.alignment import GUESSED_ROWS
from ingest.read.pdf.joins.pairs import are_two
from tests.unit.read.draw_pdf import Drawing
from tests.unit.read.test_without_rules import filled

if TYPE_CHECKING:
    from ingest.document import Table

FORM = (45, 110, 180, 320)
LIST = (45, 130, 180, 240, 310, 400, 430, 490)


def drawn(xs: tuple[int, ...], *rows: str, pitch: float = 18.0) -> Table:
    """The table of rows whose texts stand apart by blanks; a dash is a blank cell."""
    drawing = Drawing()
    for number, row in enumerate(rows):
        for x, text in zip(xs, row.split(), strict=False):
            if text != "-":
                drawing.text(x, 100 + pitch * number, text, 9)
    (table,) = read_pdf(drawing.data()).tables
    return table


@pytest.mark.parametrize(
    "value",
    ["2022年10月底", "2024年12月31日前", "12月31日前", "2024年12月", "每季度末", "按时完成"],
)
def test_a_date_above_another_value_is_a_cell_of_its_own(value: str) -> None:
    table = drawn(
        FORM,
        "一级指标 二级指标 三级指标 指标值",
        "产出指标 数量指标 减免殡葬费用户数 ≥2600户",
        "- - 新建公益性骨灰楼堂 2座",
        f"- 时效指标 减免资金兑付时间 {value}",
        "- 成本指标 人均减免标准 ≤1500元",
        "效益指标 社会效益指标 减轻群众负担 ≥390万元",
    )
    assert filled(table)[3:5] == [
        ("产出指标", "时效指标", "减免资金兑付时间", value),
        ("产出指标", "成本指标", "人均减免标准", "≤1500元"),
    ]
    assert not any(cell.place.doubt for row in table.rows for cell in row)


def test_signs_numbers_and_units_below_one_another_are_those_of_two_rows() -> None:
    table = drawn(
        LIST,
        "项目名称 预算数 一级指标 二级指标 三级指标 性质 指标值 单位",
        "公共图书采购 260.00 产出指标 数量指标 采购图书册数 ≥ 65000 册",
        "- - 产出指标 质量指标 图书验收合格率 ＝ 100 %",
        "- - 效益指标 社会效益指标 新书借阅率 ≥ 35 %",
        "博物馆运行 518.60 产出指标 数量指标 举办临时展览 ≥ 8 个",
        "- - 产出指标 数量指标 开放天数 ≥ 310 天",
        "- - 效益指标 社会效益指标 接待观众人次 ≥ 45 万人次",
    )
    rows = filled(table)
    assert [row[0] for row in rows[1:]] == ["公共图书采购"] * 3 + ["博物馆运行"] * 3
    assert [row[5:] for row in rows[1:3]] == [("≥", "65000", "册"), ("＝", "100", "%")]


def test_a_project_begins_beside_its_first_row_though_others_could_stand_amid_theirs() -> None:
    table = drawn(
        (45, 75, 150, 200, 270, 350, 460),
        "序号 项目名称 预算金额 一级指标 二级指标 三级指标 指标值",
        "- 合计 520.6 - - - -",
        "1 公共图书采购 260 产出指标 数量指标 采购图书册数 ≥65000册",
        "- - - - 质量指标 图书验收合格率 100%",
        "- - - 效益指标 社会效益指标 新书借阅率 ≥35%",
        "2 博物馆运行 172.6 产出指标 数量指标 举办临时展览 ≥8个",
        "- - - 效益指标 社会效益指标 接待观众人次 ≥45万人次",
    )
    assert [row[:3] for row in filled(table)[1:]] == [
        ("", "合计", "520.6"),
        *[("1", "公共图书采购", "260")] * 3,
        *[("2", "博物馆运行", "172.6")] * 2,
    ]


def test_a_first_level_stands_beside_the_second_levels_that_are_under_it() -> None:
    """By their heights alone, the second first level could stand amid the last three rows."""
    table = drawn(
        FORM,
        "一级指标 二级指标 三级指标 指标值",
        "产出指标 数量指标 工程验收个数 ≥12个",
        "- 质量指标 工程验收合格率 100%",
        "效益指标 经济效益指标 带动就业人数 ≥2600户",
        "- 可持续影响指标 运行年限 ≥10年",
    )
    assert [row[0] for row in filled(table)[1:]] == ["产出指标"] * 2 + ["效益指标"] * 2
    assert not any(cell.place.doubt for row in table.rows for cell in row)


def test_a_line_that_ends_far_from_the_next_column_is_not_full() -> None:
    table = drawn(
        (45, 220, 330),
        "三级指标 指标值 备注",
        "工程验收合格率 12月31日前 -",
        "资金拨付及时率 每季度末 -",
        "制度建设健全性 逐步完善 -",
        pitch=12.0,
    )
    assert [row[0] for row in filled(table)[1:]] == [
        "工程验收合格率",
        "资金拨付及时率",
        "制度建设健全性",
    ]


def test_a_number_put_together_from_two_lines_is_a_guess() -> None:
    drawing = Drawing()
    for x, text in ((50, "三级指标"), (180, "指标值")):
        drawing.text(x, 100, text)
    for y, name, lines in (
        (130, "高新技术企业", ("不少于5", "00家")),
        (170, "科普活动场次", ("12场",)),
    ):
        drawing.text(50, y, name)
        for number, line in enumerate(lines):
            drawing.text(180, y + 12 * number - 6 * (len(lines) - 1), line)
    (table,) = read_pdf(drawing.data()).tables
    doubts = {cell.text: cell.place.doubt for row in table.rows for cell in row}
    assert doubts["不少于500家"] == GUESSED_ROWS
    assert doubts["12场"] is None


@pytest.mark.parametrize(
    ("one", "two", "role", "is_so"),
    [
        ("产出指标", "产出指标", "level1", True),
        ("服务对象满", "意度指标", "level2", False),
        ("册", "%", "unit", True),
        ("万人", "次", "unit", False),
        ("≥", "＝", "nature", True),
        ("每季度末", "≤1500元", "annual", True),
        ("讲座场次，", "≥5场", "annual", False),
        ("培训人数（人）", "培训班次（期）", "name", True),
        ("2025年6月", "2024年12月", "annual", True),
        ("≤265万元", "逐步完善", "annual", True),
        ("≥45万人", "次以上", "annual", False),
        ("≥30分钟", "以内", "annual", False),
        ("合格率达到95", "%以上", "annual", False),
    ],
)
def test_what_two_lines_are_by_their_column(one: str, two: str, role: str, is_so: bool) -> None:
    assert are_two(one, two, role) is is_so
