"""Where a figure is printed, as it is shown: its page's picture, or its document's lines.

Documents are nobody's friends: what needs a reader is read and drawn in the confined worker
(``ingest.worker``), one at a time, and only pages that the queue names are drawn.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from ingest.landing.archive import archived
from ingest.report.printed import Printed, Sharpness, printed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ingest.report.queries import Row
    from ingest.review.queue import Item

_SHARP = Sharpness(3000, 80)
_MOST = 12
_NOWHERE = Printed(why_not="此条没有印出的位置 nothing is printed of this")


class Places:
    """What is printed at the places of items; the last few documents and pages are kept."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._kept: OrderedDict[tuple[str, int | None], Printed] = OrderedDict()
        self._one_at_a_time = Lock()

    def of(self, item: Item, items: Iterable[Item]) -> Printed:
        """The page or document of an item, with all of ``items`` that stand on it marked."""
        if not item.document_id:
            return _NOWHERE
        wanted = item.document_id, item.drawn_page
        with self._one_at_a_time:
            if wanted not in self._kept:
                figures = [
                    _figure(each) for each in items if (each.document_id, each.drawn_page) == wanted
                ]
                path = archived(self._archive, item.document_id)
                self._kept[wanted] = printed(path, item.media_type or "", figures, _SHARP)
            self._kept.move_to_end(wanted)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return self._kept[wanted]

    def forget(self) -> None:
        """Begin anew, when another publication has other items."""
        with self._one_at_a_time:
            self._kept.clear()


def _figure(item: Item) -> Row:
    """An item as ``printed`` knows figures."""
    return {
        "anchor": item.anchor,
        "label": item.label,
        "name": item.row_name or item.label,
        "text": item.printed_text,
        "number": item.number,
        "page": item.page,
        "line_from": item.line_from,
        "line_to": item.line_to,
        "bbox": item.bbox,
        "cell": item.cell,
        "confidence": 1 if item.is_recognised else None,
        "is_drawn": True,
    }
