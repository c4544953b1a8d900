"""Lines of page text that belong together: labels, heads of money and amounts of narrow cells.

A narrow cell breaks its text over lines (总体绩 / 效目 / 标), and has these lines to itself; what
stands beside it comes before and behind them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.document import Document, Line
from ingest.lexicon import appearance, headers
from ingest.lexicon.composition import facets_of
from ingest.lexicon.labels import column_roles, is_label, is_level, is_section
from ingest.lexicon.levels import is_label_end, is_plain_label, ranks, weight_of
from ingest.understand.project_sections import fund_role
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.document import Block

_MOST_LINES = 10
_LONGEST = 16
_FEWEST = 2
_NARROW = 3
_INDICATOR = ("indicator",)
_MOST_WORDS = 5
_LONGEST_PART = 6
_MOST_OF_NAME = 3
# A bare number is none: it may be a value on a line of its own.
_PAGE_NUMBER = re.compile(r"[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d+\s*页(?:[，,/\s]*共\s*\d+\s*页)?")
_CLOSES = re.compile(r"[^（(]{0,4}[）)]")
_CLOSED = re.compile(r"[（(][^（）()]{1,6}[）)]")
_OPEN = re.compile(r"[（(][^）)]*$")
_FIGURE = re.compile(r"[\d,.]+[%％]?|[-—–/]+")


def with_whole_labels(document: Document) -> Document:
    """The document with each label of a section, level or amount on one line.

    So are the heads of amounts, and a label with several amounts behind it. Lines that number pages
    are left out.
    """
    kept = (block for block in document.blocks if not _is_page_number(block))
    blocks = tuple(_without_gaps(block) if isinstance(block, Line) else block for block in kept)
    for begun, first, between in _JOINED:
        blocks = _joined(blocks, begun, first, between)
    return replace(document, blocks=blocks)


def _is_page_number(block: Block) -> bool:
    return isinstance(block, Line) and bool(_PAGE_NUMBER.fullmatch(block.text.strip()))


def _without_gaps(line: Line) -> Line:
    """A line without the spaces within its first labels: 年度 总体 目标 目标1：…, 效益 指标 ….

    Where a page was turned into text, cells that broke a label over lines left them.
    """
    words = line.text.split(" ")
    at = 0
    while at < len(words) - 1:
        count = next((n for n in range(_MOST_WORDS, 1, -1) if _is_parted(words[at : at + n])), 1)
        words[at : at + count] = ["".join(words[at : at + count])]
        if not (column_roles(words[at]) or _is_label(words[at]) or weight_of(words[at])):
            break
        at += 1
    return replace(line, text=" ".join(words))


def _is_parted(words: Sequence[str]) -> bool:
    """Whether words are one label that spaces part, and the first of them none alone."""
    whole = "".join(words)
    if len(words) < _FEWEST or max(map(len, words)) > _LONGEST_PART:
        return False
    if is_plain_label(whole):
        first, rest = words[0], "".join(words[1:])
        two_levels = 1 in ranks(first) and is_plain_label(rest)  # 产出 数量指标
        if is_plain_label(first) and is_label_end(rest):
            return True  # 满意度指标 (10分)
        return not (is_plain_label(first) or weight_of(first) or two_levels)
    size = len(words[0])
    narrow = all(len(word) == size for word in words[:-1]) and len(words[-1]) <= size
    return narrow and is_section(whole) and not is_section(words[0])


def _joined(
    blocks: Sequence[Block], begun: Callable[[Sequence[Line]], int], first: str, between: str
) -> tuple[Block, ...]:
    """The blocks, with the lines that ``begun`` counts joined.

    ``first`` comes behind the first of them, ``between`` behind the others.
    """
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        near = blocks[at : at + _MOST_LINES]
        text = takewhile(lambda block: isinstance(block, Line), near)
        lines = [block for block in text if isinstance(block, Line)]
        count = begun(lines) if len(lines) > 1 else 0
        if count > 1:
            label, *rest = (line.text.strip() for line in lines[:count])
            whole = label + first + between.join(rest)
            place = lines[0].place.to(lines[count - 1].place)
            found.append(replace(lines[0], text=whole, place=place))
        else:
            found.append(blocks[at])
        at += count or 1
    return (*found,)


def _broken(lines: Sequence[Line]) -> int:
    """How many lines make up a label; all but the last are equally long, or a bracket is open.

    The first is no label itself.
    """
    texts = [line.text.strip() for line in lines]
    if len(texts[0]) > _LONGEST or len(texts[0].split()) > 1:
        return 0
    if column_roles(texts[0]) and _CLOSED.fullmatch(texts[1]):
        return 2 if column_roles(texts[0] + texts[1]) else 0
    if column_roles(texts[0]) or _is_label(texts[0]):
        if _OPEN.search(texts[0]) and _CLOSES.fullmatch(texts[1]):
            return 2
        return 2 if _goes_on(texts[0], texts[1]) else 0
    most = 1
    while most < len(texts) and " " not in texts[most]:
        full = most == 1 or len(texts[0]) - len(texts[most - 1]) <= 1
        closes = _OPEN.search(texts[most - 1]) and _CLOSES.fullmatch(texts[most])
        if not closes and not (full and len(texts[most]) <= len(texts[0])):
            break
        most += 1
    return next((count for count in range(most, 1, -1) if _make_up_label(texts[:count])), 0)


def _goes_on(label: str, rest: str) -> bool:
    """Whether a label goes on in the next line: 一级 | 指标 is one header, 部门 | 履职 a level.

    部门支出 | 预算 is a section.
    """
    is_whole_level = not is_level(label) and is_level(label + rest)
    alone = is_label(rest) and not is_whole_level
    if len(rest) > len(label) or alone or _is_other(rest, label):
        return False
    if _FEWEST < len(label) > len(rest) and not _is_label(label) and is_section(label + rest):
        return True
    own, whole = (column_roles(text).get("indicators") for text in (label, label + rest))
    return (own is not None and own == whole) or is_whole_level


def _is_other(rest: str, label: str) -> bool:
    """Whether what stands below a header is one itself: 运算符 below 指标说明.

    单位 below 计量 is none.
    """
    own, other = (column_roles(text).get("indicators") for text in (label, rest))
    if not own or not other or len(rest) == 1 or facets_of(rest) == _INDICATOR:
        return False
    return own != other or len(rest) == len(label) > _NARROW


def _make_up_label(texts: Sequence[str]) -> bool:
    """Whether lines make up a label, and the last of them none without the first."""
    whole = "".join(texts)
    is_cut = any(map(_OPEN.search, texts[:-1]))
    names_money = len(whole) <= _LONGEST and headers.names_money(whole)
    headed = is_cut and bool(column_roles(whole) or names_money)
    ends = ("".join(texts[at:]) for at in range(1, len(texts)))
    return (headed or _is_label(whole)) and not any(map(_is_label, ends))


def _is_label(text: str) -> bool:
    return is_label(text) or fund_role(text) is not None


def _heads(lines: Sequence[Line]) -> int:
    """How many lines make up a row of heads of amounts, which stand in rows below it."""
    words = [line.text.split() for line in lines]
    count = len([*takewhile(lambda each: all(map(_is_head, each)), words)])
    in_rows = any(len(each) > 1 for each in words[: count + 1])
    return count if in_rows else 0


def _is_head(word: str) -> bool:
    return headers.role(word, "fund_columns") is not None


def _amounts(lines: Sequence[Line]) -> int:
    """Two for a broken label with a line of several amounts below it."""
    amounts = lines[1].text.split()
    is_row = len(amounts) >= _FEWEST and all(map(_FIGURE.fullmatch, amounts))
    was_broken = lines[0].place.line_from != lines[0].place.line_to
    has_amount = any(appearance.is_amount(printed(each)) for each in amounts)
    label = fund_role(lines[0].text)
    return 2 if label and was_broken and is_row and has_amount else 0


def _field(lines: Sequence[Line]) -> int:
    """How many lines make up a project's name below its label, where the next label follows.

    项目名称 | 土壤污染状况 | 调查 | 主管部门 | 某局 are two; labels of a list's columns follow each
    other without a value.
    """
    label, *texts = (line.text.strip() for line in lines)
    if headers.role(label, "head") != "project_name":
        return 0
    name = [*takewhile(lambda text: not _begins_label(text), texts)]
    following = " ".join(texts[len(name) : len(name) + 2]).split()
    is_one = 0 < len(name) <= _MOST_OF_NAME and all(len(text.split()) == 1 for text in name)
    if not is_one or len(following) < _FEWEST or not headers.role(following[0], "head"):
        return 0
    return 0 if _begins_label(following[1]) else len(name) + 1


def _begins_label(text: str) -> bool:
    word = text.split(maxsplit=1)[0]
    return bool(column_roles(word)) or _is_label(word)


# What counts lines that are one; what comes behind the first of them, and between the others.
_JOINED = ((_broken, "", ""), (_heads, " ", " "), (_amounts, " ", " "), (_field, " ", ""))
