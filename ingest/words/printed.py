"""Printed text as it is published: white space and typesetting residue aside, nothing changed."""

from __future__ import annotations

import re
from functools import lru_cache

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
_RESIDUE = re.compile(r"[\s$\u200b-\u200f\u2060\ufeff\u00ad]")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]")

_MATH = re.compile(r"\$([^$]{1,80})\$")
_COMMAND = re.compile(r"\\([A-Za-z]+|[^A-Za-z])")
_SYMBOLS = {
    "geq": "≥",
    "geqslant": "≥",
    "geqq": "≧",
    "ge": "≥",
    "leq": "≤",
    "leqslant": "≤",
    "leqq": "≦",
    "le": "≤",
    "gt": ">",
    "lt": "<",
    "approx": "≈",
    "sim": "~",
    "pm": "±",
    "times": "×",
    "cdot": "·",
    "to": "→",
    "rightarrow": "→",
    "%": "%",
    "$": "$",
    "&": "&",
    "#": "#",
    "_": "_",
    ",": "",
    ";": "",
    "!": "",
    " ": " ",
    "quad": " ",
    "text": "",
    "mathrm": "",
    "mathbf": "",
    "rm": "",
}


def printed(text: str) -> str:
    """The printed text of a cell or clause.

    Wrapped lines are joined without a space, white space is dropped except between two ASCII
    words, and LaTeX residue is unwrapped (``$\\geq 80\\%$`` reads ``≥80%``). Full-width
    punctuation and misprints stay. Idempotent.
    """
    # Asked of every cell again and again, and most hold nothing to be dropped.
    while _RESIDUE.search(text) and (closer := _once(text)) != text:
        text = closer
    return text


@lru_cache(maxsize=4096)
def _once(text: str) -> str:
    if "$" in text:
        text = _MATH.sub(_unwrap, text)
    return _SPACE.sub(_space, _INVISIBLE.sub("", text))


def _space(match: re.Match[str]) -> str:
    """One space between two ASCII words of a line, else nothing."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    between_words = _ASCII_WORD.match(before) and _ASCII_WORD.match(after)
    return " " if between_words and not _LINE_BREAK.search(match[0]) else ""


def _unwrap(match: re.Match[str]) -> str:
    """Plain text of one ``$…$``; left alone when it is no LaTeX or holds an unknown command."""
    commands = _COMMAND.findall(match[1])
    if not commands or any(command not in _SYMBOLS for command in commands):
        return match[0]
    plain = _COMMAND.sub(lambda command: _SYMBOLS[command[1]], match[1])
    return plain.translate({ord("{"): None, ord("}"): None})
