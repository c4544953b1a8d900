"""The one intermediate shape of every format: lines and tables in reading order, with places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BBox = tuple[float, float, float, float]
_DOUBTS = "; "


class MachineError(OSError):
    """What this machine lacks to read a document, and no fault of it. The message is one line."""


class UnreadableError(Exception):
    """A file that cannot be read. The message is one line for people, without the file's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed.

    ``page`` counts from 1 and is None for formats without pages; ``line_from``/``line_to`` count
    from 1 and are set for text formats; ``bbox`` is (x0, top, x1, bottom) in PDF points;
    ``cell`` is ``sheet!A1`` for workbooks. ``confidence`` (0..1) is that of the least certain
    word recognised from an image, None for text that was not. ``doubt`` says in a few words why
    the text here may be read wrong, None where there is no reason to.
    """

    page: int | None = None
    line_from: int | None = None
    line_to: int | None = None
    bbox: BBox | None = None
    cell: str | None = None
    confidence: float | None = None
    doubt: str | None = None

    def to(self, other: Place) -> Place:
        """The span from this place to ``other`` (same page for boxes; else this box is kept).

        The span is as certain as its least certain part, and has the doubts of both.
        """
        lines = [n for n in (self.line_from, self.line_to, other.line_from, other.line_to) if n]
        box = self.bbox
        if box and other.bbox and self.page == other.page:
            a, b = box, other.bbox
            box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        known = [c for c in (self.confidence, other.confidence) if c is not None]
        doubts = dict.fromkeys(
            doubt for place in (self, other) if place.doubt for doubt in place.doubt.split(_DOUBTS)
        )
        return replace(
            self,
            line_from=min(lines, default=None),
            line_to=max(lines, default=None),
            bbox=box,
            confidence=min(known, default=None),
            doubt=_DOUBTS.join(doubts) or None,
        )

    def with_doubts(self, other: Place) -> Place:
        """This place, as certain as both and with the doubts of both."""
        both = self.to(other)
        return replace(self, confidence=both.confidence, doubt=both.doubt)

    def doubted(self, doubt: str | None) -> Place:
        """This place with one doubt more, if any."""
        return self.with_doubts(Place(doubt=doubt))


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line outside tables. ``heading`` is its level (1..6), 0 for running text."""

    text: str
    place: Place
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell appears once, at its top left, with its spans.

    ``role`` is that of the column which it heads, where its words don't tell.
    """

    text: str
    place: Place
    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    role: str | None = None

    def doubted(self, doubt: str | None) -> Cell:
        """This cell with one doubt more, if any."""
        return replace(self, place=self.place.doubted(doubt)) if doubt else self


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed.

    ``aligned`` says that ``col`` can be trusted (rules, geometry, a workbook). It is False for
    tab-separated text, where lost merged cells make a row's cells slide left or right.
    """

    rows: tuple[tuple[Cell, ...], ...]
    place: Place
    aligned: bool = True


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What its place file says of how a document is to be read.

    ``amount_unit`` is the unit of money where none is printed; ``headers`` are printed headers,
    each with its role (``annual``, or of one group ``indicators.annual``), ``titles`` printed
    titles, each with its form. Of two that are alike the last one counts.
    """

    amount_unit: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Reading:
        """What ``said`` says, as ``as_json`` gives it."""
        pairs = {key: tuple(map(tuple, said[key])) for key in ("headers", "titles")}
        return cls(amount_unit=said["amount_unit"], **pairs)

    def as_json(self) -> dict[str, Any]:
        """All of it, as it can be written as JSON."""
        return {
            "amount_unit": self.amount_unit,
            "headers": [[*pair] for pair in self.headers],
            "titles": [[*pair] for pair in self.titles],
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: blocks in reading order, and what the reader could not read.

    ``reading`` is what its place file says of how to read it.
    """

    blocks: tuple[Block, ...]
    media_type: str
    page_count: int | None = None
    warnings: tuple[tuple[str, Place], ...] = field(default=())
    reading: Reading = Reading()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines outside tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def with_tables(self, turned: Callable[[Table], Table]) -> Document:
        """This document with what ``turned`` makes of each table, in order."""
        blocks = (turned(each) if isinstance(each, Table) else each for each in self.blocks)
        return replace(self, blocks=tuple(blocks))
