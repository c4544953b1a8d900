"""部门整体支出绩效自评报告: money, scores, shortfalls and achieved figures of a prose report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from ingest.document import Line, Table
from ingest.forms.indicator_records import add_indicators
from ingest.forms.recognise import title_of
from ingest.forms.report.money import evaluated, statement, states_totals
from ingest.forms.report.prose import Paragraph, paragraphs
from ingest.forms.report.scores import is_score_table, scores
from ingest.forms.report.shortfalls import shortfalls
from ingest.records import Extraction, Form, Header, IndicatorValue, Problem
from ingest.understand.indicators.indicator_table import IndicatorTable, table_rows
from ingest.understand.sections import TableRow
from ingest.vocabulary import load
from ingest.words.narrative import Figure, figures
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Block, Document
    from ingest.forms.recognise import Title
    from ingest.records import BudgetLine

FORM: Form = "self_evaluation_report"

_WORDS = load("report")
_SECTIONS: dict[str, re.Pattern[str]] = {
    role: re.compile(pattern) for role, pattern in _WORDS["sections"].items()
}
_TOLD = {None, "results", "goals"}
_DEPARTMENT = re.compile(_WORDS["department"])
_TITLE_DEPARTMENT = re.compile(_WORDS["title_department"])
_ORGANISATION = re.compile(_WORDS["organisation"])
_TARGET = re.compile(_WORDS["target_words"])
_OWN = re.compile(_WORDS["own_things"])
_OWN_MONEY = re.compile(_WORDS["own_money"])
_YEAR = re.compile(r"(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年度?")
_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def extract(document: Document) -> Extraction:
    """Read the report. An error among the problems: neither 收支 nor any score is printed."""
    title = title_of(document, FORM)
    evaluated_in, rest = _without_indicators(document)
    text = paragraphs(_after(title, rest))
    lines = _budget_lines(text)
    header = _header(document, title, lines)
    extraction = Extraction(header=header, budget_lines=lines, shortfalls=shortfalls(text))
    for table in evaluated_in:
        add_indicators(extraction, table)
    extraction.scores = extraction.scores or scores(rest, text)
    extraction.indicator_values += _narrative(text, header.fiscal_year)
    extraction.problems += _missing(bool(lines), bool(extraction.scores))
    extraction.problems += _unread(rest)
    return extraction


def _without_indicators(document: Document) -> tuple[list[IndicatorTable], Document]:
    """The tables of indicators with what was achieved, and the document without them."""
    found: list[IndicatorTable] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            table = table_rows([TableRow(row, block.aligned) for row in block.rows])
            if table.rows and "actual" in table.roles:
                found.append(table)
                continue
        blocks.append(block)
    return found, replace(document, blocks=tuple(blocks))


def _after(title: Title | None, document: Document) -> Document:
    """The document behind its title, which is no part of the prose; that of a table may be."""
    behind = (
        index
        for index, block in enumerate(document.blocks, 1)
        if title
        and FORM in title.forms
        and isinstance(block, Line)
        and printed(block.text) in title.text
        and block.place.to(title.place) == title.place
    )
    return replace(document, blocks=document.blocks[max(behind, default=0) :])


def _budget_lines(text: list[Paragraph]) -> list[BudgetLine]:
    running = [paragraph for paragraph in text if not paragraph.is_heading]
    stated = [paragraph for paragraph in running if _role(paragraph) == "finance"]
    lines = statement(stated) or statement(filter(states_totals, running))
    covered = evaluated(running)
    return [*lines, covered] if covered else lines


def _header(document: Document, title: Title | None, lines: list[BudgetLine]) -> Header:
    words = title.text if title else ""
    year = _YEAR.search(words)
    units = Counter(re.sub(r"[\d.,，-]", "", line.amount_text) for line in lines)
    return Header(
        form=FORM,
        title=words or None,
        department_name=_department(title, document),
        fiscal_year=int(year[1].translate(_CHINESE)) if year else None,
        year_evidence=year[0] if year else None,
        amount_unit=units.most_common(1)[0][0] if units else None,
    )


def _department(title: Title | None, document: Document) -> str | None:
    """The name in the title, else on the line above it, else behind its label."""
    named = _TITLE_DEPARTMENT.match(_YEAR.sub("", title.text)) if title else None
    if named and named[1]:
        return named[1]
    texts = [printed(line.text) for line in document.lines]
    for above, line in pairwise(zip(texts, document.lines, strict=True)):
        if title and line[1].place == title.place and _ORGANISATION.search(above[0]):
            return above[0]
    return next((match[1] for text in texts if (match := _DEPARTMENT.match(text))), None)


def _role(paragraph: Paragraph) -> str | None:
    """What the innermost heading that says so has the paragraph be about."""
    for heading in reversed(paragraph.headings):
        for role, sign in _SECTIONS.items():
            if sign.search(heading):
                return role
    return None


def _narrative(text: list[Paragraph], fiscal_year: int | None) -> Iterator[IndicatorValue]:
    for paragraph in text:
        role = _role(paragraph)
        if paragraph.is_heading or role not in _TOLD:
            continue
        for figure in figures(paragraph.text):
            if _is_own(figure):
                continue
            yield IndicatorValue(
                indicator_name=figure.metric,
                metric=figure.metric,
                measure=_measure(figure, role),
                source_section="narrative",
                value_text=figure.clause,
                value_kind="number",
                operator=figure.operator,
                value=figure.value,
                unit=figure.unit,
                year=figure.year if figure.year != fiscal_year else None,
                place=paragraph.place(figure.start, figure.end),
            )


def _is_own(figure: Figure) -> bool:
    """Whether a figure counts what the bureau itself has or spends: 公务用车5辆."""
    if figure.unit in ("%", "％"):
        return False
    is_money = figure.unit in ("元", "千元", "万元") and _OWN_MONEY.search(figure.metric)
    return bool(is_money or _OWN.search(figure.metric))


def _measure(figure: Figure, role: str | None) -> Literal["target", "actual"]:
    return "target" if role == "goals" or _TARGET.search(figure.clause) else "actual"


def _missing(has_money: bool, has_scores: bool) -> Iterator[Problem]:
    if not has_money and not has_scores:
        message = "neither 部门整体收支情况 nor a score table was found"
        yield Problem(severity="error", message=message)
    elif not has_money:
        yield Problem(severity="warning", message="部门整体收支情况 was not found")
    elif not has_scores:
        yield Problem(severity="warning", message="no score table was found")


def _unread(document: Document) -> Iterator[Problem]:
    """A warning for each table that is no score table, nor the rest of one."""
    is_score = False
    for block in document.blocks:
        if isinstance(block, Line):
            is_score = False
            continue
        is_score = is_score or is_score_table(block)
        if not is_score:
            head = "、".join(printed(cell.text) for cell in block.rows[0] if cell.text.strip())
            yield Problem(
                severity="warning",
                message=f"a table was not read; it begins with: {head[:80]}",
                place=block.place,
            )
