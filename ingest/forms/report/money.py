"""Amounts of money in a report's prose: 部门整体收支情况 and the amount that was evaluated."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ingest.records import BudgetLine
from ingest.vocabulary import load
from ingest.words.clauses import Clause, Slice, clauses, slices
from ingest.words.money import amount, half_unit
from ingest.words.phrases import is_change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from ingest.forms.report.prose import Paragraph

Phase = Literal["budget", "executed"]

_WORDS = load("report")
_TOTALS: dict[Phase, re.Pattern[str]] = {
    phase: re.compile(pattern) for phase, pattern in _WORDS["totals"].items()
}
_RATE = re.compile(_WORDS["rate"])
_GROUPED = re.compile(_WORDS["grouped"])
_ITEM_SECTIONS = {
    section: re.compile(pattern) for section, pattern in _WORDS["item_sections"].items()
}
_LEAD = re.compile(_WORDS["item_lead"])
_TAIL = re.compile(_WORDS["item_tail"])
_EVALUATED = re.compile(_WORDS["evaluated"])
_MONEY = re.compile(r"[十百千]?[万亿]?元|千元")
_STEPS = 8
PHASE_UNSAID = "未写明是预算还是执行 (whether it is budgeted or executed is not said)"


def statement(paragraphs: Iterable[Paragraph]) -> list[BudgetLine]:
    """Every amount that the paragraphs state, under what is printed before it.

    A total (全年预算数, 支出决算 …) decides the phase of what follows it under its heading, and an
    amount before any is doubted; 按资金来源分 opens a section that ends with its sentence.
    完成预算的99.9% goes to the executed total before it.
    """
    reader = _Statement()
    for paragraph in paragraphs:
        for clause in clauses(paragraph.text):
            reader.read(paragraph, clause)
    return reader.lines


def states_totals(paragraph: Paragraph) -> bool:
    """Whether a paragraph states totals of a budget, wherever it stands."""
    found = {line.phase for line in statement([paragraph]) if _phase(line.item)}
    return found == {"budget", "executed"}


def evaluated(paragraphs: Iterable[Paragraph]) -> BudgetLine | None:
    """The amount that the self-evaluation covers (共涉及资金…), if printed."""
    for paragraph in paragraphs:
        if "评" not in paragraph.text:
            continue
        for clause in clauses(paragraph.text):
            for piece in slices(paragraph.text, clause):
                if not _EVALUATED.search(_item(piece.before)):
                    continue
                names = _WORDS["evaluated_section"], _WORDS["evaluated_item"]
                if line := _line(paragraph, piece, *names, "executed"):
                    return line
    return None


class _Statement:
    """Reads clause after clause and remembers the section and the phase."""

    def __init__(self) -> None:
        self.lines: list[BudgetLine] = []
        self.group: str | None = None
        self.phase: Phase | None = None
        self.headings: tuple[str, ...] = ()

    def read(self, paragraph: Paragraph, clause: Clause) -> None:
        if paragraph.headings != self.headings:
            self.headings, self.phase = paragraph.headings, None
        if clause.opened in ("sentence", "item"):
            self.group = None
        words = paragraph.text[clause.start : clause.end]
        grouped = _GROUPED.match(words) or _GROUPED.fullmatch(words + "，")
        if grouped:
            self.group = grouped[1]
        for piece in slices(paragraph.text, clause):
            label = _item(_GROUPED.sub("", piece.before, count=1))
            if piece.quantity.unit == "%" and _RATE.search(label):
                self._rate(piece.quantity.value)
            else:
                self._amount(paragraph, piece, label)

    def _amount(self, paragraph: Paragraph, piece: Slice, label: str) -> None:
        phase = _phase(label)
        said = phase or self.phase
        line = _line(paragraph, piece, self._section(label, phase), label, said or "budget")
        if line and label and not is_change(label):
            self.phase = said
            doubt = None if said else PHASE_UNSAID
            self.lines.append(replace(line, place=line.place.doubted(doubt)))

    def _section(self, label: str, phase: Phase | None) -> str:
        if self.group and not phase:
            return self.group
        known = (section for section, sign in _ITEM_SECTIONS.items() if sign.search(label))
        main: str = _WORDS["main_section"]
        return main if phase else next(known, main)

    def _rate(self, rate: Decimal) -> None:
        """Put an execution rate beside the last executed total."""
        for index in range(len(self.lines) - 1, -1, -1):
            line = self.lines[index]
            if line.phase == "executed" and _phase(line.item) and line.execution_rate is None:
                self.lines[index] = replace(
                    line, execution_rate=rate, execution_rate_rounding=half_unit(rate)
                )
                return


def _phase(label: str) -> Phase | None:
    """Whether a total is executed or budgeted; None for what is no total."""
    return next((phase for phase, sign in _TOTALS.items() if sign.search(label)), None)


def _item(before: str) -> str:
    """The printed name of an amount."""
    for _ in range(_STEPS):
        before = _TAIL.sub("", _LEAD.sub("", before))
    return before


def _line(
    paragraph: Paragraph, piece: Slice, section: str, item: str, phase: Phase
) -> BudgetLine | None:
    """The amount of ``piece``; None where it is no money or beyond what can be kept."""
    quantity = piece.quantity
    if not quantity.unit or not _MONEY.fullmatch(quantity.unit):
        return None
    text = paragraph.text[quantity.number_start : quantity.number_end]
    try:
        money = amount(f"{'-' if quantity.value < 0 else ''}{text}{quantity.unit}", quantity.unit)
    except ValueError:
        return None
    return money and BudgetLine(
        section=section,
        item=item,
        phase=phase,
        amount_wan=money.wan,
        amount_text=money.text,
        rounding_wan=money.rounding_wan,
        place=paragraph.place(piece.start, piece.end),
    )
