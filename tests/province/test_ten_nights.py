"""Ten nights of a made-up province, run by Airflow's scheduler, with a fault in most of them.

Each test is a night, and goes on where the one before it ended: `make test-province`.
docs/operations.md tells what the operator saw and did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import psutil
import pytest

from ingest.landing.alarms import ALARM
from ingest.runs import new_run_id
from ingest.steps import run_line
from tests.faults.conftest import OF_THE_RUN, same
from tests.faults.test_together import held_open
from tests.integration.published import Content, content
from tests.province.operator import Machine
from tests.province.province import RENAMED, TODAY, areas, items, site_of
from tests.province.site_process import SiteProcess
from tests.unit.landing.bureau_site import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.settings import Settings

SETTINGS = {
    "JIXIAO_SCHEDULE": "* * * * *",
    "JIXIAO_RETRY_SECONDS": "0.1",
    "JIXIAO_MAX_BYTES": "2000000",
    "JIXIAO_BATCH_LIMIT": "4",
    "JIXIAO_BY": "王",
}
LOGIN = Answer(b'<html><form><input name="u"><input type="password" name="p"></form></html>')
HOSTILE = "key: !!python/object/apply:os.system ['touch {mark}']\n"
FIGURES = "select * from marts.fct_indicator_value order by all"
REFUSED = "the last night refused {} sources or documents"
WAITS = "found documents that wait for their place: 1 (jixiao inbox)"


OF_THE_HISTORY = {"version", "page_uri", "ordinal"}
"""Columns that say how often a document came, on which page it was seen first, and after what."""


def last_state(settings: Settings) -> Content:
    """Every published table, less what is of the run, of former versions or withdrawn."""
    found = content(settings, OF_THE_RUN | OF_THE_HISTORY)
    file = str((settings.published / "marts.duckdb").resolve(strict=True))
    with duckdb.connect(file, read_only=True) as marts:
        rows = marts.execute("select document_id from marts.dim_document where not is_current")
        former = {document for (document,) in rows.fetchall()} | {"withdrawn"}
    return {
        name: [row for row in rows if not any(isinstance(c, str) and c in former for c in row)]
        for name, rows in found.items()
        if not name.startswith("history_") and name != "mart_revision"
    }


@pytest.fixture(scope="module")
def site() -> Iterator[SiteProcess]:
    with SiteProcess() as running:
        yield running


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with Machine(tmp_path_factory.mktemp("province"), SETTINGS) as machine:
        yield machine


@pytest.fixture(scope="module")
def bi_tool(machine: Machine) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Any]]]:
    """A BI tool that opens the first publication and keeps it open; the figures that it saw."""
    file = (machine.settings.published / "marts.duckdb").resolve(strict=True)
    with duckdb.connect(str(file), read_only=True) as marts:
        yield marts, marts.execute(FIGURES).fetchall()


def body_of(path: str) -> bytes:
    return next(item.body for item in reversed(items()) if item.path == path)


def slots(machine: Machine, state: str) -> set[str]:
    """The slots of the ledger that are in that state."""
    sql = """
        select department_key || ' ' || fiscal_year || ' ' || form
        from marts.mart_document_ledger where state = ?"""
    return {slot for (slot,) in machine.rows(sql, state)}


def stock(machine: Machine, district: str, year: int) -> tuple[Any, ...]:
    """The high-tech enterprises of a district's year: target and actual."""
    sql = """
        select target_annual, actual from marts.mart_high_tech_enterprises
        where district_key = ? and fiscal_year = ? and statistic = 'stock'"""
    (row,) = machine.rows(sql, district, year)
    return row


def waits_for(machine: Machine) -> list[str]:
    """What needs a person, as monitoring sees it."""
    status, code = machine.status()
    assert code == bool(status["problems"]), status
    return list(status["problems"])


def test_the_province_is_added_by_the_guide(machine: Machine, site: SiteProcess) -> None:
    site.show(site_of(1))
    for area in areas(site.url):
        said = machine.jixiao("new-district", area.place, "--since", "2022", *area.options)
        assert f"jixiao check-district {area.key}" in said
    paged = "links: 绩效, pages: {next: a.next}}"
    for place in ("hangzhou", "xihu", "deqing"):
        machine.edit(place, "links: 绩效}", paged)
    for area in areas(site.url):
        machine.edit(area.key, "departments:\n", "fetching: {delay: 0.05}\ndepartments:\n")
    said = machine.jixiao("check-district", "deqing", status=1)
    assert "not one fiscal year is printed" in said
    assert "needs a hand 待处理: 1 waiting" in said
    assert not machine.settings.home.exists()


