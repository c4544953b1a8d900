"""Figures in running prose: achieved ones and targets, each under the label of what it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.vocabulary import load
from ingest.words import phrases
from ingest.words.clauses import Clause, Slice, clauses, slices

if TYPE_CHECKING:
    from decimal import Decimal

    from ingest.records import Operator
    from ingest.words.quantity import Quantity

_WORDS = load("narrative")
_YEAR = re.compile(r"(?<![\d较比是从由自])((?:19|20)\d{2})年")
_LEADING_YEAR = re.compile(r"\s*(?:截至|截止|至|到)?((?:19|20)\d{2})年")
_ALL = re.compile(r"[均都皆](?:连续.{1,3}年)?$")
_RESPECTIVELY = "分别"
_PIECE = 120
_RATES = ("%", "％", "‰")
_GENERIC = re.compile(_WORDS["generic"])
_OVERALL = re.compile(_WORDS["overall"])
_QUALIFIER = re.compile(_WORDS["qualifier"])
_EVENT = re.compile(_WORDS["event"])
_NOT_COUNTED = re.compile(_WORDS["not_counted"])
_ELAPSED = re.compile(_WORDS["elapsed"])
_OTHERS = re.compile(r"\d[/／、][\u4e00-\u9fff]")
_MISSED = re.compile(_WORDS["missed"])
_NOT_SCORE = re.compile(_WORDS["not_score"])


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a prose text: ``text[start:end] == clause``, the clause that states it.

    ``year`` is the one printed for this number (2021年度), None where none is. A rank
    (居全市第一) has operator ``rank`` and a metric that ends in 排名.
    """

    metric: str
    operator: Operator
    value: Decimal
    unit: str | None
    year: int | None
    clause: str
    start: int
    end: int


def figures(text: str) -> list[Figure]:
    """The figures of a printed prose text, in order of their clauses; never raises.

    Left out: what :func:`ingest.words.quantity.quantities` leaves out, durations, scores,
    conditions (超过10家的园区), what a rise began at (由120家), and numbers whose label the text
    doesn't say.
    """
    reader = _Reader(text)
    for clause in clauses(text):
        reader.read(clause)
    return reader.figures


