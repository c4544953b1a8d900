"""A small publication with a queue: one text, one PDF, one file that no reader can read."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
from reportlab.pdfgen.canvas import Canvas

from ingest.settings import ROOT, Settings
from ingest.warehouse.publish import Origin, Publication

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """绩效目标表
高新技术企业认定数 ≥4000家
申报数量 ≥4500家
<script>alert(1)</script> 科技馆 12座
""".encode()
COLUMNS = {
    "queue_no": "bigint",
    "kind": "varchar",
    "document_id": "varchar",
    "district_key": "varchar",
    "department_key": "varchar",
    "fiscal_year": "int",
    "form": "varchar",
    "fact": "varchar",
    "figure_key": "varchar",
    "field": "varchar",
    "place": "varchar",
    "page": "int",
    "line_from": "int",
    "line_to": "int",
    "bbox": "double[]",
    "cell": "varchar",
    "label": "varchar",
    "printed_text": "varchar",
    "was_read": "varchar",
    "unit": "varchar",
    "why": "varchar",
    "rule_key": "varchar",
    "indicator_key": "varchar",
    "is_flagship": "boolean",
    "indicator_value_id": "varchar",
    "project_no": "int",
    "nearest_1_key": "varchar",
    "nearest_2_key": "varchar",
    "nearest_3_key": "varchar",
}
FACTS = ("fct_budget_line", "fct_task_funding", "fct_project_funding", "fct_evaluation_score")
SMALL = """
create table dim_document (document_id varchar, title varchar, media_type varchar);
create table dim_district as select 'guangzhou' as district_key, '广州市' as name_zh;
create table dim_department as select 'bureau' as department_key, '科技局' as name_zh;
create table dim_code as
select 'department_target_form' as code, 'form' as code_set, '目标申报表' as label_zh;
create table dim_indicator as select * from (values
    ('museums', '科技馆数', 'Museums', 'stock', '座', 'higher', true),
    ('high_tech', '高企认定数', 'Certified', 'flow', '家', 'higher', true)
) as indicators (indicator_key, name_zh, name_en, statistic, unit, direction, is_catalogued);
create table dim_reconciliation_rule as
select 'tasks_against_spending' as rule_key, '任务之和等于支出' as statement_zh;
create table fct_indicator_value (
    indicator_value_id varchar, document_id varchar, page int, confidence double,
    operator varchar, value decimal(24, 6), indicator_name varchar
);
"""


def drawn_pdf() -> bytes:
    """One page with a number in its middle."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(300, 200))
    canvas.drawString(100, 100, "12.5")
    canvas.save()
    return file.getvalue()


