"""The ways in which the lines of a header in page text make up columns, each with how odd it is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, combinations, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.lexicon import headers
from ingest.lexicon.composition import facets_of, times_of
from ingest.lexicon.labels import by_words, column_roles, other_role, plain
from ingest.lexicon.levels import ranks
from ingest.understand.columns.header_cells import (
    BARE_YEAR,
    FORMER_YEAR,
    LEVEL_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
)
from ingest.understand.lines.header_lines import (
    OF_TASKS,
    PROJECT,
    SECTIONS,
    divides_values,
    is_block_label,
    role_of,
)
from ingest.understand.lines.level_headers import Leaf, Part, folded, is_kind, leaves_of
from ingest.understand.lines.line_columns import DIVIDED, OF_VALUES, PACKED, is_money
from ingest.understand.lines.pieces import joined, span, width, width_bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.understand.lines.pieces import Piece

_GROUP = "indicators"
_OF_OTHERS = (("indicator",), ("name",), ("state",))
_MOST_LINES = 4
_LEAST_PARTS = 2
_MOST_WAYS = 10
_MOST_CHOSEN = 200
_MOST_SPANNERS = 3
_MOST_COLUMNS = 32
_MOST_ASIDE = 3
_ASIDE = 1.0
_APART = 0.5
_NARROW = 3
_SHORT = 4
_UNKNOWN = 2.5
_GUESSED = 0.5
_MISPLACED = 3.0
_LIKELY = 0.5
_RAGGED = 4.0
_TWICE = 1.0
_SPANNER = 1.5
_OWN_SPANNER = 0.5
_LETTER = 2
_NUMBER = "序号"
_MARKS = ("weight", "score")
OF_INDICATORS = ("name", PACKED)
_WHOLE = (_GROUP, "head", "project_sections", "sections")
_BEGINS_WITH_YEAR = re.compile(r"20\d\d年|[前上去]一?年")
_YEARS = re.compile(r"20\d\d(?:年?[-—–～~至]+20\d\d)?年度?")
_FORMER = re.compile("(?:值|水平|情况)$")
_OF_VALUES = re.compile("[年期季月值]")
_OF_ROWS = ("deviation", "remark")
# What a header says that may stand over those of values though it may be a remark (核定标准).
_TELLS_OF_VALUES = {"indicator", "goal", "value", "state", "performance", "basis"}
# What stands right of the names of indicators.
_BEHIND = (*OF_VALUES, "nature", "unit", "score", "deviation")


class Way(NamedTuple):
    """A way to read a header: its ``leaves`` head columns, each with what stands over it or None.

    ``roles`` are those of the leaves, ``aside`` stands before them; ``cost`` is how odd the way is.
    """

    leaves: list[Leaf]
    roles: tuple[str | None, ...]
    aside: list[Part]
    cost: float


def _role_of_leaf(column: Leaf, before: Sequence[str | None], *, listed: bool) -> str | None:
    """The role of a column right of those of the roles ``before``.

    ``listed`` says that some header is that of projects' names.
    """
    leaf, above = column
    role = role_of(leaf.text) or (role_of(above.text + leaf.text) if above else None)
    is_left = not {*before} & {*LEVEL_ROLES, "name"}
    if is_left and plain(leaf.text).endswith(_NUMBER):
        role = "number"  # 对应任务序号 behind names holds 任务2
    elif not before and headers.role(leaf.text, "project_sections") == _GROUP:
        role = _GROUP  # 绩效指标完成情况 left of levels
    elif is_kind(column):
        role = PACKED
    elif headers.packs_values(leaf.text):
        role = "name"
    elif listed and not above:  # 年度目标 is a goal there
        role = column_roles(leaf.text).get("projects", role)
        # 单位 left of a project's name is whose it is.
        role = "bureau" if role == "unit" and PROJECT not in before else role
    elif role == "level1" and role in before:
        role = "level2"
    elif role is None and divides_values(leaf.text):
        role = "unread" if above and is_money(above.text) else DIVIDED  # 省本级 of a budget
    elif role == "name" and role in before and (is_part(leaf.text) or not is_whole(leaf.text)):
        role = None
    return role


def _roles_of(leaves: Sequence[Leaf]) -> list[str | None]:
    """The roles of a header's columns by their words and, of names and levels, their places."""
    listed = any(column_roles(leaf.text).get("projects") == PROJECT for leaf, _ in leaves)
    roles: list[str | None] = []
    for leaf in leaves:
        roles.append(_role_of_leaf(leaf, roles, listed=listed))
    if "name" not in roles:
        ends = (at for at, role in enumerate(roles) if role in (*OF_VALUES, "nature", "unit"))
        first = next(ends, 0 if listed else len(roles))
        may = [at for at in range(first) if roles[at] in (None, _GROUP, "unread")]
        behind_levels = [at for at in may if at and roles[at - 1 : at + 1] == ["level2", _GROUP]]
        for at in (behind_levels or may)[-1:]:
            same = [leaf.text == leaves[at][0].text for leaf, _ in leaves]  # in each block
            roles = ["name" if each else role for each, role in zip(same, roles, strict=True)]
    if "level1" not in roles and roles.count("level2") == 1:
        at = roles.index("level2") - 1
        if at >= 0 and not roles[at] and len(leaves[at][0].text) <= _SHORT:
            roles[at] = "level1"  # 类别 left of 二级指标
    if "name" not in roles:
        roles = [PACKED if role == _GROUP else role for role in roles]
    if not {*roles} & {*OF_INDICATORS} and "level2" in roles:
        # 二级指标 heads names where a form has no third level.
        roles[len(roles) - 1 - roles[::-1].index("level2")] = "name"
    return roles


