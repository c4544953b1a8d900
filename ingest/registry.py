"""Who should publish what, and where it is found: the place files (``ingest/places/*.yml``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from ingest.divisions import division_name, level_of, parent_code
from ingest.document import Reading
from ingest.lexicon.labels import of_year
from ingest.place_file import RegistryError as RegistryError  # noqa: PLC0414 (others catch it here)
from ingest.place_file import read_place, source_uri
from ingest.publishing import Fetching, Listing, Pattern, Publishes
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ingest.divisions import Level
    from ingest.place_file import DepartmentEntry, FormRule, PlaceEntry, PlaceFile, Scope
    from ingest.records import Form

FoundIn = Literal["listing", "pattern", "folder", "inbox"]


@dataclass(frozen=True, slots=True)
class District:
    """One administrative area; ``functional_zones`` are joined by 、.

    ``until`` is the last fiscal year of an area that is no more.
    """

    district_key: str
    code: str
    name_zh: str
    name_en: str
    level: Level
    parent_district_key: str | None
    functional_zones: str | None
    until: int | None
    successor_key: str | None


@dataclass(frozen=True, slots=True)
class DepartmentName:
    """What a department was called from one fiscal year to another (None: without end)."""

    department_key: str
    name_zh: str
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Department:
    """One department; 部门 and 本级 of the same body share ``body_key``.

    ``name_zh`` is the name of today, ``names`` are those of certain years; ``until`` is the last
    fiscal year of a department that is no more.
    """

    department_key: str
    district_key: str
    name_zh: str
    scope: Scope
    body_key: str
    aliases: tuple[str, ...]
    names: tuple[DepartmentName, ...]
    until: int | None
    successor_key: str | None

    @property
    def signatures(self) -> list[str]:
        """All names under which it may sign a document."""
        return sorted({self.name_zh, *self.aliases, *(name.name_zh for name in self.names)})


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source that was found: ``publishers`` are the keys of those who publish there, if any."""

    source_uri: str
    found_in: FoundIn
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One document that should exist. ``source_uri`` is None while nobody knows where it is.

    ``withdrawn_reason`` says why its document no longer counts; ``reading`` how to read it;
    ``found`` is how its source was found, where no place file names it.
    """

    slot_key: str
    district_key: str
    department_key: str
    form: Form
    fiscal_year: int
    due_on: date
    source_uri: str | None
    withdrawn_reason: str | None
    reading: Reading
    fetching: Fetching
    found: FoundSource | None

    @property
    def is_claimed(self) -> bool:
        """Whether the registry says of some document that it is this one."""
        return self.source_uri is not None and self.withdrawn_reason is None


@dataclass(frozen=True, slots=True)
class Publisher:
    """A district (``key`` tianhe) or a department (tianhe/tianhe_science), and where it publishes.

    What is found there can be of any department of the district; ``reading`` is how to read it.
    """

    key: str
    publishes: tuple[Publishes, ...]
    fetching: Fetching
    reading: Reading

    @property
    def district_key(self) -> str:
        """The district that publishes, or that the department is of."""
        return self.key.partition("/")[0]

    @property
    def addresses(self) -> list[str]:
        """The addresses of the web that its place file names."""
        listings = [rule.listing for rule in self.publishes if isinstance(rule, Listing)]
        return listings + [rule.pattern for rule in self.publishes if isinstance(rule, Pattern)]


class _Successor(NamedTuple):
    """Who goes on, and the field of a place file that says so."""

    file: PlaceFile
    field: tuple[str | int, ...]
    key: str | None


class _ExpectedForm(NamedTuple):
    department: Department
    form: Form
    rule: FormRule
    reading: Reading
    until: int | None
    fetching: Fetching


@dataclass(frozen=True, slots=True)
class Registry:
    """All place files together.

    ``forms`` are with how to read them, and the last fiscal year of their department; ``found`` are
    sources of slots (by their keys) for which no place file names one.
    """

    districts: tuple[District, ...]
    departments: tuple[Department, ...]
    forms: tuple[_ExpectedForm, ...]
    publishers: tuple[Publisher, ...] = ()
    found: Mapping[str, FoundSource] | None = None

    @classmethod
    def load(cls, folder: Path) -> Registry:
        """Read every ``*.yml`` of ``folder``; raises RegistryError for the first one not sound."""
        files = [read_place(path) for path in sorted(folder.glob("*.yml"))]
        if not files:
            raise RegistryError(f"no place file (*.yml) in {folder}")
        _require_unique(files)
        _require_successors(files)
        keys_by_code = {file.place.code: file.place.key for file in files}
        districts = tuple(_district(file, keys_by_code) for file in files)
        departments: list[Department] = []
        forms: list[_ExpectedForm] = []
        publishers: list[Publisher] = []
        for file in files:
            place = file.place
            publishers += _publishers(place)
            for number, entry in enumerate(place.departments):
                department = _department(place, entry)
                until = min((year for year in (place.until, entry.until) if year), default=None)
                _require_within(file, number, until)
                departments.append(department)
                for form, rule in entry.forms.items():
                    reading = _reading(place, entry, rule)
                    fetching = _fetching(place, entry)
                    forms.append(_ExpectedForm(department, form, rule, reading, until, fetching))
        return cls(districts, tuple(departments), tuple(forms), tuple(publishers))

    def filled(self, found: Mapping[str, FoundSource]) -> Registry:
        """This registry with the sources that were found for its slots."""
        return replace(self, found=found)

    def slots(self, as_of: date) -> list[Slot]:
        """Every document expected from ``since`` to the year after ``as_of``, by slot key.

        Nothing is expected after the last fiscal year of a department or its district.
        """
        slots = []
        for department, form, rule, reading, until, fetching in self.forms:
            years = {*range(rule.since, as_of.year + 2), *rule.sources, *rule.withdrawn}
            for year in years:
                if until and year > until:
                    continue
                source = rule.sources.get(year)
                key = f"{department.district_key}/{department.department_key}/{year}/{form}"
                found = None if source else (self.found or {}).get(key)
                slots.append(
                    Slot(
                        slot_key=key,
                        district_key=department.district_key,
                        department_key=department.department_key,
                        form=form,
                        fiscal_year=year,
                        due_on=rule.due.on(year),
                        source_uri=found.source_uri if found else source and source_uri(source),
                        withdrawn_reason=rule.withdrawn.get(year),
                        reading=reading,
                        fetching=fetching,
                        found=found,
                    )
                )
        return sorted(slots, key=lambda slot: slot.slot_key)

    def chosen(self, as_of: date, district: str | None, year: int | None) -> list[Slot]:
        """The slots of one district and one fiscal year (None: of all).

        Raises RegistryError for a district that no place file describes.
        """
        self._require_district(district)
        return [
            slot
            for slot in self.slots(as_of)
            if district in {None, slot.district_key} and year in {None, slot.fiscal_year}
        ]

    def _require_district(self, district: str | None) -> None:
        known = sorted(place.district_key for place in self.districts)
        if district and district not in known:
            raise RegistryError(f"no district {district}; there are {', '.join(known)}")


def today() -> date:
    """Today where these documents are due."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _require_unique(files: list[PlaceFile]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        place = file.place
        said: list[tuple[str, tuple[str | int, ...], str]] = [
            ("key", ("key",), place.key),
            ("code", ("code",), place.code),
        ]
        said += [
            ("department", ("departments", number, "key"), entry.key)
            for number, entry in enumerate(place.departments)
        ]
        for kind, field, value in said:
            if other := seen.get((kind, value)):
                where = "twice" if other == file.name else f"also in {other}"
                raise file.error(field, f"{value} is given {where}")
            seen[kind, value] = file.name


