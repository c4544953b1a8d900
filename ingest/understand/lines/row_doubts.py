"""Doubts about the rows that page text was put together to: what its lines don't tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.lexicon import appearance, headers
from ingest.lexicon.levels import is_plain_label, labels_in, ranks
from ingest.understand.columns.header_cells import BARE_YEAR, LEVEL_ROLES, OPENS_BLOCK
from ingest.understand.lines.line_columns import DIVIDED, OF_VALUES, PACKED, SENTENCE, WEIGHT_ALONE
from ingest.understand.lines.pieces import ends_open
from ingest.understand.lines.reflow import LEFT_OUT
from ingest.words.masks import half_width
from ingest.words.operators import PREFIXES
from ingest.words.printed import printed
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.document import Cell
    from ingest.understand.lines.reflow import Row

UNKNOWN_COLUMN = (
    "有未识别的表头，本文没有列，各格归属不确定 "
    "(an unknown header in text without columns: which cell is whose is a guess)"
)
_TWO_ROWS = "可能混入了另一行 (a line that may be a row of its own was read into it)"
_TWO_CELLS = "数值可能由两格相连 (a value that may be two cells)"
_OF_RULE = "数值可能取自计算方法 (a value that may be of a formula: 完成数÷计划数×100%)"
_OF_LEVEL = "指标名称可能是级别 (a name that may be the label of a level)"
_NAME_IS_A_GUESS = (
    "指标名称与数值的分界不确定 (where the name ends and the value begins is a guess)"
)
_MARKS = ("weight", "score")
_BESIDE_VALUES = ("nature", "unit")
_USUAL = 0.6
_SUMS = ("totals", "subtotals")
_OF_DATE = re.compile("[年月日]")
_DIGIT = re.compile(r"\d")
_DAY = re.compile(
    r"\d{4}([.\-/])\d{1,2}(?:\1\d{1,2})?|每[年季月周]\D{0,2}\d{1,2}[月日号][底末]?之?前?"
)
_ASIDE = re.compile(r"[(（][^()（）]*[)）]$")
# A value and last year's behind it, before more text: 事故0起（上年0起）培训人数.
_VALUE_AMID = re.compile(r"\d\D{0,4}[（(][^（()）]*\d[^（()）]*[)）].{2}")
# The end of a formula above (成数×100%), the mark of the row above (35.5采购交易额).
_FORMULA = re.compile(r"(?<!\d)[×÷]|[×÷](?!\d)")
_AMOUNT = re.compile(r"\d[\d,]*\.\d\d")
_MARK_BEFORE = re.compile(r"\d{1,2}(?:\.\d+)?[一-鿿“]")
# What is no name, 目标1：完成26项任务, and no value, 填报说明：一式3份.
_GOAL = re.compile(r"[一-鿿]{0,4}目标\d{0,2}[:：]")
_CAPTION = re.compile("[一-鿿]{0,4}(?:说明|备注|注)[:：]")
_KIND = re.compile("定[性量](?:指标)?")
_WORDS = ("remark", "direction")
_CLAUSES = re.compile(".{3,}[，。；,;].{3,}")
_TWO_NAMES = re.compile(r"[一-鿿]{2} [一-鿿]{2}")
_SCRAP = re.compile(r"[一-鿿]{1,8}")
_ONLY_STOPS = re.compile(r"[。，；、）)]+")
_LEAST_SHARE = 0.6
_SHORTEST = 2
_BESIDE = ("remark", "deviation", "direction", "")


def with_doubts(rows: Sequence[Row], roles: Mapping[str, str | None]) -> list[Row]:
    """The rows of indicators with doubts by what their cells look like, and which are blank.

    ``roles`` are those of the columns, by the key that the cells of a row stand under.
    """
    # What is packed into a cell is taken apart elsewhere.
    if not {*roles.values()} & {*OF_VALUES}:
        packed = {key for key, role in roles.items() if role == PACKED}
        return [
            {key: _cut_short(cell) if key in packed else cell for key, cell in row.items()}
            for row in rows
        ]
    names_of = _told_apart(roles)
    by_role = [{names_of[key]: cell for key, cell in reversed(row.items())} for row in rows]
    of_values = {key for key, role in roles.items() if role in (*OF_VALUES, *_MARKS)}
    counts = Counter(key for row in rows for key in row if key in of_values)
    usual = {key for key, count in counts.items() if 2 * count > sum(map(_is_full, by_role))}
    blank = [{names_of[key] for key in usual - {*row}} for row in rows]
    after = [*roles.values()]
    optional = bool({"remark", "deviation", None} & {*after[_last_value(after) :]})
    marks = any(roles[key] in _MARKS for key in usual)
    under_levels = any("level2" in row for row in by_role)
    said = [
        {*_doubts(row, left_out, marks=marks, optional=optional, under_levels=under_levels)}
        if _is_full(row)
        else set()
        for row, left_out in zip(by_role, blank, strict=True)
    ]
    left_outs = (left_out for row, left_out in zip(by_role, blank, strict=True) if _is_full(row))
    if any([*roles.values()].count(role) > 1 for role in OPENS_BLOCK) and any(left_outs):
        said = [each | {LEFT_OUT} for each in said]  # of which block a row is, no column tells
    for at, row in enumerate(rows):
        if any(roles[key] in OF_VALUES and _ends_name(cell.text) for key, cell in row.items()):
            said[at] |= {_NAME_IS_A_GUESS}
    for at in _noted_before_value(rows, roles):
        said[at] |= {_OF_LEVEL}
    for at in _of_other_rows(by_role):
        said[at] |= {_TWO_ROWS}
    names = [printed(row["name"].text) for row in by_role if "name" in row]
    if any(_is_of_value(name) or not name.strip("-—–0123456789") for name in names):
        said = [each | {_TWO_ROWS} for each in said]
    if by_role and _is_of_header(by_role[0]):
        said = [each | {UNKNOWN_COLUMN} for each in said]
    return [_doubted(row, doubts) for row, doubts in zip(rows, said, strict=True)]


def _told_apart(roles: Mapping[str, str | None]) -> dict[str, str]:
    """What the columns are called here, by key: those of places and years, of values all, apart.

    Of others with one role the first one counts; a second one of levels, 指标类型 behind names,
    may hold kinds of values.
    """
    found: dict[str, str] = {}
    for key, role in roles.items():
        again = role in LEVEL_ROLES and role in found.values()
        found[key] = f"{DIVIDED} {key}" if role == DIVIDED else "" if again else role or ""
    return found


def usual_columns(rows: Sequence[Row], roles: Mapping[str, str | None]) -> set[str]:
    """The columns of figures, and of what stands beside them, that nearly all indicators fill.

    Not that of scores: what is weighed is not always scored.
    """
    named = [row for row in rows if any(roles[key] == "name" for key in row)]
    telling = (*OF_VALUES, "weight", *_BESIDE_VALUES)
    return {
        key
        for key, role in roles.items()
        if role in telling and sum(key in row for row in named) >= _USUAL * len(named)
    }


def with_whole_rows_in_doubt(
    rows: Sequence[Row], roles: Mapping[str, str | None], usual: set[str]
) -> list[Row]:
    """The rows whose cells are known, in doubt where a name, a figure or a mark is.

    What it may be instead was then left out. So was a cell where one of the ``usual`` columns is
    blank, or where a label of a level stands for the name.
    """
    telling = {key for key, role in roles.items() if role in ("name", *OF_VALUES, *_MARKS)}
    found: list[Row] = []
    for row in rows:
        doubts = {row[key].place.doubt for key in telling & {*row}} - {None}
        name = next((row[key] for key in row if roles[key] == "name"), None)
        if name and (usual - {*row} or is_plain_label(name.text)):
            doubts.add(LEFT_OUT)
        found.append(_doubted(row, {doubt for doubt in doubts if doubt}))
    return found


def _cut_short(cell: Cell) -> Cell:
    """Packed indicators, in doubt where they end with what a value follows: ，年度指标值."""
    open_ended = ends_open(cell.text) or appearance.value_label(printed(cell.text))
    return cell.doubted(_TWO_ROWS) if open_ended else cell


def _is_full(row: Mapping[str, Cell]) -> bool:
    """Whether a row holds an indicator, more than labels of levels above none."""
    return "name" in row or any(map(_holds_values, row))


def _holds_values(role: str) -> bool:
    return role.split(" ", maxsplit=1)[0] in OF_VALUES


def _last_value(roles: Sequence[str | None]) -> int:
    return max((at for at, role in enumerate(roles) if role in OF_VALUES), default=len(roles))


def _doubted(row: Row, doubts: set[str]) -> Row:
    for doubt in sorted(doubts):
        row = {key: cell.doubted(doubt) for key, cell in row.items()}
    return row


def _of_other_rows(rows: Sequence[Mapping[str, Cell]]) -> Iterator[int]:
    """Which rows may hold what is of others, as their cells are unlike those of most."""
    levels = [row["level2"].text for row in rows if "level2" in row]
    of_levels = sum(bool(ranks(text)) for text in levels) >= _LEAST_SHARE * len(levels)
    beside = any(role in _BESIDE for row in rows for role in row)
    for at, row in enumerate(rows):
        name = printed(row["name"].text) if "name" in row else ""
        texts = [printed(cell.text) for cell in row.values()]
        is_label = of_levels and "level2" in row and not ranks(row["level2"].text)
        is_sentence = beside and name.endswith("。")
        above = rows[at - 1]["name"].text if at and "name" in rows[at - 1] else ""
        is_rest = any(map(_ONLY_STOPS.fullmatch, texts))
        if is_label or is_sentence or is_rest or is_plain_label(above):
            yield at


def _noted_before_value(rows: Sequence[Row], roles: Mapping[str, str | None]) -> Iterator[int]:
    """Which rows have a note between name and value, where most have none.

    What was taken for their names may be levels that no list has: 经济效果 | 产业增长率.
    """
    keys = [*roles]
    name = next((at for at, key in enumerate(keys) if roles[key] == "name"), len(keys))
    ends = [at for at, key in enumerate(keys) if roles[key] in OF_VALUES and at > name]
    notes = {key for key in keys[name : min(ends, default=0)] if roles[key] == "remark"}
    noted = [at for at, row in enumerate(rows) if notes & {*row}]
    named = sum(keys[name] in row for row in rows) if name < len(keys) else 0
    yield from noted if 2 * len(noted) < named else ()


def _is_of_header(row: Mapping[str, Cell]) -> bool:
    """Whether the first row is headers: years below that of values."""
    return any(BARE_YEAR.fullmatch(row[role].text) for role in row if _holds_values(role))


def _doubts(
    row: Mapping[str, Cell], blank: set[str], *, marks: bool, optional: bool, under_levels: bool
) -> Iterator[str]:
    """The doubts about an indicator by what its cells look like.

    ``blank`` are the roles that most rows have and it has not; ``marks`` says that weights or
    scores stand beside it, ``optional`` that what stands behind values may be blank,
    ``under_levels`` that other rows have a second level.
    """
    wrapped = row["name"].text if "name" in row else ""
    name = printed(wrapped)
    values = {role: cell.text for role, cell in row.items() if _holds_values(role)}
    if _is_left_out(row, blank) or _is_lone_remark(row, values, optional=optional):
        yield LEFT_OUT
    if any(map(_is_two, values.values())):
        yield _TWO_CELLS
    if any(map(_FORMULA.search, values.values())):
        yield _OF_RULE
    odd_value = any(
        _CAPTION.match(text) or headers.row_kind(printed(text)) in _SUMS for text in values.values()
    )
    is_amount = "unit" not in row and any(map(_AMOUNT.fullmatch, values.values()))
    if _is_odd_name(name, marks=marks) or odd_value or _has_sign_aside(row) or is_amount:
        yield _TWO_ROWS
    is_cut = appearance.value_at_end(name) is not None or _TWO_NAMES.search(wrapped)
    label = row["level2"].text if "level2" in row else ""
    first = wrapped.split("\n")[0]
    of_label = label and len(first) <= _SHORTEST and ranks(label + first)  # 服务对象满意 | 度
    if _runs_into_value(wrapped) or is_cut or of_label:
        yield _NAME_IS_A_GUESS
    if _is_level(wrapped) or is_plain_label(name) or (under_levels and _may_be_level(row)):
        yield _OF_LEVEL


def _is_odd_name(name: str, *, marks: bool) -> bool:
    """Whether a name holds what stands beside another one."""
    numbered = marks and _MARK_BEFORE.match(name)
    found = _VALUE_AMID.search(name) or _FORMULA.search(name) or _GOAL.match(name)
    return bool(found or numbered or len(name) == 1 or WEIGHT_ALONE.fullmatch(name))


def _ends_name(value: str) -> bool:
    """Whether a value may begin with the end of a name: 下降率 above 不少于3.4%."""
    first, _, rest = value.partition("\n")
    rest = printed(rest)
    is_value = appearance.starts_value(rest) or bool(_DIGIT.match(rest))
    return is_value and bool(_SCRAP.fullmatch(first))


def _is_left_out(row: Mapping[str, Cell], blank: set[str]) -> bool:
    """Whether a value or mark that most rows have is blank, and which one is a guess.

    A target with its operator is one, and its result alone may be missing. Where a number was
    aimed at, clauses may be the reason of what is missing.
    """
    target, actual = (
        printed(row[role].text) if role in row else "" for role in ("annual", "actual")
    )
    aimed = appearance.starts_value(target)
    in_words = _CLAUSES.search(actual) and _DIGIT.search(target) and not _OF_DATE.search(target)
    return not (not blank and (aimed or not in_words)) and not (blank == {"actual"} and aimed)


def _is_lone_remark(row: Mapping[str, Cell], values: Mapping[str, str], *, optional: bool) -> bool:
    """Whether a target may be a remark: alone in its row, with a figure amid words."""
    alone = optional and len(values) == 1 and not {*row} - {*values, "name", "level1", "level2"}
    text = printed(next(iter(values.values()))) if alone else ""
    return bool(_DIGIT.search(text)) and not _is_plain(text)


def _runs_into_value(name: str) -> bool:
    """Whether the lines of a name run into a value, or it into a sentence."""
    parts = name.split()
    inner = any(
        half_width(part) in PREFIXES or (_DIGIT.search(part) and appearance.is_short_value(part))
        for part in parts[1:]
    )
    return inner or any(map(appearance.starts_value, parts)) or bool(SENTENCE.search(printed(name)))


def _is_of_value(name: str) -> bool:
    """Whether a name is what stands behind a value: its unit, or its kind (定量指标)."""
    return is_unit(name) or bool(_KIND.fullmatch(name))


def _is_level(name: str) -> bool:
    """Whether what was read as a name begins with a level's label on a line of its own."""
    first, *others = name.split("\n")
    return bool(others) and (ranks(first) != set() or len(labels_in(first)) > 1)


