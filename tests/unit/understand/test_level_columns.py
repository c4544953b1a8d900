# ruff: noqa: E501 - a drawn table is as wide as the form
"""Projects in rows, with columns of names and values under each first level."""

from decimal import Decimal

import pytest

from ingest.document import Document, Line, Place, Table
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import only, targets

DRAWING = """
单位编码（项目编码） 项目单位（项目名称） 项目金额（万元） < 绩效目标 < < <
^ ^ 资金总额 单位资金 产出指标 < 满意度指标 <
^ ^ ^ ^ 三级指标 指标值 三级指标 指标值
. 某市应急管理局 . . . . . .
4101 安全监管 3,458.36 21.67 采购帐篷 300顶 群众满意度 ≥95%
^ ^ ^ ^ 整改率 ≥98% . .
4102 森林防火 345.44 0.00 视频监控点 =89处 群众满意度 ≥85%
"""


def of_cells() -> Document:
    """The table with its merged cells."""
    return aligned(DRAWING)


def of_text() -> Document:
    """The table as pasted text: a field for every column, nothing merged."""
    (table,) = aligned(DRAWING).blocks
    assert isinstance(table, Table)
    grid = [["" for _ in range(8)] for _ in table.rows]
    for row in table.rows:
        for cell in row:
            grid[cell.row][cell.col] = cell.text
    return read_text(["\t".join(row) for row in grid])


@pytest.mark.parametrize("made", [of_cells, of_text])
def test_each_level_has_columns_of_its_own(made) -> None:
    document = made()
    title = Line("部门预算项目支出绩效目标表", Place(line_from=1))
    name = Line("部门（单位）名称：某市应急管理局", Place(line_from=2))
    extraction = only(Document((title, name, *document.blocks), document.media_type))
    assert extraction.header.form == "project_target_table"
    assert [(p.project_no, p.project_name, p.total_wan) for p in extraction.projects] == [
        (0, "某市应急管理局", None),
        (1, "安全监管", Decimal("3458.36")),
        (2, "森林防火", Decimal("345.44")),
    ]
    assert targets(extraction) == [
        ("采购帐篷", "=", "300", "顶"),
        ("群众满意度", ">=", "95", "%"),
        ("整改率", ">=", "98", "%"),
        ("视频监控点", "=", "89", "处"),
        ("群众满意度", ">=", "85", "%"),
    ]
    levels = [value.level1 for value in extraction.indicator_values]
    assert levels == ["产出指标", "满意度指标", "产出指标", "产出指标", "满意度指标"]


def test_a_section_s_label_that_a_page_break_put_before_a_level_is_no_part_of_it() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效目标申报表 < < <
            项目名称 数据平台 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 接口数 ≥10个
            绩效指标满意度指标 服务对象满意度指标 群众满意度 ≥90%
            """
        )
    )
    assert [value.level1 for value in extraction.indicator_values] == ["产出指标", "满意度指标"]


def test_a_column_for_each_second_level() -> None:
    drawing = """
    某县公路局2024年部门预算项目绩效目标表 <      <        <            <              <
    项目名称     资金总额（万元） 产出目标       <               效益目标         满意度目标
    ^            ^                数量目标       质量目标        社会效益目标     服务对象满意度目标
    日常养护     425.24           养护里程2785.77公里；⏎检查桥梁≥130座； 合格率>=99%； . 司乘满意度83%；
    农村公路     3604.59          .              验收合格率：98%； 交通中断次数<=1次； .
    """
    form = only(aligned(drawing))
    names = {project.project_no: project.project_name for project in form.projects}
    assert [
        (names[v.project_no or 0], v.level1, v.level2, v.indicator_name, v.operator, str(v.value))
        for v in form.indicator_values
    ] == [
        ("日常养护", "产出目标", "数量目标", "养护里程", "=", "2785.77"),
        ("日常养护", "产出目标", "数量目标", "检查桥梁", ">=", "130"),
        ("日常养护", "产出目标", "质量目标", "合格率", ">=", "99"),
        ("日常养护", "满意度目标", "服务对象满意度目标", "司乘满意度", "=", "83"),
        ("农村公路", "产出目标", "质量目标", "验收合格率", "=", "98"),
        ("农村公路", "效益目标", "社会效益目标", "交通中断次数", "<=", "1"),
    ]


PLACES = """
项目名称 农田修复 < < .
项目单位 产出指标 < < 效益指标
^ 质量指标 数量指标 时效指标 社会效益指标
^ 资金合规率 修复村数 资金使用率 指标1:受益人口
白濑镇 100% 2个 ≥90% 320人
湖洋乡 100% 1个 . 510人
"""


def test_a_row_for_each_place_and_a_column_for_each_indicator() -> None:
    extraction = only(aligned(f"项目支出绩效目标表 < < < <\n{PLACES.strip()}"))
    found = [
        (v.level1, v.level2, v.indicator_name, v.metric, v.value_text, v.place.cell)
        for v in extraction.indicator_values
    ]
    assert found[:3] == [
        ("产出指标", "质量指标", "资金合规率", "白濑镇资金合规率", "100%", "form!B6"),
        ("产出指标", "质量指标", "资金合规率", "湖洋乡资金合规率", "100%", "form!B7"),
        ("产出指标", "数量指标", "修复村数", "白濑镇修复村数", "2个", "form!C6"),
    ]
    assert [each[2:5] for each in found[4:]] == [
        ("资金使用率", "白濑镇资金使用率", "≥90%"),
        ("受益人口", "白濑镇受益人口", "320人"),
        ("受益人口", "湖洋乡受益人口", "510人"),
    ]


def test_one_row_is_no_table_of_places() -> None:
    extraction = only(
        aligned("项目支出绩效目标表 < < < <\n" + PLACES.strip().rsplit("\n", maxsplit=1)[0])
    )
    assert "白濑镇资金合规率" not in [v.metric for v in extraction.indicator_values]
