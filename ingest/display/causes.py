"""Problems told once a cause: what differs only in the words quoted, or behind the colon, is one.

found = [("warning", f"unknown level: {word}", "line 4") for word in ("规模", "结构")]
str(causes(found)[0])   # 'unknown level: 规模; 结构 (line 4)'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_VARIES = re.compile(r"“[^”]*”|'[^']*'|\d+(?:[.,]\d+)*")
_SHOWN = 3


class Cause(NamedTuple):
    """One cause, with what each of its messages says of itself, and where."""

    severity: str
    what: str
    details: list[str]
    places: list[str]

    def __str__(self) -> str:
        """All in one line: the first details, the first places, how many more there are."""
        details = _first(self.details, "; ")
        places = _first(self.places, ", ")
        return self.what + (f": {details}" if details else "") + (f" ({places})" if places else "")


def causes(problems: Iterable[tuple[str, str, str]]) -> list[Cause]:
    """The causes of problems (severity, message, place or ''), errors first, else in order.

    Every error that says something else is a cause of its own.
    """
    found: dict[tuple[str, str], Cause] = {}
    for severity, message, place in problems:
        what, _, detail = message.partition(": ") if severity == "warning" else (message, "", "")
        cause = found.setdefault((severity, _VARIES.sub("…", what)), Cause(severity, what, [], []))
        cause.details.append(detail)
        cause.places.append(place)
    return sorted(found.values(), key=lambda cause: cause.severity != "error")


def _first(texts: list[str], between: str) -> str:
    known = [*dict.fromkeys(filter(None, texts))]
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return between.join(known[:_SHOWN]) + more
