"""A table of projects as text of a printed page, their indicators packed: a line of amounts tells.

Name, amounts, goal and indicators of a project stand one after another, each wrapped: the amounts
have a line to themselves, and what stands between the last sentence above it and that line is the
name. Where that is no name, it is an error, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from ingest.forms.projects.project_rows import Pieces, ProjectRow, ProjectRows
from ingest.lexicon import appearance
from ingest.records import Problem
from ingest.understand.indicators.packed import first_mark, unpack
from ingest.understand.lines.pieces import ends_sentence, joined, pieces
from ingest.understand.project_headers import AMOUNTS, header_word
from ingest.vocabulary import load
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Document, Line

_MOST_HEADERS = 16
_MOST_STARTS = 20
_MOST_WRAPS = 4
_LONGEST_NAME = 80
_NO_NAME = re.compile("[：:，,。；;]|[≥≤＞＜=]")
_UNTOLD = "a project that this text does not tell apart: "
_AMOUNTS_UNTOLD = "amounts that this text does not tell apart: "

_RUN_TOGETHER = "绩效目标与绩效指标的分界不确定 (where goal and indicators part is a guess)"

Columns = list[tuple[str, str | None]]


def read_packed_text(document: Document) -> ProjectRows | None:
    """The projects of such text; None for other text.

    Errors among the problems: what stands where a name belongs and is none.
    """
    lines = document.lines
    start, end, columns = _header(lines)
    money = [role for role, _ in columns if role in AMOUNTS]
    units = {role: unit for role, unit in columns if unit and role in AMOUNTS}
    if document.tables or not columns or money[:1] != ["total"]:
        return None
    head = [printed(line.text) for line in lines[start:end]]
    body = _without_repeated(lines[end:], head)
    body = [part for line in body for part in _parts(line, len(money))]
    anchors = [at for at, line in enumerate(body) if _is_money(line.text.split())]
    if not anchors or first_mark("\n".join(line.text for line in body)) is None:
        return None
    found = ProjectRows(unit=next((unit for _, unit in columns if unit), None))
    found.take_name_header(head[0])
    names = [_name_from(body, below, anchor) for below, anchor in pairwise([-1, *anchors])]
    for name, anchor, behind in zip(names, anchors, [*names[1:], len(body)], strict=True):
        _add(found, body[name:anchor], body[anchor], body[anchor + 1 : behind], money)
        found.rows[-1].units = dict(units)
    return found


def _header(lines: Sequence[Line]) -> tuple[int, int, Columns]:
    """The lines of headers that end with packed indicators, and their columns; none for others."""
    starts = (
        at
        for at, line in enumerate(lines)
        if any(header_word(word) == "project_name" for word in line.text.split()[:1])
    )
    for start in islice(starts, _MOST_STARTS):
        for end in range(start + 1, min(start + _MOST_HEADERS, len(lines)) + 1):
            columns = _columns(lines[start:end])
            if columns and columns[-1][0] == "indicators":
                return start, end, columns
    return 0, 0, []


def _columns(lines: Sequence[Line]) -> Columns:
    """The role and unit of each header; none where a header is not known."""
    run, at = pieces(lines), 0
    found: Columns = []
    while at < len(run):
        for count in range(min(_MOST_WRAPS, len(run) - at), 0, -1):
            text = joined(run[at : at + count])
            alone = count == 1 or all(piece.gap != "space" for piece in run[at + 1 : at + count])
            if alone and (role := header_word(text)):
                found.append((role, printed_unit(text)))
                at += count
                break
        else:
            return []
    return found


def _without_repeated(lines: Sequence[Line], head: Sequence[str]) -> list[Line]:
    """The lines without the headers that every page repeats."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        if [printed(line.text) for line in lines[at : at + len(head)]] == list(head):
            at += len(head)
        else:
            found.append(lines[at])
            at += 1
    return found


def _parts(line: Line, most: int) -> list[Line]:
    """A line cut before and behind its amounts, where a name or a goal stands beside them."""
    words = line.text.split()
    amounts = [at for at, word in enumerate(words) if _is_money([word])]
    if not 0 < len(amounts) <= most or amounts[-1] - amounts[0] >= len(amounts):
        return [line]
    parts = (words[: amounts[0]], words[amounts[0] : amounts[-1] + 1], words[amounts[-1] + 1 :])
    return [replace(line, text=" ".join(part)) for part in parts if part]


def _is_money(words: Sequence[str]) -> bool:
    return all(appearance.is_amount(word) and "." in word for word in words)


def _name_from(lines: Sequence[Line], below: int, anchor: int) -> int:
    """Where the name above the amounts at ``anchor`` begins: behind the last sentence."""
    at = anchor
    while at - 1 > below and not ends_sentence(lines[at - 1].text):
        at -= 1
    return at


def _add(
    found: ProjectRows, name: Sequence[Line], money: Line, text: Sequence[Line], roles: list[str]
) -> None:
    title = printed("\n".join(line.text for line in name))
    if not title or len(title) > _LONGEST_NAME or _NO_NAME.search(title):
        message = f"{_UNTOLD}{title[-40:]} | {money.text}"
        found.problems.append(Problem(severity="error", message=message, place=money.place))
    row = ProjectRow(money.place.to(name[0].place) if name else money.place)
    row.columns["project_name"] = _pieces(name)
    words = money.text.split()
    told = roles if len(words) == len(roles) else roles[:1]
    for role, word in zip(told, words, strict=False):
        row.columns[role] = Pieces([word], [money.place])
    if len(told) < len(words):
        message = f"{_AMOUNTS_UNTOLD}{money.text}"
        found.problems.append(Problem(severity="warning", message=message, place=money.place))
    goal, indicators = _at_mark(text)
    if goal:
        row.columns["goal"] = _pieces(goal)
    if indicators:
        row.columns["indicators"] = _pieces(indicators)
        first = unpack(row.raw("indicators"))
        if not first or first[0].start:
            row.place = row.place.doubted(_RUN_TOGETHER)
    if row.is_bare and title not in load("headers")["project_totals"]:
        message = f"{_UNTOLD}{title[-40:]} | {money.text}"
        found.problems.append(Problem(severity="warning", message=message, place=money.place))
    found.rows.append(row)


def _at_mark(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines before and from where packed indicators begin, which may be within a line."""
    mark = first_mark("\n".join(line.text for line in lines))
    before: list[Line] = []
    for at, line in enumerate(lines):
        if mark is not None and mark < len(line.text):
            goal, rest = line.text[:mark].strip(), replace(line, text=line.text[mark:])
            return [*before, *([replace(line, text=goal)] if goal else [])], [
                rest,
                *lines[at + 1 :],
            ]
        before.append(line)
        # A mark may begin with the line break before it.
        mark = None if mark is None else max(mark - len(line.text) - 1, 0)
    return before, []


def _pieces(lines: Sequence[Line]) -> Pieces:
    return Pieces([line.text for line in lines], [line.place for line in lines])
