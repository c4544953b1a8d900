"""One sitting: the queue of the current publication, what is decided of it, and who decides.

    desk = Desk(settings, by="王芳")
    desk.settle(item, Answer(decision="confirm"))
    desk.take_back()

Every decision is written at once, so that nothing is lost when a browser or this program ends. What
this sitting wrote last can be taken back: its rows go out of the files again.
"""

from __future__ import annotations

import re
from threading import RLock
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel

from ingest import decisions
from ingest.decisions import (
    Alias,
    DecisionError,
    Indicator,
    Review,
    Waiver,
    Written,
    decision,
)
from ingest.review.corrected import Correction, corrected
from ingest.review.place import Places
from ingest.review.queue import Queue, published_id, read_queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.report.printed import Printed
    from ingest.review.queue import Item
    from ingest.settings import Settings

AS_PRINTED = "与原文一致"
"""The reason of a confirmation that nobody gives another."""
_NAMED = {"alias": "同一指标", "new": "目录中没有", "leave": "暂不归并"}


class Answer(BaseModel):
    """What a form says of a figure."""

    decision: Literal["confirm", "correct", "misprint"]
    value: str = ""
    reason: str = ""
    by: str = ""


class Naming(BaseModel):
    """What a form says of a label: an indicator's key, a new indicator, or to leave it."""

    decision: Literal["alias", "new", "leave"] = "alias"
    indicator_key: str = ""
    name_zh: str = ""
    name_en: str = ""
    statistic: str = ""
    unit: str = ""
    direction: str = ""
    context: str = ""
    reason: str = ""
    by: str = ""


class Reason(BaseModel):
    """What a form says where there is nothing to choose but why."""

    reason: str = ""
    by: str = ""


class Page(BaseModel):
    """What a form says of all figures of a page: which of them were shown, and are confirmed."""

    keys: list[str] = []
    reason: str = ""
    by: str = ""


class Settled(NamedTuple):
    """How an item was decided, and by whom."""

    how: str
    by: str | None
    on: str | None
    value: str | None = None


class Made(NamedTuple):
    """A decision of this sitting: of which items, and what it wrote."""

    items: Sequence[Item]
    written: Sequence[Written]


