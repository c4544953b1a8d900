"""What a number in running prose counts: its label, made of the words before and after it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ingest.vocabulary import load

_WORDS = load("narrative")
_WINDOW = 100  # characters looked at on either side of a number; longer than any label
_STEPS = 12


def _any(patterns: list[str] | str) -> str:
    return patterns if isinstance(patterns, str) else "|".join(patterns)


_LEAD = re.compile(_any(_WORDS["lead"]))
_TAIL = re.compile(f"(?:{_any(_WORDS['tail'])})$")
_PART = re.compile(_WORDS["part"])
_ASIDE = re.compile(r"[（(][^（）()]*\d[^（）()]*[）)]")
_ORIGIN = re.compile(r"[由从自][^由从自，。；、]{0,12}\d[\d,.]*[^\d，。；、]{0,6}$")
_UNIT_ASIDE = re.compile(r"[（(][^（）()\d]{1,4}[）)]$")
_HEDGE = re.compile(
    rf"预计|预期|将(?={_any(_WORDS['verbs'])})|(?<=[国省市区县州局委厅])(?:{_WORDS['having']})"
)
_CHANGE = re.compile(
    "(?:{before}){{0,4}}(?:{word})(?:{after})?".format(
        **{key: _any(words) for key, words in _WORDS["change"].items()}
    )
)
_SINCE = re.compile(f"(?:{_any(_WORDS['change']['before'])})")
_CHANGE_TAIL = re.compile(f"(?:{_CHANGE.pattern})$")
_SHARE = re.compile(_WORDS["share"])
_COMPARED = re.compile(_WORDS["compared"])
_MULTIPLE = re.compile(_WORDS["multiple"])
_VERB = re.compile(_any(_WORDS["verbs"]))
_CARRIED = re.compile(_WORDS["carried"])
_ACT = re.compile(_WORDS["acts"])
_ADORNMENT = re.compile(_WORDS["adornment"])
_AFTER = re.compile(f"(?:{_WORDS['after']})")
_MEASURED = re.compile(_WORDS["measured"])
_PREDICATE = re.compile(_any(_WORDS["predicate"]))
_RANK_VERBS = re.compile(_WORDS["rank_verbs"])
_RANK_PEERS = re.compile(_WORDS["rank_peers"])
_LISTS = (re.compile("、"), re.compile("、|以及|和|及|与"))
_QUALIFIED = re.compile(r"(?:19|20)\d{2}年度?|[\u4e00-\u9fff]{1,3}[级类型]")
_SHARED = re.compile(r"(?:[\u4e00-\u9fff]{2}率|数量|总数|人数|场次|次数|数|量|额)$")
_COUNT = re.compile("[数额次量]$")
_SHORT = 4


class Phrase(NamedTuple):
    """A label. ``change`` says that it goes on from the label before it (同比增长), ``part`` that
    it counts a part of that (其中), ``condition`` that the number is of no figure at all. An
    empty ``text`` repeats the label before.
    """

    text: str
    kind: Literal["own", "change", "condition"]
    part: bool = False


def phrase(before: str, after: str) -> Phrase:
    """The label of a number by the words of its clause ``before`` and ``after`` it."""
    opening, part = opened(before)
    closing = _closing(after)
    if closing is None:
        return Phrase("", "condition")
    if closing and not _MEASURED.search(opening):
        opening = (verb(opening) if opening.endswith("等") else opening) + closing
    elif suffix := _relation(opening):
        return Phrase(opening + suffix, "own" if opening.endswith("占") else "change", part)
    return Phrase(opening, "change" if is_change(opening) else "own", part)


def _relation(opening: str) -> str:
    """What completes the label of a share or multiple of the number before; else nothing."""
    if _SHARE.fullmatch(opening) or opening.endswith("占"):
        return "" if opening.endswith(("比", "率", "比重", "比例")) else "比重"
    return "倍数" if _MULTIPLE.fullmatch(opening) else ""


def is_change(text: str) -> bool:
    """Whether a label only says how the number before it changed (同比增长)."""
    return any(sign.fullmatch(text) for sign in (_CHANGE, _SHARE, _COMPARED))


def opened(before: str) -> tuple[str, bool]:
    """The words before a number without what is no label, and whether 其中 stood among them."""
    text = _ASIDE.sub("", before[-_WINDOW:])
    part = False
    for _ in range(_STEPS):
        found = _PART.match(text)
        part = part or bool(found)
        found = found or _LEAD.match(text)
        if not found or not found[0]:
            break
        text = text[found.end() :]
    for _ in range(_STEPS):
        found = _TAIL.search(text) or _UNIT_ASIDE.search(text)
        if not found:
            break
        text = text[: found.start()]
    return _HEDGE.sub("", _ORIGIN.sub("", text)), part


def _closing(after: str) -> str | None:
    """The words after a number that belong to its label; None where the number is a condition."""
    text = _ASIDE.sub("", after[:_WINDOW]).strip(" ，,、：:")
    if not text or _AFTER.fullmatch(text):
        return ""
    if text.startswith("的"):
        # 5%的增长 measures growth, but 超过10家的园区 only says which parks.
        return text[1:] if _MEASURED.search(text) else None
    return _ADORNMENT.sub("", text, count=1) if _ADORNMENT.match(text) else text


def verb(text: str) -> str:
    """The verb that ``text`` opens with and that holds for a whole list, or nothing."""
    found = _VERB.match(text)
    return found[0] if found else ""


def is_since(text: str) -> bool:
    """Whether ``text`` only says over which time (累计, 同比)."""
    return bool(_SINCE.fullmatch(text))


def object_of(text: str) -> str:
    """``text`` without the verb that it opens with."""
    return text[len(verb(text)) :]


def carried(opening: str, text: str) -> str:
    """``text`` under the verb ``opening`` of its list, unless it has its own or measures."""
    if not _CARRIED.fullmatch(opening) or verb(text) or _ACT.match(text) or _MEASURED.search(text):
        return text
    return opening + text


def measures(text: str) -> bool:
    """Whether a label ends in what is measured (合格率, 人数)."""
    return bool(_MEASURED.search(text))


def thing(text: str) -> str:
    """A label without the change it ends in: 技术合同成交额同比增长 is about 技术合同成交额."""
    found = _CHANGE_TAIL.search(text)
    return text[: found.start()] if found and found.start() else text


def subject(clause: str) -> str | None:
    """What a clause without a number is about, if it names it and then says how it fares."""
    text, _ = opened(clause)
    found = _PREDICATE.search(text)
    return text[: found.start()] if found and 2 <= found.start() <= 30 else None


def rank_label(text: str, standing: str) -> str:
    """The label of a rank: ``text`` and the scope within ``standing`` (位居全市第 → 全市排名)."""
    found = _RANK_VERBS.match(standing)
    scope = standing[found.end() if found else 0 :].strip(" ，,、：:第前")
    scope = _RANK_PEERS.sub("", scope, count=1)
    return text.removesuffix("排名").removesuffix("中").removesuffix(scope) + scope + "排名"


def listed(text: str, count: int) -> list[str]:
    """The ``count`` labels that ``text`` lists (any number for 1); all of it as one if it doesn't.

    What only the first or last of them prints is shared: 国家级、省级孵化器, 培训场次、人数.
    """
    for separator in _LISTS:
        parts = [part for part in separator.split(text) if part]
        if len(parts) > 1 and count in (1, len(parts)):
            return _completed(parts)
    return [text]


def _completed(parts: list[str]) -> list[str]:
    first, last = parts[0], parts[-1]
    kind = _QUALIFIED.match(last)
    tail = last[kind.end() :] if kind else ""
    whole = [part + tail if _QUALIFIED.fullmatch(part) else part for part in parts]
    shared = _SHARED.search(last)
    if shared and not any(map(measures, whole[:-1])):
        whole = [*(part + shared[0] for part in whole[:-1]), last]
    for index, part in enumerate(whole[1:], 1):
        if (
            len(part) <= min(_SHORT, len(first) - 1)
            and _COUNT.search(part)
            and _COUNT.search(first)
        ):
            whole[index] = first[: -len(part)] + part
    return whole