def _may_be_level(row: Mapping[str, Cell]) -> bool:
    """Whether a row's name may be its second level, or begin with it: 工作数量 above 登记档案."""
    if "name" not in row or "level2" in row:
        return False
    name = row["name"].text
    return bool(ranks(printed(name))) or ("level1" in row and "\n" in name)


def _has_sign_aside(row: Mapping[str, Cell]) -> bool:
    """Whether a sign stands in a cell that is not of signs, and none in theirs: 正向指标 >."""
    aside = (cell.text.split() for role, cell in row.items() if role in _WORDS)
    return "nature" not in row and any(
        words and half_width(words[-1]) in PREFIXES for words in aside
    )


def _is_two(text: str) -> bool:
    """Whether a text is two figures beside each other, none of them of a date."""
    words = [word for word in text.split() if _DIGIT.search(word)]
    return len(words) > 1 and all(
        appearance.is_short_value(word) and not _OF_DATE.search(word) for word in words
    )


def _is_plain(text: str) -> bool:
    """Whether a text begins with a value and nothing else, but for what is behind a comma or so."""
    bare = re.split("[，；;]", _ASIDE.sub("", text))[0]
    is_day = _DAY.fullmatch(bare)
    return bool(is_day) or appearance.is_short_value(bare) or appearance.starts_value(bare)
