"""Hides what looks like a number but is none: dates, names, references, codes, numbering."""

from __future__ import annotations

import re

from ingest.vocabulary import alternatives, load

_WORDS = load("quantity")

# Stand-ins, one for each hidden character, so that offsets stay those of the printed text.
NAME = "\ue000"  # part of a name: reads like any Chinese character
START = "\ue001"  # numbering: a clause starts after it
ASIDE = "\ue002"  # a repeat or footnote mark between a number and what follows it

BOUNDARY = ";。,、!?\n\t" + START

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= str.maketrans("\u3000﹪﹣−∶", " %--:")


def half_width(text: str) -> str:
    """``text`` with full-width ASCII as half-width, character for character."""
    return text.translate(_HALF_WIDTH)


_DIGIT_WORDS = "零〇一二三四五六七八九"
_DATE = (
    r"(?<!\d)(?:"
    r"(?:19|20)\d{2}(?:[-~—–/至到](?:(?:19|20)\d{2}|\d{2}(?=[年学]))){0,2}(?:年度|学年|财年|年)"
    r"(?:\d{1,2}月(?:\d{1,2}[日号])?|第?[一二三四1-4]季度|[上下]半年)?(?:[年月]?[底末初前])?"
    r"|(?:19|20)\d{2}[-./]\d{1,2}(?:[-./]\d{1,2})(?!\d)"
    r"|\d{1,2}月\d{1,2}[日号]|\d{1,2}(?:[-~—–至到、]\d{1,2})?月(?:份|底|末|初|[上中下]旬)?|\d{1,2}[日号]前"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?=[前后])|\d{2,4}年代)"
    rf"|[{_DIGIT_WORDS}]{{4}}年度?|[一二三四五六七八九十]{{1,3}}月(?:份|底|末|初|[上中下]旬)"
    r"|(?:前|第)?[一二三四1-4](?:至[一二三四1-4])?个?季度"
)
_NAME = re.compile(
    "|".join(
        (
            r"《[^《》]*》",
            r"“[^“”]*”",
            r"「[^「」]*」",
            r"[〔\[(【<]\d{4}[〕\])】>]第?\d{1,5}号",
            _DATE,
            r"(?<!\d)\d{1,6}(?:\+[\dN]{1,6})+",
            r"(?<![\d.])\d{1,6}(?:\.\d{1,6}){2,}",
            r"(?<![\d.])\d{1,6}(?:\.\d{1,6})?(?::\d{1,6}(?:\.\d{1,6})?)+",
            r"(?<![\d.])\d{1,6}/(?!10{0,3}[万千])\d{1,6}(?![\d%])",
            r"(?<![\d.])\d{1,6}(?:\.\d{1,6})?[×xX*]\d{1,6}(?:\.\d{1,6})?",
            r"[\[(]\d{1,9}(?:\.\d{1,6})?,\d{1,9}(?:\.\d{1,6})?[\])]",
            r"[±]\d{1,6}(?:\.\d{1,6})?",
            # what a share is of: 完成年度目标60家的105%
            r"(?<=目标|任务|计划|预算|指标)(?:任务|值|数)?\d[\d,.]{0,12}[^\d,;。%]{0,4}(?=的\d[\d.]{0,6}%)",
            # among how many a rank is held: 全市11个区中排名第一
            r"(?<=全国|全省|全市|全区|全县|全州)\d{1,4}个"
            rf"(?=(?:{alternatives(_WORDS['rank']['peers'])})[中里内])",
            r"(?<!\d)\d{1,4}条(?:、[^,;。]{1,20}条)?(?=等?(?:政策|措施|意见)|”)",
        )
    )
)
_BRACKETED_SIGN = re.compile(r"\(([<>≤≥≦≧=])\)")
_ASIDE = re.compile(r"\(不?含(?:\d[^()]{0,12})?\)|[\[〔【]\d{1,2}[\]〕】](?!\d)")
_CODE = re.compile(r"(?<!\\)(?<![A-Za-z])[A-Za-z0-9μ][A-Za-z0-9μ²³.,+\-/&_]*+(?!\$)")
_UNIT_CODE = "[A-Za-zμ²³/]+[23]?"
_UNIT_CODES = {"", *(unit for unit in _WORDS["measured"] if re.fullmatch(_UNIT_CODE, unit))}
_CURRENCY = re.compile(rf"(?:{alternatives(_WORDS['currencies'])})[\d.,]+")
_MEASURE_CODE = re.compile(r"(?:[\d.,\-]+|(?<=/))([A-Za-zμ²³/]+?[23]?)(?:/10{1,4})?[.,]?")

