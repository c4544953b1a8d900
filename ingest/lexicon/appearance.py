"""What a piece of text looks like: an amount, a short value, numbering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.lexicon.headers import is_value_word, role, row_kind
from ingest.vocabulary import alternatives
from ingest.words.operators import BOUNDS, PREFIXES
from ingest.words.quantity import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOUNDS = [word for word, sign in PREFIXES.items() if sign in BOUNDS and len(word) > 1]
_OPERATOR = (
    rf"(?:[≥≧⩾>＞﹥≤≦⩽<＜﹤=＝≈~～约]|{alternatives(_BOUNDS)}|等于|达到?|"
    r"全[国省市区]?(?:居)?前|第|前)"
)
_NUMBER = r"[-+]?\d[\d,，]*(?:\.\d+)?"
# Behind a counter another may stand in parentheses: 件（套）, 人（次）.
_TAIL = r"(?:[%％‰℃]|[一-鿿㎡²/·]{0,6}|[A-Za-z]{1,4})(?:[(（][一-鿿]{1,2}[)）])?"
_SHORT_VALUE = re.compile(
    rf"{_OPERATOR}{{0,2}}\s*{_NUMBER}\s*{_TAIL}"
    rf"(?:[-—~～至到]{_NUMBER}{_TAIL})?(?:[或及]?以[上内下]|左右|之间|前|底前)?[。；;]?"
)
_DATE = re.compile(
    r"(?:20\d\d(?:[-/.]\d{1,2}){1,2}|(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?)"
    r"(?:年?底|上旬|中旬|下旬|末)?(?:之?前|以前|完成)?"
)
_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?(?:万元|亿元|元)?")
_VALUE = re.compile(rf"{_OPERATOR}\s*\d")
_MARK = re.compile(r"\d{1,3}(?:\.\d+)?(?:分|%|％)?")
_SIGN = "[≥≧≤≦><＞＜=＝]"
_CUT = re.compile(rf"^{_SIGN}|{_SIGN}$")
_AT_END = re.compile(rf"(?:^|{_SIGN}|{alternatives(_BOUNDS)})\s*{_NUMBER}\s*([^\d\s].*)?$")
_BEHIND_UNIT = re.compile(rf"[)）]\s*{_NUMBER}(?:以[上内下]|左右)?$")
_LABEL_AT_END = re.compile(r"[，,、；;]\s*((?:[一-鿿]\s*){2,8})[:：]?$")
_VALUE_ASIDE = re.compile(r"(?<=.)[(（]([^()（）]*(?:[(（][^()（）]{1,2}[)）])?)[)）]$")
_NUMBERING = re.compile(r"[(（]?(\d{1,2})(?:[)）]|[.．、](?!\d))")


def is_amount(text: str) -> bool:
    """Whether ``text`` is an amount of money and nothing else."""
    return bool(_AMOUNT.fullmatch(text))


def is_mark(text: str) -> bool:
    """Whether ``text`` is a weight or score and nothing else: 10, 9.5分, 20%."""
    return bool(_MARK.fullmatch(text))


def is_total(words: Sequence[str]) -> bool:
    """Whether a line is the total of weights and scores: 总分 100 93.6."""
    label, *numbers = words
    return bool(numbers) and row_kind(label) == "totals" and all(map(is_mark, numbers))


def is_short_value(text: str) -> bool:
    """Whether ``text`` is a number with its operator and unit, a date, or a value in words."""
    if not text or len(text) > 24:
        return False
    return bool(_SHORT_VALUE.fullmatch(text) or _DATE.fullmatch(text) or is_value_word(text))


def starts_value(text: str) -> bool:
    """Whether ``text`` begins as a value: an operator before a number."""
    return bool(_VALUE.match(text))


def value_start(text: str) -> int:
    """Where a value begins behind other words: its operator before a number; 0 for nowhere."""
    found = _VALUE.search(text, 2)
    return found.start() if found else 0


def is_no_name(name: str) -> bool:
    """Whether what should be a name is a value, or two, or goes on: ＝66枚, 显著增强已完成."""
    if _CUT.search(name) or _BEHIND_UNIT.search(name) or is_value_word(name) or value_label(name):
        return True
    return value_at_end(name) == 0 or any(
        is_value_word(name[:at]) and is_value_word(name[at:]) for at in range(2, len(name))
    )


def value_label(name: str) -> str:
    """The label of values that a name runs into, with what parts them (，年度指标值); else ''."""
    found = _LABEL_AT_END.search(name)
    is_label = found and role(found[1], "indicators") in ("cycle", "annual", "actual")
    return found[0] if found and is_label else ""


def value_at_end(name: str) -> int | None:
    """Where a name runs into a number with its unit (满意度大于等于96%), None where it does not."""
    found = _AT_END.search(name)
    if found and (not found[1] or found[1] in "%％‰℃" or is_unit(found[1])):
        return found.start()
    return None


def name_and_value(name: str) -> tuple[str, str]:
    """A name and the value in the parentheses behind it (机柜数量（≥77台）); '' without one."""
    found = _VALUE_ASIDE.search(name)
    is_value = found and starts_value(found[1]) and is_short_value(found[1])
    return (name[: found.start()].rstrip(), found[1]) if found and is_value else (name, "")


def numbering(text: str) -> int | None:
    """The number of a numbered clause that ``text`` begins (``2.``), else None."""
    match = _NUMBERING.match(text)
    return int(match[1]) if match else None
