"""A small line for tests: one place with made-up documents, all in a temporary folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import yaml

from ingest.document import Document, Place, Reading, UnreadableError
from ingest.landing import batch
from ingest.landing.batch import extract_batch
from ingest.landing.collect import collect
from ingest.landing.land import land
from ingest.landing.worklist import worklist
from ingest.records import (
    ONE_PROJECT,
    BudgetLine,
    Extraction,
    Form,
    Header,
    IndicatorValue,
    Problem,
    Project,
)
from ingest.registry import Registry
from ingest.settings import Settings
from ingest.worker import Extracted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from ingest.landing.batch import Outcome
    from ingest.landing.collect import Collected
    from ingest.landing.land import Landed
    from ingest.landing.worklist import Item

AS_OF = date(2024, 6, 1)
FORM = "department_target_form"
CITY = {"key": "guangzhou", "code": "440100", "name_en": "Guangzhou"}
PROVINCE = {"key": "guangdong", "code": "440000", "name_en": "Guangdong Province"}


def slot(year: int, form: str = FORM) -> str:
    return f"nansha/nansha_science/{year}/{form}"


def nansha(sources: dict[int, str], **changes: object) -> dict[str, object]:
    """The place file of one district with one department and one form."""
    department = {
        "key": "nansha_science",
        "name_zh": "广州南沙经济技术开发区科学技术局",
        "scope": "department",
        "body_key": "nansha_science",
        "forms": {FORM: {"since": 2023, "due": {"month": 4, "day": 30}, "sources": sources}},
    }
    return {
        "key": "nansha",
        "code": "440115",
        "name_en": "Nansha District",
        "departments": [department | changes],
    }


def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let documents be read in a made-up way: words say what the extraction is to be.

    ``department_target_form year=2023 name=某局 values=3 money=no evidence=…``, or ``error=no_unit
    family=money project=2``: every word is optional.
    """

    def extract_safely(path: Path, _: Reading, __: str) -> Extracted:
        text = path.read_text(encoding="utf-8")
        if not text:
            raise UnreadableError("the file is empty")
        document = Document(blocks=(), media_type="text/plain")
        return Extracted(document, [_made_up_form(form) for form in text.split("&")])

    monkeypatch.setattr(batch, "extract_safely", extract_safely)


def _made_up_form(text: str) -> Extraction:
    first, *others = text.split() or [""]
    said = dict(word.split("=", 1) for word in others if "=" in word)
    if "crash" in said:
        raise RuntimeError(f"crashed\non {said['crash']}")
    place = Place(line_from=1, line_to=1)
    year = int(said["year"]) if "year" in said else None
    values = [
        IndicatorValue(
            row_no=1,
            indicator_name="高新技术企业（家）",
            metric="高新技术企业",
            measure="target",
            source_section="indicator_table",
            value_text="≥1",
            value_kind="number",
            operator=">=",
            value=Decimal(said.get("value", number)),
            unit="家",
            place=place,
        )
        for number in range(int(said.get("values", 1)))
    ]
    family: Any = said.get("family")
    refused = Problem(severity="error", message=said.get("error", ""), family=family)
    problems = [refused] if "error" in said else []
    if "warning" in said:
        problems.append(Problem(severity="warning", message=said["warning"], place=place))
    known = first in get_args(Form)
    header = Header(
        form=first if known else None,
        department_name=said.get("name"),
        fiscal_year=year,
        year_evidence=said.get("evidence", f"{year}年度") if year else None,
    )
    lines = [
        BudgetLine(
            section="部门预算支出",
            item="基本支出",
            phase="budget",
            amount_wan=Decimal(1),
            amount_text="1",
            rounding_wan=Decimal("0.5"),
            place=place,
        )
    ]
    return Extraction(
        header=header,
        budget_lines=lines if said.get("money") != "no" else [],
        projects=[
            Project(project_no=int(said.get("project", 1)), project_name="某项目", place=place)
        ]
        if first in ONE_PROJECT
        else [],
        indicator_values=values,
        problems=problems,
    )


@dataclass
class Ran:
    """What one pass over the line gave."""

    collected: Collected
    work: list[Item]
    outcomes: list[Outcome]
    landed: Landed

    @property
    def reasons(self) -> dict[str | None, str | None]:
        return {outcome["slot_key"]: outcome["reason"] for outcome in self.outcomes}


@dataclass
class Line:
    """Collect → worklist → extract → land, in a folder of its own."""

    root: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(
            home=self.root / "var",
            documents=self.root / "documents",
            places=self.root / "places",
        )
        self.settings.documents.mkdir(parents=True)
        self.settings.places.mkdir()
        self.place(PROVINCE)
        self.place(CITY)

    def place(self, content: dict[str, object]) -> None:
        text = yaml.safe_dump(content, allow_unicode=True)
        (self.settings.places / f"{content['key']}.yml").write_text(text, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.settings.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def registry(self) -> Registry:
        return Registry.load(self.settings.places)

    def run(
        self,
        district: str | None = None,
        year: int | None = None,
        *,
        full: bool = False,
        as_of: date = AS_OF,
    ) -> Ran:
        registry = self.registry
        collected = collect(self.settings, registry, district, year, as_of)
        work = worklist(
            self.settings,
            registry,
            collected["sightings"],
            district,
            year,
            full=full,
            as_of=as_of,
        )
        outcomes = extract_batch(self.settings, work)
        landed = land(self.settings, registry, collected["sightings"], work, as_of)
        return Ran(collected, work, outcomes, landed)