def small_queue(home: Path, *, publication_id: str = "20260101T000000000000Z") -> Settings:
    """Settings whose publication has a queue of each kind of item, and seeds of their own."""
    seeds = home / "dbt" / "seeds"
    if not seeds.exists():
        shutil.copytree(ROOT / "dbt_project" / "seeds", seeds)
        shutil.copy(ROOT / "dbt_project" / "dbt_project.yml", home / "dbt")
    settings = Settings(home=home, dbt_project=home / "dbt")
    names = {}
    for name, content in (("text", TEXT), ("pdf", drawn_pdf()), ("bad", b"%PDF-1.7 no page")):
        names[name] = hashlib.sha256(name.encode()).hexdigest()
        path = settings.archive / names[name][:2] / names[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    version = settings.published / "versions" / publication_id
    version.mkdir(parents=True)
    with duckdb.connect(str(version / "jixiao.duckdb")) as marts:
        marts.execute("create schema marts; use marts")
        marts.execute(SMALL)
        for fact in FACTS:
            marts.execute(f"create table {fact} (document_id varchar, page int, confidence double)")
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        marts.execute(f"create table mart_review_queue ({columns})")
        for name, media in (("text", "text/plain"), ("pdf", "application/pdf")):
            marts.execute("insert into dim_document values (?, ?, ?)", [names[name], name, media])
        marts.execute(
            "insert into dim_document values (?, 'bad', 'application/pdf')", [names["bad"]]
        )
        marts.execute(
            "insert into fct_indicator_value values"
            " ('v1', $id, null, null, '>=', 4000, '认定'),"
            " ('v2', $id, null, null, '>=', 4500, '申报'),"
            " ('v3', $id, null, null, '=', 12, '公共设施')",
            {"id": names["text"]},
        )
        for number, row in enumerate(_rows(names), 1):
            told = {"queue_no": number, "is_flagship": False, "why": "存疑 in doubt"} | row
            marts.execute(
                f"insert into mart_review_queue values ({', '.join('?' for _ in COLUMNS)})",
                [told.get(column) for column in COLUMNS],
            )
    publication = Publication(
        id=publication_id,
        run_id="run",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        origin=Origin(fingerprint="f", loads=1, last_load="l", extractor_version="v", dbt_hash="h"),
        rows={},
        checks={},
        warnings=[],
    )
    (version / "publication.json").write_text(publication.model_dump_json())
    link = settings.published / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    return settings


def _rows(names: dict[str, str]) -> list[dict]:
    value = {
        "kind": "doubt",
        "document_id": names["text"],
        "district_key": "guangzhou",
        "department_key": "bureau",
        "fiscal_year": 2023,
        "form": "department_target_form",
        "fact": "fct_indicator_value",
        "field": "value",
        "unit": "家",
    }
    return [
        value
        | {
            "figure_key": "v1",
            "indicator_value_id": "v1",
            "label": "高新技术企业认定数",
            "printed_text": "≥4000家",
            "was_read": "4000",
            "place": "line 2",
            "line_from": 2,
            "line_to": 2,
            "is_flagship": True,
        },
        value
        | {
            "figure_key": "v2",
            "indicator_value_id": "v2",
            "label": "申报数量",
            "printed_text": "≥4500家",
            "was_read": "4500",
            "place": "line 3",
            "line_from": 3,
            "line_to": 3,
        },
        {
            "kind": "check",
            "document_id": names["text"],
            "label": "重点任务",
            "rule_key": "tasks_against_spending",
            "why": "5 对 6，差 -1",
        },
        {
            "kind": "doubt",
            "document_id": names["pdf"],
            "fact": "fct_budget_line",
            "figure_key": "支出/项目/budget",
            "field": "amount_wan",
            "label": "项目支出",
            "printed_text": "12.5",
            "was_read": "12.5",
            "unit": "万元",
            "place": "page 1",
            "page": 1,
            "bbox": [100.0, 90.0, 130.0, 102.0],
        },
        {
            "kind": "doubt",
            "document_id": names["bad"],
            "fact": "fct_budget_line",
            "figure_key": "支出/基本/budget",
            "field": "amount_wan",
            "label": "基本支出",
            "printed_text": "1.5",
            "was_read": "1.5",
            "place": "page 1",
            "page": 1,
            "bbox": [1.0, 1.0, 2.0, 2.0],
        },
        {
            "kind": "uncatalogued",
            "document_id": names["text"],
            "label": "<script>alert(1)</script> 科技馆",
            "printed_text": "12座",
            "unit": "座",
            "indicator_key": "uncatalogued_1",
            "indicator_value_id": "v3",
            "line_from": 4,
            "line_to": 4,
            "nearest_1_key": "museums",
        },
        {
            "kind": "lapsed",
            "document_id": names["text"],
            "fact": "fct_indicator_value",
            "figure_key": "v9",
            "field": "value",
            "label": "旧数",
            "printed_text": "≥9家",
            "was_read": "9",
            "place": "line 9",
            "why": "现读作 8",
        },
    ]


def written(settings: Settings, name: str) -> list[dict[str, str]]:
    """The rows that a file has beyond those of the project."""
    with (ROOT / "dbt_project" / "seeds" / name).open(encoding="utf-8", newline="") as file:
        before = len(list(csv.DictReader(file)))
    with (settings.dbt_project / "seeds" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[before:]
