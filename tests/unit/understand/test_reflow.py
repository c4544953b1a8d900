"""Page text put together again, whatever the columns' widths: rows are printed and read back."""

from itertools import groupby
from pathlib import Path

import pytest

from ingest.document import Document, Line, Place
from ingest.forms.department.tasks import tasks
from ingest.read import read
from ingest.read.text.page_text import text_blocks
from ingest.understand import in_columns
from ingest.understand.indicators.indicator_table import IndicatorTable, table_rows
from ingest.understand.lines.broken_labels import with_whole_labels
from ingest.understand.lines.pieces import pieces
from ingest.understand.lines.reflow import MAX_PIECES, Column, reflow
from ingest.understand.sections import Section, TableRow, sections
from ingest.words.printed import printed
from tests.unit.page_text import print_rows

DOCUMENTS = Path(__file__).parents[3] / "documents"
FORMS = ["guangzhou/2023", "nansha/2023"]
TASK_ROLES = ("task_name", "content", "amount", "goal")

Rows = list[tuple[str | None, ...]]


def lines(text: str) -> list[Line]:
    return [block for block in text_blocks(text.split("\n"), 1) if isinstance(block, Line)]


def section(name: str, key: str) -> Section:
    parts = sections(with_whole_labels(read(DOCUMENTS / name / "department_target_form.txt")))
    return next(part for part in parts if part.key == key)


def line_rows(source: list[Line]) -> IndicatorTable:
    """The indicators of page text."""
    tables = in_columns(Document(tuple(source), "text/plain")).tables
    return table_rows([TableRow(row, aligned=True) for table in tables for row in table.rows])


def indicator_rows(source: list[Line]) -> Rows:
    table = line_rows(source)
    assert not table.problems
    return [
        (
            row.level1,
            row.level2,
            printed(row.name.text),
            printed(row.values["cycle"].text),
            printed(row.values["annual"].text),
        )
        for row in table.rows
    ]


def task_rows(part: Section) -> Rows:
    table = tasks(part)
    assert not table.problems
    return [tuple(printed(row[role].text) for role in TASK_ROLES) for row in table.rows]


def print_indicators(
    rows: Rows, widths: tuple[int, ...], closers_move: bool, spaced: bool, shared: bool
) -> str:
    parts = ["一级指标 二级指标 三级指标 实施周期指标值 年度指标值"]
    level1 = None
    for (first, second), group in groupby(rows, key=lambda row: row[:2]):
        parts += [first] if first != level1 else []
        level1 = first
        cells = [[text or "" for text in row[2:]] for row in group]
        parts += [second or "", print_rows(cells, widths, closers_move, spaced, shared)]
    return ("\n\n" if spaced else "\n").join(part or "" for part in parts)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("widths", [(32, 32, 30), (24, 24, 24), (40, 28, 26), (16, 20, 14)])
@pytest.mark.parametrize(
    ("closers_move", "spaced", "shared"), [(True, True, True), (False, False, False)]
)
def test_indicators_at_other_widths(
    name: str, widths: tuple[int, ...], closers_move: bool, spaced: bool, shared: bool
) -> None:
    rows = indicator_rows(section(name, "indicators").lines)
    text = print_indicators(rows, widths, closers_move, spaced, shared)
    assert indicator_rows(lines(text)) == rows


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("widths", [(20, 30, 20, 48), (12, 40, 20, 64), (24, 24, 20, 24)])
@pytest.mark.parametrize(("closers_move", "spaced"), [(True, True), (False, False)])
def test_tasks_at_other_widths(
    name: str, widths: tuple[int, ...], closers_move: bool, spaced: bool
) -> None:
    rows = task_rows(section(name, "tasks"))
    gap = "\n\n" if spaced else "\n"
    cells = [[text or "" for text in row] for row in rows]
    header = "名称 主要实施内容 拟投入的资金（万元） 期望达到的目标（概述）"
    text = header + gap + print_rows(cells, widths, closers_move, spaced)
    assert task_rows(Section("tasks", "", Place(), lines=lines(text))) == rows


def test_one_more_task_and_one_less() -> None:
    rows = task_rows(section("nansha/2023", "tasks"))
    more = [*rows[2:], ("推动产学研融合", "组建产学研联盟，推动成果落地。", "66.60", "签约10项。")]
    header = "名称 主要实施内容 拟投入的资金（万元） 期望达到的目标（概述）\n\n"
    text = header + print_rows([[t or "" for t in row] for row in more], (20, 30, 20, 48))
    assert task_rows(Section("tasks", "", Place(), lines=lines(text))) == more


def test_values_that_differ_between_the_horizons() -> None:
    rows: Rows = [
        (
            "产出指标",
            "数量指标",
            "支持博士青年人才开展自由探索类研究",
            "项目≥1900项。",
            "项目≥600项。",
        ),
        (
            "产出指标",
            "数量指标",
            "举办科技活动，营造创新创业氛围",
            "参会≥500人，企业≥100家",
            "人数≥90人",
        ),
        ("效益指标", "社会效益指标", "公众科学素质提升情况", "显著提升", "有所提升"),
    ]
    for shared in (True, False):
        text = print_indicators(rows, (20, 18, 18), True, True, shared)
        assert indicator_rows(lines(text)) == rows


def test_a_single_value_column() -> None:
    text = (
        "三级指标 年度指标值 备注\n\n科技企业孵化载体数\n\n量（家）\n\n≥30 省级以上\n\n"
        "高新技术企业数量（家） ≥2400\n"
    )
    table = line_rows(lines(text))
    assert [
        (printed(row.name.text), {role: printed(cell.text) for role, cell in row.values.items()})
        for row in table.rows
    ] == [
        ("科技企业孵化载体数量（家）", {"annual": "≥30", "remark": "省级以上"}),
        ("高新技术企业数量（家）", {"annual": "≥2400"}),
    ]


def test_an_unknown_header_is_reported() -> None:
    table = line_rows(lines("三级指标 年度指标值 神秘栏目\n\n平台数量 ≥3 甲\n"))
    assert [problem.message for problem in table.problems] == ["unknown column header: 神秘栏目"]
    assert [printed(row.name.text) for row in table.rows] == ["平台数量"]


def test_too_much_text_is_refused() -> None:
    many = pieces(lines("字 " * (MAX_PIECES + 1)))
    with pytest.raises(ValueError, match="pieces of text in one table"):
        reflow([many], [Column("name", lambda text: 0.0)])
