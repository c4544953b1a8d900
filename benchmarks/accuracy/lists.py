"""Projects below each other in one table: a row or a column for each indicator, kind or level."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy.grids import (
    UNITS,
    Box,
    Grid,
    Paragraph,
    amount,
    coded,
    heading,
    indicators,
    merge_levels,
    packed_rows,
    print_heads,
    texts_of,
)
from benchmarks.accuracy.money import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form, Item, Row

_LIST_WIDTHS = {
    "project": 2.4, "total": 1.7, "goal": 3.6, "level1": 1.2, "level2": 1.4, "name": 2.4,
    "annual": 1.5, "note": 2.8, "rule": 2.8, "basis": 2.4, "memo": 0.8, "number": 0.6,
    "bureau": 1.8, "fiscal": 1.7, "other": 1.4, "type": 1.2, "initial": 1.5, "budget": 1.5,
    "executed": 1.5, "rate": 1.3, "actual": 1.6, "deviation": 1.8, "term": 1.7, "last": 1.7,
    "next": 1.7, "upper": 1.5, "lower": 1.5, "first": 1.3, "second": 1.3, "third": 1.3,
    "levels": 2.2, "marks": 1.1,
}  # fmt: skip
_NUMBERS = "一二三四五六七八九十"
_BESIDE = ("term", "last", "next", "upper", "lower")
_SUMS = ("total", "fiscal", "other", "initial", "budget", "executed")


def listed(form: Form, merge: bool) -> list[Block]:
    """Projects below each other, the columns of indicators under a head of their own.

    What stands beside the indicators is printed once, or ``repeated`` in each of their rows.
    """
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    tail = {key: text.format(unit=form.unit) for key, text in says.get("tail", {}).items()}
    roles = [*heads, *form.headers, *tail]
    own_widths = _LIST_WIDTHS | says.get("list_widths", {})
    grid = Grid(len(roles), widths=[own_widths.get(role, 1.1) for role in roles])
    own = len(heads)
    over = says.get("over", {"绩效指标": list(form.headers)})
    over = {text.format(unit=form.unit): mine for text, mine in over.items()}
    print_heads(grid, heads | form.headers | tail, dict.fromkeys(roles, 1), over, 0)
    if says.get("numbered"):
        grid.add([(str(number), 1, "label") for number in range(1, len(roles) + 1)])
    grid.header = (0, grid.rows)
    if says.get("unit_row"):
        grid.add([(form.department, 1, "text"), *[("", 1, "text")] * (len(roles) - 1)])
    for number, project in enumerate(form.projects, 1):
        start = grid.rows
        rows = project.rows
        if "rows_packed" in says:
            rows = packed_rows(rows, says["rows_packed"])
        for row in rows:
            for col, text in enumerate(texts_of(row, form.headers), own):
                grid.boxes.append(Box(text, grid.rows, col, kind="value"))
            grid.rows += 1
        told = _told(form, project, number)
        for col, key in [*enumerate(heads), *enumerate(tail, own + len(form.headers))]:
            if says.get("repeated"):
                kind, lines = "figure" if key in _SUMS else "text", range(start, grid.rows)
                grid.boxes += [Box(told[key], line, col, kind=kind) for line in lines]
            else:
                grid.label(told[key], start, col)
        if merge and not says.get("repeated"):
            spans = dict.fromkeys(form.headers, 1)
            merge_levels(grid, rows, start, spans, own)
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def outline(form: Form, merge: bool) -> list[Block]:
    """Projects below each other as a tree: a line of its own, below it its indicators' lines.

    The columns of indicators are blank in a project's line, those of the project in the others.
    """
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    roles = [*heads, *form.headers]
    grid = Grid(len(roles), widths=[_LIST_WIDTHS.get(role, 1.1) for role in roles])
    over = {text.format(unit=form.unit): mine for text, mine in says.get("over", {}).items()}
    print_heads(grid, heads | form.headers, dict.fromkeys(roles, 1), over, 0)
    grid.header = (0, grid.rows)
    blank, none = [("", 1, "text")] * len(heads), [("", 1, "value")] * len(form.headers)
    if says.get("unit_row"):
        texts = (form.department if key == "project" else "" for key in heads)
        grid.add([*((text, 1, "text") for text in texts), *none])
    for number, project in enumerate(form.projects, 1):
        told = _told(form, project, number)
        told["project"] = says.get("indented", "") + told["project"]
        grid.add([*((told[k], 1, "figure" if k in _SUMS else "text") for k in heads), *none])
        start = grid.rows
        for row in project.rows:
            grid.add([*blank, *((text, 1, "value") for text in texts_of(row, form.headers))])
        if merge:
            merge_levels(grid, project.rows, start, dict.fromkeys(form.headers, 1), len(heads))
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def _told(form: Form, project: Item, number: int) -> dict[str, str]:
    """What stands beside a project's indicators, by the keys of the style's heads."""
    says = form.printing
    told = {"project": coded(form, project), "goal": project.goal, "number": str(number)}
    told |= {"bureau": form.department, "type": says.get("type", "")}
    told |= {key: amount(project, key) for key in _SUMS} | {"rate": project.rate}
    marks = (Decimal(row.cells["score"]) for row in project.rows if not row.blank)
    told["marks"] = f"{sum(marks, Decimal(10)).normalize():f}"
    beside = [key for key in _BESIDE if key in says["heads"] or key in says.get("tail", {})]
    return told | {key: share(project.amounts, key) for key in beside}


def banded(form: Form, merge: bool) -> list[Block]:
    """Projects below each other, each under a line with its name and its money."""
    roles = list(form.headers)
    grid = Grid(len(roles), widths=[_LIST_WIDTHS.get(role, 1.1) for role in roles], header=(0, 1))
    grid.add([(text, 1, "label") for text in form.headers.values()])
    for number, project in enumerate(form.projects, 1):
        told = {key: one.text for key, one in project.amounts.items()}
        told |= {"number": str(number), "project": project.name, "unit": form.unit}
        grid.add([(form.printing["band"].format(**told), len(roles), "text")])
        start = grid.rows
        for row in project.rows:
            grid.add([(text, 1, "value") for text in texts_of(row, roles)])
        if merge:
            merge_levels(grid, project.rows, start, dict.fromkeys(roles, 1), 0)
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def in_paragraphs(form: Form, merge: bool) -> list[Block]:
    """Projects as sections of a text: a heading, sentences, a table of the indicators alone."""
    says, made = form.printing, heading(form, [])
    for number, project in zip(_NUMBERS, form.projects, strict=False):
        made += _opening(form, project, number)
        grid = Grid(UNITS + 1, widths=[1.0] * (UNITS + 1))
        over, way = says.get("over", {}), says.get("rows", {})
        indicators(project.rows, form.headers, grid, merge, "", over=over, left=0, way=way)
        made.append(grid)
    return made


def in_sentences(form: Form, _: bool) -> list[Block]:
    """Projects as sections of a text without any table: a line for each first level."""
    says, made = form.printing["sentences"], heading(form, [])
    for number, project in zip(_NUMBERS, form.projects, strict=False):
        made += _opening(form, project, number)
        firsts = groupby(project.rows, lambda row: row.level1)
        for place, (level1, rows) in zip(_NUMBERS, firsts, strict=False):
            parts = []
            for level2, run in groupby(rows, lambda row: row.level2):
                told = _in_one_cell(list(run), says).replace("\n", says["between"])
                parts.append(says["level2"].format(level2=level2, indicators=told))
            line = says["level1"].format(number=place, level1=level1) + says["after"].join(parts)
            made.append(Paragraph(line + "。"))
    return made


def _opening(form: Form, project: Item, number: str) -> list[Block]:
    """The paragraphs that begin a project's section: its name, its money, its goal."""
    told = {key: one.text for key, one in project.amounts.items()}
    told |= {"number": number, "project": project.name, "unit": form.unit}
    told |= {"goal": project.goal, "year": str(form.year)}
    return [Paragraph(text.format(**told)) for text in form.printing["paragraphs"]]


