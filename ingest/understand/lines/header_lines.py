"""Where the header of a list of indicators or projects begins and ends in page text."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Cell, Place
from ingest.lexicon import appearance, headers
from ingest.lexicon.labels import by_words, column_roles, has_figure, unnumbered
from ingest.lexicon.levels import is_plain_label, ranks
from ingest.understand.columns.header_cells import (
    BARE_YEAR,
    LEVEL_ROLES,
    OPENS_BLOCK,
    VALUE_ROLES,
    head_indicators,
)
from ingest.understand.lines.line_columns import PACKED
from ingest.understand.project_headers import project_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_GROUP = "indicators"
_LONGEST = 18
_LONGEST_CUT = 6
_MOST_LINES = 4
_MOST_UNKNOWN = 4
_LEAST_KNOWN = 3
_PAIR = 2
_MOST_HEADER_LINES = 24
PROJECT = "project_name"
SECTIONS = ("indicators", "tasks")
_BESIDE_VALUES = {"nature", "unit"}
OF_TASKS = {"task_name": "task_name"}
_NOWHERE = Place()
_YEAR = re.compile(r"\D*20\d\d(?:\D20\d\d)?\D*")
_NUMBERED = re.compile(
    r"[【\[（(]?项目[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?[】\]）)]?[:：]?"
)
_HEADING = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])[^。；：:]{2,40}"
)
_FIRST_NUMBER = re.compile(r"1|[1一][、.．].*|[（(][1一][）)].*")
_TITLE = re.compile("(?:绩效|自评).*(?<!指标)表(?:[(（][^()（）]*[)）])?$")
_SENTENCE = re.compile("[。；;]")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]$")
_OPEN = re.compile(r"[（(][^）)]*$")


class Found(NamedTuple):
    """A header's lines from ``start`` on, where it may end, and where the text below it ends."""

    start: int
    ends: tuple[int, ...]
    last: int


def find_header(lines: Sequence[Sequence[str]], start: int) -> Found | None:
    """The header that begins with a line, and the text below it; None where none begins."""
    at = _body_start(lines, start)
    if at == start or not _may_begin(lines[start:at]):
        return None
    roles, behind = known_roles(lines[start:at])
    behind += start
    told = len(roles) >= _LEAST_KNOWN or ("name" in roles and {*roles} & {*VALUE_ROLES})
    if not told or behind >= len(lines) or _begins_at_label(lines, start, behind):
        return None
    if PROJECT in roles and not {*roles} & {*LEVEL_ROLES, "name"}:
        # Of projects, levels may head columns themselves.
        at = _body_start(lines, start, kinds=True)
        roles, behind = known_roles(lines[start:at], kinds=True)
        behind += start
    is_list = PROJECT in roles and bool({*roles} & {_GROUP, PACKED})
    if not is_list:
        if not {*roles} & {*VALUE_ROLES} and not _has_unknown(lines[start:at]):
            return None
        over_levels = head_indicators(roles) and begins_with_level(lines, at)
        below_label = len(roles) > _LEAST_KNOWN and _heads_below_label(lines[start:behind])
        if not over_levels and not below_label and not {*roles} & {*OPENS_BLOCK}:
            return None
    at = min(at, behind + _MOST_UNKNOWN)
    last = _end(lines, behind, {" ".join(words) for words in lines[start:behind]})
    # 目标完成程度 above 1.培训人数 may be the level of the names that are numbered below it.
    above_first = _last_known(lines[start:behind]) if _is_first(lines[behind]) else 0
    # Some head the column of scores with what they come to: 实际完成值 | 50 above 产出指标.
    sums = any(appearance.is_mark(" ".join(words)) for words in lines[at : at + 1])
    past_sum = at + (sums and begins_with_level(lines, at + 1))
    ends = tuple(dict.fromkeys((behind - above_first, behind, at, past_sum)))
    return Found(start, ends, last) if last > at else None


def _last_known(lines: Sequence[Sequence[str]]) -> int:
    """How many lines, a word each, the last known header takes: 2 of 目标完成程 above 度."""
    text = ""
    for count, words in enumerate(reversed(lines[-_MOST_LINES:]), 1):
        if len(words) > 1:
            return 0
        text = words[0] + text
        if role_of(text):
            return count
    return 0


def _is_first(words: Sequence[str]) -> bool:
    return bool(words) and appearance.numbering(words[0]) == 1


