"""What a cell shows, and what about it may mislead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

STRUCK = "struck through, which may mean deleted"
STRUCK_PART = "a part struck through was left out"


class Shown(NamedTuple):
    """A text as it shows; ``doubt`` as in a Place."""

    text: str
    doubt: str | None = None

    def struck(self) -> Shown:
        """The same, struck through as a whole."""
        if self.doubt in (STRUCK, STRUCK_PART) or not self.text.strip():
            return self
        return Shown(self.text, doubts(self.doubt, STRUCK))


def doubts(*each: str | None) -> str | None:
    """Doubts as one."""
    return "; ".join(filter(None, each)) or None


def with_struck(pieces: Iterable[tuple[str, bool]]) -> Shown:
    """Pieces of a text, each with whether it is struck through.

    Struck pieces count as deleted beside others; a text that is struck as a whole stays.
    """
    found = [(text, struck) for text, struck in pieces if text]
    kept = "".join(text for text, struck in found if not struck)
    if not any(struck and text.strip() for text, struck in found):
        return Shown("".join(text for text, _ in found))
    if kept.strip():
        return Shown(kept, STRUCK_PART)
    return Shown("".join(text for text, _ in found), STRUCK)
