"""A bureau that another succeeds, and one that is renamed: their series go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from agreement import assert_agreement
from huangpu import DEPARTMENT, FORMS, REPORTS, SCIENCE
from made import HUANGPU, NANSHA, form, nansha, report
from worked import assert_as_printed
from world import Marts, World

if TYPE_CHECKING:
    from collections.abc import Callable

# before its predecessor by the alphabet, which may decide nothing
SUCCESSOR = "huangpu_innovation"
SUCCESSOR_NAME = "广州市黄埔区科技创新局"
NANSHA_TODAY = "广州市南沙区科学技术局"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("succession"))
    world.department(SCIENCE, **DEPARTMENT, until=2024, successor=SUCCESSOR)
    world.department(SUCCESSOR, name_zh=SUCCESSOR_NAME, body_key=SCIENCE)
    world.hand_in(SCIENCE, FORMS[2023], FORMS[2024], REPORTS[2023], REPORTS[2024])
    world.hand_in(
        SUCCESSOR,
        form(
            2025,
            {
                "累计国家高新技术企业数量": (">3200家", ">2900家"),
                "全区高企总数": "将超过2900家",
                "净增高新技术企业": "超过88家",
            },
            department=SUCCESSOR_NAME,
        ),
        report(
            2025,
            {"高新技术企业总数": "达2950家"},
            department=SUCCESSOR_NAME,
            also="2024年，全区高新技术企业总数2790家。",
        ),
    )
    names = [{"name_zh": NANSHA, "until": 2023}, {"name_zh": NANSHA_TODAY, "since": 2024}]
    world.department("nansha_science", "nansha", name_zh=NANSHA_TODAY, names=names)
    world.hand_in(
        "nansha_science",
        nansha(2023),
        nansha(2024, {"高新技术企业数量": "≥2400 ≥1200"}, department=NANSHA_TODAY),
    )
    return world


@pytest.fixture(scope="module")
def marts(world: World) -> Marts:
    return world.night()


@pytest.fixture(scope="module")
def undated(world: World, marts: Marts) -> Marts:
    """The night after somebody took ``until`` and ``successor`` out of the place file."""
    world.department(SCIENCE, until=None, successor=None)
    return world.night()


@pytest.fixture(params=["marts", "undated"])
def either(request: pytest.FixtureRequest) -> Marts:
    found: Callable[[str], Marts] = request.getfixturevalue
    return found(request.param)


def test_the_marts_agree(either: Marts) -> None:
    assert_agreement(either)


def test_a_years_own_document_speaks_for_it(either: Marts) -> None:
    found = either.rows(
        """select fiscal_year, target_annual, actual from mart_high_tech_enterprises
           where district_key = 'huangpu' and statistic = 'stock' order by 1"""
    )
    assert found == [(2022, None, 2506), (2023, 2500, 2656), (2024, 2700, 2812), (2025, 2900, 2950)]


def test_the_series_goes_on_under_the_new_key(either: Marts) -> None:
    found = either.rows(
        """select department_key, fiscal_year, actual, yoy_change from mart_indicator_trend
           where indicator_key = 'high_tech_enterprises' and district_key = 'huangpu' order by 2"""
    )
    assert found == [
        (SCIENCE, 2022, 2506, None),
        (SCIENCE, 2023, 2656, 150),
        (SCIENCE, 2024, 2812, 156),
        (SUCCESSOR, 2025, 2950, 138),
    ]


def test_what_the_predecessor_achieved_is_the_successors_year_before(either: Marts) -> None:
    found = either.rows(
        """select target_value, actual_value, outcome, last_year_actual_value
           from mart_target_vs_actual
           where indicator_key = 'high_tech_enterprises' and department_key = ?""",
        SUCCESSOR,
    )
    assert found == [(2900, 2950, "met", 2812)]


def test_a_restatement_is_told_with_both_figures(either: Marts) -> None:
    found = either.rows(
        """select least(left_value, right_value), greatest(left_value, right_value),
                  abs(difference)
           from fct_reconciliation where rule_key = 'restated_actual' and status = 'fail'"""
    )
    assert found == [(2790, 2812, 22)]
    restated = either.rows(
        """select fiscal_year from mart_indicator_wide
           where indicator_key = 'high_tech_enterprises' and district_key = 'huangpu'
               and is_restated"""
    )
    assert restated == [(2024,)]


def test_wide_names_the_department_as_it_was_called_that_year(either: Marts) -> None:
    found = either.rows(
        """select distinct fiscal_year, department_key, department_name_zh, body_key
           from mart_indicator_wide where fiscal_year >= 2023 order by 2, 1"""
    )
    assert found == [
        (2025, SUCCESSOR, SUCCESSOR_NAME, SCIENCE),
        (2023, SCIENCE, HUANGPU, SCIENCE),
        (2024, SCIENCE, HUANGPU, SCIENCE),
        (2023, "nansha_science", NANSHA, "nansha_science"),
        (2024, "nansha_science", NANSHA_TODAY, "nansha_science"),
    ]


def test_the_successor_is_named(marts: Marts) -> None:
    found = marts.rows(
        """select until_year, successor_department_key from dim_department
           where department_key = ?""",
        SCIENCE,
    )
    assert found == [(2024, SUCCESSOR)]


def test_a_predecessor_owes_nothing_after_its_last_year(marts: Marts) -> None:
    found = marts.rows(
        "select max(fiscal_year) from mart_document_ledger where department_key = ?", SCIENCE
    )
    assert found == [(2024,)]


def test_the_worked_example(marts: Marts) -> None:
    assert_as_printed(marts.path, "years.md", "A bureau that another succeeds 机构改革")