class _Reader:
    """Reads clause after clause and remembers what the sentence is about."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.figures: list[Figure] = []
        self.topic: str | None = None  # the label that 同比增长 goes on from
        self.topic_year: int | None = None
        self.ranked = ("", "")  # the last rank, and what it is a rank of
        self.whole: str | None = None  # the label of which 其中 counts a part
        self.subject: str | None = None  # what a clause without a number named
        self.event: str | None = None  # the last event that a clause named
        self.run: list[str] = []  # labels that 均居第一 or 分别 refer to
        self.year: int | None = None  # the year that opened the sentence
        self.part = False  # 其中 holds for the next number

    def read(self, clause: Clause) -> None:
        """Add the figures of the next clause."""
        self._open(clause)
        words = self.text[clause.start : clause.end][:_PIECE]
        if not clause.found:
            self._name(words, clause)
            return
        if _RESPECTIVELY in words:
            self._read_pairs(clause)
        else:
            opening = ""
            for piece in slices(self.text, clause):
                if not piece.joined:
                    opening, self.part = "", self.part and piece.start == clause.start
                opening = self._read_slice(clause, piece, opening)
        self.part = False

    def _open(self, clause: Clause) -> None:
        if clause.opened in ("item", "sentence"):
            self.year = self.subject = self.event = None
        if clause.opened in ("item", "sentence", "part"):
            self.run = []
        if clause.opened == "item":
            self.topic = self.whole = None
        if year := _LEADING_YEAR.match(self.text, clause.start, clause.end):
            self.year = int(year[1])

    def _name(self, words: str, clause: Clause) -> None:
        """Remember what a clause without a number is about."""
        opening, part = phrases.opened(words)
        self.part = part and not opening
        if subject := phrases.subject(words):
            self.subject = self.topic = self.whole = subject
        elif opening and clause.opened in ("item", "sentence"):
            self.topic = self.whole = None
        if _EVENT.search(opening):
            self.event = phrases.object_of(opening)

    def _read_slice(self, clause: Clause, piece: Slice, opening: str) -> str:
        """Add the figure of one slice; returns the verb that holds for the rest of its list."""
        if piece.quantity.operator == "rank":
            self._rank(piece)
            return ""
        label = phrases.phrase(piece.before, piece.after)
        if label.kind == "condition" or self._measures_nothing(piece):
            return opening
        self.part = self.part or label.part
        goes_on = label.kind == "change" or not label.text
        if self.topic == self.ranked[0] and piece.quantity.unit not in _WORDS["rank_units"]:
            self.topic = self.ranked[1]  # 居全市第一，同比增长12%: the thing grew, not its rank
        for text in self._each(label.text, piece.before):
            metric = self._metric(label._replace(text=text), opening)
            if metric:
                self._add(metric, piece.quantity, piece.start, piece.end, goes_on=goes_on)
                if not goes_on and clause.opened != "aside":
                    self._remember(metric, piece.quantity.unit)
        return phrases.verb(label.text) or opening

    def _remember(self, metric: str, unit: str | None) -> None:
        """Remember what a number counts; a rate has no parts."""
        self.topic = phrases.thing(metric)
        if not self.part and unit not in _RATES:
            self.whole = self.topic
            self.run.append(metric)

    def _each(self, label: str, before: str) -> list[str]:
        """The labels that share one number: 完成率和合格率均达到100%."""
        labels = phrases.listed(label, 1) if _ALL.search(before.rstrip()) else [label]
        return labels if all(map(phrases.measures, labels)) else [label]

    def _metric(self, label: phrases.Phrase, opening: str) -> str | None:
        """The whole label, with what the sentence said before where it needs that."""
        if label.kind == "change" or not label.text:
            return self.topic and self.topic + label.text
        if self.part:
            return f"{self.whole}其中{label.text}" if self.whole else label.text
        if _QUALIFIER.fullmatch(label.text) and self.event:
            return label.text + self.event
        if _GENERIC.fullmatch(label.text) and self.subject:
            return self.subject + label.text
        if _OVERALL.fullmatch(label.text) and self.topic:
            return phrases.object_of(self.topic) + label.text
        return phrases.carried(opening, label.text)

    def _measures_nothing(self, piece: Slice) -> bool:
        quantity = piece.quantity
        if quantity.unit in _WORDS["not_units"] or _NOT_COUNTED.match(piece.after):
            return True
        if _ELAPSED.search(piece.before) or _MISSED.search(piece.before):
            return True
        return quantity.unit == "分" and not _NOT_SCORE.search(piece.before + piece.after)

    def _rank(self, piece: Slice) -> None:
        label, _ = phrases.opened(piece.before)
        goes_on = not label or phrases.is_change(label)
        if not label and _ALL.search(piece.before):
            metrics, self.run = self.run, []
        elif goes_on:
            metrics = [self.topic + label] if self.topic else []
        else:
            metrics = self._each(label, piece.before)
        for metric in metrics:
            self._add(metric, piece.quantity, piece.start, piece.end, goes_on=goes_on)
            self.topic = metric if goes_on else self.figures[-1].metric
            self.ranked = (self.topic, metric)

    def _read_pairs(self, clause: Clause) -> None:
        """A、B分别为3家和5家: labels and values in the same order, else nothing."""
        text = self.text
        at = text.index(_RESPECTIVELY, clause.start)
        found = [quantity for quantity in clause.found if quantity.number_start > at]
        if not found:
            for piece in slices(text, clause):
                self._read_slice(clause, piece, "")
            return
        named, _ = phrases.opened(text[clause.start : at])
        what, _ = phrases.opened(text[at + len(_RESPECTIVELY) : max(at + 2, found[0].start)])
        if phrases.is_change(named + what):
            named, what = "", named + what
        if not named or phrases.is_since(named):
            metrics = [named + metric for metric in self.run[-len(found) :]]
        else:
            metrics = phrases.listed(named, len(found))
        years = [int(year) for year in _YEAR.findall(text[clause.start : at])]
        if len(years) == len(found) > len(metrics) == 1:
            metrics *= len(found)
        else:
            years = []
        if len(found) == 1:
            found *= len(metrics)
        if len(metrics) != len(found):
            return
        for index, (metric, quantity) in enumerate(zip(metrics, found, strict=True)):
            self._add(metric + what, quantity, clause.start, clause.end, *years[index : index + 1])
        if named:
            self.run.extend(metrics)
            self.topic = self.whole = metrics[-1]

    def _add(
        self,
        metric: str,
        quantity: Quantity,
        start: int,
        end: int,
        year: int | None = None,
        *,
        goes_on: bool = False,
    ) -> None:
        """Add one figure; one that goes on from the one before is of the same year.

        A label that holds other figures (小学600/初中700/高中) is none.
        """
        if _OTHERS.search(metric):
            return
        if quantity.operator == "rank":
            metric = phrases.rank_label(metric, self.text[quantity.start : quantity.number_start])
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        clause = words.strip()
        printed = _YEAR.search(clause)
        if printed or not goes_on:
            self.topic_year = int(printed[1]) if printed else self.year
        self.figures.append(
            Figure(
                metric=metric,
                operator=quantity.operator,
                value=quantity.value,
                unit=quantity.unit,
                year=year or self.topic_year,
                clause=clause,
                start=start,
                end=start + len(clause),
            )
        )
