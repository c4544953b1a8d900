"""An amount in a cell or behind a label, with the unit that is printed for it, or that is declared.

Where nobody says the unit, what is printed stays as it is: 120 is neither 120元 nor 120万元.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.records import Problem
from ingest.words.money import Amount, NoUnitError, amount

if TYPE_CHECKING:
    from ingest.document import Place

NO_UNIT = (
    "no unit of money is printed (单位：万元), and no place file says amount_unit: amounts are kept"
    " as printed, not converted"
)
_DECLARED = "no unit of money is printed: amounts are read in {}, as the place file says"
UNCONVERTED = "未印金额单位，未换算 (no unit of money is printed: not converted)"


class Unconverted(NamedTuple):
    """An amount as printed, whose unit nobody says."""

    text: str
    wan: None = None
    rounding_wan: None = None


Money = Amount | Unconverted


def read_money(
    text: str, unit: str | None, declared: str | None, place: Place, problems: list[Problem]
) -> Money | None:
    """The amount that ``text`` prints, None for a blank; what the unit rests on is said once.

    ``unit`` is printed for it, ``declared`` by the place file. Raises ValueError for text that is
    no amount.
    """
    try:
        return amount(text, unit or "")
    except NoUnitError as error:
        if declared:
            message = _DECLARED.format(declared)
            _say_once(problems, Problem(severity="warning", message=message, place=place))
            return amount(text, declared)
        refused = Problem(severity="error", family="money", message=NO_UNIT, place=place)
        _say_once(problems, refused)
        return Unconverted(error.text)


def place_of(money: Money, place: Place) -> Place:
    """The place of an amount, in doubt where it is not converted."""
    return place.doubted(UNCONVERTED) if money.wan is None else place


def _say_once(problems: list[Problem], problem: Problem) -> None:
    if not any(problem.message == other.message for other in problems):
        problems.append(problem)
