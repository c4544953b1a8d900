"""The tables of a 项目支出绩效目标表 → one logical row a project, columns found by header."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ingest.records import Problem
from ingest.understand.columns.header_cells import other_years
from ingest.understand.indicators.packed import unpack
from ingest.understand.project_headers import (
    AMOUNTS,
    FISCAL_PART,
    header_word,
    settled_money,
)
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.document import Cell, Place, Table
    from ingest.understand.indicators.indicator_table import IndicatorTable

_LEAST_HEADERS = 3


@dataclass(slots=True)
class Pieces:
    """The text of one column of a project, in the pieces that rows and page breaks cut it into."""

    texts: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        """Append one cell's text."""
        self.texts.append(cell.text)
        self.places.append(cell.place)

    @property
    def raw(self) -> str:
        """The text with its own white space, pieces joined by a line break."""
        return "\n".join(self.texts)

    def place_at(self, offset: int) -> Place:
        """The place of the piece that holds the character ``offset`` of ``raw``."""
        starts, position = [], 0
        for text in self.texts:
            starts.append(position)
            position += len(text) + 1
        return self.places[bisect_right(starts, offset) - 1]


class Column(NamedTuple):
    """What a column holds, by vocabulary, the unit of money that its header prints, and that."""

    name: str
    unit: str | None
    text: str


@dataclass(slots=True)
class ProjectRow:
    """A printed row with what continues it; ``columns`` by the names of headers.yml.

    ``indicators`` is set where they stand in rows of their own, not packed into a column;
    ``fiscal_parts`` are the amounts of columns of parts of 财政拨款.
    """

    place: Place
    columns: dict[str, Pieces] = field(default_factory=dict)
    fiscal_parts: list[Pieces] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    indicators: IndicatorTable | None = None

    @property
    def is_bare(self) -> bool:
        """Whether neither a goal nor indicators are printed."""
        rows = self.indicators.rows if self.indicators else self.raw("indicators")
        return not (self.raw("goal") or rows)

    def raw(self, name: str) -> str:
        """The text of a column, empty where nothing is printed."""
        return self.columns[name].raw if name in self.columns else ""


@dataclass(slots=True)
class ProjectRows:
    """All project rows in order, the cells printed above the first header, and what was odd.

    ``names_units`` says that units stand above projects, in rows of their own.
    """

    rows: list[ProjectRow] = field(default_factory=list)
    captions: list[Cell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unit: str | None = None
    names_units: bool = False

    def take_name_header(self, text: str) -> None:
        """Take what stands above the names: 单位名称、项目名称 stands above units too."""
        self.names_units = self.names_units or "单位" in printed(text)


def read_rows(tables: Iterable[Table], year: int | None = None) -> ProjectRows:
    """Join the tables of a form: repeated headers map anew, a table without one goes on as before.

    A row without a name and amounts continues the one above; so does the first row of a table
    that has a name but neither amounts nor an indicator of its own to begin with (a row cut by
    the page break).
    """
    result = ProjectRows()
    columns: dict[int, Column] = {}
    for table in tables:
        first, below_header = True, False
        for row in table.rows:
            cells = [cell for cell in row if printed(cell.text)]
            if not cells:
                continue
            if _is_header(cells, below_header):
                columns = {**(columns if below_header else {}), **_columns(cells, result, year)}
                below_header = True
            elif not columns:
                result.captions.extend(cells)
            else:
                columns = _settled(columns) if below_header else columns
                below_header = False
                _add_row(cells, columns, result, first)
                first = False
    return result


def _settled(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns with what each is where all are known."""
    of_cells = list(dict.fromkeys(columns.values()))
    roles = settled_money([each.name for each in of_cells], [each.text for each in of_cells])
    names = dict(zip(of_cells, roles, strict=True))
    return {col: column._replace(name=names[column] or "unread") for col, column in columns.items()}


def _is_header(cells: list[Cell], below_header: bool) -> bool:
    words = [header_word(cell.text) for cell in cells]
    if below_header and all(words):
        return True
    known = {word for word in words if word}
    return "project_name" in known and len(known) >= _LEAST_HEADERS


def _columns(cells: list[Cell], result: ProjectRows, year: int | None) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    taken: set[str] = set()
    others = other_years([cell.text for cell in cells], year)
    for at, cell in enumerate(cells):
        word = "unread" if at in others else header_word(cell.text)
        unit = printed_unit(cell.text)
        result.unit = result.unit or unit
        if word is None or (word in taken and word != FISCAL_PART):
            why = "unknown header" if word is None else "a second column with the header"
            message = f"{why} “{printed(cell.text)}”: its column is not read"
            result.problems.append(Problem(severity="warning", message=message, place=cell.place))
            word = "unread"
        if word != "unread":
            taken.add(word)
        if word == "project_name":
            result.take_name_header(cell.text)
        for col in range(cell.col, cell.col + cell.col_span):
            columns[col] = Column(word, unit, cell.text)
    return columns


def _add_row(
    cells: list[Cell], columns: dict[int, Column], result: ProjectRows, first: bool
) -> None:
    row = ProjectRow(cells[0].place.to(cells[-1].place))
    for cell in cells:
        column = columns.get(cell.col)
        if column is None:
            message = f"a cell under no header: “{printed(cell.text)[:40]}”"
            result.problems.append(Problem(severity="warning", message=message, place=cell.place))
        elif column.name == FISCAL_PART:
            row.fiscal_parts.append(Pieces([cell.text], [cell.place]))
            if column.unit:
                row.units[column.name] = column.unit
        elif column.name != "unread":
            row.columns.setdefault(column.name, Pieces()).add(cell)
            if column.unit:
                row.units[column.name] = column.unit
    if not row.columns:
        return
    if not _continues(row, first):
        result.rows.append(row)
    elif result.rows:
        _continue(result.rows[-1], row)
    else:
        message = "a row without a name and amounts, and none above that it could continue"
        result.problems.append(Problem(severity="warning", message=message, place=row.place))


def _continues(row: ProjectRow, first: bool) -> bool:
    if row.fiscal_parts or any(name in row.columns for name in AMOUNTS):
        return False
    if "project_name" not in row.columns:
        return True
    indicators = unpack(row.raw("indicators"))
    return (
        first
        and bool(row.raw("goal") or row.raw("indicators"))
        and not (indicators and indicators[0].start == 0)
    )


def _continue(above: ProjectRow, row: ProjectRow) -> None:
    for name, pieces in row.columns.items():
        into = above.columns.setdefault(name, Pieces())
        into.texts += pieces.texts
        into.places += pieces.places
    if row.place.page == above.place.page:
        above.place = above.place.to(row.place)
