"""Who should publish what, and where it is found: the place files (``ingest/places/*.yml``)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self, cast
from zoneinfo import ZoneInfo

import gb2260
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.document import Reading
from ingest.lexicon.labels import GROUPS, of_year, roles
from ingest.publishing import Fetching, Listing, Pattern, Publishes, Year
from ingest.records import Form  # noqa: TC001 (pydantic needs it at run time)
from ingest.words.money import is_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Name = Annotated[str, Field(min_length=2)]
Level = Literal["province", "city", "district"]
Scope = Literal["department", "bureau_only"]
FoundIn = Literal["listing", "pattern", "folder", "inbox"]
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 80


def _reason(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("a reason is needed")
    return line


def _unit(text: str) -> str:
    if not is_unit(text):
        raise ValueError(f"no unit of money: {text} (元, 万元 …)")
    return text


def _header(text: str) -> str:
    if not of_year(text):
        raise ValueError(f"no header: {text!r}")
    return text


def _title(text: str) -> str:
    title = printed(text)
    if not _SHORTEST_TITLE <= len(title) <= _LONGEST_TITLE:
        raise ValueError(f"no title: {text!r} ({_SHORTEST_TITLE} to {_LONGEST_TITLE} characters)")
    return text


def _role(text: str) -> str:
    group, dot, role = text.rpartition(".")
    if dot and group not in GROUPS:
        raise ValueError(f"no group of headers: {group} ({', '.join(GROUPS)})")
    known = roles(group) if dot else sorted({role for group in GROUPS for role in roles(group)})
    if role not in known:
        where = f"of {group}" if dot else "of headers"
        raise ValueError(f"no role {where}: {role} ({', '.join(known)})")
    return text


def _told_apart(headers: dict[str, str]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for header in headers:
        if other := seen.get(of_year(header)):
            raise ValueError(f"{other} and {header} are one header")
        seen[of_year(header)] = header
    return headers


Reason = Annotated[str, AfterValidator(_reason)]
_Header = Annotated[str, AfterValidator(_header)]
_Role = Annotated[str, AfterValidator(_role)]
_Title = Annotated[str, AfterValidator(_title)]


class RegistryError(ValueError):
    """A place file that cannot be used. The message is one line naming the file and the field."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Due(_Model):
    """The last day in time: ``month``-``day``, ``years_after`` the fiscal year."""

    month: int
    day: int
    years_after: int = Field(default=0, ge=0, le=5)

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        self.on(2001)
        return self

    def on(self, fiscal_year: int) -> date:
        return date(fiscal_year + self.years_after, self.month, self.day)


class _Reading(_Model):
    """What documents print differently or leave out.

    ``amount_unit`` is that of amounts for which none is printed; ``headers`` are printed headers
    with their roles, ``titles`` printed titles with their forms.
    """

    amount_unit: Annotated[str, AfterValidator(_unit)] | None = None
    headers: Annotated[dict[_Header, _Role], AfterValidator(_told_apart)] = {}
    titles: dict[_Title, Form] = {}


class _FormRule(_Model):
    """One kind of document: expected from ``since`` on, found at ``sources`` by fiscal year.

    ``withdrawn`` says why a fiscal year's document, in all its versions, no longer counts. Of the
    ``reading`` of a form, its department and its district the nearest wins.
    """

    since: Year
    due: _Due
    sources: dict[int, str] = {}
    withdrawn: dict[int, Reason] = {}
    reading: _Reading = _Reading()

    @model_validator(mode="after")
    def _years_are_sound(self) -> Self:
        for year, source in self.sources.items():
            if year < self.since:
                raise ValueError(f"source of {year} is before since {self.since}")
            if not source_uri(source):
                raise ValueError(f"source of {year} is outside the documents folder: {source!r}")
        for year in self.withdrawn:
            if year < self.since:
                raise ValueError(f"withdrawn {year} is before since {self.since}")
        return self


class _NameEntry(_Model):
    """What a department was called from the fiscal year ``since`` to ``until``; one may lack."""

    name_zh: Name
    since: Year | None = None
    until: Year | None = None

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.since is None and self.until is None:
            raise ValueError("since or until is needed")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self


class _DepartmentEntry(_Model):
    key: Key
    name_zh: Name
    names: list[_NameEntry] = []
    aliases: list[str] = []
    scope: Scope
    body_key: Key
    until: Year | None = None
    successor: Key | None = None
    forms: dict[Form, _FormRule]
    publishes: list[Publishes] = []
    fetching: Fetching | None = None
    reading: _Reading = _Reading()

    @model_validator(mode="after")
    def _names_are_sound(self) -> Self:
        in_order = sorted(self.names, key=lambda name: name.since or 0)
        for one, other in pairwise(in_order):
            if other.since is None or one.until is None or other.since <= one.until:
                raise ValueError(f"names {one.name_zh} and {other.name_zh} overlap")
        if in_order and in_order[-1].until is None and in_order[-1].name_zh != self.name_zh:
            raise ValueError(f"name {in_order[-1].name_zh} has no until, name_zh is {self.name_zh}")
        return self


class _Place(_Model):
    key: Key
    code: Annotated[str, Field(pattern=r"^\d{6}$")]
    name_zh: str | None = None
    name_en: str
    functional_zones: list[str] = []
    until: Year | None = None
    successor: Key | None = None
    departments: list[_DepartmentEntry] = []
    publishes: list[Publishes] = []
    fetching: Fetching | None = None
    reading: _Reading = _Reading()


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


