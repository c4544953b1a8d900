"""Headers of columns: which go on in those below them, and which stand over others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.lexicon.labels import column_roles, is_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.read.pdf.white.bands import Segment

WRAP = 0.9  # of the size: the widest space between lines of one header
INTO = 0.3  # of the size: how far headers above one another reach into one another
_SAME_ROW = 0.15  # of the size: how far the tops of headers in one row stand apart
_OFF = 0.6  # of the size: how far lines of one header stand apart that are set alike


@dataclass(slots=True)
class Header:
    """The header of one column, over one or more lines, and its role in each group it is in.

    ``ruled`` says that a rule below it tells that it stands over others.
    """

    segments: list[Segment]
    roles: dict[str, str] = field(default_factory=dict)
    ruled: bool = False

    @property
    def text(self) -> str:
        """Its lines, joined."""
        return "".join(segment.text for segment in self.segments)

    @property
    def x0(self) -> float:
        """The left edge."""
        return min(segment.x0 for segment in self.segments)

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(segment.x1 for segment in self.segments)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(segment.bottom for segment in self.segments)


@dataclass(slots=True)
class Heading:
    """A row of headers, from left to right, and the headers ``over`` several of them."""

    headers: list[Header]
    over: list[Header] = field(default_factory=list)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(header.top for header in (*self.headers, *self.over))

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(header.bottom for header in self.headers)

    @property
    def size(self) -> float:
        """The size of its type."""
        return self.headers[0].segments[0].size

    @property
    def group(self) -> str:
        """The vocabulary's group that most of the headers are of."""
        return group_of(self.headers)[0]

    @property
    def segments(self) -> list[Segment]:
        """All lines of all headers."""
        return [s for header in (*self.headers, *self.over) for s in header.segments]

    def below(self, lower: Heading) -> Heading:
        """The heading of this row of headers and the ``lower`` one that divides some of them."""
        told = {id(s) for header in lower.headers for s in header.segments if header.roles}
        rest = [h for h in self.headers if not told.issuperset(map(id, h.segments))]
        return heading_of([*rest, *self.over, *lower.headers, *lower.over])


def heading_of(headers: Iterable[Header]) -> Heading:
    """The heading of headers, those above others over them; the lines of one header are joined."""
    headers = list(headers)
    while two := _wrapped(headers):
        whole = Header([segment for header in two for segment in header.segments])
        whole.roles = column_roles(whole.text) or two[1].roles
        headers = [*(header for header in headers if header not in two), whole]
    over = [one for one in headers if _below_it(one, headers)]
    lowest = (header for header in headers if header not in over)
    return Heading(sorted(lowest, key=lambda header: header.x0), over)


def _wrapped(headers: Sequence[Header]) -> tuple[Header, Header] | None:
    """Two headers of which one goes on in the other: it stands over no other, nor do those beside.

    Labels of levels may stand over a single column.
    """
    for one in headers:
        below = _below_it(one, headers)
        if len(below) != 1 or is_label(one.text) or not _goes_on_in(one, below[0]):
            continue
        beside = (
            other for other in headers if one.top < (other.top + other.bottom) / 2 < one.bottom
        )
        if all(len(_below_it(other, headers)) < 2 for other in beside) and not _is_over_row(
            below[0], headers
        ):
            return one, below[0]
    return None


def _is_over_row(below: Header, headers: Sequence[Header]) -> bool:
    """Whether a header's neighbours on both sides stand in one row with it, with none above them.

    What is above it is amid the columns of all three.
    """
    size = below.segments[0].size
    row = [h for h in headers if abs(h.top - below.top) < _SAME_ROW * size]
    row.sort(key=lambda header: header.x0)
    at = next(number for number, header in enumerate(row) if header is below)
    beside = row[at - 1 : at] + row[at + 1 : at + 2]
    alone = [h for h in beside if not any(h in _below_it(one, headers) for one in headers)]
    return len(alone) == 2


def _below_it(one: Header, headers: Iterable[Header]) -> list[Header]:
    """The headers below one."""
    size = one.segments[0].size
    return [two for two in headers if two.top > one.bottom - INTO * size and overlap(one, two)]


def _goes_on_in(one: Header, two: Header) -> bool:
    last, first = one.segments[-1], two.segments[0]
    return first.top - last.bottom < WRAP * first.size and lined_up(last, first)


def lined_up(one: Segment, two: Segment) -> bool:
    """Whether two lines of a cell begin, end or have their middle in one place."""
    off = (one.x0 - two.x0, one.x1 - two.x1, (one.x0 + one.x1 - two.x0 - two.x1) / 2)
    return min(map(abs, off)) < _OFF * one.size


def group_of(headers: Iterable[Header]) -> tuple[str, int]:
    """The vocabulary's group that most of the headers are of, and how many are."""
    groups = Counter(group for header in headers for group in header.roles)
    return groups.most_common(1)[0] if groups else ("", 0)


def overlap(one: Header, two: Header) -> bool:
    """Whether two headers stand above one another at least in part."""
    return min(one.x1, two.x1) - max(one.x0, two.x0) > 0
