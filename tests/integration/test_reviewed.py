"""Figures that people settle: applied in core, checked like others, lapsing with their ground."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml
from test_held_form import FORM

from ingest.decisions import REVIEWS, Review, append_reviews, decision
from ingest.settings import ROOT, Settings
from ingest.steps import run_line
from ingest.warehouse.build import build
from ingest.warehouse.differences import tables

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

COLUMNS = ("name", "total", "fiscal", "other", "indicator", "target")
# What is struck through in part is read without that part, and is in doubt.
PROJECTS = [
    ("孵化器建设", "1<s>3</s>20.00", "100.00", "20.00", "新增孵化器", "≥1<s>2</s>0家"),
    ("科普活动（永和镇）", "1,141.90", "1,041.90", "100.00", "高新技术企业总数", "≥3<s>1</s>00家"),
    ("人才公寓", "50.00", "50.00", "0.00", "新增房源", "≥9<s>1</s>0套"),
    ("成果展览（云埔镇）", "<s>1</s>30.00", "30.00", "0.00", "展览场次", "≥<s>3</s>2场"),
]
WHO = {"reason": "对照原件", "by": "李明", "on": "2026-01-05"}


def write(path: Path, projects: list[tuple[str, ...]]) -> None:
    forms = (FORM.format(year=2023, **dict(zip(COLUMNS, row, strict=True))) for row in projects)
    path.write_text("<html><body>" + "".join(forms) + "</body></html>", encoding="utf-8")


class Line:
    """A line of its own, whose seeds people may write to, and what its nights left behind."""

    def __init__(self, root: Path) -> None:
        self.settings = Settings(
            home=root / "home",
            documents=root / "documents",
            places=root / "places",
            dbt_project=root / "dbt_project",
        )
        ignored = shutil.ignore_patterns("target", "logs")
        shutil.copytree(ROOT / "dbt_project", self.settings.dbt_project, ignore=ignored)
        shutil.copytree(ROOT / "documents/huangpu", self.settings.documents / "huangpu")
        shutil.copytree(ROOT / "ingest/places", self.settings.places)
        self.book = self.settings.documents / "book.html"
        write(self.book, PROJECTS)
        file = self.settings.places / "huangpu.yml"
        place = yaml.safe_load(file.read_text(encoding="utf-8"))
        place["departments"][0]["forms"]["project_target_form"] = {
            "since": 2023,
            "due": {"month": 4, "day": 30},
            "sources": {2023: "book.html"},
        }
        file.write_text(yaml.safe_dump(place, allow_unicode=True), encoding="utf-8")
        self.seed = self.settings.dbt_project / "seeds" / REVIEWS

    def night(self, name: str) -> list[Row]:
        """Run the line; the review queue as it is then, without labels."""
        run_line(self.settings, name)
        return self.queue()

    def queue(self) -> list[Row]:
        return self.rows("select * from mart_review_queue where kind <> 'uncatalogued' order by 1")

    def rows(self, sql: str) -> list[Row]:
        path = str(self.settings.published / "marts.duckdb")
        with duckdb.connect(path, read_only=True) as marts:
            marts.execute("use marts")
            found = marts.execute(sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def all_rows(self, schema: str) -> dict[str, list[tuple[Any, ...]]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as warehouse:
            return {
                name: warehouse.execute(f"select * from {schema}.{name} order by all").fetchall()
                for name in tables(warehouse, "warehouse")
            }

    def decide(self, item: Row, **said: str) -> None:
        names = ("document_id", "fact", "figure_key", "field", "place", "printed_text", "was_read")
        given = {name: item[name] for name in names}
        append_reviews(self.settings, [decision(Review, **given, **said, **WHO)])

    def value(self, metric: str) -> Row:
        [row] = self.rows(
            f"select * from fct_indicator_value where metric = '{metric}' and project_no > 0"
        )
        return row


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return Line(tmp_path_factory.mktemp("reviewed"))


def named(queue: list[Row], label: str, kind: str = "doubt") -> Row:
    [item] = [each for each in queue if each["label"] == label and each["kind"] == kind]
    return item


@pytest.fixture(scope="module")
def undecided(line: Line) -> list[Row]:
    return line.night("first")


def test_what_is_in_doubt_awaits_a_person_the_flagship_first(undecided: list[Row]) -> None:
    assert [each["queue_no"] for each in undecided] == list(range(1, len(undecided) + 1))
    order = [(each["priority"], not each["is_flagship"]) for each in undecided]
    assert order == sorted(order)
    doubted = [each for each in undecided if each["why"].endswith("struck through was left out")]
    assert {(each["label"], each["was_read"]) for each in doubted} == {
        ("高新技术企业总数", "300"),
        ("新增孵化器", "10"),
        ("新增房源", "90"),
        ("展览场次", "2"),
        ("资金总额", "120"),
        ("资金总额", "30"),
    }
    incubators = named(undecided, "新增孵化器")
    assert incubators["printed_text"] == "≥10家"
    assert (incubators["fact"], incubators["field"]) == ("fct_indicator_value", "value")
    assert incubators["place"] == "line 10 table1!E6"


@pytest.fixture(scope="module")
def decided(line: Line, undecided: list[Row]) -> list[Row]:
    """The night after: one figure confirmed, two put right, one a misprint."""
    line.decide(named(undecided, "新增孵化器"), decision="correct", value="12")
    line.decide(named(undecided, "新增房源"), decision="confirm")
    line.decide(named(undecided, "展览场次"), decision="misprint")
    [fund] = [
        each for each in undecided if each["label"] == "资金总额" and each["was_read"] == "30"
    ]
    line.decide(fund, decision="confirm")
    return line.night("second")


def test_a_decision_settles_a_figure(line: Line, decided: list[Row]) -> None:
    told = ("value", "value_std", "doubt", "reviewed", "reviewed_by", "read_value", "value_text")
    for metric, expected in {
        "新增孵化器": (12, 12, None, "correct", "李明", "value=10", "≥10家"),
        "新增房源": (90, 90, None, "confirm", "李明", None, "≥90套"),
        "展览场次": (2, 2, None, "misprint", "李明", None, "≥2场"),
    }.items():
        row = line.value(metric)
        assert tuple(row[name] for name in told) == expected
        assert str(row["reviewed_on"]) == "2026-01-05"
    untouched = line.value("高新技术企业总数")
    assert untouched["reviewed"] is None
    assert untouched["doubt"] is not None
    asked = {(each["label"], each["was_read"]) for each in decided if each["kind"] == "doubt"}
    assert asked == {("资金总额", "120")}


def test_raw_keeps_what_was_read(line: Line, decided: list[Row]) -> None:
    assert decided
    values = sorted(line.settings.raw.glob("load=*/indicator_values.parquet"))
    with duckdb.connect() as connection:
        read = connection.execute(
            "select value from read_parquet(?) where metric = '新增孵化器'",
            [[str(path) for path in values]],
        ).fetchall()
    assert read == [(Decimal(10),)]


def test_a_project_follows_its_funds(line: Line, decided: list[Row]) -> None:
    assert decided
    projects = line.rows(
        "select * from fct_project_funding where project_no in (1, 4) order by project_no"
    )
    assert [(row["reviewed"], row["doubt"] is None) for row in projects] == [
        (None, False),
        ("confirm", True),
    ]


def test_marts_say_what_was_reviewed(line: Line, decided: list[Row]) -> None:
    assert decided
    [coverage] = line.rows(
        "select figures_reviewed from mart_coverage"
        " where department_key = 'huangpu_science' and fiscal_year = 2023"
    )
    assert coverage == {"figures_reviewed": 4}
    [target] = line.rows("select * from mart_target_vs_actual where target_text = '≥10家'")
    assert (target["target_value"], target["is_reviewed"], target["is_in_doubt"]) == (
        12,
        True,
        False,
    )
    [shown] = line.rows("select * from mart_indicator_wide where target_text = '≥2场'")
    assert (shown["target"], shown["is_reviewed"], shown["is_misprint"]) == (2, True, True)
    for table, subject, amount in (
        ("mart_project", "project_name", "planned_wan"),
        ("mart_transfer", "to_district_name", "amount_wan"),
        ("mart_budget_overview", "department_key || fiscal_year", "project_sum_wan"),
    ):
        reviewed = line.rows(f"select {subject} as name, {amount} as wan, is_reviewed from {table}")
        told = {(row["name"], row["wan"]) for row in reviewed if row["is_reviewed"]}
        assert (
            told
            == {
                "mart_project": {("成果展览（云埔镇）", 30)},
                "mart_transfer": {("云埔镇", 30)},
                "mart_budget_overview": {("huangpu_science2023", Decimal("1341.9"))},
            }[table]
        )
        assert len(reviewed) > len(told), "and others are not"


def test_what_a_decision_changed_is_a_correction(line: Line, decided: list[Row]) -> None:
    assert decided
    changes = line.rows(
        "select distinct old_value, new_value, cause from fct_change"
        " where table_name = 'fct_indicator_value' and column_name = 'value'"
    )
    assert changes == [{"old_value": "10", "new_value": "12", "cause": "correction"}]
    assert line.rows("select distinct cause from fct_change") == [{"cause": "correction"}]


def test_decisions_cost_their_documents_alone_and_give_what_a_full_build_gives(
    line: Line, decided: list[Row]
) -> None:
    assert decided
    marts = line.all_rows("marts")
    assert build(line.settings, build_id="again")["full_refresh"] is False
    build(line.settings, build_id="full", full=True)
    assert line.all_rows("marts") == marts


@pytest.fixture(scope="module")
def lapsed(line: Line, decided: list[Row]) -> list[Row]:
    """A night after which nothing holds: a wrong sum, another text, another reading."""
    [fund] = [each for each in decided if each["label"] == "资金总额"]
    line.decide(fund, decision="correct", value="130.00")
    rows = line.seed.read_text(encoding="utf-8")
    rows = rows.replace("≥90套,90,confirm", "≥80套,90,confirm")  # as another extractor read it
    rows = rows.replace("≥2场,2,misprint", "≥2场,3,misprint")
    gone = rows.splitlines()[1].replace(rows.splitlines()[1][:64], "0" * 64)
    line.seed.write_text(rows + gone + "\n", encoding="utf-8")
    return line.night("third")


def test_a_correction_that_breaks_an_identity_holds_its_form(line: Line, lapsed: list[Row]) -> None:
    held = line.rows("select held_forms, status_reason from dim_document where held_forms > 0")
    assert len(held) == 1
    assert "孵化器建设" in held[0]["status_reason"]
    assert "130" in held[0]["status_reason"]
    assert line.rows("select * from fct_project_funding where project_name = '孵化器建设'") == []
    failing = [
        each for each in lapsed if each["kind"] == "check" and each["severity"] == "identity"
    ]
    assert {each["project_no"] for each in failing} == {1}
    assert {each["priority"] for each in failing} == {2}


def test_a_decision_lapses_with_what_it_rests_on_and_says_so(line: Line, lapsed: list[Row]) -> None:
    told = [each for each in lapsed if each["kind"] == "lapsed"]
    assert {(each["was_read"], each["why"].split(" · ")[1]) for each in told} == {
        ("90", "the text is now read as: ≥90套"),
        ("3", "is now read as: 2"),
        ("10", "there is no such document"),
    }
    for metric in ("新增房源", "展览场次"):
        row = line.value(metric)
        assert row["reviewed"] is None
        assert row["doubt"] is not None


def test_a_decision_lapses_with_the_bytes(line: Line, lapsed: list[Row]) -> None:
    """A reprint speaks for itself; taking the decision back leaves the figure as it is read."""
    assert lapsed
    write(line.book, [*PROJECTS[:3], (*PROJECTS[3][:5], "≥5场")])
    header, *rows = line.seed.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if ",correct," in row and not row.startswith("0" * 64)]
    line.seed.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    queue = line.night("fourth")
    gone = [each for each in queue if each["kind"] == "lapsed"]
    assert len(gone) == 2
    assert {each["why"].split(" · ")[1] for each in gone} == {
        "the document is no longer the current version"
    }
    assert line.value("新增孵化器")["value"] == 10
    revised = line.rows("select old_text, is_reviewed from mart_revision where kind = 'changed'")
    assert {(row["old_text"], row["is_reviewed"]) for row in revised} >= {
        ("≥10家", True),
        ("≥2场", False),
    }
    marts = line.all_rows("marts")
    build(line.settings, build_id="full", full=True)
    assert line.all_rows("marts") == marts
