"""Budget books: dozens of pages of explanations and budget tables around a few forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.grids import Grid, Paragraph
from benchmarks.accuracy.layouts import blocks

if TYPE_CHECKING:
    from random import Random

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form

_TABLES = ("收支总表", "收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表")
_SUBJECTS = (
    ("201", "一般公共服务支出"),
    ("205", "教育支出"),
    ("20502", "普通教育"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("210", "卫生健康支出"),
    ("21011", "行政事业单位医疗"),
    ("221", "住房保障支出"),
    ("2210201", "住房公积金"),
)


def book(forms: list[Form], rng: Random, pages: int, *, merge: bool) -> list[list[Block]]:
    """About ``pages`` pages of a budget book, the forms towards its end."""
    department, year = forms[0].department, forms[0].year
    cover: list[Block] = [Paragraph(f"{department}{year}年部门预算", "title")]
    cover += [Paragraph(f"第{n}部分 {name}") for n, name in enumerate(("概况", *_TABLES), 1)]
    before = [cover]
    while len(before) < pages - 2 * len(forms) - 2:
        before.append(_table(rng) if len(before) % 3 == 2 else _text(rng))
    after = [_text(rng), _text(rng)]
    return before + [blocks(form, merge=merge) for form in forms] + after


def _text(rng: Random) -> list[Block]:
    filler = data("vocabulary")["filler"]
    made: list[Block] = [Paragraph(f"{rng.randint(1, 9)}、情况说明")]
    return made + [Paragraph(rng.choice(filler)) for _ in range(rng.randint(7, 10))]


def _table(rng: Random) -> list[Block]:
    name = rng.choice(_TABLES)
    grid = Grid(5, widths=[1.4, 3, 2, 2, 2], header=(0, 1))
    grid.add([(t, 1, "label") for t in ("科目编码", "科目名称", "合计", "基本支出", "项目支出")])
    for _ in range(rng.randint(18, 30)):
        code, subject = rng.choice(_SUBJECTS)
        money = [f"{rng.randint(100, 9_000_000) / 100:,.2f}" for _ in range(3)]
        figures = [(text, 1, "figure") for text in money]
        grid.add([(code, 1, "text"), (subject, 1, "text"), *figures])
    return [Paragraph(name, "title"), Paragraph("单位：万元", "right"), grid]
