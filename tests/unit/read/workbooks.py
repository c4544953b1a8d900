"""Workbooks made for tests, and what is read in them."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import Document
from ingest.read import read


def made(tmp_path: Path, fill: Callable[[Worksheet], object], name: str = "a.xlsx") -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    fill(sheet)
    book.save(tmp_path / name)
    return read(tmp_path / name)


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for table in document.tables for row in table.rows]


def rows(*data: tuple[object, ...]) -> Callable[[Worksheet], object]:
    def fill(sheet: Worksheet) -> None:
        for row in data:
            sheet.append(row)

    return fill
