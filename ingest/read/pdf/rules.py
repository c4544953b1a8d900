"""The lines that a PDF page is ruled with: strokes, thin rectangles, dashes, joined into rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pdfminer.layout import LTRect

from ingest.read.pdf.page.content import Rule, turned
from ingest.read.pdf.page.drawn import paint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdfminer.layout import LTCurve

    from ingest.document import BBox
    from ingest.read.pdf.page.content import PageContent

THIN = 3.5
_SLANT = 1.0
_JOIN = 3.0
_DASH, _JOIN_DASHES = 12.0, 6.5
_SHORTEST = 6.0
_INVISIBLE = 0.97
_CONTRAST = 0.4
_MEETING = 0.75
_BELOW = 0.25  # of the size: an underline is no farther below its text
_HAIR = 0.8
_BORDER = 1.0  # an area with its border inside has it this near to its edge


def add_rules(content: PageContent, drawn: Sequence[LTCurve]) -> None:
    """Fill ``content`` with the rules and coloured areas of a page, in the page's own frame."""
    grounds: list[tuple[BBox, float]] = []
    sheets: list[tuple[int, BBox]] = []
    drawn_rules: list[tuple[int, Rule]] = []
    for number, item in enumerate(drawn):
        box = (item.x0, content.height - item.y1, item.x1, content.height - item.y0)
        found = _clipped(_rules_of(item, box, grounds, content.height), item, content.height)
        drawn_rules += ((number, rule) for rule in found)
        if item.fill and isinstance(item, LTRect) and paint(item).fill >= _INVISIBLE:
            sheets.append((number, box))
    content.shades = [box for box, _ in grounds]
    rules = list(_uncovered(drawn_rules, sheets))
    dots = [rule for rule in rules if rule.end - rule.start <= THIN]
    lines = [rule for rule in rules if rule.end - rule.start > THIN]
    content.rules = joined([*lines, *_dotted(dots)])


def turn_rules(content: PageContent) -> None:
    """Turn rules and coloured areas into the frame of the page's words."""
    if not content.turn:
        return
    size = content.width, content.height
    boxes = [turned(_box(rule), content.turn, *size) for rule in content.rules]
    content.rules = [_rule(box) for box in boxes]
    content.shades = [turned(shade, content.turn, *size) for shade in content.shades]


def drop_underlines(content: PageContent) -> None:
    """Take out the rules that underline or strike out text: as long as it, and through its line."""
    words = sorted(content.words, key=lambda word: word.bottom)
    bottoms = [word.bottom for word in words]
    tallest = max((word.size for word in words), default=0.0)

    def is_underline(rule: Rule) -> bool:
        first = bisect_left(bottoms, rule.at - _BELOW * tallest)
        near = words[first : bisect_right(bottoms, rule.at + tallest)]
        level = [w for w in near if w.top < rule.at < w.bottom + _BELOW * w.size]
        edges = [edge for word in level for edge in word.edges]
        return any(abs(rule.start - left) < _HAIR for left, _ in edges) and any(
            abs(rule.end - right) < _HAIR for _, right in edges
        )

    content.rules = [rule for rule in content.rules if rule.vertical or not is_underline(rule)]


def joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one line that touch, or are its dashes, as one; too short ones are left out."""
    found: list[Rule] = []
    for vertical in (False, True):
        for group in _same_line([rule for rule in rules if rule.vertical is vertical]):
            at = sum(rule.at for rule in group) / len(group)
            for start, end in _spans(group):
                if end - start >= _SHORTEST:
                    found.append(Rule(vertical, at, start, end))
    return found


def _clipped(rules: Iterable[Rule], item: LTCurve, height: float) -> Iterator[Rule]:
    """What shows of the rules that an item draws."""
    x0, y0, x1, y1 = paint(item).clip
    for rule in rules:
        across, along = (x0, x1), (height - y1, height - y0)
        if not rule.vertical:
            across, along = along, across
        start, end = max(rule.start, along[0]), min(rule.end, along[1])
        if across[0] - THIN <= rule.at <= across[1] + THIN and start < end:
            yield Rule(rule.vertical, rule.at, start, end)


def _uncovered(
    rules: Sequence[tuple[int, Rule]], sheets: Sequence[tuple[int, BBox]]
) -> Iterator[Rule]:
    """What shows of rules on which white areas were painted later; both with their number."""
    hidden: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for vertical in (False, True):
        lines = [(rule.at, at) for at, (_, rule) in enumerate(rules) if rule.vertical is vertical]
        lines.sort()
        heights = [height for height, _ in lines]
        for number, (x0, top, x1, bottom) in sheets:
            across, along = ((x0, x1), (top, bottom)) if vertical else ((top, bottom), (x0, x1))
            first = bisect_right(heights, across[0] + _BORDER)
            for _, at in lines[first : bisect_left(heights, across[1] - _BORDER)]:
                if rules[at][0] < number:
                    hidden[at].append(along)
    for at, (_, rule) in enumerate(rules):
        if at not in hidden:
            yield rule
            continue
        start = rule.start
        for left, right in sorted(hidden[at]):
            if start < min(left, rule.end):
                yield replace(rule, start=start, end=min(left, rule.end))
            start = max(start, right)
        if start < rule.end:
            yield replace(rule, start=start)


def _rules_of(
    item: LTCurve, box: BBox, grounds: list[tuple[BBox, float]], height: float
) -> Iterator[Rule]:
    _, stroke, fill = paint(item)
    drawn = item.stroke or item.fill
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        shown = min(stroke, fill)
        if drawn and (shown < _INVISIBLE or _ground(box, grounds) < _INVISIBLE):
            yield _rule(box)
        return
    ground = _ground(box, grounds)
    if item.fill and fill < _INVISIBLE:
        grounds.append((box, fill))
    if stroke < _INVISIBLE and isinstance(item, LTRect):
        yield from _frame(box)
    elif stroke < _INVISIBLE:
        yield from _sides(item, height)
    elif item.fill and isinstance(item, LTRect) and ground < fill - _CONTRAST:
        # A light cell painted on a dark ground: the ground shows through as rules.
        yield from _frame(box)


def _sides(item: LTCurve, height: float) -> Iterator[Rule]:
    points = [(x, height - y) for x, y in item.pts]
    for (ax, ay), (bx, by) in pairwise(points):
        if min(abs(ax - bx), abs(ay - by)) <= _SLANT:
            yield _rule((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _frame(box: BBox) -> Iterator[Rule]:
    x0, top, x1, bottom = box
    yield from (Rule(False, y, x0, x1) for y in (top, bottom))
    yield from (Rule(True, x, top, bottom) for x in (x0, x1))


def _dotted(dots: Sequence[Rule]) -> Iterator[Rule]:
    """The lines that dots make, whichever way each of them lies."""
    for vertical in (False, True):
        rows: defaultdict[int, list[Rule]] = defaultdict(list)
        for dot in dots:
            middle, half = (dot.start + dot.end) / 2, (dot.end - dot.start) / 2
            at = dot.at if dot.vertical is vertical else middle
            along = middle if dot.vertical is vertical else dot.at
            rows[round(at)].append(Rule(vertical, at, along - half, along + half))
        for row in rows.values():
            spans = (span for span in _spans(row) if span[1] - span[0] >= _SHORTEST)
            yield from (Rule(vertical, row[0].at, *span) for span in spans)


def painted(shades: Sequence[BBox]) -> list[Rule]:
    """The rules that the edges of coloured areas make, which may be cells without a line."""
    return joined([rule for shade in shades for rule in _frame(shade)])


def seams(shades: Sequence[BBox]) -> list[Rule]:
    """The vertical rules that the edges make where coloured cells of one height meet."""
    ends: defaultdict[tuple[int, ...], set[float]] = defaultdict(set)
    for _, top, x1, bottom in shades:
        ends[round(x1), round(top), round(bottom)].add(x1)
    found = []
    for x0, top, _, bottom in set(shades):
        near = (ends[round(x0) + by, round(top), round(bottom)] for by in (-1, 0, 1))
        if any(abs(x0 - x1) <= _MEETING for some in near for x1 in some):
            found.append(Rule(True, x0, top, bottom))
    return joined(found)


def _ground(box: BBox, grounds: Sequence[tuple[BBox, float]]) -> float:
    """How pale the coloured area is that lies below the middle of ``box``; 1 where none does."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    below = (
        pale
        for area, pale in reversed(grounds)
        if area[0] - 1 <= x <= area[2] + 1 and area[1] - 1 <= y <= area[3] + 1
    )
    return next(below, 1.0)


def _rule(box: BBox) -> Rule:
    x0, top, x1, bottom = box
    if bottom - top > x1 - x0:
        return Rule(True, (x0 + x1) / 2, top, bottom)
    return Rule(False, (top + bottom) / 2, x0, x1)


def _box(rule: Rule) -> BBox:
    if rule.vertical:
        return (rule.at, rule.start, rule.at, rule.end)
    return (rule.start, rule.at, rule.end, rule.at)


def _same_line(rules: list[Rule]) -> Iterator[list[Rule]]:
    """Rules grouped by where they run; the two strokes of a double rule run together."""
    group: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if group and (rule.at - group[-1].at > _JOIN or rule.at - group[0].at > 1.5 * _JOIN):
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _spans(group: list[Rule]) -> Iterator[tuple[float, float]]:
    spans = sorted((rule.start, rule.end) for rule in group)
    start, end = spans[0]
    last = end - start
    for left, right in spans[1:]:
        dashes = max(last, right - left) <= _DASH
        if left - end <= (_JOIN_DASHES if dashes else _JOIN):
            end = max(end, right)
        else:
            yield start, end
            start, end = left, right
        last = right - left
    yield start, end


def touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in groups of those that cross or touch one another."""
    across = [rule for rule in rules if not rule.vertical]
    parent = {id(rule): rule for rule in rules}

    def root(rule: Rule) -> Rule:
        while parent[id(rule)] is not rule:
            parent[id(rule)] = parent[id(parent[id(rule)])]
            rule = parent[id(rule)]
        return rule

    for down in rules:
        if not down.vertical:
            continue
        for line in across:
            if (
                down.start - THIN <= line.at <= down.end + THIN
                and line.start - THIN <= down.at <= line.end + THIN
            ):
                parent[id(root(down))] = root(line)
    groups: defaultdict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        groups[id(root(rule))].append(rule)
    return list(groups.values())
