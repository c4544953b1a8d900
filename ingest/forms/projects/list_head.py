"""What stands above a table of projects: whose they are, of which year, in which unit."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ingest.forms.head import SIGNERS, YEAR, without_code
from ingest.forms.recognise import title_of
from ingest.lexicon.headers import role, section
from ingest.records import Form, Header
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Document
    from ingest.forms.projects.project_rows import ProjectRows

LONGEST_CAPTION = 80
_UNIT_BEHIND = re.compile(r"(?:金额)?单位[:：].*$")
_YEAR_OF_NAME = re.compile(r"[（(](20\d\d)(?:年度?)?[）)]$")


def list_head(document: Document, form: Form, table: ProjectRows) -> Header:
    """What the lines outside the tables, and the cells above their first header, say."""
    captions = list(_captions(document, table))
    year, evidence = _year(captions, [printed(row.raw("project_name")) for row in table.rows])
    title = title_of(document, form)
    return Header(
        form=form,
        title=title.text if title else None,
        department_name=_department(captions),
        fiscal_year=year,
        year_evidence=evidence,
        amount_unit=next(filter(None, map(printed_unit, captions)), table.unit),
    )


def year_above(document: Document) -> int | None:
    """The year that the lines outside the tables print, before it is known what stands in them."""
    lines = [line.text for line in document.lines if len(line.text) <= LONGEST_CAPTION]
    return _year(lines, [])[0]


def _captions(document: Document, table: ProjectRows) -> Iterator[str]:
    """Short lines outside the tables, and cells above the first header."""
    for text in (*(line.text for line in document.lines), *(c.text for c in table.captions)):
        if len(text) <= LONGEST_CAPTION:
            yield text.strip()


def _department(captions: list[str]) -> str | None:
    """What stands behind the label of the department's name, or in the cell after it."""
    for text, following in zip(captions, [*captions[1:], ""], strict=False):
        for separator in (r"[:：]", r"\s+"):
            label, *behind = re.split(separator, text, maxsplit=1)
            if section(label) == "department" or role(label, "head") in SIGNERS:
                name = printed("".join(behind) or following)
                return without_code(_UNIT_BEHIND.sub("", name)) or None
    return None


def _year(captions: list[str], names: list[str]) -> tuple[int | None, str | None]:
    """The year that title or captions print, else the one that closes projects' names.

    More than one year is no evidence.
    """
    printed_years = [
        (int(match[1] or match[2]), text)
        for text in map(printed, captions)
        for match in YEAR.finditer(unicodedata.normalize("NFKC", text))
    ]
    if not printed_years:
        closing = ((_YEAR_OF_NAME.search(name), name) for name in names)
        printed_years = [(int(match[1]), name) for match, name in closing if match]
    if len({year for year, _ in printed_years}) != 1:
        return None, None
    return printed_years[0]
