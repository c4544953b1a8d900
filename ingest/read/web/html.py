"""Saved web pages → Document: what the page shows of its text and tables, less what is around it.

Navigation is told by what it consists of: links; and by what such parts are called
(vocabulary/web.yml). Scripts never run, nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from ingest.document import Block, Document, Line, Place, UnreadableError
from ingest.read.raised import raised
from ingest.read.shown import Shown, with_struck
from ingest.read.tables.grid import MAX_CELLS, Grid
from ingest.read.text.page_text import numbered_blocks, physical_lines, with_losses
from ingest.read.web.html_source import archived_pages, page_text
from ingest.vocabulary import alternatives, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_DROPPED = {
    *("script", "style", "noscript", "template", "head", "title", "nav", "footer", "button"),
    *("svg", "iframe", "object", "audio", "video", "canvas", "map", "datalist"),
}
_STRUCK = {"del", "s", "strike"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "html", "li", "main", "ol", "p", "section", "ul", "table", "tr", "td", "th", "caption"),
    *("pre", "legend", "details", "summary"),
}
_HEADING = re.compile(r"h([1-6])")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)
_NAME = re.compile(r"[.#][\w-]+")
_LINKS = 0.7
_FRAME_TEXT = 0.2
_LONGEST_CLUTTER = 160
_MOST_TAGS = 3_000_000
_TYPED = {"", "text", "number", "tel", "email", "date"}


def read_html(data: bytes) -> Document:
    """Read a saved page. Raises UnreadableError for what is no text."""
    text = page_text(data)
    page = _Page(text)
    document = Document(tuple(page.blocks()), "text/html", warnings=tuple(page.warnings))
    return with_losses(document, physical_lines(text))


def read_mhtml(data: bytes) -> Document:
    """Read a page that a browser or an office program saved with its parts (MHTML)."""
    blocks: list[Block] = []
    warnings: list[tuple[str, Place]] = []
    tables = 0
    for text in archived_pages(data):
        page = _Page(text, tables)
        blocks += page.blocks()
        warnings += page.warnings
        tables = page.tables
    return Document(tuple(blocks), "multipart/related", warnings=tuple(warnings))


@dataclass(slots=True)
class _Text:
    """Inline text as it comes: lines end at <br> and blocks; how much of it is links.

    ``pieces`` are texts, each with whether it is struck through.
    """

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    line: int | None = None
    linked: int = 0
    inner: list[Block] = field(default_factory=list)

    def add(
        self, text: str | None, line: int | None, *, linked: bool = False, struck: bool = False
    ) -> None:
        shown = _SPACE.sub(" ", text or "")
        if shown.strip():
            self.line = self.line or line
            self.linked += len(shown.strip()) if linked else 0
        self.pieces.append((shown, struck))

    def end_line(self) -> None:
        if self.pieces and self.pieces[-1][0] != "\n":
            self.pieces.append(("\n", False))

    @property
    def shown(self) -> Shown:
        text, doubt = with_struck(self.pieces)
        lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
        return Shown("\n".join(lines).strip("\n"), doubt)

    @property
    def is_links(self) -> bool:
        shown = len("".join(self.shown.text.split()))
        return bool(shown) and self.linked >= _LINKS * shown


class _Page:
    """Walks a page once; ``tables`` counts the tables so far."""

    def __init__(self, text: str, tables: int = 0) -> None:
        if text.count("<") > _MOST_TAGS:
            raise UnreadableError(f"a page of more than {_MOST_TAGS} tags: too large")
        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"not readable as HTML: {str(error)[:100]}") from error
        if root is None:
            raise UnreadableError("the page is blank")
        self.warnings: list[tuple[str, Place]] = []
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            self.warnings.append(("the page is nested too deeply; a part was not read", Place()))
        self._root = root
        self._items: dict[_Element, int] = {}
        self._hiding = set(_styled_names(root, _HIDDEN_STYLE))
        self._striking = set(_styled_names(root, _STRUCK_STYLE))
        self._struck = 0
        self._blocks: list[Block] = []
        self._text = _Text()
        self.tables = tables

    def blocks(self) -> list[Block]:
        """The lines and tables of the page, in order."""
        self._walk(self._root, linked=False)
        self._flush()
        if not self._blocks and next(self._root.iter("frame", "iframe"), None) is not None:
            self.warnings.append(("the page only frames other pages, which are not in it", Place()))
        return self._blocks

    def _walk(self, element: _Element, *, linked: bool, level: int = 0) -> None:
        tag = element.tag
        if not isinstance(tag, str) or self._is_left_out(element):
            return
        heading = _HEADING.fullmatch(tag)
        level = int(heading[1]) if heading else level
        if tag == "table":
            self._flush()
            self._table(element)
            return
        if tag == "pre":
            self._flush()
            self._preformatted(element)
            return
        if tag in _BLOCKS:
            self._flush(level)
        linked = linked or tag == "a"
        is_struck = self._is_struck(element)
        self._struck += is_struck
        self._inline(element, linked=linked, text=self._text)
        for child in element:
            self._walk(child, linked=linked, level=level)
            self._tail(child, element, linked=linked)
        self._struck -= is_struck
        if tag in _BLOCKS or tag == "br":
            self._flush(level)

    def _tail(self, child: _Element, parent: _Element, *, linked: bool) -> None:
        line = child.sourceline or parent.sourceline
        self._text.add(child.tail, line, linked=linked, struck=self._struck > 0)

    def _inline(self, element: _Element, *, linked: bool, text: _Text) -> None:
        """The element's own text before its children."""
        shown = _typed(element)
        if element.tag == "li":
            shown = self._item_number(element) + shown
        if element.tag == "sup":
            shown = raised(shown)
        text.add(shown, element.sourceline, linked=linked, struck=self._struck > 0)

    def _item_number(self, item: _Element) -> str:
        """The number that an ordered list prints before its next item."""
        above = item.getparent()
        if above is None or above.tag != "ol" or above.get("type", "1") != "1":
            return ""
        start = above.get("start", "1")
        first = int(start) if start.isdecimal() else 1
        self._items[above] = self._items.get(above, first - 1) + 1
        return f"{self._items[above]}."

    def _is_left_out(self, element: _Element) -> bool:
        if element.tag in _DROPPED or element.get("hidden") is not None:
            return True
        if _HIDDEN_STYLE.search(element.get("style", "")):
            return True
        names = _names(element)
        if not self._hiding.isdisjoint(names):
            return True
        is_clutter = any(_clutter_name().fullmatch(name[1:].lower()) for name in names)
        return is_clutter and next(element.iter("table"), None) is None

    def _is_struck(self, element: _Element) -> bool:
        if element.tag in _STRUCK or _STRUCK_STYLE.search(element.get("style", "")):
            return True
        return not self._striking.isdisjoint(_names(element))

    def _flush(self, level: int = 0) -> None:
        """End the line; links and what stands around texts are no lines."""
        done, self._text = self._text, _Text()
        shown, doubt = done.shown
        text = " ".join(shown.split("\n"))
        if not text.strip() or (done.is_links and not level):
            return
        if len(text) <= _LONGEST_CLUTTER and _clutter_line().match(text):
            return
        place = Place(line_from=done.line, line_to=done.line, doubt=doubt)
        self._blocks.append(Line(text, place, level))

    def _preformatted(self, element: _Element) -> None:
        text = "".join(map(str, element.itertext()))
        lines = physical_lines(text)
        self._blocks += numbered_blocks(enumerate(lines, element.sourceline or 1))

    def _table(self, table: _Element) -> None:
        rows = [row for row in _rows(table) if not self._is_left_out(row)]
        if _is_frame(table, rows):
            for caption in table.findall("caption"):
                self._walk(caption, linked=False)
            for row in rows:
                for cell in _cells(row):
                    self._walk(cell, linked=False)
            return
        for block in self._data(table, rows):
            self._blocks.append(block)

    def _data(self, table: _Element, rows: list[_Element]) -> list[Block]:
        """The blocks of a table of data; none for one that consists of links."""
        self.tables += 1
        grid = Grid(f"table{self.tables}")
        shown = linked = 0
        for number, row in enumerate(rows):
            if grid.is_full:
                place = grid.place(0, row.sourceline)
                self.warnings.append((f"a table was read up to {MAX_CELLS} cells", place))
                break
            grid.next_row()
            for cell in _cells(row):
                if self._is_left_out(cell):
                    continue
                text = _Text()
                self._cell(cell, text, linked=False)
                below = _span(cell, "rowspan") or len(rows) - number
                across, line = _span(cell, "colspan") or 1, cell.sourceline
                said, doubt = text.shown
                grid.add(said, below, across, line=line, inner=text.inner, doubt=doubt)
                shown += len("".join(said.split()))
                linked += text.linked
        if shown and linked >= _LINKS * shown:
            self.tables -= 1
            return []
        captions = ["".join(map(str, each.itertext())) for each in table.findall("caption")]
        place = Place(line_from=table.sourceline, line_to=table.sourceline)
        lines: list[Block] = [
            Line(" ".join(text.split()), place) for text in captions if text.strip()
        ]
        return lines + grid.blocks()

    def _cell(self, element: _Element, text: _Text, *, linked: bool) -> None:
        """Add what a cell shows; a table in it comes behind its row."""
        linked = linked or element.tag == "a"
        is_struck = self._is_struck(element)
        self._struck += is_struck
        self._inline(element, linked=linked, text=text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and not self._is_left_out(child):
                if tag == "table":
                    text.inner += self._inner(child, text)
                else:
                    if tag in _BLOCKS or tag == "br":
                        text.end_line()
                    self._cell(child, text, linked=linked)
                    if tag in _BLOCKS:
                        text.end_line()
            text.add(child.tail, child.sourceline, linked=linked, struck=self._struck > 0)
        self._struck -= is_struck

    def _inner(self, table: _Element, text: _Text) -> list[Block]:
        rows = [row for row in _rows(table) if not self._is_left_out(row)]
        if not _is_frame(table, rows):
            return self._data(table, rows)
        for row in rows:
            for cell in _cells(row):
                text.end_line()
                self._cell(cell, text, linked=False)
        return []


def _is_frame(table: _Element, rows: list[_Element]) -> bool:
    """Whether a table only lays out a page: one column, or hardly more than other tables in it."""
    if all(len(list(_cells(row))) <= 1 for row in rows):
        return True
    inner = [each for each in table.iter("table") if each is not table]
    if not inner:
        return table.get("role") == "presentation"
    whole = _length(table)
    nested = sum(_length(each) for each in inner if _parent_table(each) is table)
    return whole - nested < _FRAME_TEXT * whole


def _length(element: _Element) -> int:
    return len("".join("".join(map(str, element.itertext())).split()))


def _parent_table(element: _Element) -> _Element | None:
    return next(element.iterancestors("table"), None)


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of this table, not of those in it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: _Element) -> Iterator[_Element]:
    yield from row.iterchildren("td", "th")