class _ExpectedForm(NamedTuple):
    department: Department
    form: Form
    rule: _FormRule
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
        places = {path.name: _read(path) for path in sorted(folder.glob("*.yml"))}
        if not places:
            raise RegistryError(f"no place file (*.yml) in {folder}")
        _require_unique(places)
        _require_successors(places)
        keys_by_code = {place.code: place.key for place in places.values()}
        districts = tuple(_district(name, place, keys_by_code) for name, place in places.items())
        departments: list[Department] = []
        forms: list[_ExpectedForm] = []
        publishers: list[Publisher] = []
        for name, place in places.items():
            publishers += _publishers(place)
            for number, entry in enumerate(place.departments):
                department = _department(place, entry)
                until = min((year for year in (place.until, entry.until) if year), default=None)
                _require_within(f"{name}: departments.{number}", entry, until)
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


def source_uri(source: str) -> str | None:
    """A source as registered, tidied; None for a path that leaves the documents folder."""
    if is_uri(source):
        return source
    path = posixpath.normpath(source)
    if path in {"", "."} or path.startswith(("/", "../")) or path == "..":
        return None
    return path


def is_uri(source: str) -> bool:
    """Whether a source is a URI (``https://…``, ``s3://…``) and not a path of the folder."""
    return "://" in source


class _Loader(yaml.CSafeLoader):
    """Refuses a key given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if len({*map(str, keys)}) < len(keys):
            key = next(key for key in keys if keys.count(key) > 1)
            raise yaml.YAMLError(f"{key} is given twice (line {node.start_mark.line + 1})")
        return super().construct_mapping(node, deep)


def _read(path: Path) -> _Place:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (safe)
        return _Place.model_validate(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first, *more = error.errors()
        field = ".".join(str(part) for part in first["loc"]) or "file"
        rest = f" (and {len(more)} more)" if more else ""
        raise RegistryError(f"{path.name}: {field}: {first['msg']}{rest}") from error


def _require_unique(places: dict[str, _Place]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for name, place in places.items():
        values = [("key", place.key), ("code", place.code)]
        values += [("departments.key", department.key) for department in place.departments]
        for field, value in values:
            if other := seen.get((field, value)):
                where = "twice" if other == name else f"also in {other}"
                raise RegistryError(f"{name}: {field}: {value} is given {where}")
            seen[field, value] = name


def _require_successors(places: dict[str, _Place]) -> None:
    """Every successor is one of the same kind, and nobody succeeds itself, however far around."""
    districts: dict[str, tuple[str, str | None]] = {}
    departments: dict[str, tuple[str, str | None]] = {}
    for name, place in places.items():
        districts[place.key] = f"{name}: successor", place.successor
        for number, entry in enumerate(place.departments):
            departments[entry.key] = f"{name}: departments.{number}.successor", entry.successor
    for kind, known in (("district", districts), ("department", departments)):
        for field, successor in known.values():
            if successor and successor not in known:
                raise RegistryError(f"{field}: no {kind} {successor}")
        for key in known:
            way = [key]
            while (successor := known[way[-1]][1]) and successor not in way:
                way.append(successor)
            if successor:
                circle = [*way[way.index(successor) :], successor]
                raise RegistryError(f"{known[successor][0]}: {' → '.join(circle)} is a circle")


def _require_within(where: str, entry: _DepartmentEntry, until: int | None) -> None:
    """No year of a form may be after the last one of its department and district."""
    for form, rule in entry.forms.items() if until else ():
        years = {"since": [rule.since], "sources": rule.sources, "withdrawn": rule.withdrawn}
        for field, named in years.items():
            for year in named:
                if until and year > until:
                    raise RegistryError(
                        f"{where}.forms.{form}.{field}: {year} is after until {until}"
                    )


def _reading(*said_by: _Place | _DepartmentEntry | _FormRule) -> Reading:
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


def _fetching(place: _Place, entry: _DepartmentEntry | None = None) -> Fetching:
    return (entry.fetching if entry else None) or place.fetching or Fetching()


def _publishers(place: _Place) -> list[Publisher]:
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


def _department(place: _Place, entry: _DepartmentEntry) -> Department:
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


def _district(name: str, place: _Place, keys_by_code: dict[str, str]) -> District:
    zh = place.name_zh or _name(place.code)
    if zh is None:
        raise RegistryError(
            f"{name}: code: {place.code} is not in the GB/T 2260 tables; give name_zh beside it"
        )
    parent = _parent_code(place.code)
    if parent and parent not in keys_by_code:
        above = f"{parent} {_name(parent) or ''}".rstrip()
        raise RegistryError(f"{name}: code: no place file for the area above, {above}")
    return District(
        district_key=place.key,
        code=place.code,
        name_zh=zh,
        name_en=place.name_en,
        level=_level(place.code),
        parent_district_key=keys_by_code[parent] if parent else None,
        functional_zones="、".join(place.functional_zones) or None,
        until=place.until,
        successor_key=place.successor,
    )


def _name(code: str) -> str | None:
    division = gb2260.search(code)
    return cast("str", division.name) if division else None


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "district"


def _parent_code(code: str) -> str | None:
    """The area above; a municipality's districts stand right below it (110108 → 110000)."""
    level = _level(code)
    if level == "province":
        return None
    city = code[:4] + "00"
    if level == "district" and _name(city) not in {"市辖区", "县", "省直辖县级行政区划"}:
        return city
    return code[:2] + "0000"
