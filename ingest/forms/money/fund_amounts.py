"""The amounts of a project's money by source and stage, and which stand for one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Cell
    from ingest.records import BudgetLine, Problem, ProjectFund

Stage = Literal["cycle", "annual", "budget_initial", "budget", "executed"]
Source = Literal["total", "fiscal", "fiscal_part", "special_account", "carried_over", "other"]


@dataclass(slots=True)
class Funds:
    """The amounts; ``marks`` are the cells of rate, weight and score beside the total.

    ``labels`` are the headers of the marks, as printed; ``weight`` is what the label of the money
    weighs (预算执行情况（20分）); ``uses`` are a department's money by its use.
    """

    unit: str | None = None
    funds: list[ProjectFund] = field(default_factory=list)
    uses: list[BudgetLine] = field(default_factory=list)
    marks: dict[str, Cell] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    weight: Decimal | None = None
    problems: list[Problem] = field(default_factory=list)

    def only(self, stage: Stage, source: Source) -> Decimal | None:
        """The amount of a source in a stage; None where none is printed, or several differ."""
        found = {f.amount_wan for f in self.funds if (f.stage, f.source) == (stage, source)}
        return found.pop() if len(found) == 1 else None

    def fiscal(self, stage: Stage) -> Decimal | None:
        """The 财政拨款 of a stage; without it the one part of it that adds up with the others."""
        # One amount may stand in two columns: 预算数 | 到位数.
        apart = {(f.source_text, f.amount_wan): f for f in self.funds if f.stage == stage}
        funds = [fund for fund in apart.values() if fund.amount_wan]
        if any((f.stage, f.source) == (stage, "fiscal") for f in self.funds):
            return self.only(stage, "fiscal")
        return lone_part(
            [fund.amount_wan or Decimal() for fund in funds if fund.source == "fiscal_part"],
            self.only(stage, "total"),
            [f.amount_wan or Decimal() for f in funds if f.source not in ("total", "fiscal_part")],
            sum((fund.rounding_wan or Decimal() for fund in funds), Decimal()),
        )

    @property
    def rounding_wan(self) -> Decimal | None:
        """The coarsest rounding; a zero is often printed without the decimals of the others."""
        found = [fund for fund in self.funds if fund.amount_wan] or self.funds
        return max((f.rounding_wan for f in found if f.rounding_wan is not None), default=None)


def lone_part(
    parts: Sequence[Decimal], total: Decimal | None, others: Sequence[Decimal], rounding: Decimal
) -> Decimal | None:
    """The one part of 财政拨款 that is not zero, if it and the other money make up the total."""
    if len(parts) != 1 or total is None:
        return None
    return parts[0] if abs(total - parts[0] - sum(others)) <= rounding else None
