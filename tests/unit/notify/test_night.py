"""What a night's message says: of a publication, an unchanged night, held documents, a failure."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingest.notify.night import Night, night_of
from ingest.notify.render import html, subject, text
from ingest.runs import changing, step
from ingest.settings import Settings
from ingest.warehouse.publish import Origin, publish
from ingest.warehouse.rollbacks import roll_back

if TYPE_CHECKING:
    from pathlib import Path

FORM = "department_target_form"
Row = tuple[Any, ...]
A = ("a", "slot-a", "loaded", None, "2023-05-01")
B = ("b", "slot-b", "loaded", None, "2023-05-02")
STOCK = ("nansha", 2023, "stock", "1100", "2400", None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def go(
    settings: Settings,
    run_id: str,
    documents: list[Row],
    ledger: list[Row] = (),
    figures: list[Row] = (),
) -> None:
    """Publish these marts as that run, whose report says so.

    A document is (id, slot, status, reason, first seen); a row of the ledger (slot, state, due); a
    figure (district, year, statistic, target, cycle target, actual).
    """
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("""
            drop schema if exists marts cascade;
            create schema marts;
            create table marts.dim_document (
                document_id varchar, slot_key varchar, district_key varchar,
                department_key varchar, fiscal_year integer, form varchar, status varchar,
                status_reason varchar, is_current boolean, source_uri varchar,
                extractor_version varchar, load varchar, first_seen_at timestamp,
                decisions_hash varchar
            );
            create table marts.mart_document_ledger (
                ledger_key varchar, district_key varchar, department_key varchar, form varchar,
                fiscal_year integer, state varchar, due_on date, reason varchar
            );
            create table marts.mart_high_tech_enterprises (
                district_key varchar, fiscal_year integer, statistic varchar,
                target_annual decimal(24, 6), target_cycle decimal(24, 6), actual decimal(24, 6)
            );
            create table marts.dim_district as
                select 'nansha' as district_key, '南沙区' as name_zh;
            create table marts.dim_department as select 'd' as department_key, '科技局' as name_zh;
            create table marts.dim_code as from (values
                ('form', 'department_target_form', '申报表'),
                ('enterprise_statistic', 'stock', '存量')
            ) as t(code_set, code, label_zh)
        """)
        for name, slot, status, reason, seen in documents:
            warehouse.execute(
                "insert into marts.dim_document values"
                " (?, ?, 'nansha', 'd', 2023, ?, ?, ?, ?, ? || '.pdf', '1', ?, ?, null)",
                [name, slot, FORM, status, reason, status == "loaded", name, status, seen],
            )
        for slot, state, due in ledger:
            warehouse.execute(
                "insert into marts.mart_document_ledger"
                " values (?, 'nansha', 'd', ?, 2023, ?, ?, null)",
                [slot, FORM, state, due],
            )
        for row in figures:
            warehouse.execute(
                "insert into marts.mart_high_tech_enterprises values (?, ?, ?, ?, ?, ?)", row
            )
    docs = settings.home / "docs"
    docs.mkdir(exist_ok=True)
    origin = Origin(fingerprint="f", loads=1, last_load="l", extractor_version="1", dbt_hash="d")
    with step(settings, run_id, "publish"):
        publish(settings, run_id=run_id, origin=origin, data_docs=docs, checks={}, warnings=[])
    ended(settings, run_id, "published")


def ended(settings: Settings, run_id: str, outcome: str) -> None:
    with changing(settings, run_id) as run:
        run.outcome = outcome


def names(found: list) -> list[str]:
    return [one.source_uri for one in found]


def test_of_the_first_publication_all_documents_are_new(settings: Settings) -> None:
    go(settings, "n1", [A, ("h", "slot-h", "held", "1 against 2", "2023-05-01")])
    night = night_of(settings, "n1")
    assert (night.outcome, night.former) == ("published", None)
    assert names(night.new) == ["a.pdf"]
    assert names(night.held) == ["h.pdf"]


def test_new_revised_withdrawn_and_held_documents_are_told_apart(settings: Settings) -> None:
    c, e = (("c", "slot-c", "loaded", None, "2023-05-01"), ("e", "s", "loaded", None, "2023-05-01"))
    go(settings, "n1", [A, c, e])
    revised = ("a2", "slot-a", "loaded", None, "2023-06-01")
    held = ("h", "slot-h", "held", "差一 1 against 2", "2023-06-01")
    bad = ("q", "slot-q", "quarantined", "the file is empty", "2023-06-01")
    withdrawn = (*c[:2], "withdrawn", "taken back", c[-1])
    go(settings, "n2", [A, revised, B, held, bad, withdrawn])
    night = night_of(settings, "n2")
    assert names(night.new) == ["b.pdf"]
    assert names(night.revised) == ["a2.pdf"]
    assert sorted(names(night.withdrawn)) == ["c.pdf", "e.pdf"]
    assert [(one.source_uri, one.reason) for one in night.held] == [
        ("h.pdf", "差一 1 against 2"),
        ("q.pdf", "the file is empty"),
    ]
    said = text(night)
    assert "南沙区 科技局 2023 申报表 (h.pdf): 差一 1 against 2" in said
    assert subject(night) == ("绩效 jixiao: 已发布 published · 新增 1 · 修订 1 · 撤回 2 · 搁置 2")


def test_a_document_that_was_held_and_is_waived_is_new(settings: Settings) -> None:
    go(settings, "n1", [A, ("h", "slot-h", "held", "why", "2023-05-01")])
    go(settings, "n2", [A, ("h", "slot-h", "loaded", None, "2023-05-01")])
    night = night_of(settings, "n2")
    assert (names(night.new), night.held) == (["h.pdf"], [])


def test_changed_figures_are_told_with_both_values(settings: Settings) -> None:
    other = ("nansha", 2022, "stock", None, None, "2500")
    go(settings, "n1", [A], figures=[STOCK, other])
    changed = ("nansha", 2023, "stock", "1200", "2400", None)
    added = ("nansha", 2024, "stock", "1300", None, None)
    go(settings, "n2", [A, B], figures=[changed, added])
    assert [
        (one.fiscal_year, one.what_zh, one.old, one.new) for one in night_of(settings, "n2").figures
    ] == [
        (2022, "实际", "2500", None),
        (2023, "年度目标", "1100", "1200"),
        (2024, "年度目标", None, "1300"),
    ]
    assert "南沙区 2023 存量 年度目标: 1100 → 1200" in text(night_of(settings, "n2"))


def test_what_became_overdue_is_told_once_and_counted_ever_after(settings: Settings) -> None:
    old = ("slot-o", "missing", "2022-04-30")
    go(settings, "n1", [A], [old, ("slot-b", "not_due", "2023-04-30")])
    go(settings, "n2", [A], [old, ("slot-b", "missing", "2023-04-30")])
    night = night_of(settings, "n2")
    assert [one.due_on for one in night.overdue] == ["2023-04-30"]
    assert night.overdue_in_all == 2
    assert "科技局 2023 申报表, 应于 due 2023-04-30" in text(night)
    go(settings, "n3", [A, B], [old, ("slot-b", "missing", "2023-04-30")])
    night = night_of(settings, "n3")
    assert (night.overdue, night.overdue_in_all) == ([], 2)


def test_a_place_is_quiet_when_nothing_came_for_longer_than_ever(settings: Settings) -> None:
    dates = ["2023-05-01", "2023-06-01", "2024-05-01"]
    go(settings, "n1", [(d, d, "loaded", None, d) for d in dates])
    (place,) = night_of(settings, "n1").quiet
    assert (place.district_zh, place.longest_before) == ("南沙区", 335)
    assert "久无新文件" in text(night_of(settings, "n1"))
    go(settings, "n2", [(d, d, "loaded", None, d) for d in [*dates, "1990-01-01"]])
    assert night_of(settings, "n2").quiet == []  # it was quiet for longer before
    go(settings, "n3", [(d, d, "loaded", None, d) for d in dates[:2]])
    assert night_of(settings, "n3").quiet == []  # too few arrivals to say


def test_an_unchanged_night_tells_no_former_changes_and_is_quiet(settings: Settings) -> None:
    go(settings, "n1", [A, ("h", "slot-h", "held", "why", "2023-05-01")], [("h", "held", None)])
    with step(settings, "n2", "compare"):
        ended(settings, "n2", "unchanged")
    night = night_of(settings, "n2")
    assert (night.outcome, night.new, night.held, night.waiting) == ("unchanged", [], [], 1)
    assert night.is_quiet
    assert "1 held or quarantined" in text(night)
    assert not night_of(settings, "n1").is_quiet
    with changing(settings, "n2") as run:
        run.refused += [f"{number}.pdf: HTTP status 404" for number in range(31)]
    night = night_of(settings, "n2")
    assert not night.is_quiet
    assert "31 sources or documents were refused" in text(night)


def test_an_unchanged_night_after_a_roll_back_says_so(settings: Settings) -> None:
    go(settings, "n1", [A])
    first = night_of(settings, "n1").publication
    go(settings, "n2", [A, B])
    assert first
    roll_back(settings, to_id=first, by="li", reason="a slip")
    with step(settings, "n3", "compare"):
        ended(settings, "n3", "unchanged")
    night = night_of(settings, "n3")
    assert night.why == f"li has gone back to {first} (a slip)"
    assert "jixiao publish" in [one.command for one in night.to_do]


@pytest.mark.parametrize(
    ("name", "command"),
    [("build", "dbt.log"), ("audit", "index.html"), ("extract 2", "jixiao status")],
)
def test_a_failure_names_the_step_the_reason_and_what_to_do(
    settings: Settings, name: str, command: str
) -> None:
    with suppress(ValueError), step(settings, "n1", name):
        raise ValueError("model x:\n why")
    night = night_of(settings, "n1", failed="task_failure")
    assert (night.outcome, night.why) == ("failed", f"{name}: model x: why")
    assert command in night.to_do[0].command
    assert "make refresh" in night.to_do[0].command
    assert subject(night) == "绩效 jixiao: 失败 FAILED · 未发布 not published"


def test_a_run_that_fails_after_it_published_does_not_say_otherwise(settings: Settings) -> None:
    go(settings, "n1", [A])
    with suppress(ConnectionError), step(settings, "n1", "publish"):
        raise ConnectionError("PostgreSQL: refused")
    night = night_of(settings, "n1", failed="task_failure")
    assert subject(night) == "绩效 jixiao: 失败 FAILED · 新增 1"
    assert night.why == "publish: PostgreSQL: refused"


def test_a_run_that_was_stopped_or_left_no_report_has_failed(settings: Settings) -> None:
    assert night_of(settings, "n1", failed="timed_out").why == (
        "stopped, it took longer than allowed"
    )
    assert night_of(settings, "n1").why == "it left no report"
    with step(settings, "n1", "collect"):
        pass
    assert night_of(settings, "n1").why == "it ended without a word"


def test_a_late_night_says_how_far_it_has_come(settings: Settings) -> None:
    assert night_of(settings, "n1", late=True).why == "it has not begun"
    with step(settings, "n1", "build"):
        night = night_of(settings, "n1", late=True)
    assert (night.outcome, night.why) == ("late", "still going on, at build")
    assert night_of(settings, "n1", late=True).why == "still going on, between steps"
    ended(settings, "n1", "published")
    assert night_of(settings, "n1", late=True).why == "it has ended by now: published"
    assert not night.is_quiet


def test_long_lists_are_cut_and_markup_stays_text() -> None:
    night = Night(
        run_id="n1",
        outcome="failed",
        why="<b>why</b>",
        refused=[f"{n}.pdf: <script>\nalert(1)</script>" for n in range(20)],
    )
    assert "… 8 more" in text(night)
    assert "0.pdf: <script>\\nalert(1)</script>" in text(night)
    assert "<b>why" not in html(night)
    assert "&lt;script&gt;" in html(night)
