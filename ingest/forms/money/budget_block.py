"""The budget block of a department's form (预算整体情况): labels and amounts in pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from ingest.forms.money.budget_words import budget_words, is_share
from ingest.forms.money.money_cells import place_of, read_money
from ingest.lexicon.appearance import is_amount
from ingest.lexicon.budget_items import item_section, named_section, names_item
from ingest.lexicon.headers import AMONG, names_money
from ingest.lexicon.labels import is_total, plain, unnumbered
from ingest.records import BudgetLine, Problem
from ingest.vocabulary import load
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Place
    from ingest.forms.money.budget_words import Word
    from ingest.understand.sections import Section

_LONGEST_ITEM = 24
_LEAST_SIDES = 2
_FIGURE = re.compile(r"\d[.,，]?\d")
_SENTENCE = re.compile("[，。；,;]")
_SEVERAL = "同一项目旁有多个金额 (several amounts beside one item: which is the year's is a guess)"
_NO_MONEY = (
    "项目名称未见资金字样，可能不是金额 (the item is called nothing of money: is it an amount?)"
)
_UNIT_ASIDE = re.compile(r"[（(](?:单位[:：])?[十百千万亿]*元[)）]$")


@dataclass(slots=True)
class Budget:
    """The lines of a budget block, and its unit as printed in the headers."""

    unit: str | None = None
    lines: list[BudgetLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def budget(
    section: Section, unit: str | None, year: int | None, declared: str | None = None
) -> Budget:
    """Read the block: ``section | 预算金额（万元）`` headers, then ``item | amount`` pairs.

    ``unit`` is that of the form's captions, which the block's own goes before, ``declared`` that of
    its place file; ``year`` the form's.
    """
    words, headed = budget_words(section, year)
    return _Reader(section, headed or _unit_of_label(words), unit, declared).read(words)


def _unit_of_label(words: Sequence[Word]) -> str | None:
    """The unit in a label that is broken over lines, before the first amount: 预算（万 | 元）.

    Or on a line of its own among them, where the label stands beside its rows.
    """
    label = takewhile(lambda word: not is_amount(word.text), words)
    alone = (printed_unit(word.text) for word in words if _UNIT_ASIDE.fullmatch(word.text))
    return printed_unit("".join(word.text for word in label)) or next(alone, None)


class _Reader:
    def __init__(
        self, section: Section, own: str | None, caption: str | None, declared: str | None
    ) -> None:
        self._caption_unit = caption
        self._declared_unit = declared
        self._budget = Budget(unit=printed_unit(section.label) or own)
        self._place = section.place
        self._title = section.label
        self._sections: list[str] = []
        self._totals = self._totals_read = 0
        self._headed: set[str] = set()
        self._in_header = False
        self._side: str | None = None
        self._pair = 0
        self._label: list[Word] = []
        self._behind_amount = False

    @property
    def _item(self) -> str:
        """The label read so far, put together."""
        return "".join(word.text for word in self._label)

    def read(self, words: Sequence[Word]) -> Budget:
        self._totals = sum(is_total(printed(word.text)) for word in words)
        for word in self._below_sides(words):
            is_header = plain(word.text) in load("budget")["amount_headers"]
            if is_header and not item_section(self._item + word.text):
                self._header(word)
            elif word.apart:
                self._warn(f"money of an unknown kind: {word.text[:40]}", word.place)
            elif is_amount(word.text):
                self._amount(word)
                self._behind_amount = True
            elif not is_share(word.text):
                self._word(word)
                self._behind_amount = False
        self._unpaired()
        self._report_missing()
        return self._budget

    def _below_sides(self, words: Sequence[Word]) -> Sequence[Word]:
        """The words behind the headers of the sides, which may have none of the amounts' own."""
        sides = [*takewhile(lambda word: named_section(word.text), words)]
        if len(sides) < _LEAST_SIDES:
            return words
        self._sections = [plain(word.text) for word in sides]
        self._headed.update(self._sections)
        units = (printed_unit(word.text) for word in sides)
        self._budget.unit = self._budget.unit or next(filter(None, units), None)
        return words[len(sides) :]

    def _header(self, word: Word) -> None:
        """The header of a column of amounts: the label before it names the section."""
        if not self._in_header:
            self._sections, self._pair = [], 0
        self._in_header = True
        self._sections.append(self._item)
        self._headed.add(plain(self._item))
        self._label = []
        self._budget.unit = self._budget.unit or printed_unit(word.text)

    def _word(self, word: Word) -> None:
        if not self._label and _UNIT_ASIDE.fullmatch(word.text):
            return
        # A known item right before another label has no amount printed; a wrapped one goes on.
        if item_section(self._item) and not item_section(self._item + word.text):
            self._unpaired()
            self._pair += 1
        self._label.append(word)

    def _amount(self, word: Word) -> None:
        self._in_header = False
        if not AMONG.sub("", self._item):
            self._label = []
            self._warn(f"amount without an item: {word.text}", word.place)
            if self._behind_amount and self._budget.lines:
                line = self._budget.lines[-1]
                doubtful = line.place.doubted(_SEVERAL)
                self._budget.lines[-1] = replace(line, place=doubtful)
            return
        label = self._named()
        whole = AMONG.sub("", "".join(each.text for each in label)).rstrip(":：")
        # 2、资金结构：（1）基本支出 names a column and its first item.
        *_, last = re.split("[:：]", whole)
        item = last if item_section(last) else whole
        unit = printed_unit(last) or self._budget.unit or self._caption_unit
        self._budget.unit = self._budget.unit or unit
        place = label[0].place.to(word.place)
        if not (item_section(item) or names_money(item) or is_total(item)):
            place = place.doubted(_NO_MONEY)
        item = _UNIT_ASIDE.sub("", unnumbered(item))
        section = self._section_of(item)
        self._label = []
        self._pair += 1
        if not item_section(item) and (len(item) > _LONGEST_ITEM or _SENTENCE.search(item)):
            self._warn(f"money of an unknown kind: {item[:40]} {word.text}", place)
            return
        problems = self._budget.problems
        try:
            found = read_money(word.text, unit, self._declared_unit, place, problems)
        except ValueError as error:
            self._warn(f"{item}: {error}", place)
            return
        if found is None:
            self._warn(f"budget item that could not be placed: {item}", place)
            return
        self._budget.lines.append(
            BudgetLine(
                section=section or plain(self._title),
                item=item,
                phase="budget",
                amount_wan=found.wan,
                amount_text=found.text,
                rounding_wan=found.rounding_wan,
                place=place_of(found, place),
            )
        )

    def _named(self) -> list[Word]:
        """The words that name an item, less a heading before them (按支出性质分：)."""
        texts = [word.text for word in self._label]
        for start, first in enumerate(texts):
            behind = "".join(texts[start + 1 :])
            # 预算收入 | 财政拨款 is a side and an item, 财政 | 拨款 one that is broken.
            if item_section(first + behind) and not (names_item(first) and item_section(behind)):
                for word in self._label[:start]:
                    self._side = named_section(word.text) or self._side
                    if _FIGURE.search(word.text):
                        self._warn(f"not read before an item: {word.text[:40]}", word.place)
                return self._label[start:]
        return self._label

    def _section_of(self, item: str) -> str | None:
        """The printed section of an item: by what it is called, else by its column.

        Where each section has a total, they stand in the order of their sections.
        """
        if is_total(item) and self._totals == len(self._sections):
            self._totals_read += 1
            return self._sections[self._totals_read - 1]
        key = (self._side if is_total(item) else None) or item_section(item)
        for printed_section in self._sections:
            if key and re.fullmatch(
                load("budget")["sections"][key]["names"], plain(printed_section)
            ):
                return printed_section
        column = self._sections[self._pair % len(self._sections)] if self._sections else None
        # An item that is known to be of another section is none of a column that is known too.
        if column and key and named_section(column) not in (None, key):
            return key
        return column or key

    def _unpaired(self) -> None:
        if self._label:
            self._warn(f"budget item without an amount: {self._item}", self._label[0].place)
            self._label = []

    def _report_missing(self) -> None:
        found = {line.item for line in self._budget.lines}
        for section in load("budget")["sections"].values():
            headed = any(re.fullmatch(section["names"], name) for name in self._headed)
            missing = [name for name in section["items"] if not _is_told(section, name, found)]
            if headed or len(missing) < len(section["items"]):
                for name in missing:
                    self._warn(f"the budget block has no amount of {name}", self._place)

    def _warn(self, message: str, place: Place) -> None:
        self._budget.problems.append(Problem(severity="warning", message=message, place=place))


def _is_told(section: dict[str, Any], name: str, found: set[str]) -> bool:
    """Whether an item was found among the lines of a ``section``, or parts of it instead."""
    patterns = [section["items"][name]]
    patterns += [section["also"][part] for part in section.get("parts", {}).get(name, [])]
    return any(re.fullmatch(each, plain(item)) for each in patterns for item in found)