def _begins_at_label(lines: Sequence[Sequence[str]], start: int, behind: int) -> bool:
    """Whether what is known of a header stands below a label of the indicators amid its lines.

    What is above it is of the goals: 总体目标, 主体工程完成八成 above 绩效指标, 一级指标.
    """
    for above, words in pairwise(lines[start:behind]):
        if {*map(role_of, above)} & {PROJECT, *OF_TASKS, *OPENS_BLOCK, *LEVEL_ROLES}:
            return False
        if len(above) == 1 and above is not lines[start] and headers.section(above[0]) == _GROUP:
            return role_of(words[0]) in (*OPENS_BLOCK, *LEVEL_ROLES)
    return False


def _heads_below_label(lines: Sequence[Sequence[str]]) -> bool:
    """Whether an unknown header, of the names, is the first one below the label of a block."""
    (label, *others), *header = lines
    return not others and is_block_label(label) and bool(header) and not role_of(header[0][0])


def _body_start(lines: Sequence[Sequence[str]], start: int, *, kinds: bool = False) -> int:
    """The first line from ``start`` on that is none of a header, or the last one that may be."""
    most = min(len(lines), start + _MOST_HEADER_LINES)
    ends = (at for at in range(start, most) if _begins_body(lines, at, kinds=kinds))
    return next(ends, most)


def _may_begin(lines: Sequence[Sequence[str]]) -> bool:
    """Whether a header may begin with the first of some lines: what it says, or short words."""
    first, *others = lines[0]
    if others:
        return any(map(role_of, lines[0]))
    return len(first) <= _LONGEST_CUT or any(map(role_of, _wholes(lines))) or is_block_label(first)


