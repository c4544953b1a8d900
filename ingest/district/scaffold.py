"""Place files for a new district, from what a person knows of it.

    asked = Asked(code=area("杭州西湖区"), departments=["杭州市西湖区科学技术局"])
    sorted(scaffold(Path("ingest/places"), asked))   # ['hangzhou.yml', 'xihu.yml', 'zhejiang.yml']

Several answers may be for one department: ``xihu_science=杭州市西湖区科技局``; without its key they
are for the district. Keys and English names are proposed from pinyin where none are given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, get_args

import yaml
from pypinyin import Style, lazy_pinyin

from ingest.divisions import division_name, find, full_name, level_of, parent_code, without_kind
from ingest.place_file import SCHEMA_LINE, RegistryError
from ingest.records import Form
from ingest.registry import Registry, today

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Entry = dict[str, Any]

_FOR = re.compile(r"([a-z][a-z0-9_]*)=(.+)", re.DOTALL)
_UNTIL = re.compile(r"(.+)[:：](\d{4})")
_BUREAU_ONLY = re.compile(r"[(（]本级[)）]$")
_EVALUATIONS = ("self_evaluation_report", "self_evaluation_table")
_OF_DEPARTMENT = ("department_target_form", "self_evaluation_report")
_OF_BUREAU = ("project_target_table",)
_ENGLISH = {"province": "{} Province", "city": "{}", "district": "{} District"}


@dataclass(frozen=True)
class Asked:
    """What a person says of a district; all but the area and its departments may be left out.

    ``formers`` and ``untils`` give the last fiscal year: ``KEY=旧名:2023``, ``KEY=2023``.
    ``links`` are what links of the listings say.
    """

    code: str
    departments: list[str]
    key: str | None = None
    name_en: str | None = None
    formers: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    untils: list[str] = field(default_factory=list)
    successors: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    links: str = "绩效"
    since: int | None = None


def area(name: str) -> str:
    """The code of the one area that is called so, or has this code. Raises RegistryError."""
    codes = find(name)
    if not codes:
        raise RegistryError(f"no area {name} in the GB/T 2260 tables 查无此地: give its full name")
    if len(codes) > 1:
        named = ", ".join(f"{full_name(code)} {code}" for code in codes)
        raise RegistryError(f"{name} could be any of 不止一处: {named}")
    return codes[0]


def proposed_key(code: str, places: Path) -> str:
    """A key for an area from its name, behind that of the area above where it is taken."""
    keys, above = _keys(places), parent_code(code)
    if code in keys:
        return keys[code]
    key = _pinyin(without_kind(division_name(code) or code)) or f"area_{code}"
    return f"{proposed_key(above, places)}_{key}" if above and key in keys.values() else key


def proposed_name(code: str) -> str:
    """An English name for an area from its name: Xihu District."""
    plain = _pinyin(without_kind(division_name(code) or code)).capitalize()
    name = _ENGLISH[level_of(code)].format(plain)
    return name.replace("District", "County") if _is_county(code) else name


def department_key(name: str, district_key: str, code: str) -> str:
    """A key for a department: that of its district and the initials of its own name."""
    own = name
    while code_above := parent_code(code):
        own = own.replace(division_name(code) or "", "")
        code = code_above
    own = own.replace(division_name(code) or "", "")
    initials = "".join(lazy_pinyin(_BUREAU_ONLY.sub("", own), style=Style.FIRST_LETTER))
    bureau = "_bureau" if _BUREAU_ONLY.search(name) else ""
    return f"{district_key}_{re.sub('[^a-z0-9]', '', initials.lower())}{bureau}"


def scaffold(places: Path, asked: Asked) -> dict[str, str]:
    """The files to write, by name: that of the district, and of areas above that have none.

    They are sound together with those that are there. Raises RegistryError.
    """
    keys = _keys(places)
    if asked.code in keys:
        raise RegistryError(f"{full_name(asked.code)} has a place file: {keys[asked.code]}.yml")
    key = asked.key or proposed_key(asked.code, places)
    name_en = asked.name_en or proposed_name(asked.code)
    entries = [Entry(key=key, code=asked.code, name_en=name_en) | _of_district(asked, key)]
    above = parent_code(asked.code)
    while above and above not in keys:
        entry = Entry(key=proposed_key(above, places), code=above, name_en=proposed_name(above))
        entries.append(entry | {"departments": []})
        above = parent_code(above)
    files = {f"{entry['key']}.yml": _text(entry) for entry in entries}
    _require_sound(places, files)
    return files


def write(places: Path, files: Mapping[str, str]) -> None:
    """Write new place files; one that is there is left alone, with an OSError."""
    for name, text in reversed([*files.items()]):  # the areas above first
        with (places / name).open("x", encoding="utf-8") as file:
            file.write(text)


def _of_district(asked: Asked, key: str) -> Entry:
    """Its departments, and where all of them publish."""
    departments: dict[str, Entry] = {}
    for said in asked.departments:
        given, name = _for(said)
        own = given or department_key(name, key, asked.code)
        if own in departments:
            raise RegistryError(f"department {own} is given twice")
        departments[own] = Entry(key=own, name_zh=name)
    if not departments:
        raise RegistryError("no department: --department 杭州市西湖区科学技术局")
    bodies = {entry["name_zh"]: own for own, entry in departments.items()}
    entry = Entry()
    if rules := _publishes(asked, None):
        entry["publishes"] = rules
    known = set(departments)
    for name in ("formers", "aliases", "untils", "successors", "forms", "listings"):
        _require_known(getattr(asked, name), known, needs_one=name not in {"forms", "listings"})
    for name in ("patterns", "folders"):
        _require_known(getattr(asked, name), known, needs_one=False)
    entry["departments"] = [
        each | _of_department(asked, own, each["name_zh"], bodies)
        for own, each in departments.items()
    ]
    return entry


def _of_department(asked: Asked, key: str, name: str, bodies: Mapping[str, str]) -> Entry:
    base = _BUREAU_ONLY.sub("", name)
    is_bureau = base != name
    entry = Entry()
    if formers := _of(asked.formers, key):
        entry["names"] = _names(formers, name)
    if aliases := _of(asked.aliases, key):
        entry["aliases"] = aliases
    entry["scope"] = "bureau_only" if is_bureau else "department"
    entry["body_key"] = bodies.get(base, key)
    for year in _of(asked.untils, key):
        entry["until"] = int(year) if year.isdigit() else year
    for successor in _of(asked.successors, key):
        entry["successor"] = successor
    if rules := _publishes(asked, key):
        entry["publishes"] = rules
    usual = _OF_BUREAU if is_bureau else _OF_DEPARTMENT
    forms = _of(asked.forms, key) or _of(asked.forms, None) or usual
    entry["forms"] = {form: _form(form, asked.since or today().year) for form in forms}
    return entry


def _form(form: str, since: int) -> Entry:
    if form not in get_args(Form):
        raise RegistryError(f"no form {form}; there are {', '.join(get_args(Form))}")
    is_late = form in _EVALUATIONS
    due = {"month": 9, "day": 30, "years_after": 1} if is_late else {"month": 4, "day": 30}
    return {"since": since, "due": due}


def _names(formers: Iterable[str], name: str) -> list[Entry]:
    """The names over time: each former one to its last year, and the one of today from then on."""
    dated: list[tuple[int, str]] = []
    for former in formers:
        match = _UNTIL.fullmatch(former)
        if match is None:
            raise RegistryError(f"no last fiscal year of a former name: {former} (旧名:2023)")
        dated.append((int(match[2]), match[1]))
    dated.sort()
    first = [Entry(name_zh=dated[0][1], until=dated[0][0])]
    later = [
        Entry(name_zh=called, since=before + 1, until=until)
        for (before, _), (until, called) in pairwise(dated)
    ]
    return [*first, *later, Entry(name_zh=name, since=dated[-1][0] + 1)]


def _publishes(asked: Asked, key: str | None) -> list[Entry]:
    since = asked.since or today().year
    rules = [Entry(listing=url, links=asked.links) for url in _of(asked.listings, key)]
    rules += [Entry(pattern=url, since=since) for url in _of(asked.patterns, key)]
    return rules + [Entry(folder=path) for path in _of(asked.folders, key)]


def _for(said: str) -> tuple[str | None, str]:
    """Of which department an answer is (None: of the district), and the answer."""
    match = _FOR.fullmatch(said)
    return (match[1], match[2].strip()) if match else (None, said.strip())


def _of(said: Iterable[str], key: str | None) -> list[str]:
    return [answer for of, answer in map(_for, said) if of == key]


def _require_known(said: Iterable[str], known: set[str], *, needs_one: bool) -> None:
    for of, answer in map(_for, said):
        if of is None and needs_one:
            raise RegistryError(f"of which department is {answer}? KEY={answer}")
        if of is not None and of not in known:
            raise RegistryError(f"no department {of}; there are {', '.join(sorted(known))}")


def _require_sound(places: Path, files: Mapping[str, str]) -> None:
    with TemporaryDirectory() as folder:
        for path in places.glob("*.yml"):
            if path.name in files:
                raise RegistryError(f"{path.name} is there already, for another area 已有此文件")
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        Registry.load(Path(folder))


def _keys(places: Path) -> dict[str, str]:
    """The keys of the areas that have a place file, by code."""
    if not any(places.glob("*.yml")):
        return {}
    return {one.code: one.district_key for one in Registry.load(places).districts}


def _text(entry: Entry) -> str:
    said = yaml.safe_dump(
        entry, allow_unicode=True, sort_keys=False, default_flow_style=None, width=4096
    )
    return f"{SCHEMA_LINE}\n# {full_name(entry['code'])}\n{said}"


def _pinyin(name: str) -> str:
    return re.sub("[^a-z]", "", "".join(lazy_pinyin(name, strict=False)).lower())


def _is_county(code: str) -> bool:
    return level_of(code) == "district" and (division_name(code) or "").endswith("县")
