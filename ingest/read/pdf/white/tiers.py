"""Headers above headers: the rows that a heading takes, and the rows and columns of each header."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.read.pdf.white.headers import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.read.pdf.white.bands import Interval, Segment
    from ingest.read.pdf.white.headers import Header
    from ingest.read.pdf.white.zones import Columns

    Span = tuple[int, int]

_SAME = 0.3  # of the size: how far headers of one row stand apart
# What it costs to leave a header out that stands below the header of others, in sizes.
_LEFT_OUT, _LEFT_OUT_AMID, _BELOW = 3.0, 0.7, 20.0


def tiers(heading: Heading | None) -> list[Interval]:
    """The upper and lower edge of the text of each row of headers."""
    if heading is None:
        return []
    return list(pairwise([heading.top, *_bottoms(heading), heading.bottom]))


def header_cells(heading: Heading, columns: Columns) -> Iterator[tuple[Header, Span, Span]]:
    """Each header, its first row and the one after its last, its first and last column."""
    rows = _rows_over(heading)
    cols = [columns.of(header.x0, header.x1) for header in heading.headers]
    edges = [heading.headers[0].x0, *(sum(each) / 2 for each in columns.gutters)]
    edges.append(max([edges[-1], *(header.x1 for header in (*heading.headers, *heading.over))]))
    stretches = [(edges[first], edges[last + 1]) for first, last in cols]
    below = [0] * len(cols)
    for row, over in enumerate(rows):
        told = _Spans(heading, over, stretches, row).best()
        for header, span in zip(over, told, strict=True):
            own = (cols[span[0]][0], cols[span[1]][1]) if span else columns.of(header.x0, header.x1)
            yield header, (row, row + 1), own
            for number in range(span[0], span[1] + 1) if span else ():
                below[number] = row + 1
    for header, first, own in zip(heading.headers, below, cols, strict=True):
        yield header, (first, len(rows) + 1), own


def lifted(heading: Heading, body: Iterable[Segment]) -> Heading:
    """A heading in which those headers stand over others that no text of ``body`` stands below.

    Such a one is amid those it is over, which are lower on both of its sides; or nothing else is
    over one of them. Where most texts below it are below none of them, it has a column of its own.
    """
    beside = zip(heading.headers, heading.headers[1:], heading.headers[2:], strict=False)
    body = list(body)
    amid = [
        header
        for left, header, right in beside
        if min(left.top, right.top) > header.bottom - _SAME * heading.size
        and not _has_own(header, (left, right), body)
    ]
    if not amid:
        return heading
    below = {id(_nearest(heading.headers, segment)) for segment in body}
    over = [
        header
        for header in amid
        if below and (id(header) not in below or _is_alone_over(header, amid, heading))
    ]
    lowest = [header for header in heading.headers if header not in over]
    return Heading(lowest, [*heading.over, *over])


def _has_own(header: Header, beside: Iterable[Header], body: Iterable[Segment]) -> bool:
    """Whether most texts below a header are below its middle and none of the headers beside it."""
    texts = [s for s in body if min(s.x1, header.x1) > max(s.x0, header.x0)]
    middle = (header.x0 + header.x1) / 2
    own = sum(
        s.x0 < middle - 1 < middle + 1 < s.x1
        and not any(min(s.x1, other.x1) > max(s.x0, other.x0) for other in beside)
        for s in texts
    )
    return 2 * own > len(texts)


def _is_alone_over(header: Header, amid: Sequence[Header], heading: Heading) -> bool:
    """Whether a header beside one that is ``amid`` others can have nothing else over it."""
    at = heading.headers.index(header)
    for beside, behind in ((at - 1, at - 2), (at + 1, at + 2)):
        lower = heading.headers[beside]
        free = not any(min(lower.x1, over.x1) > max(lower.x0, over.x0) for over in heading.over)
        other = heading.headers[behind] if 0 <= behind < len(heading.headers) else None
        if free and other not in amid:
            return True
    return False


def _nearest(headers: Iterable[Header], segment: Segment) -> Header:
    """The header that a text is nearest to, sideways."""
    middle = segment.x0 + segment.x1
    return min(headers, key=lambda header: abs(header.x0 + header.x1 - middle))


def _rows_over(heading: Heading) -> list[list[Header]]:
    """The headers of others, those beside one another together."""
    rows: list[list[Header]] = []
    for header in sorted(heading.over, key=lambda header: header.top):
        if rows and header.top < (rows[-1][0].top + rows[-1][0].bottom) / 2:
            rows[-1].append(header)
        else:
            rows.append([header])
    return [sorted(row, key=lambda header: header.x0) for row in rows]


def _bottoms(heading: Heading) -> list[float]:
    return [max(header.bottom for header in row) for row in _rows_over(heading)]


def _first(header: Header, heading: Heading) -> int:
    """The first row that a header seems to stand in, at the top of it or amid it and the others."""
    rows = _rows_over(heading)
    for number, row in enumerate(rows):
        if abs(header.top - min(over.top for over in row)) < _SAME * heading.size:
            return number
    tops = [top for top, _ in tiers(heading)]
    middle = header.top + header.bottom - heading.bottom
    return min(range(len(tops)), key=lambda number: abs(tops[number] - middle))


@dataclass(slots=True, eq=False)
class _Spans:
    """Finds which of the lowest headers each of those ``over`` them spans.

    ``stretches`` are the left and right edges of the columns of the lowest ones. A header stands
    in the middle of those it spans, or all begin where those do.
    """

    heading: Heading
    over: list[Header]
    stretches: list[Interval]
    row: int

    def best(self) -> list[Span | None]:
        """By header: the numbers of the first and the last that it spans; None where unknown."""
        found = min(self._cheapest(centred=True), self._cheapest(centred=False))
        return list(found[1]) or [None] * len(self.over)

    def _cheapest(self, *, centred: bool) -> tuple[float, tuple[Span, ...]]:
        count, size = len(self.stretches), self.heading.size
        prices = [
            price * size if price is not None else None
            for price in map(self._left_out, range(count))
        ]

        @cache
        def rest(number: int, start: int) -> tuple[float, tuple[Span, ...]]:
            """The price and the spans of the headers from ``number`` on, from ``start`` on."""
            if number == len(self.over):
                return sum(price or 0.0 for price in prices[start:]), ()
            best: tuple[float, tuple[Span, ...]] = (float("inf"), ())
            skipped = 0.0
            for first in range(start, count):
                for last in range(first, count):
                    if prices[last] is None:
                        break
                    price, spans = rest(number + 1, last + 1)
                    price += skipped + self._off(self.over[number], (first, last), centred=centred)
                    best = min(best, (price, ((first, last), *spans)))
                skipped += prices[first] or 0.0
            return best

        return rest(0, 0)

    def _left_out(self, number: int) -> float | None:
        """What it costs that no header is over one; None where there can be none over it."""
        header, heading = self.heading.headers[number], self.heading
        if _first(header, heading) <= self.row:
            return None
        off = abs(header.top + header.bottom - heading.top - heading.bottom) / 2
        amid = off < _SAME * heading.size and len(tiers(heading)) > 2
        return _LEFT_OUT_AMID if amid else _LEFT_OUT

    def _off(self, header: Header, span: Span, *, centred: bool) -> float:
        left, right = self.stretches[span[0]][0], self.stretches[span[1]][1]
        below = [h for h in self.heading.headers if min(h.x1, header.x1) > max(h.x0, header.x0)]
        beyond = sum(h.x1 <= left or h.x0 >= right for h in below)
        off = abs(left + right - header.x0 - header.x1) / 2 if centred else abs(left - header.x0)
        return off + beyond * _BELOW * self.heading.size