def _wholes(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the first lines are together, one more each time, as long as each is one word."""
    alone = takewhile(lambda words: len(words) == 1, lines[:_MOST_LINES])
    return accumulate(words[0] for words in alone)


def _has_unknown(lines: Sequence[Sequence[str]]) -> bool:
    """Whether some header is unknown that may be of values: behind names, or beside units."""
    roles = [role_of(word) for words in lines for word in words]
    name = roles.index("name") if "name" in roles and not {*roles} & _BESIDE_VALUES else 0
    return None in roles[name:]


def known_roles(lines: Sequence[Sequence[str]], *, kinds: bool = False) -> tuple[list[str], int]:
    """The roles of the headers in some lines that are known, and where the last one ends.

    With ``kinds`` levels are headers. Places are headers of values, where there are several.
    """
    places = {text for at in range(len(lines)) for text in (*lines[at], *_wholes(lines[at:]))}
    named = sorted(filter(headers.names_locality, places))
    several = any(not two.startswith(one) for one, two in pairwise(named))

    def own_role(text: str) -> str | None:
        own = role_of(text) or (PACKED if kinds and ranks(text) else None)
        divides = divides_values(text) if several else BARE_YEAR.fullmatch(text)
        return own or ("annual" if divides else None)

    roles: list[str] = []
    at = behind = 0
    while at < len(lines):
        wholes = enumerate(_wholes(lines[at : at + _MOST_LINES]), 1)
        told = ((count, [role]) for count, text in wholes if (role := own_role(text)))
        count, found = next(told, (1, [*map(own_role, lines[at])]))
        at += count
        roles += [role for role in found if role]
        behind = at if any(found) else behind
    return roles, behind


@by_words
def role_of(text: str) -> str | None:
    """The role that a header's words tell, of indicators or of projects."""
    if len(text) > _LONGEST + 6:
        return None
    told = headers.told_role(text, _GROUP)
    found = told or project_header(Cell(text, _NOWHERE, 0, 0), evaluated=True).role
    found = found or ("unread" if headers.AMONG.match(text) else None)
    return found or OF_TASKS.get(column_roles(text).get("tasks", ""))


def divides_values(text: str) -> bool:
    """Whether a header says of which year or place values are, and nothing else."""
    return bool(BARE_YEAR.fullmatch(text)) or headers.names_locality(text)


def _is_caption(words: Sequence[str]) -> bool:
    return any(":" in word or "：" in word for word in words if not headers.AMONG.match(word))


def _begins_body(lines: Sequence[Sequence[str]], at: int, *, kinds: bool = False) -> bool:
    """Whether a line is none of a header: blank, a level, a number, a figure or a long text.

    With ``kinds`` levels are headers.
    """
    words = lines[at]
    if not words or _FIRST_NUMBER.fullmatch(words[0]) or _is_caption(words):
        return True
    if not kinds and begins_with_level(lines, at):
        return True
    if len(words) > 1 and is_block_label(words[0]):
        words = words[1:]  # 年度绩效目标1（80分） beside the headers
    is_above_rows = begins_with_level(lines, at + 1) and not is_band(words)  # 项目期 | 当年
    if _TITLE.search(words[-1]) or (_is_told_beside(words) and not is_above_rows):
        return True
    if any(len(word) > _LONGEST or _SENTENCE.search(word) for word in words):
        return not all(map(role_of, words))
    if at and lines[at - 1] and _OPEN.search(lines[at - 1][-1]):
        return False
    return any(
        has_figure(word) and not _YEAR.fullmatch(word) and not _OPEN.search(word) for word in words
    )


def _is_told_beside(words: Sequence[str]) -> bool:
    """Whether a line is a label of a form's head with what it says: 项目名称 | 某项目."""
    roles = [role_of(word) for word in words]
    few = 2 * sum(role is not None for role in roles) <= len(words)
    return len(words) > 1 and few and headers.role(words[0], "head") is not None


def begins_with_level(lines: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the label of a level begins with a line, maybe broken over some."""
    text = ""
    for words in lines[at : at + _MOST_LINES]:
        if text and len(words) != 1:
            return False
        text += words[0] if words else ""
        if ranks(text) and not headers.role(text, _GROUP):
            return True
    return False


def _end(lines: Sequence[Sequence[str]], start: int, header: set[str]) -> int:
    """Where the text below a header ends: at a section, a footer or a header of its own."""
    for at in range(start, len(lines)):
        words = lines[at]
        if not words or " ".join(words) in header:
            continue
        if (is_band(words) or _is_heading(words)) and _heads_again(lines, at, header):
            return at
        if len(words) == 1 and _TITLE.search(words[0]):
            return at
        if appearance.is_total(words):
            return at + 1
        if at > start and _is_level_alone(lines[at - 1]):
            continue  # 时效指标 above 重点工作任务 | 按期完成率: a name
        section = headers.section(words[0])
        numbers_rows = section == "goal" and len(words) == 1 and begins_with_level(lines, at + 1)
        # 效果指标 may be a level, too.
        in_row = section == _GROUP and len(words) > _PAIR and not any(map(role_of, words[1:]))
        in_row = in_row or _is_said_again(lines, at, header)
        in_row = in_row or (section == "tasks" and _rows_follow(lines, at, header))
        if section and not ranks(words[0]) and not numbers_rows and not in_row:
            return at
        if headers.is_footer(words[0]) and not any(
            begins_with_level(lines, below) for below in range(at, len(lines))
        ):
            return at
    return len(lines)


def _is_said_again(lines: Sequence[Sequence[str]], at: int, header: set[str]) -> bool:
    """Whether a line stands again before the next header: what several rows say is no section."""
    below = takewhile(lambda words: " ".join(words) not in header, lines[at + 1 :])
    return lines[at] in below


def _rows_follow(lines: Sequence[Sequence[str]], at: int, header: set[str]) -> bool:
    """Whether a level follows a line before any header: 重点工作任务 begins a name, or is one."""
    for below in range(at + 1, len(lines)):
        words = lines[below]
        if " ".join(words) in header or sum(map(bool, map(role_of, words))) >= _PAIR:
            return False
        if words and begins_with_level(lines, below):
            return True
    return False


def _is_level_alone(words: Sequence[str]) -> bool:
    return len(words) == 1 and is_plain_label(words[0])


def is_band(words: Sequence[str]) -> bool:
    """Whether a line names the project whose rows stand below it: 项目1：…, 项目名称：…."""
    if not words:
        return False
    label, colon, _ = words[0].replace(":", "：").partition("：")
    named = headers.role(unnumbered(label), "head") == PROJECT
    return bool(_NUMBERED.match(words[0])) or (named and bool(colon or len(words) > 1))


def _is_heading(words: Sequence[str]) -> bool:
    """Whether a line may be a heading that names a project: （二）审计专项, 二、审计专项."""
    return len(words) == 1 and bool(_HEADING.fullmatch(words[0]))


def _heads_again(lines: Sequence[Sequence[str]], at: int, header: set[str]) -> bool:
    """Whether the header stands again below a line, before any level."""
    for below in range(at + 1, min(len(lines), at + _MOST_HEADER_LINES)):
        if " ".join(lines[below]) in header:
            return True
        if lines[below] and begins_with_level(lines, below):
            return False
    return False


def is_block_label(text: str) -> bool:
    """Whether a text before a header is the label of the block of indicators.

    So is 绩效指标（权重90分，其中产出指标50分）.
    """
    label = _BRACKETED.sub("", text)
    return headers.section(label) in SECTIONS or headers.horizon(label) is not None
