"""The operators of content streams and what they act on, as pdfminer reads them, in less time.

pdfminer goes from character to character, which takes half of the time that a page takes. Here one
pattern finds all that streams usually hold; streams that hold anything else (an image among the
operators, a text with brackets of its own) are left to pdfminer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pdfminer.psparser import KWD, LIT, literal_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LARGEST = 1 << 22  # bytes: what is read at once is held at once
_ANY = (
    rb"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)"  # a number
    rb"|\([^()\\]*+(?:\\.[^()\\]*+)*+\)|<[0-9A-Fa-f\s]*+>"  # a text
    rb"|<<|>>|[\[\]]"
    rb"|/[^#/%\[\]()<>{}\s\0]++"  # a name
    rb"|[A-Za-z][^#/%\[\]()<>{}\s\0]*+|['\"]"  # an operator
    rb"|%[^\r\n]*+"
)
_USUAL = re.compile(_ANY, re.DOTALL)
_TOKEN = re.compile(_ANY + rb"|\S.*+", re.DOTALL)  # all the rest where something is unusual
_BEGUN_BY = {b"]": b"[", b">>": b"<<"}
_INLINE_IMAGE = {b"BI", b"ID"}
_WORDS = {b"true": True, b"false": False}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {
    **{b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r"},
    **{sign: sign for sign in (b"(", b")", b"\\")},
    **{b"%0*o" % (digits, code): bytes((code,)) for code in range(256) for digits in (1, 2, 3)},
}


def operators(streams: Sequence[bytes]) -> list[Any] | None:
    """What streams that are one text hold, in order; None where pdfminer is to read them.

    Operators are pdfminer's PSKeyword, names its PSLiteral.
    """
    if sum(map(len, streams)) > _LARGEST:
        return None
    tokens: list[bytes] = []
    for stream in streams:
        tokens += _TOKEN.findall(stream)
        if tokens and not _USUAL.fullmatch(tokens[-1]):
            return None
    try:
        return _nested(tokens)
    except (LookupError, ValueError):
        return None


def _nested(tokens: Iterable[bytes]) -> list[Any]:
    """The values of tokens. Raises LookupError or ValueError for what is unusual."""
    values: dict[bytes, Any] = dict(_WORDS)
    here: list[Any] = []
    outer: list[tuple[bytes, list[Any]]] = []
    for token in tokens:
        if token in values:
            here.append(values[token])
        elif token in (b"[", b"<<"):
            outer.append((token, here))
            here = []
        elif token in _BEGUN_BY:
            beginning, before = outer.pop()
            if beginning != _BEGUN_BY[token]:
                raise ValueError(token)
            before.append(here if token == b"]" else _dictionary(here))
            here = before
        elif not token.startswith(b"%"):
            values[token] = _value(token)
            here.append(values[token])
    if outer:
        raise ValueError(outer)
    return here


def _value(token: bytes) -> Any:
    first = token[:1]
    if first == b"(":
        return _ESCAPE.sub(_unescaped, token[1:-1])
    if first == b"<":
        return bytes.fromhex(token[1:-1].decode())
    if first == b"/":
        return LIT(token[1:].decode())
    if token in _INLINE_IMAGE:
        raise ValueError(token)
    if first.isalpha() or first in b"'\"":
        return KWD(token)
    return float(token) if b"." in token else int(token)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return _ESCAPED[match[1]]


def _dictionary(parts: Sequence[Any]) -> dict[str, Any]:
    return {literal_name(key): part for key, part in zip(parts[::2], parts[1::2], strict=True)}
