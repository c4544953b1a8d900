"""Five years of one department: every figure of every year, in all marts that show it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from agreement import assert_agreement
from huangpu import DEPARTMENT, FORMS, REPORT, REPORTS, SCIENCE, TARGET_FORM
from worked import assert_as_printed
from world import Marts, World

D = Decimal


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    world = World(tmp_path_factory.mktemp("five_years"))
    world.department(SCIENCE, **DEPARTMENT)
    world.hand_in(SCIENCE, *FORMS.values(), *REPORTS.values())
    return world.night()


def test_the_marts_agree(marts: Marts) -> None:
    assert_agreement(marts)


def test_high_tech_enterprises(marts: Marts) -> None:
    found = marts.rows(
        """select statistic, fiscal_year, target_annual_operator, target_annual,
                  target_cycle_operator, target_cycle, actual_operator, actual
           from mart_high_tech_enterprises where district_key = 'huangpu' order by all"""
    )
    assert found == [
        ("net_increase", 2022, ">", 200, None, None, None, None),
        ("net_increase", 2023, ">", 200, None, None, "=", 150),
        ("net_increase", 2024, ">", 44, None, None, "=", 156),
        ("net_increase", 2025, ">", 88, None, None, None, None),
        ("stock", 2021, None, None, None, None, ">", 2200),
        ("stock", 2022, ">", 2400, ">", 3000, "=", 2506),
        ("stock", 2023, ">", 2500, ">", 2500, "=", 2656),
        ("stock", 2024, ">", 2700, ">", 3000, "=", 2812),
        ("stock", 2025, ">", 2900, ">", 3200, None, None),
    ]


def test_an_exact_figure_stands_for_a_bound_with_the_document_that_prints_it(marts: Marts) -> None:
    documents = marts.rows(
        """select fiscal_year, actual_document_id from mart_high_tech_enterprises
           where statistic = 'stock' and actual is not null order by 1"""
    )
    assert documents == [
        (2021, REPORTS[2021].id),
        (2022, REPORTS[2023].id),
        (2023, REPORTS[2023].id),
        (2024, REPORTS[2024].id),
    ]


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        # year, annual target, actual, change of the actual over the year
        (
            "high_tech_enterprises",
            [
                (2021, None, None, ">", 2200, None),
                (2022, ">", 2400, "=", 2506, None),
                (2023, ">", 2500, "=", 2656, 150),
                (2024, ">", 2700, "=", 2812, 156),
                (2025, ">", 2900, None, None, None),
            ],
        ),
        (
            "gazelles_with_cultivated",
            [
                (2021, None, None, "=", 433, None),
                (2022, ">", 450, "=", 541, 108),
                (2023, ">", 520, "=", 558, 17),
                (2024, ">", 570, "=", 602, 44),
                (2025, ">", 620, None, None, None),
            ],
        ),
        (
            "rd_intensity",
            [
                (2021, None, None, "=", D("5.94"), None),
                (2022, ">=", D("5.5"), "=", D("6.65"), D("0.71")),
                (2023, ">=", 6, "=", D("6.72"), D("0.07")),
                (2024, ">=", D("6.8"), "=", D("6.9"), D("0.18")),
                (2025, ">=", 6, None, None, None),
            ],
        ),
        (
            "tech_contract_turnover",
            [
                (2021, None, None, ">", 400, None),
                (2022, ">=", 600, ">", 550, None),
                (2023, ">=", 550, "=", D("612.5"), None),
                (2024, ">=", 600, "=", D("580.3"), D("-32.2")),
                (2025, ">=", 620, None, None, None),
            ],
        ),
    ],
)
def test_trend(marts: Marts, indicator: str, expected: list[tuple]) -> None:
    found = marts.rows(
        """select fiscal_year, target_annual_operator, target_annual, actual_operator, actual,
                  yoy_change
           from mart_indicator_trend where indicator_key = ? order by 1""",
        indicator,
    )
    assert found == expected


@pytest.mark.parametrize(
    ("year", "outcomes"),
    [
        (
            2022,
            {
                "high_tech_enterprises": "met",  # >2400, and exactly 2506
                "high_tech_enterprises_net_increase": "not_reported",
                "gazelles_with_cultivated": "met",  # >450, 541
                "tech_contract_turnover": "undecidable",  # >=600, and >550
                "leading_talents_selected": "missed_by_statement",
                "high_tech_zone_rank": "not_reported",
            },
        ),
        (
            2023,
            {
                "high_tech_enterprises": "met",  # >2500, 2656
                "high_tech_enterprises_net_increase": "missed",  # >200, 150
                "tech_contract_turnover": "met",  # >=550, 612.5
                "leading_talents_selected": "missed_by_statement",
            },
        ),
        (
            2024,
            {
                "high_tech_enterprises": "met",  # >2700, 2812
                "high_tech_enterprises_net_increase": "met",  # >44, 156
                "tech_contract_turnover": "missed",  # >=600, 580.3
                "rd_intensity": "met",  # >=6.8, 6.9
                "leading_talents_selected": "missed_by_statement",
            },
        ),
        (
            2025,
            {
                "high_tech_enterprises": "no_report",
                "tech_contract_turnover": "no_report",
                "leading_talents_selected": "no_report",
            },
        ),
    ],
)
def test_what_became_of_targets(marts: Marts, year: int, outcomes: dict[str, str]) -> None:
    found = dict(
        marts.rows(
            "select indicator_key, outcome from mart_target_vs_actual where fiscal_year = ?", year
        )
    )
    assert {key: found[key] for key in outcomes} == outcomes


def test_why_a_target_was_missed(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, target_operator, target_value, actual_value, shortfall_reason
           from mart_target_vs_actual where outcome = 'missed_by_statement' order by 1"""
    )
    reason = "因疫情原因，区创新创业领军人才遴选工作延期"
    assert found == [(year, ">=", 20, None, reason) for year in (2022, 2023, 2024)]


