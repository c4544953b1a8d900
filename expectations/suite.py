"""What a suite is, and the expectations that several suites share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import great_expectations.expectations as gxe

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations on the rows of one query. ``key`` names the columns that identify a row.

    What a document prints may fail a document (it is quarantined or held), never a night: what is
    critical here is what the code must give whatever is printed.
    """

    name: str
    sql: str
    expectations: tuple[Expectation, ...]
    key: tuple[str, ...] = ()


def has_rows(severity: str = "critical") -> Expectation:
    """At least one row: without it, every other expectation would pass unchecked."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=1, severity=severity, description="有可检查的行 · there are rows to check"
    )


def not_null(column: str, text: str, severity: str = "critical") -> Expectation:
    """No NULL in ``column``."""
    return gxe.ExpectColumnValuesToNotBeNull(column=column, severity=severity, description=text)


def one_of(column: str, values: list[str], text: str, severity: str = "critical") -> Expectation:
    """Only ``values`` (or NULL) in ``column``."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, severity=severity, description=text
    )


def at_least(column: str, minimum: float, text: str, severity: str = "critical") -> Expectation:
    """Every value of ``column`` reaches ``minimum``."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=minimum, severity=severity, description=text
    )


def equal(left: str, right: str, text: str) -> Expectation:
    """The two columns agree in every row."""
    return gxe.ExpectColumnPairValuesToBeEqual(
        column_A=left, column_B=right, severity="critical", description=text
    )


def not_fewer(now: str, before: str, text: str, severity: str) -> Expectation:
    """Column ``now`` is nowhere below ``before``."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=now, column_B=before, or_equal=True, severity=severity, description=text
    )


def files(document_id: str) -> str:
    """The SQL for the source of a document, by which people know it."""
    return f"""(select min(sources.source_uri) from staging.stg_documents as sources
                where sources.document_id = {document_id})"""
