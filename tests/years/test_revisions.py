"""Forms that are revised, withdrawn in every way there is, and returned; and read again."""

from __future__ import annotations

from typing import Any

import pytest
from agreement import assert_agreement
from huangpu import DEPARTMENT, FORMS, REPORT, REPORTS, SCIENCE, TARGET_FORM
from made import NANSHA, Budget, Document, form, nansha
from worked import assert_as_printed
from world import Marts, World, read_by

from ingest.steps import AuditError

NANSHA_SCIENCE = "nansha_science"
REVISED = form(
    2024,
    {
        "累计国家高新技术企业数量": (">3000家", ">2750家"),
        "全区高企总数": "将超过2750家",
        "净增高新技术企业": "超过94家",
        "遴选瞪羚企业（含培育）数": (">600家", ">570家"),
        "遴选认定瞪羚（含培育）企业": "570家以上",
        "全年实现技术合同成交额": "≥600亿元",
        "全年技术合同交易额": "不低于600亿元",
        "全社会R&D经费占GDP比重": "≥6.8%",
        "研发投入强度占GDP比重": "≥6.8%",
    },
    budget=Budget("2,400.00", "330,000.00", "0.00", "50,000.00"),
)
NANSHA_2024 = nansha(2024, {"高新技术企业数量": "≥2400 ≥1200"})
DOES_NOT_ADD_UP = nansha(
    2024,
    {"高新技术企业数量": "≥2400 ≥1300"},
    texts={"基本支出 987.82": "基本支出 1,987.82"},
)
STOCK = """select fiscal_year, target_annual, actual_operator, actual
           from mart_high_tech_enterprises
           where district_key = 'huangpu' and statistic = 'stock' order by 1"""
