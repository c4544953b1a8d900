"""The scores that a self-evaluation report states in its text: 预算编制（满分5分，自评得5分）."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from ingest.records import EvaluationScore
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.document import Place
    from ingest.forms.report.prose import Paragraph

_WORDS = load("report")
_STATED = re.compile(_WORDS["stated_score"])
_LABEL_TAIL = re.compile(_WORDS["stated_label_tail"])
_PARTS = re.compile(_WORDS["stated_parts"])
_LABEL = re.compile(r"[^，,。；;：:、（）()\d]{2,20}$")
_NUMBERING = re.compile(r"^[一二三四五六七八九十]{1,3}(?:是|、)")


@dataclass(slots=True)
class _Stated:
    """One stated score and those that it is made of."""

    label: str
    full_mark: Decimal
    score: Decimal
    place: Place
    parts: list[_Stated] = field(default_factory=list)


def stated_scores(paragraphs: list[Paragraph]) -> Iterator[EvaluationScore]:
    """The scores in order, each under the outermost heading that states one as well.

    Like a table's: that heading's score is a subtotal (no ``level2``), the others are those of the
    lowest level; what stands between the two is left out.
    """
    for root in _tree(paragraphs):
        if root.parts:
            yield _score(root, root, None)
        for leaf in _leaves(root):
            yield _score(root, leaf, None if leaf is root else leaf.label)


def _score(root: _Stated, stated: _Stated, level2: str | None) -> EvaluationScore:
    return EvaluationScore(
        level1=root.label,
        level2=level2,
        score=stated.score,
        full_mark=stated.full_mark,
        place=stated.place,
    )


def _leaves(stated: _Stated) -> Iterator[_Stated]:
    if not stated.parts:
        yield stated
    for part in stated.parts:
        yield from _leaves(part)


def _tree(paragraphs: list[Paragraph]) -> list[_Stated]:
    roots: list[_Stated] = []
    scored: dict[tuple[str, ...], _Stated] = {}
    for paragraph in paragraphs:
        path = paragraph.headings
        above = path[:-1] if paragraph.is_heading else path
        parents = (scored.get(above[:depth]) for depth in range(len(above), 0, -1))
        parent = next(filter(None, parents), None)
        for stated in _of_paragraph(paragraph):
            (parent.parts if parent else roots).append(stated)
            if paragraph.is_heading:
                scored[path] = stated
    return roots


def _of_paragraph(paragraph: Paragraph) -> list[_Stated]:
    """The scores of one paragraph; what 其中 introduces is part of the one before it."""
    found: list[_Stated] = []
    whole: _Stated | None = None
    end = 0
    for match in _STATED.finditer(paragraph.text):
        between = paragraph.text[end : match.start()]
        end = match.end()
        if "。" in between:
            whole = None
        if found and _PARTS.search(between):
            whole = whole or found[-1]
        label = _label(between)
        if label:
            stated = _Stated(
                label,
                Decimal(match["full"]),
                Decimal(match["score"]),
                paragraph.place(*match.span()),
            )
            (whole.parts if whole else found).append(stated)
    return found


def _label(before: str) -> str:
    """What a score is of: the words right before it."""
    found = _LABEL.search(_LABEL_TAIL.sub("", before))
    words = _PARTS.sub("", found[0]) if found else ""
    return _LABEL_TAIL.sub("", _NUMBERING.sub("", words)).strip(" .．")