def by_kind(form: Form, _: bool) -> list[Block]:
    """A row for each project, a column for each second level, all its indicators in one cell."""
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    kinds: dict[str, list[str]] = says["kinds"]
    columns = [(first, second) for first, seconds in kinds.items() for second in seconds]
    widths = [*(_LIST_WIDTHS.get(key, 1.1) for key in heads), *[1.7] * len(columns)]
    grid = Grid(len(widths), widths=widths, header=(0, 2))
    grid.boxes += [Box(text, 0, col, 2) for col, text in enumerate(heads.values())]
    for first, run in groupby(enumerate(columns, len(heads)), lambda pair: pair[1][0]):
        mine = [(col, second) for col, (_, second) in run]
        grid.boxes.append(Box(first, 0, mine[0][0], 1, len(mine)))
        grid.boxes += [Box(second, 1, col) for col, second in mine]
    grid.rows = 2
    for number, project in enumerate(form.projects, 1):
        told = _told(form, project, number)
        cells = [(told[key], 1, "figure" if key in _SUMS else "text") for key in heads]
        for level in columns:
            rows = [row for row in project.rows if (row.level1, row.level2) == level]
            cells.append((_in_one_cell(rows, says), 1, "text"))
        grid.add(cells)
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def _in_one_cell(rows: Sequence[Row], says: dict[str, Any]) -> str:
    """Indicators with their values, one a line; those in words in a way of their own."""
    lines = []
    for number, row in enumerate(rows, 1):
        way = says["packed"] if row.numbers else says["packed_words"]
        lines.append(way.format(number=number, name=row.name, annual=row.cells["annual"]))
    return "\n".join(lines)