def ways_to_read(run: Sequence[Piece]) -> Iterator[Way]:
    """The ways to read a header's lines as columns."""
    slots: list[list[list[Part]]] = []
    lines = _unbroken([[*group] for _, group in groupby(run, key=lambda piece: piece.line)])
    at = 0
    while at < len(lines):
        if len(lines[at]) > 1:
            slots.append(_divisions(lines[at], _part_of_line))
            at += 1
            continue
        end = at
        while end < len(lines) and len(lines[end]) == 1:
            end += 1
        slots.append(_divisions([line[0] for line in lines[at:end]], _part))
        at = end
    chosen: list[list[Part]] = [[]]
    for slot in slots:
        longer = ([*before, *parts] for before in chosen for parts in slot)
        chosen = sorted(longer, key=_cost)[:_MOST_CHOSEN]
    for parts in chosen:
        yield from _arranged(parts)


def _cost(parts: Sequence[Part]) -> float:
    return sum(part.cost for part in parts)


def _unbroken(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines, a header whole that goes on in the next line from one of several words."""
    found: list[list[Piece]] = []
    for line in lines:
        last, first = found[-1][-1] if found else None, line[0]
        goes_on = len(line) > 1 or not role_of(first.text)
        is_cut = last is not None and len(found[-1]) > 1 and not role_of(last.text)
        if goes_on and is_cut and last and is_whole(last.text + first.text):
            whole = replace(last, text=last.text + first.text, place=span([last, first]))
            found[-1] = [*found[-1][:-1], whole]
            found += [[*line[1:]]] if len(line) > 1 else []
        else:
            found.append([*line])
    return found


def _part(run: Sequence[Piece]) -> Part:
    text = "".join(piece.text for piece in run)
    is_place = headers.names_locality(text) and not role_of(run[0].text) and _fills_lines(run)
    is_known = is_whole(text) or ranks(text) or is_place
    # Lines of one length may as well be headers of their own: 评价内容 above 目标类型.
    is_likely = role_of(text) and (len(run) == 1 or width(run[-1].text) < width(run[0].text))
    cost = 0.0 if is_known else _GUESSED if is_likely else _UNKNOWN
    # 平, the end of 上年度实际水平, 值, that of 预算年度指标值, and 2023 of 2023年情况.
    cost += (_TWICE if is_known else _UNKNOWN) * (len(text) == 1) + 2 * _RAGGED * text.isdigit()
    if len(run) > 1:
        first, *others = (width(piece.text) for piece in run)
        even = all(abs(each - first) <= _LETTER for each in others[:-1]) and others[-1] <= first
        texts = [piece.text for piece in run if not is_part(piece.text)]
        own = {role for each in texts if (role := role_of(each))}
        # What is a header by itself goes on in no other line, but for 实际 above 得分.
        longest = max(len(piece.text) for piece in run)
        may_open = own & {*OPENS_BLOCK} and longest > _LETTER  # 指标 | 方向 is narrow
        is_one = len(own) < _LEAST_PARTS or (
            longest <= _SHORT and headers.role(text, _GROUP) and not may_open
        )
        # 分值 above 得分 are two.
        of_group = {headers.role(each, _GROUP) for each in texts} - {None}
        several = max(len(own) - 1, len(of_group))
        cost += (0.0 if even else _RAGGED) + (_LIKELY if is_one else _RAGGED * several)
        cost += _UNKNOWN * holds_header([piece.text for piece in run])
        times = sum(is_time(piece.text) for piece in run)
        cost += _UNKNOWN * (times > 1)  # 半年（程） above 全年（程）
        begun = sum(bool(BARE_YEAR.fullmatch(piece.text)) for piece in run[1:])
        cost += _RAGGED * any(
            map(headers.names_locality, accumulate(piece.text for piece in run[:-1]))
        )
        cost += 0.0 if is_known else _TWICE * (len(run) - 1) + _UNKNOWN * begun
        if headers.role(text, _GROUP) and longest <= _NARROW:
            cost -= _TWICE
    return Part(joined(run), span(run), cost)


def _fills_lines(run: Sequence[Piece]) -> bool:
    """Whether lines are of one width but for the last: 汐榭 | 区, not 区 | 庭澜 | 市."""
    first, *others = (width(piece.text) for piece in run)
    return all(each == first for each in others[:-1]) and max(others[-1:], default=0) <= first


@by_words
def is_whole(text: str) -> bool:
    """Whether all words of a header are known, and not its last ones alone."""
    return bool(column_roles(text)) or any(headers.role(text, group) for group in _WHOLE)


def is_part(text: str) -> bool:
    """Whether a header says nothing alone but of which time it is, or of what: 半年（程）, 指标."""
    return is_time(text) or (bool(plain(text)) and facets_of(plain(text)) in _OF_OTHERS)


def is_time(text: str) -> bool:
    """Whether a header says of which time it is, and nothing else: 全年（程）, 2023—2025年."""
    label = plain(text)
    return bool(_YEARS.fullmatch(text)) or (bool(label) and times_of(label) == label)


def holds_header(texts: Sequence[str]) -> bool:
    """Whether some lines of a header that is not known are one: 权重 of 甲乙栏 above 权重."""
    if is_whole("".join(texts)) or len(texts) < _LEAST_PARTS:
        return False
    parts = ("".join(texts[start:end]) for start, end in combinations(range(len(texts) + 1), 2))
    return any(len(part) > 1 and is_whole(part) for part in parts)


def _part_of_line(run: Sequence[Piece]) -> Part | None:
    """A header of words beside each other, 年度 指标值, where none of them tells another role.

    指标 behind 一级 tells none.
    """
    if len(run) == 1:
        return _part(run)
    text, own = "".join(piece.text for piece in run), {role_of(piece.text) for piece in run}
    if role_of(text) in LEVEL_ROLES:
        own -= {"name"}
    is_year = any(
        BARE_YEAR.fullmatch(piece.text) or FORMER_YEAR.fullmatch(piece.text) for piece in run
    )
    # What stands left of 二级指标 is a header of its own.
    is_level = role_of(run[-1].text) in LEVEL_ROLES and is_whole(run[-1].text)
    if not is_whole(text) or own - {None, role_of(text)} or is_year or is_level:
        return None
    return Part(joined(run), span(run), -_APART)


def _divisions(
    run: Sequence[Piece], part_of: Callable[[Sequence[Piece]], Part | None]
) -> list[list[Part]]:
    """The likeliest ways to put words or lines together to headers."""
    best: list[list[list[Part]]] = [[[]]]
    for end in range(1, len(run) + 1):
        ways = [
            [*before, part]
            for start in range(max(end - _MOST_LINES, 0), end)
            if (part := part_of(run[start:end]))
            for before in best[start]
        ]
        best.append(sorted(ways, key=_cost)[:_MOST_WAYS])
    return best[-1]


def _arranged(parts: Sequence[Part]) -> Iterator[Way]:
    """The ways in which headers may stand over others, those below behind all above."""
    own = _cost(parts)
    parts = folded(parts)
    lines_of = [part.place.line_from for part in parts]
    for count in range(min(_MOST_ASIDE, len(parts) - _LEAST_PARTS) + 1):
        aside, among = [*parts[:count]], parts[count:]
        is_section = bool(aside) and is_block_label(aside[-1].text)
        alone = count == 0 or lines_of[count - 1] != lines_of[count]
        before = {role_of(part.text) for part in aside} - {None}
        is_aside = (is_section and "task_name" not in before) or not before
        whole = all(part.cost < _RAGGED for part in aside)
        if count and not (alone and whole and is_aside):
            continue
        spared = sum(part.cost for part in aside) if is_section else _UNKNOWN * count
        cost = own - spared + _ASIDE * count * (not is_section)
        yield from _told([(part, None) for part in among], aside, cost)
        lines = [part.place.line_from for part in among]
        # More columns than any form has are not tried one over the other: that takes too long.
        for middle in range(1, len(among)) if len(among) <= _MOST_COLUMNS else ():
            one, two = among[middle - 1].place, among[middle].place
            is_lower = lines[middle] != lines[middle - 1]
            if is_lower or (one == two and two.line_from != two.line_to):
                odd = 0.0 if is_lower else _MISPLACED
                yield from _over(among[:middle], among[middle:], aside, cost + odd)


def _over(
    above: Sequence[Part], below: Sequence[Part], aside: list[Part], cost: float
) -> Iterator[Way]:
    """The ways in which some headers stand over others, each over some that stand together."""
    may = [at for at, part in enumerate(above) if not _stands_over_none(part.text)]
    for count in range(1, min(_MOST_SPANNERS, len(below)) + 1):
        for spanners in combinations(may, count):
            for cuts in combinations(range(1, len(below)), count - 1):
                ends = [0, *cuts, len(below)]
                parts = [below[start:end] for start, end in pairwise(ends)]
                held = dict(zip(spanners, parts, strict=True))
                if min(sum(len(each.below) or 1 for each in part) for part in parts) >= (
                    _LEAST_PARTS
                ) and all(_may_hold(above[at], under) for at, under in held.items()):
                    leaves: list[Leaf] = []
                    for at, part in enumerate(above):
                        leaves += (
                            [(each, part) for each in held[at]] if at in held else [(part, None)]
                        )
                    odd = sum(_odd(above[at], under) for at, under in held.items())
                    yield from _told(leaves, aside, cost + odd)


def _stands_over_none(text: str) -> bool:
    """Whether a header is of one column: 序号, 备注; but 绩效标准 may be one of values, too."""
    is_note = role_of(text) == "remark" and not _TELLS_OF_VALUES & {*facets_of(plain(text))}
    return is_note or plain(text) == _NUMBER


def _odd(above: Part, below: Sequence[Part]) -> float:
    """How odd it is that a header stands over others: what is over known ones need not be known."""
    known = all(part.cost < _UNKNOWN for part in below)
    own = role_of(above.text)
    if all(part.below for part in below):
        return _OWN_SPANNER - min(above.cost, _UNKNOWN)
    years = [part for part in below if FORMER_YEAR.fullmatch(part.text)]
    late = any(role_of(part.text) in _OF_ROWS for part in below if part not in years)
    natural = is_money(above.text) or own in (*VALUE_ROLES, *_MARKS, _GROUP)
    holds_values = bool(years) or any(role_of(part.text) in VALUE_ROLES for part in below)
    are_divided = all(divides_values(part.text) for part in below)
    likely = natural and (known or (own in VALUE_ROLES and (holds_values or are_divided)))
    cost = (_OWN_SPANNER if likely else _SPANNER) + _TWICE * (own in ("goal", "name"))
    cost += _GUESSED * (late and holds_values)  # what explains a row is not below its values
    least = sum(width_bounds(part.text, part.place)[0] for part in below)
    cost += _UNKNOWN * is_part(above.text)  # 情况 of 2023年情况
    cost += _RAGGED * (width_bounds(above.text, above.place)[1] < least)
    is_former = FORMER_YEAR.match(above.text) and any(role_of(part.text) for part in below)
    of_levels = any(role_of(part.text) in LEVEL_ROLES for part in below)
    is_odd = is_former or not (of_levels or _FORMER.search(above.text))
    cost += _MISPLACED * bool(own == "remark" and is_odd)
    # An unknown header stands over those of values as naturally as beside them.
    of_values = all(role_of(part.text) in VALUE_ROLES for part in below)
    spared = above.cost if of_values else min(above.cost, _SPANNER)
    return cost - (spared if known and above.cost <= _UNKNOWN else 0.0)


def _may_hold(above: Part, below: Sequence[Part]) -> bool:
    """Whether a header may stand over others: levels under 绩效指标, amounts under money."""
    if any(part.below for part in below):
        return role_of(above.text) in (None, "goal", _GROUP) and all(part.below for part in below)
    own, roles = role_of(above.text), [role_of(part.text) for part in below]
    is_section = headers.section(above.text) in SECTIONS or own in (*OF_TASKS, _GROUP)
    if {*roles} & {*LEVEL_ROLES} or (is_section and {*roles} & {*OPENS_BLOCK, *OF_TASKS}):
        is_section = is_section or own == "remark"  # 绩效指标及评价标准
        begins = roles[0] in (None, "number", "weight", *LEVEL_ROLES, *OPENS_BLOCK, *OF_TASKS)
        amid = any(is_money(part.text) for part in below)
        return begins and not amid and (is_section or own in (None, "goal", "name"))
    if {*roles} & {*OPENS_BLOCK, PROJECT, *OF_TASKS, "goal", _GROUP}:
        # 三级指标及目标 over 指标名称, 目标值; 指标名称 over an unknown level and 三级指标.
        # 指标 above 解释 is one header.
        named = roles[0] == own and not is_part(below[0].text)
        return own == "name" and (named or {*roles} == {None, own})
    amounts = sum(is_money(part.text) for part in below)
    if amounts >= _LEAST_PARTS or (is_money(above.text) and not {*roles} & {*VALUE_ROLES}):
        of_others = not amounts and "remark" in roles  # 年度预算数 over 评价标准
        return (own in (None, "unread") or is_money(above.text)) and not of_others
    of_marks = own in VALUE_ROLES and {*roles} & {*_MARKS, "deviation"}
    if of_marks or own not in (None, "remark", *VALUE_ROLES):
        return own in _MARKS and {*roles} <= {None, *_MARKS}  # 评分 over 分值, 得分
    told = any(_OF_VALUES.search(part.text) or divides_values(part.text) for part in below)
    return bool({*roles} & {*VALUE_ROLES, "nature"}) or told or (own is None and None in roles)


def _told(leaves: Sequence[Leaf], aside: list[Part], cost: float) -> Iterator[Way]:
    """A header's columns with their roles; also as if what may be a remark were one (绩效标准)."""
    leaves = [each for leaf in leaves for each in leaves_of(leaf)]
    found = _roles_of(leaves)
    yield _with_cost(leaves, found, aside, cost)
    may_be_values = [at for at, role in enumerate(found) if role in (None, *OF_VALUES)]
    for at in may_be_values if len(may_be_values) > 1 else ():
        if found[at] and other_role(leaves[at][0].text, _GROUP) == "remark":
            roles = [*found[:at], "remark", *found[at + 1 :]]
            yield _with_cost(leaves, roles, aside, cost + _LIKELY)


def _stands_beside_times(pairs: Sequence[tuple[Leaf, str | None]]) -> bool:
    """Whether a header of values stands beside several times, rather than over them.

    目标值 is over 半年（程） and 全年（程）, 绩效标准 over 前年 and 上年.
    """
    own = [
        (leaf.text, role)
        for (leaf, above), role in pairs
        if not (above and role_of(above.text) in VALUE_ROLES)
    ]
    times = [text for text, _ in own if is_time(text) or FORMER_YEAR.fullmatch(text)]
    return len(times) > 1 and any(role in VALUE_ROLES and text not in times for text, role in own)


def _with_cost(
    leaves: list[Leaf], found: Sequence[str | None], aside: list[Part], cost: float
) -> Way:
    pairs = [*zip(leaves, found, strict=True)]
    roles = [
        role
        for (_, above), role in pairs
        if role and role not in ("remark", "unread", DIVIDED) and not (above and above.below)
    ]
    cost += _TWICE * (len(roles) - len({*roles})) + _APART * found.count(_GROUP)
    cost += _MISPLACED * max(roles.count("name") - 1, 0)
    if "name" in found:
        name = found.index("name")
        late = sum(role in _BEHIND for role in found[:name])
        cost += _MISPLACED * (late + sum(role in LEVEL_ROLES for role in found[name + 1 :]))
    over_names = {above for (_, above), role in pairs if role in (*LEVEL_ROLES, "name")}
    cost += _MISPLACED * max(len(over_names) - 1, 0)
    cost += _UNKNOWN * sum(bool(ranks(leaf[0].text)) and not is_kind(leaf) for leaf in leaves)
    cost += _UNKNOWN * sum(role is None and is_part(leaf.text) for (leaf, _), role in pairs)
    sections = [
        leaf
        for at, ((leaf, _), role) in enumerate(pairs)
        if headers.section(leaf.text) in SECTIONS
        and not (role == "name" and {*found[:at]} & {*LEVEL_ROLES})
    ]
    cost += _MISPLACED * _stands_beside_times(pairs)
    years = [above for leaf, above in leaves if _BEGINS_WITH_YEAR.match(leaf.text)]
    cost += _MISPLACED * (None in years and any(years))
    spare = len(sections) if "name" in roles else max(len(sections) - 1, 0)
    return Way(leaves, (*found,), aside, cost + _UNKNOWN * spare)