def _require_successors(files: list[PlaceFile]) -> None:
    """Every successor is one of the same kind, and nobody succeeds itself, however far around."""
    districts: dict[str, _Successor] = {}
    departments: dict[str, _Successor] = {}
    for file in files:
        districts[file.place.key] = _Successor(file, ("successor",), file.place.successor)
        for number, entry in enumerate(file.place.departments):
            departments[entry.key] = _Successor(
                file, ("departments", number, "successor"), entry.successor
            )
    for kind, known in (("district", districts), ("department", departments)):
        for file, field, successor in known.values():
            if successor and successor not in known:
                raise file.error(field, f"no {kind} {successor}")
        for key in known:
            way = [key]
            while (successor := known[way[-1]].key) and successor not in way:
                way.append(successor)
            if successor:
                circle = [*way[way.index(successor) :], successor]
                at = known[successor]
                raise at.file.error(at.field, f"{' → '.join(circle)} is a circle")


def _require_within(file: PlaceFile, number: int, until: int | None) -> None:
    """No year of a form may be after the last one of its department and district."""
    for form, rule in file.place.departments[number].forms.items() if until else ():
        years = {"since": [rule.since], "sources": rule.sources, "withdrawn": rule.withdrawn}
        for name, named in years.items():
            for year in named:
                if until and year > until:
                    field = ("departments", number, "forms", form, name)
                    raise file.error(field, f"{year} is after until {until}")