def _span(cell: _Element, name: str) -> int:
    """A span of 1 or more; 0 (to the end) as printed; 1 for nonsense."""
    match = re.match(r"\s*(\d{1,5})", cell.get(name, "1"))
    return int(match[1]) if match else 1


def _typed(element: _Element) -> str:
    """An element's own text; of a field to be filled in, what is filled in."""
    if element.tag == "input":
        return element.get("value", "") if element.get("type", "").lower() in _TYPED else ""
    if element.tag == "option":
        return (element.text or "") if element.get("selected") is not None else ""
    return element.text or ""


def _names(element: _Element) -> list[str]:
    """The classes and the id of an element as a style sheet names them: .x, #y."""
    return [
        *(f".{name}" for name in element.get("class", "").split()),
        f"#{element.get('id', '')}",
    ]


def _styled_names(root: _Element, wanted: re.Pattern[str]) -> Iterator[str]:
    """The classes and ids (.x, #y) that the page's own style sheets give a style."""
    for style in root.iter("style"):
        for rule in (style.text or "").split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if wanted.search(declarations):
                names = (selector.strip() for selector in selectors.split(","))
                yield from filter(_NAME.fullmatch, names)


@cache
def _clutter_name() -> re.Pattern[str]:
    return re.compile("|".join(load("web")["clutter_names"]))


@cache
def _clutter_line() -> re.Pattern[str]:
    words = load("web")
    labels, alone = (alternatives(words[f"clutter_{key}"]) for key in ("labels", "words"))
    return re.compile(
        rf"(?:{labels})\s*[:：]|(?:(?:{alone})|[\s|｜【】\[\]()（）/·:：>-])+$"
        rf"|.*(?:{alternatives(words['clutter_marks'])})"
    )
