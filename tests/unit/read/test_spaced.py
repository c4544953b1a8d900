"""Text laid out with spaces, as ``pdftotext -layout`` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Line, Table
from ingest.extract import extract
from ingest.read import read

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
    # Nothing but the text tells where rows end: every figure says so.
    assert all(v.place.doubt for v in found)


def test_wrapped_text_with_few_gaps_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("一、基本情况\n  本部门  负责科技工作。\n" * 4 + "正文。\n" * 20, "utf-8")
    assert not read(path).tables
