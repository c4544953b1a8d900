"""Elements of WordprocessingML by local name, which is the same in all its namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_OFF = {"0", "false", "off", "none"}


def name(element: _Element) -> str:
    """The local name; '' for a comment or processing instruction."""
    # lxml gives a function for the tag of comments, whatever its stubs say.
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, wanted: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == wanted:
            return str(value)
    return None


def children(element: _Element | None, wanted: str) -> Iterator[_Element]:
    """The children of a name."""
    for each in element if element is not None else ():
        if name(each) == wanted:
            yield each


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first child of a name, or further down a path of names."""
    for wanted in path:
        element = next(children(element, wanted), None)
    return element


def is_on(element: _Element | None) -> bool:
    """Whether a toggle (w:vanish, w:hidden) is there and not switched off."""
    return element is not None and (attribute(element, "val") or "1").lower() not in _OFF


def number(element: _Element | None, default: int) -> int:
    """The value of an element that holds a whole number."""
    text = attribute(element, "val") or ""
    return int(text) if text.isdecimal() else default
