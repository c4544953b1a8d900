"""Raised text: 30 with the footnote mark 1 must not read 301, nor 10 to the 4th 104."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def raised(text: str) -> str:
    """``text`` in superscript characters, as far as there are any."""
    return text.translate(_RAISED)
