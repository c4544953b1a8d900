"""The suites by layer: what each layer must look like before it is published.

Severity decides what a failure does: ``critical`` stops the publication, ``warning`` and ``info``
are reported beside it. A check without rows to look at has not passed: each suite also expects
rows, wherever the forms that are there must have given some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.agreement import AGREEMENT
from expectations.core import CORE
from expectations.former import former
from expectations.marts import MARTS
from expectations.raw import RAW

if TYPE_CHECKING:
    from expectations.suite import Suite


def chosen(former_tables: set[str]) -> list[Suite]:
    """All suites; those against the former publication where it has tables."""
    return [*RAW, *CORE, *MARTS, *AGREEMENT, *(former(former_tables) if former_tables else ())]
