"""Forms that a made-up bureau publishes, as rows of cells, and as files of each format.

>>> workbook(target_form("杭州市西湖区科学技术局", 2024, 520))
"""

from __future__ import annotations

import csv
import io
from html import escape

import docx
import openpyxl

from tests.unit.read.draw_pdf import Drawing

Rows = list[list[str]]

_COLUMN_POINTS, _CHARACTER_POINTS, _ROW_POINTS = 110, 9, 30


def target_form(
    name: str, year: int | None, enterprises: int, *, budget: tuple[int, int, int] = (300, 200, 500)
) -> Rows:
    """A department's targets; ``budget`` is basic and project spending and what is granted."""
    basic, projects, granted = map(str, budget)
    return [
        [f"{year}年" * bool(year) + "部门整体绩效目标申报表"],
        ["部门名称", name],
        ["预算整体情况", "部门预算支出", "预算金额（万元）", "收入来源", "预算金额（万元）"],
        ["", "基本支出", basic, "财政拨款", granted],
        ["", "项目支出", projects, "其他资金", "0"],
        ["总体绩效目标", "培育科技企业，办好科普。"],
        [
            "年度重点工作任务",
            "名称",
            "主要实施内容",
            "拟投入的资金（万元）",
            "期望达到的目标（概述）",
        ],
        ["", "任务1：培育企业", "做好高新技术企业认定服务。", projects, "高新技术企业持续增加。"],
        ["一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
        ["产出指标", "数量指标", "高新技术企业总数（家）", f"≥{enterprises}", f"≥{enterprises}"],
        ["产出指标", "质量指标", "服务对象满意度（%）", "≥85", "≥85"],
    ]


def project_form(name: str, year: int, project: str, amount: int) -> Rows:
    """The targets of one project."""
    return [
        [f"{year}年项目支出绩效目标申报表"],
        ["项目名称", project, "主管部门", name],
        ["项目资金（万元）", "年度资金总额", str(amount)],
        ["", "其中：财政拨款", str(amount)],
        ["", "其他资金", "0"],
        ["年度目标", "奖补新认定的高新技术企业。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "新认定高新技术企业数（家）", "≥40"],
        ["产出指标", "时效指标", "奖补资金拨付及时率（%）", "≥95"],
    ]


def evaluation_report(name: str, year: int, enterprises: int) -> Rows:
    """A department's report on itself: prose, a row a paragraph, and its scores."""
    return [
        [f"{name}{year}年度部门整体支出绩效自评报告"],
        ["一、基本情况"],
        [f"{year}年，全年预算数500万元，执行数450万元，完成预算的90%。"],
        [f"截至{year}年底，全区高新技术企业总数达到{enterprises}家。"],
        ["二、综合评价分析"],
        ["绩效自评得分95分，评价等级为“优”。"],
        ["一级指标", "二级指标", "得分", "满分"],
        ["履职效能", "整体效能", "48", "50"],
        ["管理效率", "预算执行", "47", "50"],
        ["总分", "", "95", "100"],
    ]


def workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    return _saved(book)


def old_workbook(rows: Rows) -> bytes:
    """The one XML file of Excel 2003, which goes by the suffix .xls."""
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Sheet1"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


def word(rows: Rows) -> bytes:
    """Rows of one cell are paragraphs, those between them tables."""
    document = docx.Document()
    table = None
    for row in rows:
        if len(row) == 1:
            document.add_paragraph(row[0])
            table = None
            continue
        table = table or document.add_table(0, _width(rows))
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    return _saved(document)


def web_page(rows: Rows) -> bytes:
    """As ``word``; the first row is the heading."""
    parts, cells = [f"<h1>{escape(rows[0][0])}</h1>"], ""
    for row in [*rows[1:], []]:
        if len(row) > 1:
            cells += "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            continue
        parts += [f"<table>{cells}</table>"] * bool(cells) + [
            f"<p>{escape(cell)}</p>" for cell in row
        ]
        cells = ""
    return f"<html><meta charset=utf-8><body>{''.join(parts)}</body></html>".encode()


def comma_separated(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(row + [""] * (_width(rows) - len(row)) for row in rows)
    return file.getvalue().encode(encoding)


def text(rows: Rows, encoding: str = "utf-8") -> bytes:
    """Text copied from a document, with tabs between cells."""
    return "\n".join("\t".join(row) for row in rows).encode(encoding)


def pdf(rows: Rows) -> bytes:
    """A ruled page; rows of one cell are lines of text."""
    widest = [
        max(len(row[column]) for row in rows if len(row) > max(column, 1))
        for column in range(_width(rows))
    ]
    xs = [30.0]
    for characters in widest:
        xs.append(xs[-1] + min(characters * _CHARACTER_POINTS + 12, 4 * _COLUMN_POINTS))
    drawing = Drawing((max(xs[-1] + 30, 595), 842))
    top = 40.0
    for row in rows:
        if len(row) == 1:
            drawing.text(60, top + 6, row[0], 12)
            top += _ROW_POINTS
        else:
            cells = row + [""] * (_width(rows) - len(row))
            top = drawing.table(top, [cells], xs)
    return drawing.data()


def _width(rows: Rows) -> int:
    return max(map(len, rows))


def _saved(document: openpyxl.Workbook | docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
