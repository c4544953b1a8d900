"""Text laid out with spaces, as ``pdftotext -layout`` writes it."""

# ruff: noqa: E501 - the text is as wide as it was laid out
from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Line, Table
from ingest.forms import extract
from ingest.read import read
from ingest.read.pdf.alignment import GUESSED_ROWS

if TYPE_CHECKING:
    from pathlib import Path

FORM = """\
                  项目支出绩效目标申报表

                       （2024年度）

 项目名称   大型科研仪器共享
 主管部门   某省科技厅                            实施单位              某研究院
 项目资金   实施期资金总额       900.00           年度资金总额          300.00
 （万元）   其中：财政拨款       900.00           其中：财政拨款        300.00
            一级指标    二级指标            三级指标              实施期指标值    年度指标值
                                            开放共享仪器台套数    ≥600台套        ≥200台套
                                            服务企业家次          900家次以上     300家次以上
                        数量指标            组织仪器操作人员技术
 绩效指标   产出指标                        培训和现场观摩活动期  12期            4期
                                            数
                        质量指标            仪器设备验收合格率    100%            100%
                        时效指标            完成时间              2026年12月底前  2024年12月底前
            满意度指标  服务对象满意度指标  用户满意度            ≥92%            ≥90%

   填表说明：指标值应当量化。
"""


def test_columns_come_from_spaces_and_rows_from_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text(FORM, encoding="utf-8")
    document = read(path)
    lines = [block.text for block in document.blocks if isinstance(block, Line)]
    assert lines[0] == "项目支出绩效目标申报表"
    assert lines[-1] == "填表说明：指标值应当量化。"
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    assert table.aligned

    [extraction] = extract(document)
    found = [v for v in extraction.indicator_values if v.source_section == "indicator_table"]
    assert [
        (v.level2, v.indicator_name, v.horizon, v.operator, str(v.value), v.unit)
        for v in found
        if v.value is not None
    ] == [
        ("数量指标", "开放共享仪器台套数", "cycle", ">=", "600", "台套"),
        ("数量指标", "开放共享仪器台套数", "annual", ">=", "200", "台套"),
        ("数量指标", "服务企业家次", "cycle", ">=", "900", "家次"),
        ("数量指标", "服务企业家次", "annual", ">=", "300", "家次"),
        ("数量指标", "组织仪器操作人员技术培训和现场观摩活动期数", "cycle", "=", "12", "期"),
        ("数量指标", "组织仪器操作人员技术培训和现场观摩活动期数", "annual", "=", "4", "期"),
        ("质量指标", "仪器设备验收合格率", "cycle", "=", "100", "%"),
        ("质量指标", "仪器设备验收合格率", "annual", "=", "100", "%"),
        ("服务对象满意度指标", "用户满意度", "cycle", ">=", "92", "%"),
        ("服务对象满意度指标", "用户满意度", "annual", ">=", "90", "%"),
    ]
    first, last = found[0].place, found[-1].place
    assert (first.line_from, first.line_to, last.line_from) == (10, 10, 17)
    assert first.page is None
    assert first.bbox is None
    # Nothing but the text tells which lines make a cell: those that are put together say so.
    name = "组织仪器操作人员技术培训和现场观摩活动期数"
    assert [cell.place.doubt for row in table.rows for cell in row if cell.text == name] == [
        GUESSED_ROWS
    ]


# As pdftotext wrote it: it counts characters, so columns do not line up to the eye.
COUNTED = """\
省级部门项目支出绩效目标表
2024年
    项目名称       省自然科学基金                项目类别               特定目标类

    主管部门       浙江省科学技术厅               项目起止时间             2024-01-01至2026-12-31

               资金总额                   680,000,000

    项目资金（元）    其中：财政拨款                680,000,000

               其他资金                   0

    年度绩效目标     资助基础研究项目1800项。

               一级指标      二级指标         三级指标               目标值                   权重（%）

                         数量指标         资助项目数              ≥1800项                20
               产出指标
                         质量指标         发表SCI论文            ≥2000篇                20
    绩效指标
               成本指标      经济成本指标       面上项目资助强度           10万元/项                20

               效益指标      社会效益指标       培养研究生              不少于1500人              20

               满意度指标     服务对象满意度指标    科研人员满意度            90%以上                 10
"""


def test_pdftotext_counts_characters(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text(COUNTED, encoding="utf-8")
    [extraction] = extract(read(path))
    assert extraction.projects[0].total_wan == 68000
    found = [v for v in extraction.indicator_values if v.source_section == "indicator_table"]
    assert [(v.level1, v.indicator_name, v.operator, str(v.value), v.unit) for v in found] == [
        ("产出指标", "资助项目数", ">=", "1800", "项"),
        ("产出指标", "发表SCI论文", ">=", "2000", "篇"),
        ("成本指标", "面上项目资助强度", "=", "10", "万元/项"),
        ("效益指标", "培养研究生", ">=", "1500", "人"),
        ("满意度指标", "科研人员满意度", ">=", "90", "%"),
    ]
    assert [s.weight for s in extraction.indicator_scores] == [20, 20, 20, 20, 10]


def test_wrapped_text_with_few_gaps_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("一、基本情况\n  本部门  负责科技工作。\n" * 4 + "正文。\n" * 20, "utf-8")
    assert not read(path).tables


def test_gaps_of_one_width_part_cells_but_make_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    rows = [
        "项目名称    科普 经费",
        "一级指标    二级指标    三级指标    指标值",
        "产出指标    数量指标    科普活动的场次    ≥12场",
        "质量指标    合格率    ≥95%",
        "效益指标    社会效益指标    科学素质    提升",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    (table,) = read(path).tables
    assert not table.aligned
    assert [[cell.text for cell in row] for row in table.rows] == [
        row.split("    ") for row in rows
    ]


def test_gaps_among_cells_that_spaces_part_are_blank_cells(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    rows = [
        "主管部门  实施单位 某市 泵站管理所",
        "项目资金  年初预算数 全年预算数 全年执行数 分值 执行率",
        "年度资金总额 640 615 598.5 10 97%",
        "上年结转资金    -  -",
        "质量指标 机组一次启动成功   10 10",
        "时效指标 汛前检修完成   10 9.7",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert not read(path).tables
