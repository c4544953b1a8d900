"""The five documents in every format: the same records as from their page text."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from render_files import delimited, html, word, workbook
from render_grids import DEPARTMENT_FORMS, PROJECTS, REPORT, Form, Grid, form, truth

from ingest.document import Place
from ingest.forms import extract
from ingest.read import read

FORMATS = {
    "xlsx": workbook,
    "docx": word,
    "html": html,
    "csv": delimited,
    "gb18030.html": lambda form: html(form, "gb18030"),
    "gb18030.csv": lambda form: delimited(form, "gb18030"),
}


def without_places(records: list[Any]) -> list[Any]:
    return [dataclasses.replace(record, place=Place()) for record in records]


@pytest.mark.parametrize("name", [*DEPARTMENT_FORMS, PROJECTS, REPORT])
@pytest.mark.parametrize("suffix", FORMATS)
def test_same_records(tmp_path: Path, name: str, suffix: str) -> None:
    path = tmp_path / f"form.{suffix}"
    path.write_bytes(FORMATS[suffix](form(name)))
    [found] = extract(read(path))
    expected = truth(name)
    assert found.header == expected.header
    for field in ("budget_lines", "tasks", "projects", "indicator_values", "scores", "shortfalls"):
        records = getattr(found, field)
        assert without_places(records) == without_places(getattr(expected, field)), field
        assert all(record.place.cell or record.place.line_from for record in records)
    messages = {problem.message for problem in expected.problems}
    assert {problem.message for problem in found.problems} <= messages


def test_labels_with_their_values_in_one_cell(tmp_path: Path) -> None:
    name = DEPARTMENT_FORMS[0]
    title, grid = form(name).blocks
    assert not isinstance(grid, tuple)
    head = Grid(grid.width)
    head.row(("部门名称：广州市黄埔区科学技术局（部门）", 3), ("单位：万元", 3))
    boxes = [box for box in grid.boxes if box.row]
    merged = Grid(grid.width, head.boxes + boxes, grid.height)
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook(Form([title, merged])))
    [found] = extract(read(path))
    assert found.header.department_name == "广州市黄埔区科学技术局（部门）"
    assert without_places(found.budget_lines) == without_places(truth(name).budget_lines)
