"""The headers of tasks in page text: each on a line, beside others, or wrapped over lines."""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.lexicon.labels import is_label, likely_role
from ingest.understand.columns.header_cells import MIN_ROLES, Header, with_likely
from ingest.understand.lines.pieces import Piece, joined, span

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUP = "tasks"
_MAX_WRAPS = 4
_LONGEST_REST = 3


def task_headers(run: Sequence[Piece]) -> tuple[list[Header], int]:
    """The headers that ``run`` begins with, and how many pieces they take up.

    A header may be wrapped over lines; an unknown one counts when it shares a line with known
    ones. Empty when ``run`` begins with no header row.
    """
    found: list[Header] = []
    at = 0
    while at < len(run):
        told = {headers.told_role(header.text, GROUP) for header in found}
        taken = _known(run, at)
        if taken and _has_role(run[at + taken : at + taken + 1], told):
            taken += _more(run, at, taken, told)
        elif not taken and (
            sum(header.role is not None for header in found) >= MIN_ROLES
            or _is_among_headers(run, at)
        ):
            taken = _unlisted(run, at, told)
        if not taken:
            break
        part = run[at : at + taken]
        text = joined(part)
        found.append(Header(headers.role(text, GROUP), text, span(part), len(found), len(found)))
        at += len(part)
    known = sum(header.role is not None for header in found)
    return (with_likely(found, GROUP), at) if known >= MIN_ROLES else ([], 0)


def _known(run: Sequence[Piece], at: int) -> int:
    """How many pieces from ``at`` on make up the longest known header; 0 for none.

    What is a header by itself goes on in none that stands beside it.
    """
    alone = headers.role(run[at].text, GROUP)
    for count in range(min(_MAX_WRAPS, len(run) - at), 0, -1):
        part = run[at : at + count]
        role = headers.role(joined(part), GROUP)
        beside = any(piece.gap == "space" for piece in part[1:])
        if role and not (beside and alone and not _is_all(part, role)):
            return count
    return 0


def _is_all(part: Sequence[Piece], role: str) -> bool:
    """Whether pieces are nothing but ``role``: no two columns of it stand side by side."""
    roles = [headers.role(piece.text, GROUP) for piece in part]
    return roles[0] == roles[-1] == role and {*roles} <= {role, None}


def _is_among_headers(run: Sequence[Piece], at: int) -> bool:
    """Whether a piece stands on a line of headers, most of which are listed."""
    number = run[at].line
    start = at
    while start and run[start - 1].line == number:
        start -= 1
    line = [*takewhile(lambda piece: piece.line == number, islice(run, start, None))]
    listed = sum(headers.role(piece.text, GROUP) is not None for piece in line)
    return listed >= MIN_ROLES and 2 * listed > len(line)


def _unlisted(run: Sequence[Piece], at: int, told: set[str | None]) -> int:
    """How many pieces make up a header that is not listed, behind listed ones; 0 for none.

    It shares their line, or is wrapped over lines of its own and told by its words.
    """
    count = 1 + _more(run, at, 1, told)
    if likely_role(joined(run[at : at + count]), GROUP) not in (None, *told):
        return count
    return int(run[at].gap == "space")


def _more(run: Sequence[Piece], at: int, count: int, told: set[str | None]) -> int:
    """How many lines more of a header there are, all but the last of them as long as the first.

    None of them is a header of its own, unless of a role that another has, or behind what is none.
    """
    first, begun = count, headers.told_role(joined(run[at : at + count]), GROUP)
    while at + count < len(run) and count < _MAX_WRAPS:
        piece, longest = run[at + count], len(run[at].text)
        goes_on = longest - len(run[at + count - 1].text) <= 1 and len(piece.text) <= longest
        if piece.gap == "space" or not goes_on or is_label(piece.text):
            break
        whole = headers.told_role(joined(run[at : at + count + 1]), GROUP)
        own = headers.told_role(piece.text, GROUP) not in (None, begun, *told)
        heads_line = any(each.gap == "space" for each in run[at + count + 1 : at + count + 2])
        of_own = len(piece.text) > _LONGEST_REST and whole == headers.told_role(piece.text, GROUP)
        if own and (heads_line or (not begun and (not whole or of_own))):
            break
        if begun and whole != begun:
            break
        count += 1
    return count - first


def _has_role(run: Sequence[Piece], told: set[str | None]) -> bool:
    return any(headers.told_role(piece.text, GROUP) in told - {None} for piece in run)
