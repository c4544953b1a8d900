"""The suites by layer: what each layer must look like before it is published.

Severity decides what a failure does: ``critical`` stops the publication, ``warning`` and ``info``
are reported beside it. Expectations on values pass on an empty table, so each suite also expects
rows, and each layer has a ``coverage`` suite: its checks must have had something to check.
"""

from expectations.core import CORE
from expectations.marts import MARTS, against_former
from expectations.raw import RAW

__all__ = ["CORE", "MARTS", "RAW", "against_former"]
