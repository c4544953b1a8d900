"""A world of its own for a scenario: place files, documents handed in, and whole nights over them.

world.department("huangpu_science", name_zh=HUANGPU)
world.hand_in("huangpu_science", form(2023), report(2022))
marts = world.night()
marts.rows("select actual from mart_indicator_trend where fiscal_year = ?", 2022)
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from ingest.runs import new_run_id
from ingest.settings import Settings
from ingest.steps import run_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from made import Document

    from ingest.records import Form

_AREAS = {
    "guangdong": {"code": "440000", "name_en": "Guangdong Province"},
    "guangzhou": {"code": "440100", "name_en": "Guangzhou"},
    "huangpu": {"code": "440112", "name_en": "Huangpu District"},
    "nansha": {"code": "440115", "name_en": "Nansha District"},
}
_FORMS: dict[str, dict[str, Any]] = {
    "department_target_form": {"since": 2022, "due": {"month": 4, "day": 30}},
    "project_target_table": {"since": 2023, "due": {"month": 4, "day": 30}},
    "self_evaluation_report": {
        "since": 2021,
        "due": {"month": 9, "day": 30, "years_after": 1},
    },
}


@dataclass(frozen=True)
class Marts:
    """One publication, open to questions; ``marts`` is the default schema."""

    path: Path

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            connection.execute("use marts")
            return connection.execute(sql, values).fetchall()

    def columns(self, table: str) -> list[str]:
        return [name for name, *_ in self.rows(f"describe {table}")]


@dataclass
class World:
    """Documents, place files and a warehouse below one folder."""

    root: Path
    settings: Settings = field(init=False)
    _departments: dict[str, dict[str, Any]] = field(default_factory=dict)
    _districts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = Settings(
            home=self.root / "var",
            documents=self.root / "documents",
            places=self.root / "places",
            keep_publications=100,
        )
        self.settings.documents.mkdir(parents=True)
        self.settings.places.mkdir()

    def department(self, key: str, district: str = "huangpu", **said: Any) -> None:
        """Register a department, or say more of one (``until=2024``, None takes it back)."""
        known = self._departments.setdefault(
            key, {"key": key, "scope": "department", "body_key": key, "forms": {}}
        )
        known.update(said)
        for name in [name for name, value in known.items() if value is None]:
            del known[name]
        self._districts.setdefault(key, district)

    def hand_in(self, key: str, *documents: Document, name: str = "") -> None:
        """Write the documents where the place file says, anew where there is one already."""
        for document in documents:
            file = f"{key}/{document.year}/{name or document.form}{document.suffix}"
            path = self.settings.documents / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document.text, encoding="utf-8")
            self._rule(key, document.form)["sources"][document.year] = file

    def withdraw(
        self, key: str, form: Form, year: int, *, reason: str = "", keep_file: bool = False
    ) -> None:
        """Name the year in ``withdrawn``; without a reason, take its line out of the place file."""
        rule = self._rule(key, form)
        if reason:
            rule.setdefault("withdrawn", {})[year] = reason
            return
        file = rule["sources"].pop(year)
        if not keep_file:
            (self.settings.documents / file).unlink()

    def give_back(self, key: str, form: Form, year: int) -> None:
        """Take the year out of ``withdrawn``."""
        rule = self._rule(key, form)
        del rule["withdrawn"][year]
        if not rule["withdrawn"]:
            del rule["withdrawn"]

    def register(self) -> None:
        """Write the place files."""
        for area, said in _AREAS.items():
            here = [
                entry for key, entry in self._departments.items() if self._districts[key] == area
            ]
            place = {"key": area, **said} | ({"departments": here} if here else {})
            text = yaml.safe_dump(place, allow_unicode=True, sort_keys=False)
            (self.settings.places / f"{area}.yml").write_text(text, encoding="utf-8")

    def night(self, *, full: bool = False) -> Marts:
        """Run the whole line; what readers see afterwards, also where nothing was new."""
        self.register()
        run_line(self.settings, new_run_id(), full=full)
        return self.published()

    def published(self) -> Marts:
        """What readers see now."""
        return Marts((self.settings.published / "marts.duckdb").resolve())

    def _rule(self, key: str, form: str) -> dict[str, Any]:
        forms: dict[str, dict[str, Any]] = self._departments[key]["forms"]
        return forms.setdefault(form, {**_FORMS[form], "sources": {}})


@contextmanager
def read_by(version: str, keep: int | None = None) -> Iterator[None]:
    """Have the extractor be another version, which finds only the first ``keep`` values."""
    from ingest.landing import batch

    read = batch.extract_safely

    def losing(path: Path, *said: Any) -> Any:
        found = read(path, *said)
        for extraction in found[1]:
            del extraction.indicator_values[keep:]
        return found

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("ingest.") and hasattr(module, "EXTRACTOR_VERSION"):
                patch.setattr(module, "EXTRACTOR_VERSION", version)
        if keep is not None:
            patch.setattr(batch, "extract_safely", losing)
        yield