NANSHA_STOCK = """select fiscal_year, target_annual from mart_high_tech_enterprises
                  where district_key = 'nansha' and statistic = 'stock' order by 1"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("revisions"))
    world.department(SCIENCE, **DEPARTMENT)
    world.hand_in(SCIENCE, FORMS[2023], FORMS[2024], *(REPORTS[y] for y in (2022, 2023, 2024)))
    world.department(NANSHA_SCIENCE, "nansha", name_zh=NANSHA)
    world.hand_in(NANSHA_SCIENCE, nansha(2023), NANSHA_2024)
    return world


@pytest.fixture(scope="module")
def first(world: World) -> Marts:
    return world.night()


@pytest.fixture(scope="module")
def revised(world: World, first: Marts) -> Marts:
    """A form of 2024 revised, another revised so that it does not add up; three withdrawn."""
    world.hand_in(SCIENCE, REVISED)
    world.hand_in(NANSHA_SCIENCE, DOES_NOT_ADD_UP)
    world.withdraw(SCIENCE, REPORT, 2022)
    world.withdraw(SCIENCE, TARGET_FORM, 2023, keep_file=True)
    world.withdraw(NANSHA_SCIENCE, TARGET_FORM, 2023, reason="刊登有误，已撤回")
    return world.night()


@pytest.fixture(scope="module")
def returned(world: World, revised: Marts) -> Marts:
    """What was withdrawn is back, and so is the first version of the form of 2024."""
    world.hand_in(SCIENCE, REPORTS[2022], FORMS[2023], FORMS[2024])
    world.give_back(NANSHA_SCIENCE, TARGET_FORM, 2023)
    return world.night()


@pytest.fixture(scope="module")
def read_again(world: World, returned: Marts) -> Marts:
    with read_by("another version"):
        return world.night()


def statuses(marts: Marts, *documents: Document) -> list[tuple[Any, ...]]:
    return [
        row
        for document in documents
        for row in marts.rows(
            "select status, is_current, status_reason from dim_document where document_id = ?",
            document.id,
        )
    ]


def test_the_marts_agree_every_night(
    first: Marts, revised: Marts, returned: Marts, read_again: Marts
) -> None:
    for marts in (first, revised, returned, read_again):
        assert_agreement(marts)


def test_before_anything_is_revised(first: Marts) -> None:
    assert first.rows(STOCK) == [
        (2022, None, "=", 2506),
        (2023, 2500, "=", 2656),
        (2024, 2700, "=", 2812),
    ]
    assert first.rows(NANSHA_STOCK) == [(2023, 1100), (2024, 1200)]
    assert first.rows("select count(*) from mart_revision") == [(0,)]


def test_the_marts_show_the_revised_figure(revised: Marts) -> None:
    assert revised.rows(STOCK) == [
        (2022, None, "=", 2506),  # of the report of 2023 alone
        (2023, None, "=", 2656),
        (2024, 2750, "=", 2812),
    ]
    budgets = """select fiscal_year, budget_initial_wan from mart_budget_overview
                 where department_key = ? and fiscal_year = 2024"""
    assert revised.rows(budgets, SCIENCE) == [(2024, 382400)]


def test_a_revision_is_told_with_both_figures_and_documents(revised: Marts) -> None:
    found = revised.rows(
        """select distinct what, indicator_key, horizon, cast(old_value as decimal(24, 2)),
                  cast(new_value as decimal(24, 2))
           from mart_revision
           where department_key = ? and fiscal_year = 2024 and form = ?
               and old_document_id = ? and new_document_id = ?
           order by all nulls last""",
        *(SCIENCE, TARGET_FORM, FORMS[2024].id, REVISED.id),
    )
    assert found == [
        ("budget_line", None, None, 320000, 330000),  # 项目支出
        ("budget_line", None, None, 372400, 382400),  # 财政拨款, 区本级使用资金
        ("indicator_value", "high_tech_enterprises", "annual", 2700, 2750),
        ("indicator_value", "high_tech_enterprises_net_increase", "annual", 44, 94),
    ]
    # what was held revises nothing
    assert revised.rows("select distinct department_key from mart_revision") == [(SCIENCE,)]


def test_what_the_first_version_said_stays(revised: Marts) -> None:
    found = revised.rows(
        """select distinct version, status, value from history_indicator_value
           where indicator_key = 'high_tech_enterprises' and department_key = ?
               and fiscal_year = 2024 and measure = 'target' and horizon = 'annual'
           order by 1""",
        SCIENCE,
    )
    assert found == [(1, "loaded", 2700)]
    lines = revised.rows(
        """select version, amount_wan from history_budget_line
           where item = '项目支出' and department_key = ? and fiscal_year = 2024
               and phase = 'budget'
           order by 1""",
        SCIENCE,
    )
    assert lines == [(1, 320000)]


def test_a_held_revision_leaves_the_first_version(revised: Marts) -> None:
    assert revised.rows(NANSHA_STOCK) == [(2024, 1200)]
    [(held, current, reason)] = statuses(revised, DOES_NOT_ADD_UP)
    assert (held, current) == ("held", False)
    assert "84250.04" in reason.replace(",", "")
    assert statuses(revised, NANSHA_2024) == [("loaded", True, None)]


def test_withdrawn_documents_leave_the_marts_with_a_reason(revised: Marts) -> None:
    withdrawn = statuses(revised, REPORTS[2022], FORMS[2023], nansha(2023))
    assert [(status, current) for status, current, _ in withdrawn] == [("withdrawn", False)] * 3
    assert all(reason for *_, reason in withdrawn)
    assert "刊登有误，已撤回" in withdrawn[2][2]
    for fact in ("fct_indicator_value", "fct_budget_line", "fct_task_funding", "fct_shortfall"):
        left = revised.rows(
            f"select count(*) from {fact} where document_id in (?, ?, ?)",
            *(REPORTS[2022].id, FORMS[2023].id, nansha(2023).id),
        )
        assert left == [(0,)], fact


def test_the_ledger_says_that_they_are_not_there(revised: Marts) -> None:
    found = revised.rows(
        """select department_key, form, fiscal_year, state from mart_document_ledger
           where slot_key is not null and (department_key, form, fiscal_year) in (
               (?, ?, 2022), (?, ?, 2023), (?, ?, 2023)
           )""",
        *(SCIENCE, REPORT, SCIENCE, TARGET_FORM, NANSHA_SCIENCE, TARGET_FORM),
    )
    assert len(found) == 3
    assert not {state for *_, state in found} & {"loaded", "received"}
    same_bytes = "select count(*) from mart_document_ledger where reason like '%same bytes%'"
    assert revised.rows(same_bytes) == [(0,)]


def test_withdrawn_documents_stay_in_the_history(revised: Marts) -> None:
    found = revised.rows(
        """select distinct status, value from history_indicator_value
           where document_id = ? and indicator_key = 'high_tech_enterprises'""",
        FORMS[2023].id,
    )
    assert found == [("withdrawn", 2500)]


def test_what_is_returned_is_loaded_again(returned: Marts) -> None:
    again = statuses(returned, REPORTS[2022], FORMS[2023], nansha(2023))
    assert again == [("loaded", True, None)] * 3
    assert returned.rows(STOCK) == [
        (2022, None, "=", 2506),
        (2023, 2500, "=", 2656),
        (2024, 2700, "=", 2812),
    ]
    assert [current for _, current, _ in statuses(returned, FORMS[2024], REVISED)] == [True, False]
    assert returned.rows(NANSHA_STOCK) == [(2023, 1100), (2024, 1200)]
    slots = returned.rows(
        """select state, count(*) from mart_document_ledger
           where document_id in (?, ?, ?) group by 1""",
        *(REPORTS[2022].id, FORMS[2023].id, nansha(2023).id),
    )
    assert slots == [("loaded", 3)]


OF_THE_READING = {"load", "ordinal", "extractor_version", "documents_hash"}
OF_THE_PUBLICATION = {"dim_publication", "fct_change"}


def content(marts: Marts) -> dict[str, list[tuple[Any, ...]]]:
    """Every table without what says by which version it was read."""
    tables = marts.rows("select table_name from duckdb_tables() where schema_name = 'marts'")
    found = {}
    for (table,) in tables:
        if table not in OF_THE_PUBLICATION:
            names = [f'"{name}"' for name in marts.columns(table) if name not in OF_THE_READING]
            found[table] = sorted(marts.rows(f"select {', '.join(names)} from {table}"), key=repr)
    return found


def test_another_version_of_the_extractor_gives_the_same_marts(
    returned: Marts, read_again: Marts
) -> None:
    versions = read_again.rows("select distinct extractor_version from dim_document")
    assert versions == [("another version",)]
    before, now = content(returned), content(read_again)
    assert before.keys() == now.keys()
    for table, rows in before.items():
        assert now[table] == rows, table


def test_a_version_that_loses_most_values_is_not_published(world: World, read_again: Marts) -> None:
    with read_by("a worse version", keep=3), pytest.raises(AuditError):
        world.night()
    assert world.published() == read_again


def test_the_worked_example(revised: Marts) -> None:
    assert_as_printed(
        revised.path, "years.md", "A form that is revised, and three that are withdrawn 修订与撤回"
    )