_SIGNED = re.compile(r"\(\d{1,2}\)(?!\d)|[①-⑳]|\([一二三四五六七八九十]{1,3}\)")
_NUMBERED = re.compile(r"(?<![\d.,A-Za-z\-第])(\d{1,2})([.、)])(?=[^\s.、)])(?!\d{1,2}[.]\d)")
_LABELLED = re.compile(r"(?<![\d.])\d{1,2}(?=:)")
_WORD_NUMBERED = re.compile(rf"(?:(?<=[{BOUNDARY}:])|^)[一二三四五六七八九十]{{1,3}}[、是]")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_ENDINGS = _WORDS["label_ends"]
_UNITS = {**_WORDS["counted"], **_WORDS["measured"]}
UNIT_ENDS = {unit[-1] for unit in _UNITS} | set("亿万)")
_COUNTED = re.compile(rf"\d+\.\d+(?:{alternatives(_WORDS['counted'])})")


def mask(text: str, *, numbered: bool = False) -> str:
    """``text`` in half-width with names, dates, asides and numbering hidden; offsets stay.

    ``numbered`` says that numbering is expected: 1.20；2.15 then reads as 20 and 15.
    """
    shown = _BRACKETED_SIGN.sub(r" \1 ", half_width(text))
    shown = _ASIDE.sub(lambda match: ASIDE * len(match[0]), shown)
    shown = _numbering(shown, numbered)
    shown = _NAME.sub(lambda match: _name(match, len(text)), shown)
    return _CODE.sub(_code, shown)


def _name(match: re.Match[str], length: int) -> str:
    whole = len(match[0]) == length and match[0][0] in "“「《"
    return match[0] if whole else NAME * len(match[0])


def _code(match: re.Match[str]) -> str:
    """Hide a run with letters (P3, TFT-LCD, R&D, 5G) unless it is a number with a unit."""
    run = match[0]
    if not any(char.isalpha() for char in run) or _CURRENCY.match(run):
        return run
    measure = _MEASURE_CODE.fullmatch(match.string, *match.span())
    if measure and (measure[1] in _UNIT_CODES or _UNIT_CODES.issuperset(measure[1].split("/"))):
        return run
    return NAME * len(run)


def _numbering(text: str, numbered: bool) -> str:
    """Hide the numbering of clauses: signs of it, and numbers that run on from one another."""
    text = _SIGNED.sub(lambda match: START * len(match[0]), text)
    text = _WORD_NUMBERED.sub(lambda match: START * len(match[0]), text)
    sure: set[int] = set()
    unsure: list[re.Match[str]] = []
    spans: list[tuple[int, int]] = []
    for match in _NUMBERED.finditer(text):
        verdict = _verdict(text, match)
        if verdict is None:
            unsure.append(match)
        elif verdict:
            sure.add(int(match[1]))
            spans.append(match.span())
    numbers = [int(match[1]) for match in unsure]
    if not sure and numbers == list(range(1, len(numbers) + 1)):
        # A count has no fraction, unless it is an average: 1.5人；2.3场 are two items.
        counted = len(numbers) == 2 and all(_COUNTED.match(text, m.start()) for m in unsure)
        sure = set(numbers) if len(numbers) > 2 or counted or (numbered and numbers) else sure
    for match in unsure:
        number = int(match[1])
        if sure & {number - 1, number + 1} or (number in sure and len(sure) > 1):
            spans.append(match.span())
            sure.add(number)
    spans += [
        (match.start(), match.end() + 1)
        for match in _LABELLED.finditer(text)
        if not text[match.end() + 1 : match.end() + 2].isdigit() or _named(text, match.start())
    ]
    parts = list(text)
    for start, end in spans:
        parts[start:end] = START * (end - start)
    return "".join(parts)


def _verdict(text: str, match: re.Match[str]) -> bool | None:
    """Whether ``12.`` or ``12、`` is numbering; None where only its neighbours can tell."""
    before = text[match.start() - 1] if match.start() else START
    starts = before in BOUNDARY or before in ":(“ "
    if match[2] == ")":
        return starts
    if text[match.end()].isdigit():
        if starts and _YEAR.match(text, match.end()):
            return True
        return None if starts or before in UNIT_ENDS else False
    if starts or before in UNIT_ENDS:
        return True
    return None if match[2] == "." and before in _ENDINGS else match[2] == "."


def _named(text: str, at: int) -> bool:
    """Whether the number at ``at`` stands in a name such as 指标1."""
    return at > 0 and text[at - 2 : at] in {"指标", "目标", "任务", "项目", "附件"}
