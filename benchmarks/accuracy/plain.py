"""Blocks as plain text: CSV, tab-separated text, Markdown, and the bare text of printed pages."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.accuracy.grids import Block, Box


def rows_of(grid: Grid) -> list[list[str]]:
    """The grid as rows of texts; a merged cell's text stands at its top left."""
    rows = [[""] * grid.columns for _ in range(grid.rows)]
    for box in grid.boxes:
        rows[box.row][box.col] = box.text
    return rows


def compact(grid: Grid) -> list[list[str]]:
    """The rows without the columns that no cell begins in."""
    used = sorted({box.col for box in grid.boxes})
    return [[row[col] for col in used] for row in rows_of(grid)]


def to_csv(forms: Sequence[Sequence[Block]]) -> str:
    """The forms as comma-separated text, as a spreadsheet saves it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for block in (block for blocks in forms for block in blocks):
        writer.writerows([[block.text]] if isinstance(block, Paragraph) else compact(block))
    return out.getvalue()


def to_text(forms: Sequence[Sequence[Block]]) -> str:
    """The forms as tab-separated text, a blank line after each block."""
    parts = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            parts.append(block.text)
        else:
            lines = ["\t".join(row).replace("\n", " ") for row in compact(block)]
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def to_markdown(forms: Sequence[Sequence[Block]]) -> str:
    """The forms as Markdown with pipe tables."""
    parts = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            parts.append(f"# {block.text}" if block.kind == "title" else block.text)
            continue
        rows = compact(block)
        lines = ["| " + " | ".join(row).replace("\n", "<br>") + " |" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def to_page(forms: Sequence[Sequence[Block]], characters: int) -> str:
    """The forms as the text of printed pages of so many ``characters`` a line.

    Cells of one line stand side by side, with a space between them; a wrapped cell, and a label
    beside several rows, has its lines to itself. Blank cells leave nothing.
    """
    lines: list[str] = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            lines += _wrapped(block.text, characters)
            continue
        widths = block.widths or [1.3, *[1.0] * (block.columns - 1)]
        scale = characters / sum(widths)
        for row in range(block.rows):
            boxes = sorted((b for b in block.boxes if b.row == row), key=lambda box: box.col)
            lines += _page_row([box for box in boxes if box.text], widths, scale)
    return "\n\n".join(lines) + "\n"


def to_lines(forms: Sequence[Sequence[Block]], *, blanks: bool) -> str:
    """The forms as web pages are often stored: each cell on a line, a blank line behind it.

    Merged cells stand once; blank cells are lines of a space, or with ``blanks`` off leave nothing.
    """
    lines: list[str] = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        lines += [text or "\xa0" for row in _own(block) for text in row if text or blanks]
    return "\n\n".join(lines) + "\n"


def to_bars(forms: Sequence[Sequence[Block]], *, rows: bool) -> str:
    """The forms as web pages are stored with a bar behind each cell, merged cells once.

    With ``rows`` each row is a line, padded with bars to the width of its table; else each cell is.
    """
    lines: list[str] = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        own = _own(block)
        width = max(map(len, own))
        for row in own:
            if rows:
                told = " | ".join(text.replace("\n", " ") for text in row)
                lines.append(f"{told} |{'|' * (width - len(row))}")
            else:
                lines += [f"{text} |".strip() for text in row]
    return "\n".join(lines) + "\n"


def _own(grid: Grid) -> list[list[str]]:
    """The cells that begin in each row, merged ones once, blank ones among them."""
    boxes = sorted(grid.boxes, key=lambda box: (box.row, box.col))
    return [[box.text for box in boxes if box.row == row] for row in range(grid.rows)]


def _page_row(boxes: Sequence[Box], widths: Sequence[float], scale: float) -> Iterator[str]:
    beside: list[str] = []
    for box in boxes:
        wrapped = _wrapped(box.text, scale * sum(widths[box.col : box.col + box.col_span]))
        if len(wrapped) == 1 and box.row_span == 1:
            beside += wrapped
            continue
        if beside:
            yield " ".join(beside)
            beside = []
        yield from wrapped
    if beside:
        yield " ".join(beside)


def _wrapped(text: str, width: float) -> list[str]:
    """A text cut into lines of so many characters; ASCII is half as wide, its words stay whole."""
    lines = [""]
    room = width
    for word in re.findall(r"[!-~]+|[^!-~]", text):
        wide = len(word) * (0.5 if word.isascii() else 1.0)
        if word == "\n" or (wide > room and lines[-1]):
            lines.append("")
            room = width
        lines[-1] += word.strip("\n")
        room -= wide
    return lines
