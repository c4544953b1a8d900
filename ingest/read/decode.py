"""Bytes → text, or the reason why not."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from charset_normalizer import from_bytes

from ingest.document import UnreadableError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 1 << 20
REPLACEMENT = "\ufffd"
MAX_LOST_SHARE = 0.1
MAX_ODD_SHARE = 0.02
MIN_EVERYDAY_SHARE = 0.9
# Neither printed nor meant: byte-order marks and zero-width marks left inside by converters.
INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad]")
ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def decode(data: bytes) -> str:
    """The text of ``data``: UTF-8, GB 18030, UTF-16, UTF-32 with a mark, else what bytes suggest.

    Bytes that fit nowhere, and NUL bytes, become U+FFFD. Raises UnreadableError where they are
    many, or no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    if b"\x00" in data and (wide := _wide(data)):
        return _checked(wide)
    if data.count(0) > MAX_ODD_SHARE * len(data):
        raise UnreadableError("a binary file (it holds NUL bytes)")
    text = _strict(data, "utf-8")
    if text is None:
        text = _strict(data, "gb18030")
        if text is None or not _is_chinese(text):
            guess = from_bytes(data[:SAMPLE], cp_isolation=["big5", "utf_8"]).best()
            text = _strict(data, guess.encoding) if guess else None
    return _checked(_damaged(data) if text is None else text)


def _damaged(data: bytes) -> str:
    """A text some of whose bytes are wrong, in the encoding that loses the fewest."""
    utf, gb = (data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030"))
    read_as = [utf, gb] if _is_chinese(gb) else [utf]
    return min(read_as, key=lambda text: text.count(REPLACEMENT))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """A text in UTF-16 without a mark, else None."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if text and "\x00" not in text and _is_chinese(text):
            return text
    return None


def _is_chinese(text: str) -> bool:
    """Whether nearly all characters are in everyday use: wrong decodings give rare ones."""
    counts = Counter(text[:SAMPLE])
    everyday = sum(count for char, count in counts.items() if _is_everyday(char))
    return everyday >= MIN_EVERYDAY_SHARE * counts.total()


def _is_everyday(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _checked(text: str) -> str:
    if text.count(REPLACEMENT) > max(1, MAX_LOST_SHARE * len(text)):
        raise UnreadableError("too many bytes that are no text in any known encoding")
    if len(ODD.findall(text)) > MAX_ODD_SHARE * len(text):
        raise UnreadableError("not a text: too many control characters")
    return INVISIBLE.sub("", text).replace("\x00", REPLACEMENT)