def test_first_night_everything_is_new_and_one_form_waits(
    machine: Machine, site: SiteProcess
) -> None:
    machine.up()
    night = machine.night()
    assert night.outcome == "published"
    expected = {item.path for item in items() if 1 in item.nights} - {"/dq/2023.xls"}
    assert night.said("new") == sorted(expected)
    assert len(slots(machine, "loaded")) == len(expected)
    assert stock(machine, "hangzhou", 2022) == (5500, 5800)
    assert stock(machine, "hangzhou", 2023) == (6200, None)
    assert waits_for(machine) == [REFUSED.format(1), WAITS]
    assert "$ jixiao inbox" in night.text
    said = machine.jixiao("inbox")
    assert "dq_science/2023/department_target_form" in said


def test_second_night_a_login_page_is_no_new_version(
    machine: Machine,
    site: SiteProcess,
    bi_tool: tuple[duckdb.DuckDBPyConnection, list[Any]],
) -> None:
    slot = "deqing/dq_science/2023/department_target_form"
    machine.jixiao(
        *("inbox", "assign", "2023.xls", slot, "--by", "王", "--reason", "链接写明2023年")
    )
    machine.jixiao(
        *("alias", "执行数完成预算比重", "budget_execution_rate", "--reason", "同一指标")
    )
    site.show(site_of(2) | {"/hz/2023.xlsx": LOGIN})
    night = machine.night()
    assert night.outcome == "published"
    assert night.said("new") == ["/dq/2023.xls", "/kjt/download?id=4"]
    assert night.said("revised") == []
    (alarm,) = night.post["refused"]
    assert alarm.startswith(ALARM)
    assert "asks for a password" in alarm
    assert stock(machine, "hangzhou", 2023) == (6200, None)
    assert stock(machine, "deqing", 2023) == (150, None)
    (problem,) = waits_for(machine)
    assert problem.startswith(f"{ALARM}hangzhou/hz_science: {site.url}/hz/2023.xlsx: asks for")


def test_third_night_the_site_is_down_and_nothing_is_lost(
    machine: Machine, site: SiteProcess
) -> None:
    before = machine.rows(FIGURES)
    site.stop()
    night = machine.night()
    site.start()
    assert night.outcome == "unchanged"
    assert night.post["publication"] == night.publication.id
    assert night.publication.run_id != night.run_id
    assert machine.rows(FIGURES) == before
    assert len(night.post["refused"]) >= len(areas(""))
    (problem,) = waits_for(machine)
    assert problem == REFUSED.format(len(night.post["refused"]))


