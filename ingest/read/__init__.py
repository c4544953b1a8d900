"""Any supported file → one Document. The content tells the format; the suffix is only a hint."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ingest.document import Document, UnreadableError
from ingest.lexicon.labels import with_close_labels
from ingest.read.decode import decode
from ingest.read.text.bars import has_bars, read_barred
from ingest.read.text.gaps import has_columns, is_spaced, part_cells, with_tabs
from ingest.read.text.markdown import looks_like_markdown, read_markdown
from ingest.read.text.page_text import physical_lines, read_text, with_losses
from ingest.read.web.html_source import is_archived_page, is_page
from ingest.read.workbook.delimited import delimiter, read_delimited, self_evident_delimiter

if TYPE_CHECKING:
    from pathlib import Path

MARKDOWN_SUFFIXES = {".md", ".markdown"}
PDF_SIGNATURE = b"%PDF-"
# Some tools write a header of their own before the signature.
PDF_STARTS_WITHIN = 1024
OFFICE_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
OFFICE_XML = (
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"schemas.microsoft.com/office/word/2003/wordml",
    b"schemas.microsoft.com/office/2006/xmlPackage",
)
DELIMITED_SUFFIXES = {".csv", ".tsv"}
IMAGE_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
SIGNATURES = {
    b"\x1f\x8b": "gzip",
    b"Rar!\x1a": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"GIF8": "GIF",
}


def read(path: Path, name: str | None = None) -> Document:
    """Read one file of any supported format; ``name`` is what its publisher calls it.

    Raises UnreadableError with a one-line reason when the file is empty, too large, of a format
    that has no reader, or not decodable.
    """
    data = _bytes(path)
    suffix = PurePosixPath(name or path.name).suffix.lower()
    if data.startswith(OFFICE_SIGNATURES) or any(mark in data[:4096] for mark in OFFICE_XML):
        return _office(data)
    if PDF_SIGNATURE in data[:PDF_STARTS_WITHIN]:
        return _pdf(data)
    if data.startswith(IMAGE_SIGNATURES):
        return _image(data)
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError(f"a {kind} file; there is no reader for this format")
    if is_archived_page(data) or (is_page(data) and suffix not in MARKDOWN_SUFFIXES):
        return _page(data)
    return _text(decode(data), suffix)


def _text(text: str, suffix: str) -> Document:
    if text.lstrip().startswith("<?xml"):
        raise UnreadableError("an XML file; there is no reader for this format")
    lines = physical_lines(text)
    if not any(line.strip() for line in lines):
        raise UnreadableError("the file is blank")
    return with_losses(_laid_out(text, [*map(with_close_labels, lines)], suffix), lines)


def _laid_out(text: str, lines: list[str], suffix: str) -> Document:
    mark = delimiter(text) if suffix in DELIMITED_SUFFIXES else None
    if mark is None and (suffix in MARKDOWN_SUFFIXES or looks_like_markdown(lines)):
        return read_markdown(lines)
    if mark is None and has_bars(lines):
        return read_barred(lines)
    mark = mark or self_evident_delimiter(text)
    if mark is None and is_spaced(lines):
        if has_columns(lines):
            return _spaced(lines)
        if part_cells(lines):
            return read_text(with_tabs(lines))
    return read_delimited(text, mark) if mark else read_text(lines)


# What follows takes long to import, which texts need not wait for.
def _spaced(lines: list[str]) -> Document:
    from ingest.read.text.spaced import read_spaced  # noqa: PLC0415

    return read_spaced(lines)


def _office(data: bytes) -> Document:
    from ingest.read.office import read_office  # noqa: PLC0415

    return _filled(read_office(data))


def _filled(document: Document) -> Document:
    """The document. Raises UnreadableError for one without a line or table, with its warnings."""
    if not document.blocks:
        why = "; ".join(message for message, _ in document.warnings[:3])
        raise UnreadableError(f"nothing in it can be read: {why}" if why else "the file is blank")
    return document


def _page(data: bytes) -> Document:
    from ingest.read.web.html import read_html, read_mhtml  # noqa: PLC0415

    return _filled(read_mhtml(data) if is_archived_page(data) else read_html(data))


def _pdf(data: bytes) -> Document:
    from ingest.read.pdf import read_pdf  # noqa: PLC0415

    return _filled(read_pdf(data))


def _image(data: bytes) -> Document:
    from ingest.read.image import read_image  # noqa: PLC0415

    return read_image(data)


def _bytes(path: Path) -> bytes:
    from ingest.settings import settings  # noqa: PLC0415

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
