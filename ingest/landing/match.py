"""Whose a found document is: the one slot that its form, department and year agree with."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ingest.publishing import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ingest.records import Extraction
    from ingest.registry import Department, Registry, Slot

_SHOWN = 3
_SEVERAL_FORMS = (
    "holds the forms of several slots, and one file fills one: jixiao inbox assign says which, and"
    " the others want their pages as files of their own"
    " 一份文件含多处之表：请指定归何处，其余请拆分另存"
)
_T = TypeVar("_T")


class Told(NamedTuple):
    """What a document says of one form in it; None where it says nothing, or several things."""

    form: str | None
    department_name: str | None
    fiscal_year: int | None


class Match(NamedTuple):
    """The slot that a document fills, or else why none; ``near`` are slots that agree in part."""

    slot: Slot | None
    why: str | None
    near: list[Slot]


def told(extractions: Iterable[Extraction]) -> list[Told]:
    """What the forms of a document say, once each."""
    names: dict[str, set[str]] = {}
    years: dict[str, set[int]] = {}
    for extraction in extractions:
        header = extraction.header
        if header.form:
            name = {_plain(header.department_name)} if header.department_name else set()
            names.setdefault(header.form, set()).update(name)
            year = {header.fiscal_year} if header.fiscal_year else set()
            years.setdefault(header.form, set()).update(year)
    return [Told(form, _only(names[form]), _only(years[form])) for form in names]


def _only(values: set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def signs_as(printed: str, names: Sequence[str]) -> bool:
    """Whether a printed name is the department's; （部门） may be left out, （本级） may not."""
    name, known = _plain(printed), {_plain(known) for known in names}
    if any(one.endswith("(本级)") for one in known):
        return name in known
    return name.removesuffix("(部门)") in {one.removesuffix("(部门)") for one in known}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True)
class Matcher:
    """Matches what documents say with the registry, what was found before included."""

    slots: tuple[Slot, ...]
    departments: dict[str, Department]
    years: dict[str, int]
    """The years of addresses that a pattern of a place file gives."""

    @classmethod
    def of(cls, registry: Registry, as_of: date) -> Matcher:
        """A matcher for a registry (``with_found``)."""
        departments = {one.department_key: one for one in registry.departments}
        years = {
            rule.pattern.replace("{year}", str(year)): year
            for publisher in registry.publishers
            for rule in publisher.publishes
            if isinstance(rule, Pattern)
            for year in rule.years(as_of.year)
        }
        return cls(tuple(registry.slots(as_of)), departments, years)

    def match(self, said: Sequence[Told], publishers: Sequence[str], source_uri: str) -> Match:
        """The slot of what was found at ``source_uri``, where these publish (nobody: anywhere).

        A document that prints no year is of the year that a pattern declares; one that prints
        another is of none.
        """
        if declared := self.years.get(source_uri):
            printed = {each.fiscal_year for each in said} - {None, declared}
            if printed:
                years = ", ".join(map(str, sorted(filter(None, printed))))
                why = f"its address is of {declared}, printed is {years} 地址与所印年度不符"
                return Match(None, why, [])
            said = [each._replace(fiscal_year=declared) for each in said]
        districts = {publisher.partition("/")[0] for publisher in publishers}
        slots = [slot for slot in self.slots if not districts or slot.district_key in districts]
        where = ", ".join(sorted(districts)) or "the registry"
        if not said:
            return Match(None, "reads as no known form 未识别出表", [])
        near = self._near(said, slots)
        answers = [self._answer(each, slots, where, source_uri) for each in said]
        found = {slot.slot_key: slot for slot, _ in answers if slot}
        if len(found) > 1:
            return Match(None, f"{_SEVERAL_FORMS}: {', '.join(found)}", near)
        if found:
            return Match(next(iter(found.values())), None, near)
        return Match(None, "; ".join(dict.fromkeys(why for _, why in answers if why)), near)

    def _answer(
        self, said: Told, slots: list[Slot], where: str, source_uri: str
    ) -> tuple[Slot | None, str | None]:
        """The open slot that all three agree with, or why there is none."""
        if said.department_name is None:
            return None, f"{said.form}: not one department is printed 未印明单位"
        if said.fiscal_year is None:
            return None, f"{said.form}: not one fiscal year is printed 未印明年度"
        mine = [slot for slot in slots if self._signs(slot, said)]
        if not mine:
            name = said.department_name
            return None, f"no department of {where} signs as {name} 登记中无此署名"
        mine = [slot for slot in mine if slot.form == said.form]
        mine = [slot for slot in mine if slot.fiscal_year == said.fiscal_year]
        if not mine:
            what = f"{said.form} of {said.fiscal_year}"
            return None, f"no {what} is expected of {said.department_name} 登记中不应有此表"
        if len(mine) > 1:
            keys = ", ".join(slot.slot_key for slot in mine)
            return None, f"fits several slots 不止一处: {keys}"
        why = closed(mine[0], source_uri)
        return (None, why) if why else (mine[0], None)

    def _signs(self, slot: Slot, said: Told) -> bool:
        names = self.departments[slot.department_key].signatures
        return bool(said.department_name) and signs_as(said.department_name or "", names)

    def _near(self, said: Sequence[Told], slots: list[Slot]) -> list[Slot]:
        """Open slots that agree in two of form, department and year, the best first."""

        def agreeing(slot: Slot) -> int:
            return max(
                (slot.form == each.form)
                + (slot.fiscal_year == each.fiscal_year)
                + self._signs(slot, each)
                for each in said
            )

        found = [(agreeing(slot), slot) for slot in slots if closed(slot) is None]
        best = sorted(found, key=lambda pair: (-pair[0], pair[1].slot_key))
        return [slot for count, slot in best if count >= 2][:_SHOWN]


def closed(slot: Slot, source_uri: str | None = None) -> str | None:
    """Why a slot takes nothing that is found (at ``source_uri``); None for an open one."""
    if slot.withdrawn_reason:
        return f"{slot.slot_key} is withdrawn 已撤回"
    if slot.found and slot.found.source_uri == source_uri:
        return None
    if slot.found:
        return f"{slot.slot_key} has another document 已有文件: {slot.found.source_uri}"
    if slot.source_uri:
        return (
            f"the place file names a source of {slot.slot_key} 登记表已写明来源: {slot.source_uri}"
        )
    return None
