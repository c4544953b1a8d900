"""What a report says was missed, why, and what will be done: 扣分主要原因为…。改进措施：…"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.records import Shortfall
from ingest.vocabulary import load
from ingest.words.narrative import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.forms.report.prose import Paragraph

_WORDS = load("report")
_CAUSES = re.compile(_WORDS["causes"])
_MEASURES = re.compile(_WORDS["measures"])
_MISSED = re.compile(_WORDS["missed"])
_FOLLOWS = re.compile(_WORDS["follows"])
_HAPPENED = re.compile(_WORDS["happened"])
_REASON_OPENS = re.compile(_WORDS["reason_opens"])
_RESULT_OPENS = re.compile(_WORDS["result_opens"])
_SUBJECT_LEAD = re.compile(_WORDS["subject_lead"])
_SECTION_LABEL = re.compile(_WORDS["section_label"])
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])"
)
_ITEM = re.compile(
    r"(?:(?<=[：:。；;，,])|^)"
    r"(?:[一二三四五六七八九十]{1,3}是(?!否)|[（(]\d{1,2}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳])"
)
_EDGES = "。；;，,：: "


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of a list, with its span in the paragraph."""

    text: str
    start: int
    end: int


def shortfalls(paragraphs: list[Paragraph]) -> list[Shortfall]:
    """The shortfalls in order; reasons and measures are paired by their order in the two lists.

    Measures that are one statement for several shortfalls go with each of them. A measure that
    the text doesn't print is None.
    """
    found: list[Shortfall] = []
    for paragraph, after in pairwise([*paragraphs, None]):
        if paragraph and not paragraph.is_heading:
            found += _of_paragraph(paragraph, after)
    return found


def _of_paragraph(paragraph: Paragraph, after: Paragraph | None) -> Iterator[Shortfall]:
    text = paragraph.text
    cause = _CAUSES.search(text)
    if not cause:
        return
    measure = _MEASURES.search(text, cause.end())
    causes = _items(text, cause.end(), measure.start() if measure else len(text))
    measures = _items(text, measure.end(), len(text)) if measure else _measures_of(after)
    for number, item in enumerate(causes):
        subject = _subject(item.text) or _before(text[: cause.start()]) or _section(paragraph)
        if not subject:
            continue
        which = 0 if len(measures) == 1 else number
        yield Shortfall(
            subject=subject,
            reason=_reason(item.text),
            measure=measures[which].text if which < len(measures) else None,
            place=paragraph.place(item.start, item.end),
        )


def _measures_of(paragraph: Paragraph | None) -> list[_Item]:
    """The measures of the paragraph that follows, where it opens with them."""
    match = _MEASURES.match(paragraph.text) if paragraph else None
    return _items(paragraph.text, match.end(), len(paragraph.text)) if paragraph and match else []


def _items(text: str, start: int, end: int) -> list[_Item]:
    """The numbered entries between two offsets; all of it as one where nothing is numbered."""
    matches = list(_ITEM.finditer(text, start, end))
    starts = [match.end() for match in matches] or [start]
    ends = [*(match.start() for match in matches[1:]), end]
    items = []
    for a, b in zip(starts, ends, strict=True):
        words = text[a:b].strip(_EDGES)
        if words:
            at = text.index(words, a)
            items.append(_Item(words, at, at + len(words)))
    return items


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split("[，,；;。]", text) if clause]


def _subject(text: str) -> str | None:
    """What was missed: the words before 未达到, 延期 … in the first clause that is no reason."""
    for clause in _clauses(text):
        happened = _HAPPENED.search(clause)
        if not happened or _REASON_OPENS.match(clause) or _RESULT_OPENS.match(clause):
            continue
        subject = _SUBJECT_LEAD.sub("", clause[: happened.start()]).strip("“”\"' ")
        if len(subject) >= 2:
            return subject
    return None


def _before(text: str) -> str | None:
    """What was missed in the sentence before its cause: 拥有量82件，未达到目标值85件，原因…"""
    clauses = _clauses(re.split("。", text.rstrip(_EDGES))[-1])
    for clause, after in pairwise(clauses):
        if _HAPPENED.match(after) and (measured := figures(clause)):
            return measured[-1].metric
    return _subject("，".join(clauses))


def _reason(text: str) -> str:
    """The clauses that don't merely say that it was missed; all of them where no other is left."""
    whole = text.strip(_EDGES)
    reasons = [
        clause
        for clause in _clauses(whole)
        if not (_MISSED.search(clause) and not _REASON_OPENS.match(clause))
        and not _FOLLOWS.search(clause)
    ]
    return "，".join(reasons) or whole


def _section(paragraph: Paragraph) -> str | None:
    """What the paragraph or the heading above it is about: （6）资产管理方面。"""
    for text in (paragraph.text, *reversed(paragraph.headings)):
        match = _SECTION_LABEL.match(_NUMBERING.sub("", text) + "。")
        if match and not _CAUSES.search(match[0]):
            return match[1]
    return None