class Desk:
    """What all pages of one sitting share; asked from several threads."""

    def __init__(self, settings: Settings, *, by: str) -> None:
        self.by = by
        self.made: list[Made] = []
        self.settings = settings
        self._lock = RLock()
        self._queue: Queue | None = None
        self._places = Places(settings.archive)

    def queue(self) -> Queue:
        """The queue of the publication that is current now. Raises NothingToReviewError."""
        with self._lock:
            if self._queue is None or self._queue.publication_id != published_id(self.settings):
                self._places.forget()
                self._queue = read_queue(self.settings)
            return self._queue

    def settled(self) -> dict[str, Settled]:
        """How items of the queue were decided since it was published, by their key."""
        written = _Written(self.settings)
        told = ((item.key, written.of(item)) for item in self.queue().items.values())
        return {key: how for key, how in told if how}

    def shown(self, item: Item) -> Printed:
        """What is printed where the item stands, all items there marked."""
        return self._places.of(item, self.queue().items.values())

    def page_of(self, item: Item) -> list[Item]:
        """The figures of an item's page, sheet or document, itself among them."""
        return [
            each
            for each in self.queue().items.values()
            if each.way == "figure" and each.sheet == item.sheet
        ]

    def settle(self, item: Item, answer: Answer) -> None:
        """Write what is decided of a figure. Raises DecisionError."""
        if answer.decision != "correct":
            told = Correction(item.field or "", item.was_read, None)
            self._append([item], [self._review(item, answer.decision, told, answer.reason)])
            return
        kinds = decisions.reviewable(self.settings).get(item.fact or "", {})
        self._append(
            [item],
            [
                self._review(item, "correct" if told.value else "confirm", told, answer.reason)
                for told in corrected(answer.value, item, kinds)
            ],
        )

    def settle_all(self, items: Sequence[Item], reason: str) -> None:
        """Confirm several figures, all or none. Raises DecisionError."""
        rows = [
            self._review(item, "confirm", Correction(item.field or "", item.was_read, None), reason)
            for item in items
        ]
        self._append(items, rows)

    def name(self, item: Item, naming: Naming) -> None:
        """Write what a label means. Raises DecisionError."""
        alias = decision(
            Alias,
            phrase=item.label,
            indicator_key=None if naming.decision == "leave" else naming.indicator_key,
            context=naming.context.strip() or None,
            reason=naming.reason.strip() or _NAMED[naming.decision],
            by=self.by,
        )
        new = _indicator(naming) if naming.decision == "new" else None
        with self._lock:
            self.made.append(Made([item], decisions.append_alias(self.settings, alias, new)))

    def waive(self, item: Item, reason: str) -> None:
        """Let a check that names no figure pass. Raises DecisionError."""
        waiver = decision(
            Waiver,
            document_id=item.document_id,
            rule_key=item.rule_key,
            project_no=item.project_no,
            reason=reason,
            by=self.by,
        )
        with self._lock:
            self.made.append(Made([item], decisions.append_waiver(self.settings, waiver)))

    def drop(self, item: Item) -> None:
        """Remove a decision that no longer applies. Raises DecisionError."""
        rows = decisions.rows(self.settings, decisions.REVIEWS)
        of = [
            row for row in rows if tuple(row[name] for name in decisions.REVIEWED) == _figure(item)
        ]
        decisions.take_back(self.settings, [Written(decisions.REVIEWS, row) for row in of])

    def take_back(self) -> Sequence[Item]:
        """Take the last decision of this sitting back; what it was about. Raises DecisionError."""
        with self._lock:
            if not self.made:
                raise DecisionError("本次没有可撤回的决定 nothing to take back")
            made = self.made[-1]
            decisions.take_back(self.settings, made.written)
            self.made.pop()
            return made.items

    def _append(self, items: Sequence[Item], reviews: list[Review]) -> None:
        with self._lock:
            self.made.append(Made(items, decisions.append_reviews(self.settings, reviews)))

    def _review(self, item: Item, decided: str, told: Correction, reason: str) -> Review:
        return decision(
            Review,
            document_id=item.document_id,
            fact=item.fact,
            figure_key=item.figure_key,
            field=told.field,
            place=item.place,
            printed_text=item.printed_text,
            was_read=told.was_read,
            decision=decided,
            value=told.value,
            reason=reason.strip() or (AS_PRINTED if decided == "confirm" else ""),
            by=self.by,
        )


class _Written:
    """What the files have now."""

    def __init__(self, settings: Settings) -> None:
        self._figures = {
            tuple(row[name] for name in decisions.REVIEWED): row
            for row in decisions.rows(settings, decisions.REVIEWS)
        }
        self._waivers = {
            (row["document_id"], row["rule_key"], row["project_no"]): row
            for row in decisions.rows(settings, decisions.WAIVERS)
        }
        self._names: dict[str | None, list[decisions.Row]] = {}
        for row in decisions.rows(settings, decisions.ALIASES):
            self._names.setdefault(row["phrase"], []).append(row)

    def of(self, item: Item) -> Settled | None:
        """How an item is decided; None for one that waits."""
        if item.way == "lapsed":
            return None if _figure(item) in self._figures else Settled("drop", None, None)
        if item.way == "figure":
            if row := self._figures.get(_figure(item)):
                return Settled(row["decision"] or "", row["by"], row["on"], row["value"])
        elif item.way == "uncatalogued":
            for row in self._names.get(item.label, ()):
                if _holds_for(row, item):
                    how = "alias" if row["indicator_key"] else "leave"
                    return Settled(how, row["by"], row["on"], row["indicator_key"])
        else:
            project_no = None if item.project_no is None else str(item.project_no)
            if row := self._waivers.get((item.document_id, item.rule_key, project_no)):
                return Settled("waive", row["by"], row["on"])
        return None


def _holds_for(alias: decisions.Row, item: Item) -> bool:
    """Whether an alias holds in the row of a label; its context is a pattern of the row's name."""
    try:
        return re.search(alias["context"] or "", item.row_name or "") is not None
    except re.error:
        return False


def _figure(item: Item) -> tuple[str | None, ...]:
    """What a decision about an item says it is about."""
    return tuple(getattr(item, name) for name in decisions.REVIEWED)


def _indicator(naming: Naming) -> Indicator:
    return decision(
        Indicator,
        indicator_key=naming.indicator_key,
        name_zh=naming.name_zh,
        name_en=naming.name_en,
        statistic=naming.statistic,
        unit=naming.unit.strip() or None,
        direction=naming.direction or None,
    )
