"""One place file: what it may say, as models, and where in the file each thing is said.

    file = read_place(Path("ingest/places/huangpu.yml"))
    file.place.departments[0].name_zh               # '广州市黄埔区科学技术局（…）'
    file.error(("departments", 0, "scope"), "…")     # huangpu.yml: departments.0.scope: … (line 9)

``python -m ingest.place_file`` writes ``places/schema.json``, by which editors check place files.
"""

from __future__ import annotations

import json
import posixpath
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.lexicon.labels import GROUPS, of_year, roles
from ingest.publishing import Fetching, Publishes, Year  # noqa: TC001
from ingest.records import Form  # noqa: TC001 (pydantic needs it at run time)
from ingest.words.money import is_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Name = Annotated[str, Field(min_length=2)]
Scope = Literal["department", "bureau_only"]
SCHEMA = Path(__file__).with_name("places") / "schema.json"
SCHEMA_LINE = "# yaml-language-server: $schema=schema.json"
"""The first line of a place file, for editors."""
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 80
_MOST_BYTES = 1 << 20
_DEEPEST = 50


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
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Due(_Model):
    """The last day in time: ``month``-``day``, ``years_after`` the fiscal year."""

    month: int
    day: int
    years_after: int = Field(default=0, ge=0, le=5)

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        self.on(2001)
        return self

    def on(self, fiscal_year: int) -> date:
        """The last day in time for a fiscal year."""
        return date(fiscal_year + self.years_after, self.month, self.day)


class ReadingEntry(_Model):
    """What documents print differently or leave out.

    ``amount_unit`` is that of amounts for which none is printed; ``headers`` are printed headers
    with their roles, ``titles`` printed titles with their forms.
    """

    amount_unit: Annotated[str, AfterValidator(_unit)] | None = None
    headers: Annotated[dict[_Header, _Role], AfterValidator(_told_apart)] = {}
    titles: dict[_Title, Form] = {}


class FormRule(_Model):
    """One kind of document: expected from ``since`` on, found at ``sources`` by fiscal year.

    ``withdrawn`` says why a fiscal year's document, in all its versions, no longer counts. Of the
    ``reading`` of a form, its department and its district the nearest wins.
    """

    since: Year
    due: Due
    sources: dict[int, str] = {}
    withdrawn: dict[int, Reason] = {}
    reading: ReadingEntry = ReadingEntry()

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


class NameEntry(_Model):
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


class DepartmentEntry(_Model):
    """A department, 部门 or 本级, and the documents that are expected of it."""

    key: Key
    name_zh: Name
    """The name of today, as it signs 现名."""
    names: list[NameEntry] = []
    """What it was called in certain fiscal years 历年名称."""
    aliases: list[str] = []
    """Other names under which it signs its documents 其他署名."""
    scope: Scope
    """department 部门 (with subordinate units) or bureau_only 本级."""
    body_key: Key
    """The same for the 部门 and the 本级 of one body 同一机构."""
    until: Year | None = None
    """The last fiscal year of a department that is no more 撤并前最后年度."""
    successor: Key | None = None
    """The key of the department that goes on with its work 承继部门."""
    forms: dict[Form, FormRule]
    publishes: list[Publishes] = []
    """Where it publishes 发布位置."""
    fetching: Fetching | None = None
    reading: ReadingEntry = ReadingEntry()

    @model_validator(mode="after")
    def _names_are_sound(self) -> Self:
        in_order = sorted(self.names, key=lambda name: name.since or 0)
        for one, other in pairwise(in_order):
            if other.since is None or one.until is None or other.since <= one.until:
                raise ValueError(f"names {one.name_zh} and {other.name_zh} overlap")
        if in_order and in_order[-1].until is None and in_order[-1].name_zh != self.name_zh:
            raise ValueError(f"name {in_order[-1].name_zh} has no until, name_zh is {self.name_zh}")
        return self


class PlaceEntry(_Model):
    """One area, its departments and where they publish 地区."""

    key: Key
    """What every table and --district calls it 地区键."""
    code: Annotated[str, Field(pattern=r"^\d{6}$")]
    """GB/T 2260; name, level and the area above follow from it 行政区划代码."""
    name_zh: str | None = None
    """Only for a code newer than the tables of GB/T 2260 区划名称."""
    name_en: str
    functional_zones: list[str] = []
    """功能区 that overlap it, by their names."""
    until: Year | None = None
    """The last fiscal year of an area that is no more 撤销前最后年度."""
    successor: Key | None = None
    """The key of the area that goes on 承继地区."""
    departments: list[DepartmentEntry] = []
    publishes: list[Publishes] = []
    """Where documents of all its departments are published 发布位置."""
    fetching: Fetching | None = None
    """How its servers may be asked 抓取方式."""
    reading: ReadingEntry = ReadingEntry()
    """What its documents print differently 本地印法."""


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


class PlaceFile(NamedTuple):
    """A sound place file; ``node`` is its YAML, by which a message tells the line."""

    name: str
    place: PlaceEntry
    node: yaml.Node

    def error(self, field: Sequence[str | int], message: str) -> RegistryError:
        """What is wrong with a field of this file, as one line."""
        return _error(self.name, self.node, field, message)


def read_place(path: Path) -> PlaceFile:
    """Read a place file. Raises RegistryError for the first thing in it that is not sound."""
    node = None
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RegistryError(f"{path.name}: more than {_MOST_BYTES:,} bytes: no place file")
        text = path.read_text(encoding="utf-8")
        _require_shallow(text)
        loader = _Loader(text)
        node = loader.get_single_node() or yaml.MappingNode("tag:yaml.org,2002:map", [])
        place = PlaceEntry.model_validate(_said(loader, node))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first, *more = error.errors()
        rest = f" (and {len(more)} more)" if more else ""
        raise _error(path.name, node, first["loc"], f"{first['msg']}{rest}") from error
    return PlaceFile(path.name, place, node)


def _said(loader: _Loader, node: yaml.Node) -> Any:
    """What a file says. Raises YAMLError, also for a value that is none, which YAML fails over."""
    try:
        return loader.construct_document(node)
    except (ValueError, TypeError, AttributeError) as error:
        raise yaml.YAMLError(f"a value that is none of its kind: {error}") from error


def _require_shallow(text: str) -> None:
    """Raises YAMLError for what is nested deeper than any place file: the loader would crash."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise yaml.YAMLError("nested too deeply")


def _error(
    name: str, node: yaml.Node | None, field: Sequence[str | int], message: str
) -> RegistryError:
    said = ".".join(map(str, field)) or "file"
    line = _line(node, field)
    return RegistryError(f"{name}: {said}: {message}" + (f" (line {line})" if line else ""))


def _line(node: yaml.Node | None, field: Sequence[str | int]) -> int | None:
    """The line of a field, or of what should hold it.

    A part may name a kind of rule (``listing``), which the file does not nest.
    """
    if node is None or node.start_mark is None:
        return None
    line: int = node.start_mark.line
    for depth, part in enumerate(field, 1):
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                is_there = depth == len(field) or not isinstance(value, yaml.ScalarNode)
                if key.value == str(part) and is_there:
                    line, node = key.start_mark.line, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
    return line + 1


def schema() -> str:
    """The JSON schema of a place file."""
    said = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    said |= PlaceEntry.model_json_schema() | {"title": "Place file of jixiao 地区登记"}
    return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
