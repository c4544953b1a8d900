"""A made-up form as a PDF, some of whose figures can only be guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

if TYPE_CHECKING:
    from pathlib import Path

FONT = "STSong-Light"
ROWS = (
    ("一级指标", "二级指标", "三级指标", "年度指标值"),
    ("产出指标", "数量指标", "高新技术企业认定数", "≥150家（180家）"),
    ("", "", "科技型中小企业入库数", "≥1300家（1500家）"),
    ("", "", "技术合同成交额", "12000.50"),
    ("", "", "新增省级新型研发机构", "≥3家（4家）"),
    ("", "", "科普基地联动开放日", "≥12场"),
    ("", "质量指标", "项目验收通过率", "≥95%"),
    ("效益指标", "社会效益", "带动就业人数", "≥800人（900人）"),
)


def draw(path: Path) -> None:
    """Write the form."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10.5, leading=14)
    title = ParagraphStyle("title", parent=body, fontSize=16, leading=24, alignment=1)
    rows = [
        ["部门名称", "广州南沙经济技术开发区科学技术局", "", ""],
        *map(list, ROWS),
    ]
    grid = Table(rows, colWidths=[75, 75, 170, 150], rowHeights=26)
    grid.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
                ("FONT", (0, 0), (-1, -1), FONT, 10.5),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("SPAN", (1, 0), (3, 0)),
                ("SPAN", (0, 2), (0, 7)),
                ("SPAN", (1, 2), (1, 6)),
            ]
        )
    )
    heading = Paragraph("部门整体绩效目标申报表", title)
    year = Paragraph("（2024年度）", ParagraphStyle("year", parent=body, alignment=1))
    SimpleDocTemplate(str(path), pagesize=A4).build([heading, year, grid])
