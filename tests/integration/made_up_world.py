"""A made-up world of districts, departments and documents in which things happen, load by load.

Everything follows from a seed, instants included, so that the same seed lands the same loads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ingest.landing.raw import RECORDS, SCHEMAS, table

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
Event = Callable[["World"], None]

TARGETS, REPORT = "department_target_form", "self_evaluation_report"
LONG_AGO, FAR_OFF = date(2020, 4, 30), date(2099, 4, 30)
LABELS = (
    *("高新技术企业总数", "全市高新技术企业总数", "全区高新技术企业总数", "新认定高新技术企业数"),
    *("黄埔区高新技术企业总数", "天河区孵化器数量", "瞪羚企业数量", "孵化器数量", "参会人数"),
    *("黄埔区论坛参会人数", "经费支出执行率", "全社会研发投入占地区生产总值比重"),
)


class World:
    """What the registry says and what was handed in; ``land`` writes what is new as a load."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.loads = 0
        self.extractor = 1
        self.districts = {
            "guangzhou": _district("guangzhou", "440100", "广州市", "city", None),
            "huangpu": _district("huangpu", "440112", "黄埔区", "district", "guangzhou"),
            "tianhe": _district("tianhe", "440106", "天河区", "district", "guangzhou"),
        }
        self.departments = {
            "city_science": _department("city_science", "guangzhou", "广州市科学技术局"),
            "science": _department("science", "huangpu", "黄埔区科学技术局"),
            "bureau": _department("bureau", "huangpu", "黄埔区科学技术局（本级）", "science")
            | {"scope": "bureau_only"},
            "tianhe_science": _department("tianhe_science", "tianhe", "天河区科学技术局"),
        }
        self.names: dict[str, list[Row]] = {}
        self.slots = {
            row["slot_key"]: row
            for department in self.departments.values()
            for form, year in ((TARGETS, 2023), (REPORT, 2022), (TARGETS, 2022), (REPORT, 2023))
            for row in (_slot(department, form, year),)
        }
        self.gone: list[tuple[dict[str, Row], dict[str, Row]]] = []
        """Departments and slots that were taken out of the registry."""
        self.former: dict[str, Row] = {}
        """Slots that lost their source or were withdrawn, as they were."""
        self.left_behind: set[str] = set()
        self.versions: dict[str, list[str]] = {}
        self.judged: dict[str, Row] = {}
        self.sighted: list[Row] = []
        self.new: dict[str, Row] = {}
        for key in self.random.sample(sorted(self.slots), 11):
            self.hand_in(key)

    # what happens

    def arrival(self) -> None:
        self.hand_in(self.some([key for key in self.claimed() if key not in self.versions]))

    def revision(self) -> None:
        self.hand_in(self.some(self.with_document()))

    def unreadable_revision(self) -> None:
        self.hand_in(self.some(self.with_document()), outcome="quarantined", reason="unreadable")

    def former_version_again(self) -> None:
        key = self.some(self.with_document())
        self.sight(key, self.versions[key][0])

    def source_taken_out(self) -> None:
        key = self.some(self.with_document())
        self.former.setdefault(key, self.slots[key])
        self.slots[key] = self.slots[key] | {"source_uri": None}

    def file_left_behind(self) -> None:
        self.source_taken_out()
        key = next(reversed(self.former))
        document = self.versions[key][-1]
        stray = {"slot_key": None, "district_key": None, "department_key": None, "form": None}
        stray |= {"fiscal_year": None, "year_evidence": None}
        self.left_behind.add(f"{key}.txt")
        self.sight(None, document, f"{key}.txt")
        self.new[f"{document}/{key}.txt"] = (
            self.judged[document] | stray | {"outcome": "quarantined", "reason": "not registered"}
        )

    def file_deleted(self) -> None:
        self.left_behind.clear()

    def withdrawal(self) -> None:
        key = self.some(self.with_document())
        self.former.setdefault(key, self.slots[key])
        self.slots[key] = self.slots[key] | {"withdrawn_reason": "部门撤回"}

    def slot_taken_out(self) -> None:
        key = self.some(self.with_document())
        self.gone.append(({}, {key: self.slots.pop(key)}))

    def department_taken_out(self) -> None:
        key = self.some(["bureau", "tianhe_science"])
        slots = {k: row for k, row in self.slots.items() if row["department_key"] == key}
        self.slots = {k: row for k, row in self.slots.items() if k not in slots}
        departments = {key: self.departments.pop(key)} if key in self.departments else {}
        self.gone.append((departments, slots))

    def returns(self) -> None:
        for departments, slots in self.gone[: len(self.gone) // 2 + 1]:
            self.departments |= departments
            self.slots |= slots
        del self.gone[: len(self.gone) // 2 + 1]
        if self.former:
            key = next(iter(self.former))
            self.slots[key] = self.former.pop(key)

    def moved_to_another_slot(self) -> None:
        key = self.some(self.with_document())
        to = self.some([other for other in self.claimed() if other != key])
        self.slots[key] = self.slots[key] | {"source_uri": None}
        self.sight(to, document := self.versions[key][-1])
        self.judge(to, document)

    def district_renamed(self) -> None:
        huangpu = self.districts["huangpu"]
        self.districts["huangpu"] = huangpu | {
            "name_zh": {"黄埔区": "黄埔新区", "黄埔新区": "黄埔区"}[huangpu["name_zh"]],
            "name_en": "Huangpu",
        }

    def level_corrected(self) -> None:
        level = {"district": "city", "city": "district"}[self.districts["tianhe"]["level"]]
        self.districts["tianhe"] = self.districts["tianhe"] | {"level": level}

    def department_renamed(self) -> None:
        old = self.departments["science"]["name_zh"]
        self.departments["science"] = self.departments["science"] | {"name_zh": "黄埔区科技创新局"}
        self.names["science"] = [
            {"department_key": "science", "name_zh": old, "since": None, "until": 2022},
            {
                "department_key": "science",
                "name_zh": "黄埔区科技创新局",
                "since": 2023,
                "until": None,
            },
        ]

    def scope_corrected(self) -> None:
        bureau = next(
            key
            for key, row in reversed(self.departments.items())
            if row["district_key"] != "tianhe"
        )
        self.departments[bureau] = self.departments[bureau] | {"scope": "department"}

    def body_corrected(self) -> None:
        body = {"body_key": "science"}
        self.departments["city_science"] = self.departments["city_science"] | body

    def succeeded(self) -> None:
        ended = {"until": 2023, "successor_key": "city_science"}
        self.departments["science"] = self.departments["science"] | ended

    def falls_due(self) -> None:
        key = self.some(self.slots)
        self.slots[key] = self.slots[key] | {"due_on": LONG_AGO}

    def better_extractor(self) -> None:
        """Everything that is claimed is read again and has other rows."""
        self.extractor += 1
        for document, row in self.judged.items():
            if row["slot_key"] in self.claimed():
                self.new[document] = row | {"extractor_version": str(self.extractor)}

    def better_extractor_for_some(self) -> None:
        """The same of a part, and of that part some are not readable any more."""
        self.extractor += 1
        for document, row in self.judged.items():
            if row["slot_key"] in self.claimed() and self.random.random() < 0.5:
                refused = {"outcome": "quarantined", "reason": "no budget block"}
                self.new[document] = (
                    row
                    | {"extractor_version": str(self.extractor)}
                    | (refused if self.random.random() < 0.3 else {})
                )

    # how

    def some(self, of: Any) -> str:
        return self.random.choice(sorted(of))

    def claimed(self) -> set[str]:
        return {
            key
            for key, row in self.slots.items()
            if row["source_uri"] and not row["withdrawn_reason"]
        }

    def loose_files(self) -> set[str]:
        return self.left_behind - {row["source_uri"] for row in self.slots.values()}

    def with_document(self) -> set[str]:
        return self.claimed() & self.versions.keys()

    def hand_in(self, key: str, **outcome: str) -> None:
        number = len(self.versions.setdefault(key, [])) + 1
        document = f"{key}#{number}"
        self.versions[key].append(document)
        self.sight(key, document)
        self.judge(key, document, **outcome)

    def sight(self, key: str | None, document: str, source_uri: str | None = None) -> None:
        second = len(self.sighted)
        self.sighted.append(
            {
                "slot_key": key,
                "document_id": document,
                "source_uri": source_uri or f"{key}.txt",
                "file_name": f"{document}.txt",
                "size_bytes": 1,
                "seen_at": f"2023-04-{self.loads + 1:02}T00:00:{second:02}",
            }
        )

    def judge(self, key: str, document: str, **outcome: str) -> None:
        slot = self.slots[key]
        self.new[document] = {
            **{name: slot[name] for name in ("slot_key", "district_key", "department_key")},
            **{name: slot[name] for name in ("form", "fiscal_year", "source_uri")},
            "document_id": document,
            "outcome": "extracted",
            "year_evidence": "declared",
            "department_name": self.departments[slot["department_key"]]["name_zh"],
            "media_type": "text/plain",
            "file_name": f"{document}.txt",
            "size_bytes": 1,
            "first_seen_at": f"2023-04-{self.loads + 1:02}T00:00:00",
            "extractor_version": str(self.extractor),
            **outcome,
        }

    def land(self, raw: Path) -> None:
        """Write the next load with every raw table."""
        self.loads += 1
        folder = raw / f"load=202304{self.loads:02}T000000000000Z"
        folder.mkdir(parents=True)
        rows: dict[str, list[Row]] = {
            "districts": list(self.districts.values()),
            "departments": list(self.departments.values()),
            "department_names": [name for names in self.names.values() for name in names],
            "slots": list(self.slots.values()),
            "loose_files": [{"source_uri": file} for file in sorted(self.loose_files())],
            "sightings": self.sighted,
            "documents": list(self.new.values()),
        }
        for document in self.new.values():
            if document["outcome"] == "extracted":
                for name, records in content(document).items():
                    rows.setdefault(name, []).extend(records)
        for name in SCHEMAS:
            pq.write_table(table(name, rows.get(name, [])), folder / f"{name}.parquet")
        own = {key: row for key, row in self.new.items() if row["slot_key"]}
        self.judged |= own
        self.sighted, self.new = [], {}


EVENTS: tuple[Event, ...] = (
    *(World.arrival, World.revision, World.unreadable_revision, World.former_version_again),
    *(
        World.source_taken_out,
        World.file_left_behind,
        World.file_deleted,
        World.withdrawal,
        World.slot_taken_out,
    ),
    *(World.department_taken_out, World.returns, World.returns, World.moved_to_another_slot),
    *(World.district_renamed, World.level_corrected, World.department_renamed),
    *(World.scope_corrected, World.body_corrected, World.succeeded, World.falls_due),
    *(World.better_extractor, World.better_extractor_for_some),
)


def content(document: Row) -> dict[str, list[Row]]:
    """What is read of a document by a version of the extractor, every kind of record."""
    random = Random(f"{document['document_id']} {document['extractor_version']}")
    of = {"document_id": document["document_id"], "line_from": 1, "line_to": 1}
    is_report = document["form"] == REPORT
    values = [
        {
            "indicator_value_id": f"{document['document_id']}-{number}",
            "row_no": number,
            "indicator_name": label,
            "metric": label,
            "measure": "actual" if is_report else "target",
            "horizon": "annual" if is_report or number % 3 else "cycle",
            "source_section": "indicator_table" if number % 2 else "narrative",
            "value_text": f"≥{number}",
            "value_kind": "number",
            "operator": "=" if is_report else random.choice([">=", ">", "="]),
            "value": str(random.randint(1, 9)),
            "unit": "%" if label.endswith(("率", "比重")) else "家",
        }
        for number, label in enumerate(random.sample(LABELS, random.randint(3, 8)), 1)
    ]
    phase = "executed" if is_report else "budget"
    basic, projects = random.randint(1, 9), random.randint(1, 9)
    total = basic + projects + (random.random() < 0.2)  # and one in five does not add up
    lines = [
        {
            "section": "部门预算支出",
            "item": item,
            "phase": phase,
            "amount_wan": str(amount),
            "amount_text": str(amount),
            "rounding_wan": "0.5",
        }
        for item, amount in (("合计", total), ("基本支出", basic), ("项目支出", projects))
    ]
    tasks = [
        {
            "task_no": number,
            "task_name": f"任务{number}",
            "amount_wan": str(random.randint(1, 9)),
            "amount_text": "1",
            "rounding_wan": "0.5",
        }
        for number in range(1, random.randint(2, 4))
    ]
    project = {
        "project_no": 1,
        "project_name": "科技项目",
        "total_wan": str(projects),
        "fiscal_wan": str(projects),
        "rounding_wan": "0.5",
        "goal": "促进创新",
    }
    fund = {
        "project_no": 1,
        "source": "total",
        "source_text": "合计",
        "stage": "annual",
        "amount_wan": str(projects),
        "amount_text": str(projects),
        "rounding_wan": "0.5",
    }
    mark = str(random.randint(80, 99))
    score = {"level1": "总分", "score": mark, "full_mark": "100"}
    indicator_score = {
        "row_no": 1,
        "indicator_name": random.choice(LABELS),
        "weight": "100",
        "score": mark,
        "deviation_reason": "疫情",
    }
    shortfall = {"subject": random.choice(LABELS), "reason": "疫情", "measure": "加强"}
    problem = {"severity": "warning", "message": f"odd {random.randint(1, 9)}"}
    records: dict[str, list[Row]] = {name: [] for name in RECORDS}
    records |= {"indicator_values": values, "budget_lines": lines, "problems": [problem]}
    if is_report:
        records |= {"scores": [score], "indicator_scores": [indicator_score]}
        records |= {"shortfalls": [shortfall]}
    else:
        records |= {"tasks": tasks, "projects": [project], "project_funds": [fund]}
    return {name: [of | row for row in rows] for name, rows in records.items()}


def _district(key: str, code: str, name: str, level: str, parent: str | None) -> Row:
    return {
        "district_key": key,
        "code": code,
        "name_zh": name,
        "name_en": key.title(),
        "level": level,
        "parent_district_key": parent,
    }


def _department(key: str, district: str, name: str, body: str | None = None) -> Row:
    return {
        "department_key": key,
        "district_key": district,
        "name_zh": name,
        "scope": "department",
        "body_key": body or key,
    }


def _slot(department: Row, form: str, year: int) -> Row:
    key = f"{department['district_key']}/{department['department_key']}/{year}/{form}"
    return {
        "slot_key": key,
        "district_key": department["district_key"],
        "department_key": department["department_key"],
        "form": form,
        "fiscal_year": year,
        "due_on": FAR_OFF,
        "source_uri": f"{key}.txt",
        "withdrawn_reason": None,
    }
