"""Numbers of clauses that run on into figures: 1.100% is 100 % under a name 1.准确率."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.words.masks import BOUNDARY, START, UNIT_ENDS, half_width

if TYPE_CHECKING:
    from collections.abc import Iterator

# Before figures a mark stands where a clause may end.
_ENDS = re.escape("".join(sorted(UNIT_ENDS)) + BOUNDARY + "%‰ ")
_MARK = re.compile(
    rf"(?<![\d.])(\d{{1,2}})([.、)])(?=\s*\D)|(?:^|(?<=[{_ENDS}]))(\d{{1,2}})([.、)])(?=\d)"
)
_SURE = "、)"
_VALUE = re.compile(r"\s*[≥≧≤≦><=]?\d[\d,.]*\D")


class _Mark(NamedTuple):
    """A number with its sign, and where they stand."""

    number: int
    sign: str
    start: int
    end: int


def with_numbering(text: str, name: str) -> tuple[str, str, bool]:
    """A cell and the name it stands under with numbering hidden, where one tells of the other's.

    The last says whether that is a guess: 1.5% under 1.增速 may be 1.5 % as well.

    Line breaks stay. The numbers run from 1, or are that of the name; what one line prints may be
    numbered as well as what stands on lines of their own. Of dots before figures only a numbered
    name tells that they are no decimal points.
    """
    of_name = _run(name)
    first = of_name[0].number if of_name else 1
    of_text = _run(text, first)
    if not _is_list(text, of_text, numbered=bool(of_name)):
        return text, _hidden(name, of_name) if len(of_name) > 1 else name, False
    last = of_text[-1]
    is_guess = (
        last is of_text[0] and last.sign not in _SURE and text[last.end : last.end + 1].isdigit()
    )
    return _hidden(text, of_text), _hidden(name, of_name), is_guess


def _run(text: str, first: int | None = None) -> list[_Mark]:
    """The marks that number a text from its start on, one after the other, all of one kind."""
    shown = half_width(text)
    found: list[_Mark] = []
    for mark in map(_mark, _MARK.finditer(shown)):
        before = shown[found[-1].end if found else 0 : mark.start].strip()
        if not found:
            if before or (mark.number != first if first else not mark.number):
                return []
            found.append(mark)
        elif (mark.number, mark.sign) == (found[-1].number + 1, found[0].sign):
            if not before:
                return []
            found.append(mark)
    return found


def _mark(match: re.Match[str]) -> _Mark:
    number, sign = match[1] or match[3], match[2] or match[4]
    return _Mark(int(number), sign, match.start(), match.end())


def _is_list(text: str, marks: list[_Mark], *, numbered: bool) -> bool:
    if not marks:
        return False
    if numbered:
        return True
    sure = marks[0].sign in _SURE
    return sure and (len(marks) > 1 or bool(_VALUE.match(half_width(text), marks[0].end)))


def _hidden(text: str, marks: list[_Mark]) -> str:
    return "".join(_pieces(text, marks))


def _pieces(text: str, marks: list[_Mark]) -> Iterator[str]:
    at = 0
    for mark in marks:
        yield text[at : mark.start] + START * (mark.end - mark.start)
        at = mark.end
    yield text[at:]
