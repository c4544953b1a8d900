"""What must not be taken for one series, what must, and figures that do not fit each other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from agreement import assert_agreement
from huangpu import DEPARTMENT, FORMS, REPORT, REPORTS, SCIENCE
from made import NANSHA, Money, form, nansha, report
from worked import assert_as_printed
from world import Marts, World

D = Decimal
FORM_2024 = form(
    2024,
    {"累计国家高新技术企业数量": (">3000户", ">2700户"), "全区高企总数": "将超过2700户"},
    texts={
        "累计国家高新技术企业数量（家）": "累计国家高新技术企业数量（户）",
        "全年实现技术合同成交额（亿元）\t≥550亿元\t≥550亿元": (
            "全年实现技术合同成交额（万元）\t≥6000000\t≥6000000"
        ),
        "全年技术合同交易额超过550亿元": "全年技术合同交易额超过6000000万元",
        # the definition changes: those in cultivation are no longer counted
        "遴选瞪羚企业（含培育）数\t>520家\t>520家": "遴选瞪羚企业数\t>280家\t>280家",
        "遴选认定瞪羚（含培育）企业520家以上": "遴选认定瞪羚企业280家以上",
        "举办全国大赛场次\t≥1场\t≥1场": "举办全国大赛场次\t≥2次\t≥2次",
    },
)
REPORT_2022 = report(2022, also="2022年，全区净增高新技术企业超过200家。")
REPORT_2023 = report(
    2023,
    {"高新技术企业总数": "达2656家", "技术合同成交额": "达6125000万元"},
    money=Money("371,000.00", "2,310.00", "360,000.00"),
    also="2022年，全区高新技术企业总数2506家。2023年，全区净增高新技术企业150家。",
)
REPORT_2024 = report(
    2024,
    {"高新技术企业总数": "达2812家", "技术合同成交额": "达580.3亿元"},
    also="2024年，全区净增高新技术企业200家。",
    texts={"认定瞪羚企业（含瞪羚培育）541 家": "认定瞪羚企业300家"},
)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    world = World(tmp_path_factory.mktemp("breaks"))
    world.department(SCIENCE, **DEPARTMENT)
    world.hand_in(SCIENCE, FORMS[2023], FORM_2024)
    world.hand_in(SCIENCE, REPORTS[2021], REPORT_2022, REPORT_2023, REPORT_2024)
    world.department("nansha_science", "nansha", name_zh=NANSHA)
    certified = {
        "高新技术企业数量（家） ≥2400 ≥1100": "高新技术企业认定数（家） ≥1400 ≥900",
        "国家高新技术企业数量达到1100家": "认定高新技术企业数量达到900家",
    }
    total = {"高新技术企业数量": "≥2400 ≥1200"}
    world.hand_in("nansha_science", nansha(2023, texts=certified), nansha(2024, total))
    return world.night()


def trend(marts: Marts, indicator: str) -> list[tuple]:
    return marts.rows(
        """select fiscal_year, target_annual, actual, unit, yoy_change from mart_indicator_trend
           where indicator_key = ? and district_key = 'huangpu' order by 1""",
        indicator,
    )


def test_the_marts_agree(marts: Marts) -> None:
    assert_agreement(marts)


def test_other_units_of_the_same_measure_are_one_series(marts: Marts) -> None:
    """612.5亿元 is printed as 6125000万元, >=600亿元 as 6000000 below （万元）."""
    assert trend(marts, "tech_contract_turnover") == [
        (2021, None, 400, "亿元", None),
        (2022, None, 550, "亿元", None),
        (2023, 550, D("612.5"), "亿元", None),
        (2024, 600, D("580.3"), "亿元", D("-32.2")),
    ]
    assert trend(marts, "high_tech_enterprises")[2:] == [
        (2023, 2500, 2656, "家", 150),
        (2024, 2700, 2812, "家", 156),
    ]
    breaks = marts.rows(
        """select fiscal_year, target_change, actual_change from mart_indicator_wide
           where indicator_key = 'tech_contract_turnover' and series_break is null
               and district_key = 'huangpu'
               and fiscal_year = 2024"""
    )
    assert breaks == [(2024, 50, D("-32.2"))]


def test_another_definition_is_another_series(marts: Marts) -> None:
    assert trend(marts, "gazelles_with_cultivated") == [
        (2021, None, 433, "家", None),
        (2022, None, 541, "家", 108),
        (2023, 520, 541, "家", 0),
    ]
    assert trend(marts, "gazelles") == [(2024, 280, 300, "家", None)]
    breaks = marts.rows(
        """select series_break from mart_indicator_wide
           where indicator_key = 'gazelles' and district_key = 'huangpu'"""
    )
    assert breaks == [("definition",)]


def test_certificates_of_a_year_are_not_the_number_there_is(marts: Marts) -> None:
    found = marts.rows(
        """select statistic, fiscal_year, target_annual, target_cycle
           from mart_high_tech_enterprises where district_key = 'nansha' order by all"""
    )
    assert found == [("certified", 2023, 900, 1400), ("stock", 2024, 1200, 2400)]
    changes = marts.rows(
        """select target_change, actual_change from mart_indicator_wide
           where district_key = 'nansha' and indicator_key like 'high_tech_enterprises%'"""
    )
    assert changes == [(None, None)] * 2


def test_a_figure_in_another_measure_stands_beside_no_other(marts: Marts) -> None:
    """举办全国大赛场次 in 场, then in 次: nothing says what one is to the other."""
    found = marts.rows(
        """select fiscal_year, target, unit, target_change, series_break is not null
           from mart_indicator_wide where indicator_name_zh like '举办全国大赛%' order by 1"""
    )
    assert found == [(2023, 1, "场", None, False), (2024, 2, "次", None, True)]


def test_a_stock_that_does_not_fit_the_net_increase(marts: Marts) -> None:
    """2812 after 2656 is 156 more and not 200; two bounds leave open what lies between them."""
    found = marts.rows(
        """select documents.fiscal_year, checks.status, checks.left_value, checks.right_value
           from fct_reconciliation as checks
           inner join dim_document as documents on checks.document_id = documents.document_id
           where checks.rule_key = 'stock_and_net_increase' and documents.form = ?
               and checks.status in ('pass', 'fail')
           order by 1""",
        REPORT,
    )
    assert found == [(2023, "pass", 150, 150), (2024, "fail", 156, 200)]
    [(explanation,)] = marts.rows(
        """select explanation from fct_reconciliation
           where rule_key = 'stock_and_net_increase' and status = 'fail' and right_value = 200
               and left_value = 156"""
    )
    assert "156" in explanation and "200" in explanation
    undecided = marts.rows(
        """select left_value, right_value from fct_reconciliation
           where rule_key = 'stock_and_net_increase' and status = 'insufficient_data'"""
    )
    assert undecided == [(306, 200)]  # 2506 after more than 2200, for more than 200


def test_figures_that_do_not_fit_are_marked_where_they_are_shown(marts: Marts) -> None:
    found = marts.rows(
        """select fiscal_year, indicator_key, is_contradicted from mart_indicator_wide
           where district_key = 'huangpu' and indicator_key in
               ('high_tech_enterprises', 'high_tech_enterprises_net_increase')
               and fiscal_year = 2024
           order by 2"""
    )
    assert found == [
        (2024, "high_tech_enterprises", True),
        (2024, "high_tech_enterprises_net_increase", True),
    ]


def test_the_worked_example(marts: Marts) -> None:
    assert_as_printed(marts.path, "years.md", "Series that break 不可比")
