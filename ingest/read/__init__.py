"""Any supported file → one Document. The content tells the format; the suffix is only a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Document, UnreadableError
from ingest.read.decode import decode
from ingest.read.markdown import looks_like_markdown, read_markdown
from ingest.read.text import physical_lines, read_text
from ingest.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

MARKDOWN_SUFFIXES = {".md", ".markdown"}
HTML_STARTS = ("<!doctype html", "<html", "<?xml", "<head", "<body", "<table")
SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "zip or Office",
    b"\xd0\xcf\x11\xe0": "old Office",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "gzip",
}


def read(path: Path) -> Document:
    """Read one file of any supported format.

    Raises UnreadableError with a one-line reason when the file is empty, too large, of a format
    that has no reader, or not decodable.
    """
    data = _bytes(path)
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError(f"a {name} file; there is no reader for this format")
    text = decode(data)
    if text.lstrip()[:64].lower().startswith(HTML_STARTS):
        raise UnreadableError("an HTML or XML file; there is no reader for this format")
    lines = physical_lines(text)
    if not any(line.strip() for line in lines):
        raise UnreadableError("the file is blank")
    if path.suffix.lower() in MARKDOWN_SUFFIXES or looks_like_markdown(lines):
        return read_markdown(lines)
    return read_text(lines)


def _bytes(path: Path) -> bytes:
    limit = settings().max_bytes
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror}") from error
    if not data:
        raise UnreadableError("the file is empty")
    if len(data) > limit:
        raise UnreadableError(f"the file is larger than {limit} bytes")
    return data
