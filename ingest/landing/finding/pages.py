"""Web pages as bureaus make them: what they link, what they say, whether they ask who one is."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import regex
from lxml import etree, html

from ingest.document import Line, UnreadableError
from ingest.forms import recognise
from ingest.one_line import one_line
from ingest.read.web.html import read_html
from ingest.read.web.html_source import is_page, page_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from ingest.publishing import Listing

MOST_PAGE_BYTES = 10 << 20
_LONGEST_TEXT = 200
_MATCH_SECONDS = 1.0
"""A place file's expression may take so long on one link: some go through all ways to match."""
_SUFFIXES = "pdf|docx?|xlsx?|xlsm|wps|et|csv|tsv|txt|md|mht|mhtml|ofd|zip|rar|7z|jpe?g|png|tiff?"
_FILE = re.compile(rf"\.(?:{_SUFFIXES})(?![a-z0-9])", re.I)
_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?)$", re.I)
_BINARY = re.compile(r"\.(?:pdf|docx|xlsx|xlsm|zip|ofd|jpe?g|png|tiff?)$", re.I)
_PASSWORD = re.compile(rb"""<input[^>]{0,500}\btype\s*=\s*["']?password""", re.I)
_VIEWS = re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数|人次)?[:：]?\s*\d+\s*次?")


class Link(NamedTuple):
    """What a page links: an absolute address, and its text or title."""

    url: str
    text: str

    @property
    def is_file(self) -> bool:
        """Whether the address or the text names a file."""
        parts = urlsplit(self.url)
        named = unquote(f"{PurePosixPath(parts.path).name} {parts.query}")
        return bool(_FILE.search(named) or _FILE.search(self.text))


class Page:
    """The links of a page that was read from ``url``."""

    def __init__(self, data: bytes, url: str) -> None:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        text = page_text(data).encode("utf-8", "replace")
        try:
            self._root: HtmlElement | None = html.document_fromstring(text, parser=parser)
        except (etree.ParserError, ValueError):  # nothing in it
            self._root = None
        base = self._root.find(".//base[@href]") if self._root is not None else None
        self._base = urljoin(url, base.get("href", "")) if base is not None else url

    def entries(self, rule: Listing) -> list[Link]:
        """The links that a listing's rule means. Raises TimeoutError for a rule without an end."""
        return [
            link
            for link in self._links(rule.selector or "a")
            if rule.links is None
            or _is_found(rule.links, link.text)
            or _is_found(rule.links, unquote(link.url))
        ]

    def attachments(self) -> list[Link]:
        """The links to files; pictures belong to the page itself."""
        return [
            link
            for link in self._links("a")
            if link.is_file and not _PICTURE.search(urlsplit(link.url).path)
        ]

    def next(self, selector: str) -> str | None:
        """The address of the next page."""
        return next((link.url for link in self._links(selector)), None)

    def _links(self, selector: str) -> list[Link]:
        found: dict[str, Link] = {}
        for anchor in self._anchors(selector):
            address = " ".join(anchor.get("href", "").split())
            try:
                url = urldefrag(urljoin(self._base, address)).url
                is_web = urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname
            except ValueError:  # no address at all
                continue
            if address and not address.startswith("#") and is_web:
                shown = anchor.get("title") or anchor.text_content()
                text = one_line(" ".join(shown.split()))[:_LONGEST_TEXT]
                found.setdefault(url, Link(url, text))
        return list(found.values())

    def _anchors(self, selector: str) -> Iterator[HtmlElement]:
        for element in self._root.cssselect(selector) if self._root is not None else ():
            if element.tag == "a":
                yield element
            else:
                yield from element.iter("a")


def _is_found(expression: str, text: str) -> bool:
    return bool(regex.search(expression, text, timeout=_MATCH_SECONDS))


def asks_for_password(data: bytes) -> bool:
    """Whether a page has a field for a password."""
    return bool(_PASSWORD.search(data))


def is_web_page(data: bytes) -> bool:
    """Whether bytes are a page, and no workbook that an office program saved as one."""
    return is_page(data) and b"urn:schemas-microsoft-com:office" not in data[:4096]


def names_no_page(name: str) -> bool:
    """Whether a file of this name is never a web page."""
    return bool(_BINARY.search(name))


class Said(NamedTuple):
    """What a page says: a hash of its text, and whether that is a form."""

    digest: str
    is_form: bool


def what_it_says(data: bytes) -> Said | None:
    """What a page shows, without what changes at each visit; None for one that cannot be read."""
    try:
        document = read_html(data)
        lines = [
            block.text
            if isinstance(block, Line)
            else "\n".join(cell.text for row in block.rows for cell in row)
            for block in document.blocks
        ]
        text = _VIEWS.sub("", "\n".join(lines))
        is_form = any(part.form for part in recognise(document))
    except (UnreadableError, RecursionError, ValueError):
        return None
    return Said(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), is_form)
