"""Small documents of one aligned table, drawn as text."""

from __future__ import annotations

import re

from ingest.document import Cell, Document, Place, Table


def aligned(drawing: str) -> Document:
    """One table a drawing: cells between runs of spaces, ``^`` and ``<`` merge up and left.

    ``.`` is a blank cell, ``⏎`` a line break. Places are those of a workbook's sheet ``form``.
    """
    grid = [re.split(r"\s+", line.strip()) for line in drawing.strip().split("\n")]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, texts in enumerate(grid):
        for col, text in enumerate(texts):
            at = (row, col)
            if text == "^":
                at = owner[row - 1, col]
            elif text == "<":
                at = owner[row, col - 1]
            owner[row, col] = at
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, col), (top, left) in owner.items():
        height, breadth = spans.get((top, left), (1, 1))
        spans[top, left] = max(height, row - top + 1), max(breadth, col - left + 1)
    rows = tuple(
        tuple(
            Cell(
                "" if text == "." else text.replace("⏎", "\n"),
                Place(cell=f"form!{chr(65 + col)}{row + 1}"),
                row,
                col,
                *spans[row, col],
            )
            for col, text in enumerate(texts)
            if owner[row, col] == (row, col)
        )
        for row, texts in enumerate(grid)
    )
    return Document((Table(rows, Place()),), "application/x-drawn")
