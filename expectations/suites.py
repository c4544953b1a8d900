"""The suites by layer: what each layer must look like before it is published.

Severity decides what a failure does: ``critical`` stops the publication, ``warning`` and ``info``
are reported beside it. A check without rows to look at has not passed: each suite also expects
rows, wherever the forms that are there must have given some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.core import CORE
from expectations.raw import RAW

if TYPE_CHECKING:
    from expectations.suite import Suite


def chosen(*, against_former: bool) -> list[Suite]:
    """All suites; those that compare with the former publication where there is one."""
    return [*RAW, *CORE]