def _reading(*said_by: PlaceEntry | DepartmentEntry | FormRule) -> Reading:
    """What all of these say of reading, the nearest last, whose word counts for each thing."""
    said = [each.reading for each in said_by]
    units = [reading.amount_unit for reading in said if reading.amount_unit]
    headers = {of_year(pair[0]): pair for reading in said for pair in reading.headers.items()}
    titles = {printed(pair[0]): pair for reading in said for pair in reading.titles.items()}
    return Reading(
        amount_unit=units[-1] if units else None,
        headers=tuple(headers.values()),
        titles=tuple(titles.values()),
    )


def _fetching(place: PlaceEntry, entry: DepartmentEntry | None = None) -> Fetching:
    return (entry.fetching if entry else None) or place.fetching or Fetching()


def _publishers(place: PlaceEntry) -> list[Publisher]:
    """Who of a place publishes: its district, its departments."""
    said: list[tuple[str, list[Publishes], Fetching, Reading]] = [
        (place.key, place.publishes, _fetching(place), _reading(place))
    ]
    said += [
        (
            f"{place.key}/{entry.key}",
            entry.publishes,
            _fetching(place, entry),
            _reading(place, entry),
        )
        for entry in place.departments
    ]
    return [
        Publisher(key, tuple(publishes), fetching, reading)
        for key, publishes, fetching, reading in said
        if publishes
    ]


def _department(place: PlaceEntry, entry: DepartmentEntry) -> Department:
    return Department(
        department_key=entry.key,
        district_key=place.key,
        name_zh=entry.name_zh,
        scope=entry.scope,
        body_key=entry.body_key,
        aliases=tuple(entry.aliases),
        names=tuple(
            DepartmentName(entry.key, name.name_zh, name.since, name.until) for name in entry.names
        ),
        until=entry.until,
        successor_key=entry.successor,
    )


def _district(file: PlaceFile, keys_by_code: dict[str, str]) -> District:
    place = file.place
    zh = place.name_zh or division_name(place.code)
    if zh is None:
        message = f"{place.code} is not in the GB/T 2260 tables; give name_zh beside it"
        raise file.error(("code",), message)
    parent = parent_code(place.code)
    if parent and parent not in keys_by_code:
        above = f"{parent} {division_name(parent) or ''}".rstrip()
        raise file.error(("code",), f"no place file for the area above, {above}")
    return District(
        district_key=place.key,
        code=place.code,
        name_zh=zh,
        name_en=place.name_en,
        level=level_of(place.code),
        parent_district_key=keys_by_code[parent] if parent else None,
        functional_zones="、".join(place.functional_zones) or None,
        until=place.until,
        successor_key=place.successor,
    )
