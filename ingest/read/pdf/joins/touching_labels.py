"""Labels over two lines of which one is as full as its column, so that it touches the text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lexicon.labels import is_label
from ingest.read.pdf.white.bands import Segment, same_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME = 0.15  # of the size: how far the lines of one text begin apart


def unglued(found: Sequence[Segment]) -> list[Segment]:
    """Segments, a line of a label apart from the text that it touches.

    The other line of the label stands above or below it, and beside that the other of the text.
    """
    halves: dict[int, list[Segment]] = {}
    for above, below in pairwise(same_lines(found)):
        for line, other in ((above, below), (below, above)):
            label, *behind = sorted(other, key=lambda segment: segment.x0)
            for glued in line if behind else ():
                parts = _halves(glued, behind[0].x0)
                texts = [part.text for part in parts[:1]] + [label.text]
                if parts and is_label("".join(texts if line is above else texts[::-1])):
                    halves[id(glued)] = parts
    return [half for segment in found for half in halves.get(id(segment), [segment])]


def _halves(segment: Segment, x: float) -> list[Segment]:
    """A segment in two where a word other than its first begins at ``x``, else nothing."""
    words = segment.words
    starts = (at for at in range(1, len(words)) if abs(words[at].x0 - x) < _SAME * words[at].size)
    at = next(starts, 0)
    return [Segment(words[:at], touches=True), Segment(words[at:])] if at else []
