from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from ingest.display.trace import UnknownValueError, _way, mark_lines, show_trace, trace
from ingest.landing.raw import query
from tests.unit.small_line import FORM, Line, made_up, nansha
from tests.unit.small_marts import publish_raw

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.landing.batch import Row


@pytest.fixture
def line(tmp_path: Path, monkeypatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.write("a.txt", f"{FORM} values=1 value=4000 高新技术企业（家）\t≥1\t≥1")
    line.place(nansha({2023: "a.txt"}))
    return line


def ids(line: Line) -> list[str]:
    rows = query(line.settings.raw, "indicator_values", "select * from landed")
    return [row["indicator_value_id"] for row in rows]


def shown(line: Line, indicator_value_id: str) -> str:
    console = Console(file=StringIO(), width=200, color_system=None)
    show_trace(console, trace(line.settings, indicator_value_id))
    return console.file.getvalue()


def test_what_a_person_decided_of_a_number_is_said(line: Line):
    line.run()
    publish_raw(line.settings)
    (found,) = ids(line)
    assert "reviewed" not in shown(line, found)
    followed = trace(line.settings, found)
    told = {
        "reviewed": "correct",
        "reviewed_by": "李明",
        "reviewed_on": date(2026, 1, 5),
        "read_value": "value=400",
    }
    console = Console(file=StringIO(), width=200, color_system=None)
    show_trace(console, replace(followed, row=followed.row | told))
    said = "corrected 读错已改, read as value=400 · 李明 · 2026-01-05"
    assert said in console.file.getvalue()


def test_a_published_number_is_followed_to_its_bytes(line: Line):
    line.run()
    publication = publish_raw(line.settings)
    (found,) = ids(line)
    document = query(line.settings.raw, "documents", "select * from landed")[0]
    result = trace(line.settings, found)
    assert result.publication == publication.id
    assert result.archive_path.read_bytes() == (line.settings.documents / "a.txt").read_bytes()
    assert result.row["extractor_version"] == document["extractor_version"]
    text = shown(line, found)
    for word in (
        "高新技术企业  >= 4000 家",
        f"fct_indicator_value, publication {publication.id}",
        document["load"],
        document["extractor_version"],
        document["document_id"],
        "a.txt, first seen",
        str(result.archive_path),
        "line 1\n",
    ):
        assert word in text


def test_a_number_not_published_is_followed_all_the_same(line: Line):
    line.run()
    (found,) = ids(line)
    assert trace(line.settings, found).publication is None
    assert "landed, but not in the marts" in shown(line, found)


def test_the_last_reading_of_a_number_counts(line: Line):
    line.run()
    line.run(full=True)
    loads = query(line.settings.raw, "documents", "select load from landed order by load")
    assert trace(line.settings, ids(line)[0]).row["load"] == loads[-1]["load"]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("unknown", ["nope", "' or 1=1 --", ""])
def test_an_unknown_id_is_said_so(line: Line, published: bool, unknown: str):
    line.run()
    if published:
        publish_raw(line.settings)
    with pytest.raises(UnknownValueError, match=f"no indicator value has the id {unknown}"):
        trace(line.settings, unknown)


def test_an_unknown_id_before_anything_has_landed(tmp_path: Path):
    with pytest.raises(UnknownValueError):
        trace(Line(tmp_path).settings, "nope")


def marks(lines: list[str], **row: Any) -> list[str]:
    value: Row = {"line_from": 7, "indicator_name": "", "metric": ""} | row
    return [
        f"{line.number}:{line.text[start:end]}"
        for line in mark_lines(list(enumerate(lines, value["line_from"])), value)
        for start, end in line.marks
    ]


@pytest.mark.parametrize(
    ("lines", "row", "expected"),
    [
        (
            ["a\t≥4,000家\tb"],
            {"value_text": "≥4,000家", "value": Decimal("4000.000000")},
            ["7:4,000"],
        ),
        (["为30%", "", "为3％"], {"value_text": "为3％", "value": Decimal(3)}, ["9:3"]),
        (
            ["1.高新技术企业申报数", "量≥45", "00家；"],
            {"value_text": "1.高新技术企业申报数量≥4500家；", "value": Decimal(4500)},
            ["8:45", "9:00"],
        ),
        (  # the figure of the second indicator, though the first has the same
            ["参会人数≥5；企业≥5"],
            {"metric": "企业", "value_text": "≥5", "value": Decimal(5)},
            ["7:5"],
        ),
        (
            ["产值≥5 ≥5 ≥50"],
            {"metric": "产值", "value_text": "≥5", "value": Decimal(5)},
            ["7:5"] * 2,
        ),
        (
            [r"率 $\geq 80\%$"],
            {"metric": "率", "value_text": "≥80%", "value": Decimal(80)},
            ["7:80"],
        ),
        (["有所提高"], {"value_text": "提高", "value": None}, ["7:提高"]),
        (["百分之九十"], {"value_text": "百分之九十", "value": Decimal(90)}, ["7:百分之九十"]),
        (["2.5倍 0.25"], {"value_text": "0.25", "value": Decimal("0.25")}, ["7:0.25"]),
        (["nothing here"], {"value_text": "elsewhere", "value": None}, []),
    ],
)
def test_the_figure_is_marked_where_it_is_printed(lines, row, expected):
    assert marks(lines, **row) == expected


def test_the_second_of_two_equal_figures_is_the_right_one():
    (line,) = mark_lines(
        [(1, "参会人数≥5；企业≥5")],
        {
            "indicator_name": "",
            "metric": "企业",
            "value_text": "≥5",
            "value": Decimal(5),
        },
    )
    assert line.marks == ((10, 11),)


def test_long_lines_show_the_part_around_the_mark_and_no_control_characters(line: Line):
    line.write(
        "a.txt",
        f"{FORM} values=1 value=4000 " + "x" * 900 + "\x1b[31m高新技术企业≥1 4000" + "y" * 900,
    )
    line.run()
    text = shown(line, ids(line)[0])
    assert "│ … xxx" in text
    assert "⟦" in text
    assert "yyy …" in text
    assert "\x1b" not in text


def test_how_a_document_was_found_is_told_as_far_as_it_is_known():
    found = {"page_uri": "https://a.cn/list/", "link_text": "2024年绩效目标"}
    moved = {"page_uri": "s3://bucket/kjj", "link_text": None, "fetched_uri": "https://b.cn/x.pdf"}
    assert _way(found) == [("found 发现于", "“2024年绩效目标” on https://a.cn/list/")]
    assert _way(moved) == [
        ("found 发现于", "s3://bucket/kjj"),
        ("fetched 取自", "https://b.cn/x.pdf"),
    ]
    assert _way({}) == []
