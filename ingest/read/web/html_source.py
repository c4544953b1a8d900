"""The bytes of a saved page → its HTML texts, in the character sets that they are really in."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from email import policy
from email.parser import BytesParser

from ingest.document import UnreadableError
from ingest.read.decode import REPLACEMENT, decode

_HEAD = 4096
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|title|body|table|tr|meta|link|div|p|h[1-6]|center|span|font"
    rb"|form|section|article|style|script)[\s>/]",
    re.IGNORECASE,
)
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*", re.DOTALL)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_PARTS = re.compile(
    rb"^content-type:\s*(?:multipart/(?:related|alternative)|text/html)", re.I | re.M
)
_HEADER = re.compile(rb"[\w-]{2,40}:[ \t]")
# A superset for each; a page that says GB2312 prints characters that only GB 18030 has.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_MAX_PARTS = 100
_UNDEFINED = re.compile("[\ue000-\uf8ff]")


def is_page(data: bytes) -> bool:
    """Whether a file begins as HTML, whatever its name says."""
    head = data[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.replace(b"\x00", b"")[2:]
    start = _LEADING.match(head)
    return bool(_MARKUP.match(head, start.end() if start else 0))


def is_archived_page(data: bytes) -> bool:
    """Whether a file is MHTML: a page with its parts in the form of a mail."""
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    return bool(_HEADER.match(head) and b"mime-version:" in head.lower() and _PARTS.search(head))


def page_text(data: bytes, declared: str | None = None) -> str:
    """The text of a page.

    UTF-8 is known by itself; else the declared character set counts where the bytes agree with it.
    A few bytes that fit nowhere, and NUL bytes, become U+FFFD. Raises UnreadableError for what is
    no text.
    """
    return _decoded(data, declared).replace("\x00", REPLACEMENT)


def _decoded(data: bytes, declared: str | None) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    meta = _META.search(data[:_HEAD])
    names = [declared, meta[1].decode("ascii") if meta else None]
    wide = [name for name in map(_wide, names) if name]
    for name in wide:
        with suppress(UnicodeDecodeError):
            text = data.decode(name)
            # Bytes of Big5 read as GB 18030 give characters that nobody has defined.
            if len(_UNDEFINED.findall(text)) * 100 <= len(text):
                return text
    return decode(data)


def archived_pages(data: bytes) -> list[str]:
    """The HTML parts of an MHTML file, in order (frames, the sheets of a workbook)."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(
            data.removeprefix(codecs.BOM_UTF8).lstrip()
        )
    except RecursionError as error:
        raise UnreadableError("a saved page (MHTML) nested too deeply") from error
    pages: list[str] = []
    for part in message.walk():
        if part.get_content_type() == "text/html" and len(pages) < _MAX_PARTS:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                pages.append(page_text(content, part.get_content_charset()))
    if not pages:
        raise UnreadableError("a saved page (MHTML) without any HTML in it")
    return pages


def _wide(name: str | None) -> str | None:
    """The codec of a multi-byte character set; None for others, which would take any bytes."""
    if not name:
        return None
    try:
        codec = codecs.lookup(_SUPERSETS.get(name.lower(), name)).name
    except LookupError:
        return None
    return codec if re.match(r"gb|big5|utf-(?:16|32)", codec) else None
