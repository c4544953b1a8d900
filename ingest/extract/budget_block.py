"""The budget block of a department's form (预算整体情况): labels and amounts in pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.extract.looks import is_amount
from ingest.extract.project_sections import AMONG
from ingest.read.labels import plain, unnumbered
from ingest.records import BudgetLine, Problem
from ingest.vocabulary import load
from ingest.words.money import amount, printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.document import Cell, Place
    from ingest.extract.sections import Section, TableRow

_HEADER_ROWS = 3
_LEAST_ITEMS = 2
# What parts the amounts of a sentence: 支出总额500万元，其中：基本支出300万元、项目支出200万元。
_BETWEEN = re.compile(r"[；;，。、（()）]|,(?!\d{3})|(?<=元)(?=[一-鿿])")
_PAIR = re.compile(
    r"(?P<label>[^\d]{2,30}?)(?:[:：为共计]|总计|合计){0,2}(?P<amount>[-−]?\d[\d,.]*(?:[万亿]?元)?)"
)
_UNIT_ASIDE = re.compile(r"[（(](?:单位[:：])?[十百千万亿]*元[)）]$")


class Word(NamedTuple):
    """A cell, or a run of a line without spaces."""

    text: str
    place: Place


@dataclass(slots=True)
class Budget:
    """The lines of a budget block, and its unit as printed in the headers."""

    unit: str | None = None
    lines: list[BudgetLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def budget(section: Section, unit: str | None) -> Budget:
    """Read the block: ``section | 预算金额（万元）`` headers, then ``item | amount`` pairs.

    ``unit`` is that of the form's captions, which the block's own goes before.
    """
    return _Reader(section, unit).read(list(_words(section)))


def _words(section: Section) -> Iterator[Word]:
    beside = _beside_amounts(section.rows)
    texts = [(cell.text, cell.place) for cell in beside] if beside else section.texts
    for text, place in texts:
        for word in [text] if section.rows else text.split():
            yield from _labelled(printed(word), place)


def _labelled(text: str, place: Place) -> Iterator[Word]:
    """A text as label and amount, where it is one, or as all those of a sentence; else as it is."""
    parts = [part for part in _BETWEEN.split(text) if AMONG.sub("", part)]
    pairs = [match for part in parts if (match := _PAIR.fullmatch(AMONG.sub("", part)))]
    if pairs and len(pairs) == len(parts) and all(item_section(pair["label"]) for pair in pairs):
        for pair in pairs:
            yield from (Word(pair["label"], place), Word(pair["amount"], place))
        return
    label, colon, behind = text.replace(":", "：").rpartition("：")
    if colon and is_amount(behind):
        yield from (Word(label, place), Word(behind, place))
    else:
        yield Word(text, place)


def _beside_amounts(rows: Sequence[TableRow]) -> list[Cell]:
    """The cells with every item before its amount where items stand above; empty where none do.

    An item above other items only spans them.
    """
    found: list[list[Cell]] = []
    paired = False
    for at, row in enumerate(rows):
        heads = _heads_above(rows, at)
        if len(heads) < _LEAST_ITEMS:
            found.append(row.filled)
            continue
        paired = True
        first = min((above for above, _ in heads.values()), default=at)
        found[first:] = [[] for _ in rows[first:at]]
        pairs: list[Cell] = []
        for cell in row.filled:
            head = heads.get(id(cell))
            pairs += [head[1], cell] if head else [cell]
        found.append(pairs)
    return [cell for cells in found for cell in cells] if paired else []


def _heads_above(rows: Sequence[TableRow], at: int) -> dict[int, tuple[int, Cell]]:
    """The labels above the cells of a row of amounts, with their rows, by the cell's identity."""
    row = rows[at]
    above: list[tuple[int, TableRow]] = []
    if not _has_amounts(row, all):
        return {}
    for number in range(at - 1, max(at - 1 - _HEADER_ROWS, -1), -1):
        if _has_amounts(rows[number], any):
            break
        above.append((number, rows[number]))
    if not row.aligned:
        same = above and len(above[0][1].filled) == len(row.filled)
        labels = [(at - 1, cell) for cell in above[0][1].filled] if same else []
        return {id(cell): label for cell, label in zip(row.filled, labels, strict=False)}
    found: dict[int, tuple[int, Cell]] = {}
    for number, other in above:
        for cell in row.filled:
            label = next((each for each in other.filled if each.col == cell.col), None)
            if label:
                found.setdefault(id(cell), (number, label))
    return found


