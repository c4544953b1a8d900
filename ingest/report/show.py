"""How figures and names are written in the report.

shown(Decimal("4000.000000"), ">=")   # '≥4,000'
"""

from __future__ import annotations

import re
from hashlib import md5
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "约", "=": "", "rank": "第"}
_SAFE = re.compile(r"[a-z0-9][a-z0-9_]{0,79}")
_DOCUMENT = re.compile(r"[0-9a-f]{64}")


def number(value: Decimal | float | None) -> str:
    """A number without its trailing zeros; nothing for NULL."""
    if value is None:
        return ""
    whole, _, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def shown(value: Decimal | float | None, operator: str | None) -> str:
    """A figure with its comparison; nothing for NULL."""
    if value is None:
        return ""
    after = " 位" if operator == "rank" else ""
    return f"{_SIGNS.get(operator or '', '')}{number(value)}{after}"


def money(value: Decimal | None) -> str:
    """An amount with two decimals at least; nothing for NULL."""
    if value is None:
        return ""
    whole, _, fraction = number(value).partition(".")
    return f"{whole}.{fraction:0<2}"


def percent(value: Decimal | float | None) -> str:
    """A share with at most two decimals."""
    return "" if value is None else f"{number(value.__round__(2))}%"


def file_name(key: Any) -> str:
    """The name of a key's page: the key itself where it can't be anything else, else its hash.

    Of a document the first 20 digits of its sha256.
    """
    text = str(key)
    if _DOCUMENT.fullmatch(text):
        return text[:20]
    if _SAFE.fullmatch(text):
        return text
    return "h" + md5(text.encode(), usedforsecurity=False).hexdigest()[:19]


def page_name(name: str, part: int = 1) -> str:
    """The file of a part of a page: ``name.html``, ``name-2.html`` …"""
    return f"{name}.html" if part == 1 else f"{name}-{part}.html"
