"""The cheapest way to cut text into rows, found from behind, and how much dearer others are."""

from __future__ import annotations

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Line, Place
from ingest.understand.lines.division import ANY_WIDTH, Column, Programme
from ingest.understand.lines.line_columns import column_of
from ingest.understand.lines.pieces import Piece, pieces

ROLES = ["level1", "level2", "name", "annual", "unit", "weight", "deviation"]
WORDS = ["产出指标", "数量指标", "培训人数", "≥300人", "98%", "10", "人", "已完成", "率", "12项。"]

columns_of = st.lists(st.sampled_from(ROLES), min_size=2, max_size=5, unique=True).map(
    lambda roles: [column_of(role, role, role) for role in roles]
)
texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=8
)


def pieces_of(lines: list[str]) -> list[Piece]:
    return pieces(Line(text, Place(line_from=n, line_to=n)) for n, text in enumerate(lines, 1))


@settings(max_examples=150, deadline=None)
@given(columns_of, texts)
def test_each_piece_is_in_one_cell_or_in_none(columns: list[Column], lines: list[str]) -> None:
    run = pieces_of(lines)
    widths = [ANY_WIDTH] * len(columns)
    programme = Programme(run, columns, spaced=False)
    solution = programme.solve(widths)
    assert solution.cost == programme.cost(widths)
    cells = [*chain.from_iterable(solution.rows)]
    taken = [at for cell in cells for at in range(cell.start, cell.end)]
    assert sorted([*taken, *solution.skipped]) == [*range(len(run))]
    assert taken == sorted(taken)
    for row in solution.rows:
        assert [cell.column for cell in row] == sorted({cell.column for cell in row})


@settings(max_examples=150, deadline=None)
@given(columns_of, texts)
def test_no_other_way_is_cheaper(columns: list[Column], lines: list[str]) -> None:
    programme = Programme(pieces_of(lines), columns, spaced=False)
    widths = [ANY_WIDTH] * len(columns)
    assert min(programme.margins(programme.solve(widths), widths)) >= 0
