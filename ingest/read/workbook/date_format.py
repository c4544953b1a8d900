"""Dates of a workbook → the text that the sheet shows in Chinese Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile

from ingest.read.shown import Shown
from ingest.read.workbook.number_format import COLOUR

# Formats without a code of their own, and those that follow the system's language, by number.
NUMBERED = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((30, 31), 'yyyy"年"m"月"d"日"'),
}
_SYSTEM = {"$-F800": 'yyyy"年"m"月"d"日"', "$-F400": "h:mm:ss"}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|(?P<blank>[_*].)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<code>y+|m+|d+|a{3,4}|h+|s+)|(?P<end>;)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_LETTER = re.compile("[a-z]", re.IGNORECASE)
_CHINESE = re.compile(r"\$[^-]*-[0-9a-f]*804", re.IGNORECASE)
_DATE = "ymd"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"


def shown_date(value: date | datetime | time | timedelta, code: str | None) -> Shown:
    """A date or time under a format code; without one, or under one not understood, as in ISO 8601.

    Raises ValueError for a time of day that should show as a date.
    """
    if isinstance(value, timedelta):
        return Shown(str(value), _doubt(code))
    is_time = isinstance(value, time)
    moment = datetime.combine(date.min, value) if isinstance(value, time) else value
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    pieces = _pieces(code or "")
    if pieces and is_time and any(kind in _DATE for kind, _ in pieces if kind):
        raise ValueError(f"{value} is no date")
    if pieces:
        return Shown("".join(_piece(moment, *piece) for piece in pieces).strip())
    form = "%H:%M:%S" if is_time else "%Y-%m-%d %H:%M" if moment.time() != time() else "%Y-%m-%d"
    return Shown(moment.strftime(form), _doubt(code) if code not in (None, "", "General") else None)


def _doubt(code: str | None) -> str:
    return f"shown by a format that is not known here: {(code or '')[:40]}"


@lru_cache(maxsize=1024)
def _pieces(form: str) -> tuple[tuple[str, str], ...]:
    """Kind and text of what a code prints: a letter for a part of the date, '' for a literal.

    Kind M is minutes, H hours up to 12, w and W weekdays in English and Chinese, n noon. Nothing
    for a code that uses more than is understood here.
    """
    tokens = list(takewhile(lambda token: not token["end"], _TOKEN.finditer(form)))
    brackets = [token["bracket"] for token in tokens if token["bracket"] is not None]
    for bracket in brackets:
        if bracket.upper() in _SYSTEM:
            return _pieces(_SYSTEM[bracket.upper()])
    odd = any(_LETTER.search(token["other"] or "") for token in tokens)
    if odd or not all(b.startswith("$-") or COLOUR.fullmatch(b) for b in brackets):
        return ()
    codes = ["", *(token["code"].lower() for token in tokens if token["code"]), ""]
    is_noon = any(token["noon"] for token in tokens)
    is_chinese = any(map(_CHINESE.match, brackets))
    found: list[tuple[str, str]] = []
    at = 1
    for token in tokens:
        if token["code"]:
            before, code, after = codes[at - 1 : at + 2]
            found.append((_kind(before, code, after, is_noon, is_chinese), code))
            at += 1
        elif token["noon"]:
            found.append(("n", token["noon"]))
        elif token["bracket"] is None and not token["blank"]:
            found.append(("", token["quoted"] or token["escaped"] or token["other"] or ""))
    return tuple(found) if at > 1 else ()


def _kind(before: str, code: str, after: str, is_noon: bool, is_chinese: bool) -> str:
    kind = code[0]
    if kind == "m" and (before.startswith("h") or after.startswith("s")):
        return "M"
    if kind == "h" and is_noon:
        return "H"
    if kind == "a" or (kind == "d" and len(code) > 2):
        return "W" if kind == "a" or is_chinese else "w"
    return kind


def _piece(moment: datetime, kind: str, code: str) -> str:
    width = len(code)
    if kind == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if kind == "m" and width > 2:
        month = _MONTHS[moment.month - 1]
        return month[:3] if width == 3 else month[:1] if width == 5 else month
    if kind == "w":
        weekday = _WEEKDAYS[moment.weekday()]
        return weekday[:3] if width == 3 else weekday
    if kind == "W":
        weekday = _CHINESE_WEEKDAYS[moment.weekday()]
        return weekday if code == "aaa" else f"周{weekday}" if width == 3 else f"星期{weekday}"
    if kind == "n":
        morning, afternoon = code.split("/")
        return morning if moment.hour < 12 else afternoon
    numbers = {
        "m": moment.month,
        "d": moment.day,
        "h": moment.hour,
        "H": moment.hour % 12 or 12,
        "M": moment.minute,
        "s": moment.second,
    }
    return f"{numbers[kind]:0{min(width, 2)}d}" if kind else code
