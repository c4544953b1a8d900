"""Blocks that a form is laid out in, whatever the format: paragraphs and grids of merged cells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.accuracy.truth import Form, Item, Row

UNITS = 16
WIDTHS = {
    "level1": 2, "level2": 2, "nature": 1, "cycle": 2, "annual": 2, "unit": 1, "actual": 2,
    "weight": 1, "score": 1, "deviation": 2, "remark": 1, "half": 2, "before_last": 1, "last": 1,
    "kind": 1, "direction": 1, "note": 3, "rule": 3, "basis": 3, "memo": 1, "number": 1,
    "weight1": 1, "weight2": 1, "next": 1, "after": 1, "reached": 1, "checked": 1,
    "first": 2, "second": 2, "third": 2, "levels": 3, "midyear": 2, "met": 1, "place1": 1,
    "place2": 1, "place3": 1,
}  # fmt: skip
# Printed once beside all rows of their level: the label, and its weight where it has a column.
_LEVELS = {"level1": 1, "weight1": 1, "level2": 2, "weight2": 2}


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its text, its place in the grid and what it is (label, text or figure)."""

    text: str
    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    kind: str = "label"


@dataclass(slots=True)
class Grid:
    """A table; ``header`` are its header rows that a print repeats on each page, if any."""

    columns: int
    boxes: list[Box] = field(default_factory=list)
    rows: int = 0
    header: tuple[int, int] | None = None
    widths: list[float] = field(default_factory=list)

    def add(self, cells: Sequence[tuple[str, int, str]], first: int = 0) -> None:
        """Append a row of (text, columns, kind), from column ``first`` on."""
        col = first
        for text, span, kind in cells:
            self.boxes.append(Box(text, self.rows, col, 1, span, kind))
            col += span
        assert col == self.columns, f"{col} of {self.columns} columns"
        self.rows += 1

    def label(self, text: str, first_row: int, col: int = 0, col_span: int = 1) -> None:
        """Put a label beside all rows since ``first_row``."""
        self.boxes.append(Box(text, first_row, col, self.rows - first_row, col_span, "label"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables: a title, a caption or running text."""

    text: str
    kind: str = "text"


Block = Paragraph | Grid


def indicators(
    rows: Sequence[Row],
    headers: dict[str, str],
    grid: Grid,
    merge: bool,
    label: str,
    *,
    over: dict[str, list[str]] | None = None,
    left: int = 1,
    way: dict[str, Any] | None = None,
) -> int:
    """The indicator block from column ``left`` on, its label before it; the row it begins in.

    ``over`` are heads printed above the heads of several columns, with the roles of these.
    ``way`` may have first levels stand in a ``band`` above their rows, be followed by a line with
    the ``subtotal`` of their marks, and second levels have all indicators ``packed`` in one cell;
    ``spans`` are its columns that are wider or narrower than usual.
    """
    start, way = grid.rows, way or {}
    headers = {r: text for r, text in headers.items() if r != "level1" or not way.get("band")}
    own = WIDTHS | way.get("spans", {})
    widths = [own.get(role, 0) for role in headers]
    name = UNITS + 1 - left - sum(widths)
    spans = {role: width or name for role, width in zip(headers, widths, strict=True)}
    mine = {text: roles for text, roles in (over or {}).items() if set(roles) <= set(headers)}
    print_heads(grid, headers, spans, mine, left)
    body = grid.rows
    for level1, run in groupby(rows, lambda row: row.level1):
        group = list(run)
        if "packed" in way:
            group = packed_rows(group, way["packed"])
        if way.get("band"):
            grid.add([(level1, UNITS + 1 - left, "label")], left)
        first = grid.rows
        for row in group:
            texts = zip(texts_of(row, spans), spans.values(), strict=True)
            grid.add([(text, span, "value") for text, span in texts], left)
        if merge:
            merge_levels(grid, group, first, spans, left)
        if "subtotal" in way:
            _subtotal(group, grid, spans, left, way["subtotal"])
    if label:
        grid.label(label, start)
    return body


def spread(width: int, count: int) -> list[int]:
    """``width`` columns dealt out to ``count`` cells, the first ones wider by what is left."""
    usual, more = divmod(width, count)
    return [usual + (number < more) for number in range(count)]


def texts_of(row: Row, roles: Iterable[str]) -> list[str]:
    """The texts of a row in the columns of these roles."""
    texts = {"level1": row.level1, "level2": row.level2, "name": row.name} | row.cells
    return [texts.get(role, "") for role in roles]


def packed_rows(rows: Sequence[Row], way: str) -> list[Row]:
    """A row for each second level, all its indicators with their values in the cell of names."""
    packed = []
    for _, run in groupby(rows, lambda row: row.level2):
        mine = list(run)
        told = (
            way.format(number=number, name=row.name, annual=row.cells["annual"])
            for number, row in enumerate(mine, 1)
        )
        packed.append(replace(mine[0], name="".join(told).strip()))
    return packed


def _subtotal(
    rows: Sequence[Row], grid: Grid, spans: dict[str, int], left: int, words: str
) -> None:
    """A line with the sums of what the rows have in their columns of marks."""
    sums = {
        role: sum((Decimal(row.cells[role]) for row in rows if not row.blank), Decimal(0))
        for role in ("weight", "score")
    }
    roles = list(spans)
    after = roles.index("name") + 1
    named = sum(spans[role] for role in roles[:after])
    told = {role: f"{one.normalize():f}" for role, one in sums.items()}
    cells = [(told.get(role, ""), spans[role], "value") for role in roles[after:]]
    grid.add([(words, named, "label"), *cells], left)


def print_heads(
    grid: Grid,
    headers: dict[str, str],
    spans: dict[str, int],
    over: dict[str, list[str]],
    first: int = 1,
) -> None:
    """The heads of the columns in one line, or in two where some stand under a common head."""
    if not over:
        grid.add([(text, spans[role], "label") for role, text in headers.items()], first)
        return
    row, col = grid.rows, first
    under = {role for roles in over.values() for role in roles}
    for role, text in headers.items():
        for common, roles in over.items():
            if role == roles[0]:
                grid.boxes.append(Box(common, row, col, 1, sum(spans[each] for each in roles)))
        low = role in under
        grid.boxes.append(Box(text, row + low, col, 1 if low else 2, spans[role]))
        col += spans[role]
    grid.rows += 2


def merge_levels(
    grid: Grid, rows: Sequence[Row], first: int, spans: dict[str, int], col: int = 1
) -> None:
    """Print level labels once beside the rows from ``first`` on; ``col`` is the first column."""
    starts = {}
    for role, span in spans.items():
        starts[role] = col
        col += span
    taken = {starts[role] for role in _LEVELS if role in starts}
    grid.boxes = [box for box in grid.boxes if box.row < first or box.col not in taken]
    keys: dict[int, Callable[[tuple[int, Row]], tuple[str, ...]]] = {
        1: lambda pair: (pair[1].level1,),
        2: lambda pair: (pair[1].level1, pair[1].level2),
    }
    for role, depth in _LEVELS.items():
        if role not in starts:
            continue
        for _, run in groupby(enumerate(rows), keys[depth]):
            numbers = [index for index, _ in run]
            (text,) = texts_of(rows[numbers[0]], [role])
            grid.boxes.append(
                Box(text, first + numbers[0], starts[role], len(numbers), spans[role])
            )


def amount(item: Item, key: str) -> str:
    """An amount as printed, nothing where the item has none."""
    return item.amounts[key].text if key in item.amounts else ""


def coded(form: Form, project: Item) -> str:
    """The name of a project, behind its code where the style prints one, as finance systems do."""
    code: str = form.printing.get("project_code", "")
    return code.format(number=f"{crc32(project.name.encode()) % 10**6:06d}") + project.name


def caption(form: Form) -> Paragraph:
    """The line above a list of projects."""
    return Paragraph(f"部门名称：{form.department}", "caption")


def heading(form: Form, usual: Sequence[Paragraph]) -> list[Block]:
    """The lines between a form's title and its table: the style's own, or the usual ones."""
    if "caption" not in form.printing:
        return list(usual)
    told = {"department": form.department, "year": str(form.year), "unit": form.unit}
    for project in form.projects[:1]:
        told |= {"project": project.name}
        told |= {key: one.text for key, one in project.amounts.items()}
    return [Paragraph(text.format(**told), kind) for text, kind in form.printing["caption"]]


def year_line(form: Form) -> list[Block]:
    """The year below a form's title, where the style has nothing else there."""
    return heading(form, [Paragraph(f"（{form.year}年度）", "caption")])


def prose(form: Form, grid: Grid, kind: str = "closing") -> None:
    """Lines of a label and a text: of ``kind`` closing conclusions, remarks, signatures."""
    for label, text in form.printing.get(kind, []):
        told = text.format(year=form.year)
        grid.add([(label, 3, "label"), (told, UNITS - 2, "text")])