def test_every_printed_target_is_counted(marts: Marts) -> None:
    """36 targets a year; 2022 leaves one undecidable that a bound answers (>=600, >550)."""
    outcomes = marts.rows(
        """select fiscal_year, outcome, count(*) from mart_target_vs_actual
           group by all order by all"""
    )
    assert outcomes == [
        (2022, "met", 6),
        (2022, "missed_by_statement", 1),
        (2022, "not_reported", 28),
        (2022, "undecidable", 1),
        (2023, "met", 7),
        (2023, "missed", 1),
        (2023, "missed_by_statement", 1),
        (2023, "not_reported", 27),
        (2024, "met", 7),
        (2024, "missed", 1),
        (2024, "missed_by_statement", 1),
        (2024, "not_reported", 27),
        (2025, "no_report", 36),
    ]
    coverage = marts.rows(
        """select fiscal_year, targets_printed, targets_judged, targets_met, targets_missed
           from mart_coverage where department_key = ? and fiscal_year <= 2025 order by 1""",
        SCIENCE,
    )
    assert coverage == [
        (2021, 0, 0, 0, 0),
        (2022, 36, 7, 6, 1),
        (2023, 36, 9, 7, 2),
        (2024, 36, 9, 7, 2),
        (2025, 36, 0, 0, 0),
    ]


def test_documents_are_counted(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, documents_expected, documents_loaded, documents_held,
                  documents_missing
           from mart_coverage where fiscal_year <= 2024 order by 1"""
    )
    assert found == [(2021, 1, 1, 0, 0), *((year, 2, 2, 0, 0) for year in (2022, 2023, 2024))]


def test_targets_met_the_year_before(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, target_value, last_year_actual_value, already_met_last_year
           from mart_target_vs_actual where indicator_key = 'high_tech_enterprises' order by 1"""
    )
    assert found == [
        (2022, 2400, 2200, None),  # more than 2200 may be more than 2400, or not
        (2023, 2500, 2506, True),
        (2024, 2700, 2656, False),
        (2025, 2900, 2812, False),
    ]


