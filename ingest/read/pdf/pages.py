"""Which pages of a PDF are worth reading in full: found by their plain text, which is cheap."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.document import UnreadableError
from ingest.read.pdf.page.stand_in import stand_in_font
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A document this short is read as a whole.
SHORT = 8
_FEW_CHARS = 20
_IMAGE_SHARE = 0.4
_HEAD_LINES = 4
_WORDS_OF_A_FORM = 3


@dataclass(frozen=True, slots=True)
class PageText:
    """The plain text of one page, ``number`` from 1, and whether it is no more than an image."""

    number: int
    lines: tuple[str, ...]
    is_image: bool

    @property
    def text(self) -> str:
        """The text without white space."""
        return "".join(self.lines)


def page_texts(document: pdfium.PdfDocument) -> list[PageText]:
    """The plain text of each page, in order."""
    with stand_in_font():
        return list(_page_texts(document))


def _page_texts(document: pdfium.PdfDocument) -> Iterator[PageText]:
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise UnreadableError(f"a damaged PDF: page {index + 1} cannot be read") from error
        textpage = page.get_textpage()
        raw = textpage.get_text_bounded()
        textpage.close()
        lines = tuple(filter(None, map(plain, raw.splitlines())))
        few = sum(map(len, lines)) < _FEW_CHARS
        yield PageText(index + 1, lines, few and _shows_image(page))
        page.close()


def form_pages(pages: Iterable[PageText]) -> list[int]:
    """The numbers of the pages to be read in full: those with a form, and what continues one.

    A short document is read whole. In a long one a page holds a form when it prints the title of
    one, or several of its headers; the pages after it belong to it until one begins something
    else. Images are left out.
    """
    texts = [page for page in pages if not page.is_image]
    if len(texts) <= SHORT:
        return [page.number for page in texts]
    found: list[int] = []
    open_, is_report = False, False
    for page in texts:
        title = _titled(page)
        if title or _has_headers(page):
            open_, is_report = True, title in _reports() or (is_report and open_ and not title)
        elif open_:
            open_ = not (_opens_a_part(page) if is_report else _opens_something_else(page))
        if open_:
            found.append(page.number)
    return found


def is_title(text: str) -> bool:
    """Whether a line is the title of a known form."""
    line = plain(text)
    return len(line) <= 80 and any(pattern.search(line) for pattern in _titles().values())


def _titled(page: PageText) -> str | None:
    """The form whose title the page prints, if need be wrapped over two lines."""
    for line, after in pairwise((*page.lines, "")):
        for text in (line, line + after):
            if len(text) <= 80:
                form = next((f for f, pattern in _titles().items() if pattern.search(text)), None)
                if form:
                    return form
    return None


def _has_headers(page: PageText) -> bool:
    text = page.text
    return sum(word in text for word in _header_words()) >= _WORDS_OF_A_FORM


def _opens_something_else(page: PageText) -> bool:
    """Whether the page begins with a heading or the title of another table, and no form's words."""
    opens = any(_OPENING.search(line) for line in page.lines[:_HEAD_LINES])
    return opens and not any(word in page.text for word in _header_words())


def _opens_a_part(page: PageText) -> bool:
    return any(_PART.match(line) for line in page.lines[:_HEAD_LINES])


_PART = re.compile(r"第[一二三四五六七八九十]+(部分|章)|附(件|表)\d*|目录$")
_OPENING = re.compile(
    r"^第[一二三四五六七八九十]+(部分|章)|^附(件|表)|^目录|^表\d+|^[一二三四五六七八九十]{1,3}、"
    r"|(表|情况说明|说明|报告|名词解释|概况)\d*(\([^()]*\))?$|科目(编码|名称)"
)


def plain(text: str) -> str:
    """A line without white space, full-width letters and signs as ASCII ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _shows_image(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    area = 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        area += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(area >= _IMAGE_SHARE * width * height)


@cache
def _titles() -> dict[str, re.Pattern[str]]:
    forms: dict[str, Any] = load("forms")["forms"]
    return {
        form: re.compile(f"(?:{'|'.join(entry['titles'])})(?:\\([^()]*\\))*$")
        for form, entry in forms.items()
    }


@cache
def _reports() -> set[str]:
    """Forms of running text, which headings divide but do not end."""
    return {form for form in _titles() if form.endswith("_report")}


@cache
def _header_words() -> tuple[str, ...]:
    """Words that forms print and budgets do not: the levels of indicators and long headers."""
    levels = load("levels")
    labels = (label for names in levels["level2"].values() for label in names)
    words = {*labels, *levels["level1"], *load("headers")["form_words"]}
    return tuple(sorted(word for word in map(plain, words) if "指标" in word and len(word) > 3))