def test_fourth_night_a_form_is_revised_and_an_attachment_truncated(
    machine: Machine, site: SiteProcess
) -> None:
    whole = body_of("/kjt/download?id=5")
    cut = Answer(whole[: len(whole) // 2], says_length=len(whole))
    site.show(site_of(4) | {"/kjt/download?id=5": cut})
    night = machine.night()
    assert night.outcome == "published"
    assert night.said("new") == ["/yz/2023/zpbg.txt"]
    assert night.said("revised") == ["/hz/2023.xlsx"]
    changed = {(row["fiscal_year"], row["old"], row["new"]) for row in night.post["figures"]}
    assert changed >= {(2023, "6200", "6500")}
    (refused,) = night.post["refused"]
    assert "/kjt/download?id=5" in refused
    assert stock(machine, "hangzhou", 2023) == (6500, None)
    revised = machine.rows(
        "select old_value, new_value from marts.mart_revision where measure = 'target'"
    )
    assert set(revised) == {(6200, 6500)}
    assert waits_for(machine) == [REFUSED.format(1)]


def test_fifth_night_its_build_is_killed_and_a_form_is_held(
    machine: Machine, site: SiteProcess
) -> None:
    def kill_the_build(_: str) -> None:
        found: list[psutil.Process] = []
        machine.until(lambda: bool(found.extend(machine.at_the_warehouse()) or found), "it builds")
        for process in found:
            process.kill()

    site.show(site_of(5))
    night = machine.night(kill_the_build)
    assert night.outcome == "published"
    (build,) = machine.api.tasks(night.run_id, "build")
    assert (build["state"], build["try_number"]) == ("success", 2)
    assert night.said("new") == ["/kjt/download?id=5", "/xihu/2023-zp.html"]
    assert night.said("held") == ["/yz/2024/mbb.csv"]
    assert slots(machine, "held") == {"yz_science 2024 department_target_form"}
    assert stock(machine, "zhejiang", 2024) == (44000, None)
    assert waits_for(machine) == ["1 held 份文件待处理 documents wait for a person"]


def test_sixth_night_the_warehouse_is_locked_for_a_while(
    machine: Machine, site: SiteProcess
) -> None:
    [(document, rule)] = machine.rows(
        "select document_id, rule_key from marts.fct_reconciliation"
        " where severity = 'identity' and status = 'fail'"
    )
    machine.jixiao("waive", document[:12], rule, "--reason", "原件如此，已电话核实")
    site.show(site_of(6))
    failures: list[str] = []
    with held_open(machine.settings.warehouse) as pid:

        def wait_for_the_failure(run_id: str) -> None:
            machine.until(lambda: bool(machine.failure_of(run_id)), "the build fails")
            failures.append(machine.failure_of(run_id))
            psutil.Process(pid).kill()

        night = machine.night(wait_for_the_failure)
    assert f"(PID {pid})" in failures[0]
    assert "end that program" in failures[0]
    assert night.outcome == "published"
    assert night.said("new") == [
        *("/hz/2023-zp.pdf", "/hz/2024.xlsx", "/xihu/2024.html", "/yz/2024/mbb.csv")
    ]
    assert slots(machine, "held") == set()
    assert stock(machine, "yinzhou", 2024) == (960, None)
    assert waits_for(machine) == []


def test_seventh_night_a_new_name_waits_and_an_answer_never_ends(
    machine: Machine, site: SiteProcess
) -> None:
    before = machine.rows(FIGURES)
    site.show(site_of(7) | {"/dq/2024.docx": Answer(is_endless=True)})
    night = machine.night()
    refused, waits = night.post["refused"]
    assert "larger than the 2,000,000 bytes allowed" in refused
    assert machine.rows(FIGURES) == before
    assert "waits in the inbox" in waits
    assert waits_for(machine) == [REFUSED.format(2), WAITS]
    assert f"signs as {RENAMED}" in machine.jixiao("inbox")


def test_eighth_night_a_hostile_place_file_stops_it_and_readers_notice_nothing(
    machine: Machine, site: SiteProcess
) -> None:
    site.show(site_of(8))
    former = machine.rows(FIGURES)
    mark, file = machine.settings.places / "mark", machine.settings.places / "bad.yml"
    file.write_text(HOSTILE.format(mark=mark), encoding="utf-8")
    night = machine.night()
    problems = waits_for(machine)
    file.unlink()
    assert night.outcome == "failed"
    assert night.post["why"].startswith("collect: bad.yml: ")
    assert "未发布 not published" in night.mail["Subject"]
    assert not mark.exists()
    assert machine.rows(FIGURES) == former
    assert all("bad.yml: " in problem for problem in problems)


def test_ninth_night_the_power_fails_and_the_night_goes_on_afterwards(
    machine: Machine, site: SiteProcess
) -> None:
    machine.edit("xihu", f"name_zh: {TODAY}\n", f"name_zh: {RENAMED}\n")
    machine.edit(
        "xihu",
        f"{{name_zh: {TODAY}, since: 2024}}",
        f"{{name_zh: {TODAY}, since: 2024, until: 2024}}\n  - {{name_zh: {RENAMED}, since: 2025}}",
    )
    site.show(site_of(9))

    def cut_the_power(_: str) -> None:
        machine.until(lambda: bool(machine.at_the_warehouse()), "it builds")
        machine.power_cut()
        machine.up()

    night = machine.night(cut_the_power)
    assert night.outcome == "published"
    assert night.said("new") == ["/dq/2024.docx", "/xihu/2025.html"]
    (alarm,) = night.post["refused"]
    assert alarm.startswith(ALARM)
    assert alarm.endswith("/hz/2022-zp.pdf: not found")
    assert stock(machine, "hangzhou", 2022) == (5500, 5800)
    names = machine.rows(
        "select distinct fiscal_year, department_name_zh from marts.mart_indicator_wide"
        " where department_key = 'xihu_science' order by all"
    )
    assert [name for _, name in names] == ["杭州市西湖区科技局"] * 2 + [TODAY, RENAMED]
    (problem,) = waits_for(machine)
    assert problem.startswith(f"{ALARM}hangzhou/hz_science: {site.url}/hz/2022-zp.pdf: not found")


def test_tenth_night_a_report_is_withdrawn_and_nothing_needs_a_hand(
    machine: Machine, site: SiteProcess
) -> None:
    report = "self_evaluation_report:\n      since: 2022\n"
    machine.edit("hangzhou", report, f"{report}      withdrawn:\n        2022: 来函撤回\n")
    site.show(site_of(10))
    night = machine.night()
    assert night.outcome == "published"
    assert night.said("new") == ["/kjt/download?id=6"]
    assert night.said("withdrawn") == ["/hz/2022-zp.pdf"]
    assert night.post["refused"] == []
    assert stock(machine, "hangzhou", 2022) == (5500, None)
    assert waits_for(machine) == []


def test_the_ten_nights_come_to_what_one_clean_night_comes_to(
    machine: Machine, site: SiteProcess
) -> None:
    clean = machine.settings.model_copy(update={"home": machine.settings.home.with_name("clean")})
    assert run_line(clean, new_run_id())
    assert same(last_state(machine.settings), last_state(clean)) == []


def test_the_bi_tool_has_noticed_nothing(
    machine: Machine, bi_tool: tuple[duckdb.DuckDBPyConnection, list[Any]]
) -> None:
    marts, figures = bi_tool
    assert marts.execute(FIGURES).fetchall() == figures != machine.rows(FIGURES)