def in_lines(form: Form, _: bool) -> list[Block]:
    """A row for each project, its indicators in one cell, those of a first level in one line."""
    says = form.printing
    heads = {key: text.format(unit=form.unit) for key, text in says["heads"].items()}
    widths = [*(_LIST_WIDTHS.get(key, 1.1) for key in heads), 7]
    over = {text.format(unit=form.unit): mine for text, mine in says.get("over", {}).items()}
    grid = Grid(len(widths), widths=widths)
    roles = heads | {"indicators": says["indicators"]}
    print_heads(grid, roles, dict.fromkeys(roles, 1), over, 0)
    grid.header = (0, grid.rows)
    for number, project in enumerate(form.projects, 1):
        told = _told(form, project, number)
        cells = [(told[key], 1, "figure" if key in _SUMS else "text") for key in heads]
        lines = []
        for level1, run in groupby(project.rows, lambda row: row.level1):
            joined = _in_one_cell(list(run), says).replace("\n", "")
            lines.append(says["line"].format(level1=level1, indicators=joined))
        grid.add([*cells, ("\n".join(lines), 1, "text")])
    usual = [Paragraph(f"部门：{form.department}"), Paragraph(f"单位：{form.unit}", "right")]
    return [*heading(form, usual), grid]


def wide(form: Form, _: bool) -> list[Block]:
    """A row of columns for each first level, three lines of heads above them."""
    firsts = list(dict.fromkeys(row.level1 for p in form.projects for row in p.rows))
    money = ["资金总额", "政府预算资金", "财政专户管理资金", "单位资金"]
    widths = [1.5, 1.8, 1.5, 1.5, 1.2, 1.2, *[2.2, 1.2] * len(firsts)]
    grid = Grid(len(widths), widths=widths, header=(0, 3))
    grid.boxes += [
        Box("单位编码（项目编码）", 0, 0, 3),
        Box("项目单位（项目名称）", 0, 1, 3),
        Box(f"项目金额（{form.unit}）", 0, 2, 1, 4),
        Box("绩效目标", 0, 6, 1, 2 * len(firsts)),
        *[Box(text, 1, 2 + number, 2) for number, text in enumerate(money)],
    ]
    for number, first in enumerate(firsts):
        col = 6 + 2 * number
        grid.boxes += [
            Box(first, 1, col, 1, 2),
            Box(form.headers["name"], 2, col),
            Box(form.headers["annual"], 2, col + 1),
        ]
    grid.rows = 3
    grid.add(
        [("", 1, "text"), (form.department, 1, "text"), *[("", 1, "text")] * (len(widths) - 2)]
    )
    for number, project in enumerate(form.projects, 1):
        start = grid.rows
        columns = [[row for row in project.rows if row.level1 == first] for first in firsts]
        for rows in zip_longest(*columns):
            texts = [(row.name, row.cells["annual"]) if row else ("", "") for row in rows]
            grid.add([(text, 1, "value") for pair in texts for text in pair], 6)
        sums = [amount(project, key) for key in ("total", "fiscal", "special", "other")]
        code = form.printing.get("first_code", 410300240000) + number
        for col, text in enumerate([str(code), project.name, *sums]):
            grid.label(text, start, col)
    return [Paragraph(f"部门（单位）名称：{form.department}"), grid]
