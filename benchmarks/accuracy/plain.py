"""Blocks as plain text: CSV, tab-separated text and Markdown."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from benchmarks.accuracy.grids import Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.grids import Block


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
            parts.append("\n".join("\t".join(row) for row in compact(block)))
    return "\n\n".join(parts) + "\n"


def to_markdown(forms: Sequence[Sequence[Block]]) -> str:
    """The forms as Markdown with pipe tables."""
    parts = []
    for block in (block for blocks in forms for block in blocks):
        if isinstance(block, Paragraph):
            parts.append(f"# {block.text}" if block.kind == "title" else block.text)
            continue
        rows = compact(block)
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
