"""Forms arranged as publishers of 23 provinces do (tests/forms/published), reworded."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from benchmarks.accuracy.score import Score, found_by_jixiao, plain, score
from benchmarks.accuracy.truth import Truth
from ingest.forms import extract
from ingest.read import read

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PUBLISHED = Path(__file__).parents[2] / "forms" / "published"
FORMS = sorted(path.parent.name for path in PUBLISHED.glob("*/form.html"))
TEXTS = sorted(path.parent.name for path in PUBLISHED.glob("*/page.txt"))
# A table torn from its form.
REFUSED = ["shanxi-skills"]

# Goals and indicators side by side in a row, each with its value: refused. Marks in the last rows
# of a table, which have no header of their own: read below that of values, in doubt. A project,
# its levels and its indicators one below the other in one column: refused.
IN_PART = ["ningxia-shizuishan", "province-drugs", "tianjin-university"]

# With each merged cell printed again in every row: headers over two rows, of which the upper one
# then stands twice, columns merged over several, and forms whose levels are merged over all.
UNMERGED_IN_PART = [
    *IN_PART,
    "hainan-science",
    "hebei-handan",
    "hebei-ningjin",
    "hubei-qingshan",
    "sichuan-daying-3",
]

# Text in which some numbers are lost, or in doubt and wrong.
TEXTS_IN_PART = [
    "anhui-huangshan",
    "anhui-luan-6",
    "anhui-tianchang",
    "anhui-tianchang-2",
    "chongqing-fengdu",
    "chongqing-tongnan",
    "fujian-anxi",
    "fujian-dehua",
    "fujian-longyan-2",
    "fujian-province",
    "fujian-tailian",
    "guangdong-dongguan-3",
    "hainan-science",
    "hebei-handan",
    "hebei-langfang",
    "hebei-ningjin",
    "hubei-ezhou-3",
    "hubei-huangshi-3",
    "hubei-xianning",
    "hunan-lingling",
    "hunan-taoyuan-4",
    "hunan-xiangtan-2",
    "hunan-xiangyin",
    "neimenggu-wuhai",
    "ningxia-shizuishan",
    "shaanxi-chencang-2",
    "shandong-licheng",
    "shanghai-putuo",
    "shanxi-yuncheng",
    "sichuan-ganzi",
    "sichuan-suining",
    "sichuan-suining-3",
    "tianjin-university",
    "yunnan-nanhua",
]


def read_form(name: str, file: str) -> Score:
    return score_of(name, PUBLISHED / name / file)


def score_of(name: str, file: Path) -> Score:
    data = json.loads((PUBLISHED / name / "truth.json").read_text(encoding="utf-8"))
    ignored = {plain(each) for each in data["ignore"]}
    numbers = [{"metric": number["name"]} | number for number in data["numbers"]]
    subjects = sorted({number["subject"] for number in numbers})
    truth = Truth.from_json(
        {"rows": [], "numbers": numbers, "sums": [], "subjects": subjects, "narrative": []}
    )
    found = found_by_jixiao(extract(read(file)))
    found.numbers = [each for each in found.numbers if plain(each[0].name) not in ignored]
    return score(truth, found)


@pytest.mark.parametrize("name", sorted({*FORMS} - {*REFUSED, *IN_PART}))
def test_web_pages(name: str) -> None:
    numbers = read_form(name, "form.html").numbers
    assert (numbers.wrong, numbers.lost) == (0, 0)
    assert numbers.right > 0


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_form_is_refused(name: str) -> None:
    [extraction] = extract(read(PUBLISHED / name / "form.html"))
    assert not extraction.indicator_values
    assert [(p.severity, p.message[:14]) for p in extraction.problems] == [
        ("error", "no known form:")
    ]


def test_a_blank_name_of_a_project_is_said() -> None:
    [extraction] = extract(read(PUBLISHED / "sichuan-ganzi" / "form.html"))
    assert [(p.severity, p.message) for p in extraction.problems] == [("error", "no 项目名称")]


@pytest.mark.parametrize("name", IN_PART)
def test_what_is_not_understood_is_said(name: str) -> None:
    found = read_form(name, "form.html")
    assert found.numbers.wrong + found.numbers.lost > 0
    assert (found.unflagged, found.silent) == (0, 0)


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_web_pages(name: str) -> None:
    found = read_form(name, "page.txt")
    assert found.unflagged == 0
    assert name in TEXTS_IN_PART or (found.numbers.wrong, found.numbers.lost) == (0, 0)


def unmerge(table: HtmlElement) -> None:
    """Print what is merged over several rows in each of them, as programs do that export tables."""
    rows = [*table.iter("tr")]
    grid: dict[tuple[int, int], HtmlElement] = {}
    for at, row in enumerate(rows):
        col = 0
        for cell in row:
            while (at, col) in grid:
                col += 1
            width = int(cell.get("colspan") or 1)
            for down in range(int(cell.get("rowspan") or 1)):
                grid |= {(at + down, col + right): cell for right in range(width)}
            col += width
    for at, row in enumerate(rows):
        cells = dict.fromkeys(grid[place] for place in sorted(grid) if place[0] == at)
        for cell in [*row]:
            row.remove(cell)
        for cell in cells:
            copy = deepcopy(cell)
            copy.attrib.pop("rowspan", None)
            row.append(copy)


@pytest.mark.parametrize("name", sorted({*FORMS} - {*REFUSED}))
def test_merged_cells_printed_in_each_row(name: str, tmp_path: Path) -> None:
    page = html.fromstring((PUBLISHED / name / "form.html").read_text(encoding="utf-8"))
    for table in page.iter("table"):
        unmerge(table)
    file = tmp_path / "form.html"
    text = html.tostring(page, encoding="unicode")
    file.write_text(f'<!DOCTYPE html>\n<meta charset="utf-8">{text}', encoding="utf-8")
    found = score_of(name, file)
    assert found.unflagged == 0
    assert name in UNMERGED_IN_PART or (found.numbers.wrong, found.numbers.lost) == (0, 0)