def _has_amounts(row: TableRow, quantity: Callable[[Iterable[bool]], bool]) -> bool:
    return quantity(is_amount(printed(cell.text)) for cell in row.filled)


class _Reader:
    def __init__(self, section: Section, unit: str | None) -> None:
        self._caption_unit = unit
        self._budget = Budget(unit=printed_unit(section.label))
        self._place = section.place
        self._title = section.label
        self._sections: list[str] = []
        self._headed: set[str] = set()
        self._in_header = False
        self._pair = 0
        self._label: list[Word] = []

    @property
    def _item(self) -> str:
        """The label read so far, put together."""
        return "".join(word.text for word in self._label)

    def read(self, words: Sequence[Word]) -> Budget:
        for word in words:
            is_header = plain(word.text) in load("budget")["amount_headers"]
            if is_header and not item_section(self._item + word.text):
                self._header(word)
            elif is_amount(word.text):
                self._amount(word)
            else:
                self._word(word)
        self._unpaired()
        self._report_missing()
        return self._budget

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
        # A known item right before another label has no amount printed; a wrapped one goes on.
        if item_section(self._item) and not item_section(self._item + word.text):
            self._unpaired()
            self._pair += 1
        self._label.append(word)

    def _amount(self, word: Word) -> None:
        self._in_header = False
        if not self._label:
            self._warn(f"amount without an item: {word.text}", word.place)
            return
        label = self._named()
        whole = AMONG.sub("", "".join(each.text for each in label)).rstrip(":：")
        # 2、资金结构：（1）基本支出 names a column and its first item.
        *_, last = re.split("[:：]", whole)
        item = last if item_section(last) else whole
        unit = printed_unit(last) or self._budget.unit or self._caption_unit
        self._budget.unit = self._budget.unit or unit
        place = label[0].place.to(word.place)
        item = _UNIT_ASIDE.sub("", unnumbered(item))
        section = self._section_of(item)
        self._label = []
        self._pair += 1
        try:
            found = amount(word.text, unit or "")
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
                place=place,
            )
        )

    def _named(self) -> list[Word]:
        """The words that name an item, less a heading before them (按支出性质分：)."""
        for start in range(len(self._label)):
            if item_section("".join(word.text for word in self._label[start:])):
                return self._label[start:]
        return self._label

    def _section_of(self, item: str) -> str | None:
        """The printed section of an item: by what it is called, else by its column."""
        key = item_section(item)
        for printed_section in self._sections:
            if key and re.fullmatch(
                load("budget")["sections"][key]["names"], plain(printed_section)
            ):
                return printed_section
        if self._sections:
            return self._sections[self._pair % len(self._sections)]
        return key

    def _unpaired(self) -> None:
        if self._label:
            self._warn(f"budget item without an amount: {self._item}", self._label[0].place)
            self._label = []

    def _report_missing(self) -> None:
        found = {line.item for line in self._budget.lines}
        for section in load("budget")["sections"].values():
            headed = any(re.fullmatch(section["names"], name) for name in self._headed)
            missing = [
                name
                for name, pattern in section["items"].items()
                if not any(re.fullmatch(pattern, plain(item)) for item in found)
            ]
            if headed or len(missing) < len(section["items"]):
                for name in missing:
                    self._warn(f"the budget block has no amount of {name}", self._place)

    def _warn(self, message: str, place: Place) -> None:
        self._budget.problems.append(Problem(severity="warning", message=message, place=place))


@cache
def item_section(text: str) -> str | None:
    """The section of a budget that an item called ``text`` belongs to; None for no item."""
    label = plain(AMONG.sub("", text))
    for key, section in load("budget")["sections"].items():
        patterns = (*section["items"].values(), *section.get("also", {}).values())
        if any(re.fullmatch(pattern, label) for pattern in patterns):
            return str(key)
    return None