def test_bounds_have_no_ratio(marts: Marts) -> None:
    found = marts.rows(
        """select attainment_ratio from mart_target_vs_actual
           where indicator_key = 'tech_contract_turnover' and fiscal_year = 2022"""
    )
    assert found == [(None,)]


def test_one_basis_for_each_budget(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, budget_initial_wan, budget_final_wan, executed_wan, execution_rate
           from mart_budget_overview order by 1"""
    )
    assert found == [
        (2021, None, 350000, 342150, D("97.7571")),
        (2022, 348200, D("383506.13"), D("383193.53"), D("99.9185")),
        (2023, D("364607.20"), 371000, 362310, D("97.6577")),
        (2024, 372400, 365000, 354380, D("97.0904")),
        (2025, 364450, None, None, None),
    ]


def test_each_budget_names_its_document(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, budget_initial_document_id, budget_final_document_id,
                  executed_document_id
           from mart_budget_overview order by 1"""
    )
    forms = {year: document.id for year, document in FORMS.items()}
    reports = {year: document.id for year, document in REPORTS.items()}
    assert found == [
        (year, forms.get(year), reports.get(year), reports.get(year))
        for year in (2021, 2022, 2023, 2024, 2025)
    ]


def test_the_stock_fits_the_net_increase(marts: Marts) -> None:
    """Of what was achieved, and of what was aimed at.

    Targets are promises: who promises more than 200 beyond the 2506 there are promises more than
    2706, and a target of more than 2500 falls short of that by 206. More than 2700 after 2656 is
    just what a net increase of more than 44 asks for.
    """
    found = marts.rows(
        """select documents.fiscal_year, documents.form, checks.status, checks.difference
           from fct_reconciliation as checks
           inner join dim_document as documents on checks.document_id = documents.document_id
           where checks.rule_key = 'stock_and_net_increase'
               and checks.status in ('pass', 'fail')
           order by all"""
    )
    assert found == [
        (2022, TARGET_FORM, "pass", 0),
        (2023, TARGET_FORM, "fail", -206),
        (2023, REPORT, "pass", 0),
        (2024, TARGET_FORM, "pass", 0),
        (2024, REPORT, "pass", 0),
        (2025, TARGET_FORM, "pass", 0),
    ]


def test_an_exact_figure_restates_no_bound_that_it_keeps(marts: Marts) -> None:
    found = marts.rows(
        """select status, subject like '%高新技术企业总数%2022%' from fct_reconciliation
           where rule_key = 'restated_actual' and status in ('pass', 'fail')"""
    )
    assert ("pass", True) in found
    assert not [status for status, _ in found if status == "fail"]


def test_changes_over_the_year(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, actual_change, actual_change_pct, target_change, is_bound,
                  is_restated, series_break
           from mart_indicator_wide where indicator_key = 'high_tech_enterprises' order by 1"""
    )
    assert [(year, change, target) for year, change, _, target, *_ in found] == [
        (2021, None, None),
        (2022, None, None),
        (2023, 150, 100),
        (2024, 156, 200),
        (2025, None, 200),
    ]
    assert {year: round(percent, 2) for year, _, percent, *_ in found if percent is not None} == {
        2023: D("5.99"),  # 150 of 2506
        2024: D("5.87"),  # 156 of 2656
    }
    assert not any(restated for *_, restated, _ in found)
    breaks = {year: broken for year, *_, broken in found}
    assert breaks == {2021: None, 2022: "bound", 2023: None, 2024: None, 2025: None}


def test_the_worked_example(marts: Marts) -> None:
    assert_as_printed(marts.path, "years.md", "Five years of one bureau 一个部门的五年")
