"""Every figure that can be checked by hand in the five documents, asked of the published marts."""

import pytest
from published import (
    GUANGZHOU_2023,
    HUANGPU_2022,
    HUANGPU_2023,
    NANSHA_2023,
    PROJECTS_2023,
    D,
    document,
    rows,
)


@pytest.mark.parametrize(
    ("name", "expected_rows", "numbers"),
    [
        (HUANGPU_2023, 26, 54),
        (GUANGZHOU_2023, 10, 20),
        (NANSHA_2023, 13, 26),
        (PROJECTS_2023, 140, 127),
    ],
)
def test_indicator_rows_and_numbers(marts, name, expected_rows, numbers):
    [found] = rows(
        marts,
        """select count(distinct (project_no, row_no)),
                  count(*) filter (where value_kind = 'number')
           from fct_indicator_value
           where document_id = ? and source_section = 'indicator_table'""",
        name,
    )
    assert found == (expected_rows, numbers)


def test_indicator_rows_by_project(marts):
    found = rows(
        marts,
        """select count(distinct row_no) from fct_indicator_value
           where document_id = ? and source_section = 'indicator_table'
           group by project_no order by project_no""",
        PROJECTS_2023,
    )
    expected = "4,5,5,5,6,6,6,6,6,6,4,5,7,6,6,6,8,5,5,4,5,6,4,5,5,4"
    assert ",".join(str(n) for (n,) in found) == expected


@pytest.mark.parametrize(
    ("name", "years"),
    [
        (HUANGPU_2023, (2023, "declared")),
        (GUANGZHOU_2023, (2023, "declared")),
        (NANSHA_2023, (2023, "declared")),
        (PROJECTS_2023, (2023, "printed")),
        (HUANGPU_2022, (2022, "printed")),
    ],
)
def test_fiscal_year_and_its_evidence(marts, name, years):
    [(year, evidence)] = rows(
        marts, "select fiscal_year, year_evidence from dim_document where document_id = ?", name
    )
    assert (year, evidence.split(":")[0]) == years


@pytest.mark.parametrize(
    ("name", "count", "total"),
    [
        (HUANGPU_2023, 5, D("360977.00")),
        (GUANGZHOU_2023, 5, D("412768.56")),
        (NANSHA_2023, 7, D("80050.42")),
    ],
)
def test_tasks(marts, name, count, total):
    sql = "select count(*), sum(amount_wan) from fct_task_funding where document_id = ?"
    assert rows(marts, sql, name) == [(count, total)]


BUDGETS = {
    HUANGPU_2023: [
        ("部门预算支出", "基本支出", D("2341.13")),
        ("部门预算支出", "项目支出", D("314266.07")),
        ("收入来源", "财政拨款", D("364607.20")),
        ("收入来源", "其他资金", D("0.00")),
        ("事业发展性支出", "财政专项资金", D("0.00")),
        ("事业发展性支出", "其他事业发展性支出", D("48000.00")),
        ("按预算级次划分", "区本级使用资金", D("364607.20")),
        ("按预算级次划分", "拟用于对下转移支付资金", D("0.00")),
    ],
    GUANGZHOU_2023: [
        ("部门预算支出", "基本支出", D("16467.85")),
        ("部门预算支出", "项目支出", D("7914.13")),
        ("收入来源", "财政拨款", D("494772.54")),
        ("收入来源", "其他资金", D("0.00")),
        ("事业发展性支出", "财政专项资金", D("470390.56")),
        ("事业发展性支出", "其他事业发展性支出", D("0.00")),
        ("按预算级次划分", "市本级使用资金", D("412768.56")),
        ("按预算级次划分", "拟用于对下转移支付资金", D("57622.00")),
    ],
    NANSHA_2023: [
        ("部门预算支出", "基本支出", D("987.82")),
        ("部门预算支出", "项目支出", D("81262.22")),
        ("收入来源", "财政拨款", D("83250.04")),
        ("收入来源", "其他资金", D("0.00")),
        ("事业发展性支出", "财政专项资金", D("0.00")),
        ("事业发展性支出", "其他事业发展性支出", D("1000.00")),
        ("按预算级次划分", "区本级使用资金", D("83250.04")),
        ("按预算级次划分", "拟用于对下转移支付资金", D("0.00")),
    ],
}


@pytest.mark.parametrize("name", BUDGETS)
def test_budget_lines(marts, name):
    found = rows(
        marts, "select section, item, amount_wan from fct_budget_line where document_id = ?", name
    )
    assert sorted(found) == sorted(BUDGETS[name])


def test_projects_and_the_printed_total(marts):
    sql = """select count(*) filter (where project_no > 0),
                    sum(total_wan) filter (where project_no > 0),
                    sum(total_wan) filter (where project_no = 0)
             from fct_project_funding where document_id = ?"""
    assert rows(marts, sql, PROJECTS_2023) == [(26, D("476904.30"), D("476904.29"))]


def test_scores_subtotals_total_and_grade(marts):
    sql = """select level1, level2, score, full_mark from fct_evaluation_score
             where document_id = ? order by line_from, level2 nulls last"""
    found = rows(marts, sql, HUANGPU_2022)
    marks = {(level1, level2): (score, full) for level1, level2, score, full in found}
    assert len([1 for _, level2 in marks if level2]) == 8
    assert marks[("履职效能", None)] == (D("45.07"), D(50))
    assert marks[("管理效率", None)] == (D("49.5"), D(50))
    full = {"预算编制": 3, "预算执行": 4, "信息公开": 4, "绩效管理": 15}
    full |= {"采购管理": 10, "资产管理": 10, "运行成本": 4}
    assert {k: marks[("管理效率", k)][1] for k in full} == full
    assert marks[("总分", None)][0] == D("94.57")
    [(grade,)] = rows(
        marts,
        "select grade from fct_evaluation_score where document_id = ? and level1 = '总分'",
        HUANGPU_2022,
    )
    assert grade == "优"


def test_achieved_figures_of_the_narrative(marts):
    sql = """select count(*), count(*) filter (where metric is null or line_from is null)
             from fct_indicator_value
             where document_id = ? and measure = 'actual' and value_kind = 'number'
                 and source_section = 'narrative'"""
    [(figures, without_label_or_place)] = rows(marts, sql, HUANGPU_2022)
    assert figures >= 50
    assert without_label_or_place == 0


def test_shortfalls_have_reason_and_measure(marts):
    sql = "select subject, reason, measure from fct_shortfall where document_id = ?"
    found = rows(marts, sql, HUANGPU_2022)
    assert len(found) == 4
    for word in ("高水平创新研究院", "领军人才", "海外人才交流大会", "资产"):
        [(_, reason, measure)] = [r for r in found if word in r[0] or word in r[1]]
        assert reason
        assert measure


VALUES = [
    # document, words of the indicator name or metric, horizon, (metric, operator, value, unit)
    (HUANGPU_2023, "论坛规模", "annual", [("企业", ">", 100, "家"), ("参会人数", ">", 500, "人")]),
    (HUANGPU_2023, "广州高新区综合实力全国排名", "annual", [(None, "rank", 8, None)]),
    (HUANGPU_2023, "论坛影响力", "cycle", [("院士级科学家参与人数", ">=", 10, "人")]),
    (
        GUANGZHOU_2023,
        "引领产业发展，推动高新技术产业发展",
        "annual",
        [("高新技术企业申报数量", ">=", 4500, "家"), ("高新技术企业认定数", ">=", 4000, "家")],
    ),
    (
        PROJECTS_2023,
        "外出调研次数",
        "annual",
        [("外出调研次数", ">=", 4, "次"), ("考察调研国内外、先进城市经验次数", "=", 15, "次")],
    ),
    (
        PROJECTS_2023,
        "印刷材料",
        "annual",
        [
            ("制作展板次数", ">=", 4, "次"),
            ("印刷材料", ">=", 10000, None),
            ("开展培训次数", "=", 15, "次"),
        ],
    ),
    (
        PROJECTS_2023,
        "技术市场培训班期数",
        "annual",
        [
            ("合同成交额", ">=", 2600, "亿元"),
            ("培训企业数量", ">=", 150, "家"),
            ("技术市场培训班期数", ">=", 4, "期"),
        ],
    ),
    (PROJECTS_2023, "外包服务量", "annual", [(None, "~", 5, "人")]),
    (
        PROJECTS_2023,
        "投诉次数、修复率",
        "annual",
        [
            ("安全事故发生数", "=", 0, "起"),
            ("投诉率", "<=", 3, "%"),
            ("修复及时率", "=", 95, "%"),
            ("修复及时率", "=", 95, "%"),
        ],
    ),
    (NANSHA_2023, "年度资金池引导合作银行实际放贷金额", "annual", [(None, ">=", 10, "亿")]),
    (NANSHA_2023, "高新技术企业数量", "cycle", [(None, ">=", 2400, "家")]),
    (NANSHA_2023, "南沙区研发投入强度", "annual", [(None, "=", D("4.6"), "%")]),
]


@pytest.mark.parametrize(("name", "words", "horizon", "expected"), VALUES)
def test_values_stand_under_the_right_label(marts, name, words, horizon, expected):
    sql = """select metric, operator, value, unit from fct_indicator_value
             where document_id = ? and indicator_name like '%' || ? || '%' and horizon = ?
                 and value_kind = 'number' and source_section = 'indicator_table'"""
    found = marts.execute(sql, [document(marts, name), words, horizon]).fetchall()
    # a label is checked where the cell prints one of its own
    found = [
        (metric if any(metric == e[0] for e in expected) else None, *rest)
        for metric, *rest in found
    ]
    key = lambda row: (row[2], str(row[0]))  # noqa: E731
    assert sorted(found, key=key) == sorted(expected, key=key)


def test_percent_from_latex(marts):
    sql = """select operator, value, unit from fct_indicator_value
             where document_id = ? and value_text like '%承担单位比率%' and value_kind = 'number'"""
    assert rows(marts, sql, PROJECTS_2023) == [(">=", D(80), "%")]


def test_ten_yi_under_a_name_in_yi_yuan_is_ten_yi_yuan(marts):
    sql = """select distinct value_std, unit_std from fct_indicator_value
             where document_id = ? and indicator_name like '%实际放贷金额%'"""
    [(value, unit)] = rows(marts, sql, NANSHA_2023)
    assert (value, unit) in [(D(10), "亿元"), (None, None)]


def test_qualitative_targets_stay(marts):
    sql = """select count(*) from fct_indicator_value
             where document_id = ? and value_kind = 'qualitative' and value is null
                 and value_text like '%位居全国前列%'"""
    assert rows(marts, sql, GUANGZHOU_2023) == [(2,)]


HIGH_TECH = [
    ("huangpu", 2022, "stock", None, None, None, None, D(2500), ">"),
    ("huangpu", 2023, "stock", D(2500), ">", D(2500), ">", None, None),
    ("huangpu", 2023, "net_increase", D(200), ">", None, None, None, None),
    ("nansha", 2023, "stock", D(1100), ">=", D(2400), ">=", None, None),
    ("guangzhou", 2023, "certified", D(4000), ">=", D(4000), ">=", None, None),
    ("guangzhou", 2023, "applied", D(4500), ">=", D(4500), ">=", None, None),
]


@pytest.mark.parametrize("expected", HIGH_TECH)
def test_high_tech_enterprises(marts, expected):
    found = marts.execute(
        """select district_key, fiscal_year, statistic, target_annual, target_annual_operator,
                  target_cycle, target_cycle_operator, actual, actual_operator
           from mart_high_tech_enterprises
           where district_key = ? and fiscal_year = ? and statistic = ?""",
        expected[:3],
    ).fetchall()
    assert found == [expected]


def test_ten_thousands_of_a_thing_without_a_unit_are_multiplied_out(marts):
    sql = """select value, unit, value_std, unit_std from fct_indicator_value
             where document_id = ? and metric = ? and horizon = 'annual'"""
    project_table = document(marts, PROJECTS_2023)
    assert marts.execute(sql, [project_table, "系统用户总数"]).fetchall() == [
        (D(5), "万", D(50000), None)
    ]
    assert marts.execute(sql, [project_table, "印刷材料"]).fetchall() == [
        (D(10000), None, D(10000), None)
    ]


def test_only_names_near_enough_are_suggested(marts):
    [(least,)] = marts.execute(
        "select min(nearest_1_score) from mart_uncatalogued_indicators"
    ).fetchall()
    assert least >= D("0.3")
    sql = "select nearest_1_key from mart_uncatalogued_indicators where plain_label = '采购碎纸机'"
    assert marts.execute(sql).fetchall() == [(None,)]


def test_same_things_are_the_same_in_all_documents(marts):
    found = marts.execute(
        """select indicator_key, count(distinct document_id) from fct_indicator_value
           where indicator_key in (
               select indicator_key from dim_indicator where is_catalogued)
           group by indicator_key having count(distinct document_id) > 1"""
    ).fetchall()
    shared = dict(found)
    for words, documents in [("高新技术企业", 3), ("技术合同成交额", 5), ("研发投入强度", 3)]:
        counts = [
            shared.get(key, 1)
            for (key,) in marts.execute(
                "select indicator_key from dim_indicator where name_zh like '%' || ? || '%'",
                [words],
            ).fetchall()
        ]
        assert max(counts) >= documents, (words, shared)
    assert (
        marts.execute("select count(*) from dim_indicator where is_catalogued").fetchone()[0] >= 60
    )


def test_what_only_the_row_makes_true_is_catalogued_by_it(marts):
    sql = """select distinct metric, indicator_key from fct_indicator_value
             where metric in ('合同成交额', '助力企业融资')"""
    assert set(marts.execute(sql).fetchall()) == {
        ("合同成交额", "tech_contract_turnover"),
        ("助力企业融资", "contest_financing_served"),
    }
    sql = """select distinct metric from fct_indicator_value
             where metric in ('认定通过率', '新增授信', '活动直接参与人数', '举办全国大赛场次',
                              '邀请两院院士参会')
                 and indicator_key not like 'x\\_%' escape '\\'"""
    assert marts.execute(sql).fetchall() == []


def test_targets_already_met_the_year_before(marts):
    found = dict(
        marts.execute(
            """select indicators.name_zh, already_met_last_year from mart_target_vs_actual as t
               inner join dim_indicator as indicators on t.indicator_key = indicators.indicator_key
               inner join dim_department as departments
                   on t.department_key = departments.department_key
               where departments.district_key = 'huangpu' and t.fiscal_year = 2023
                   and already_met_last_year is not null"""
        ).fetchall()
    )
    met = [name for name, value in found.items() if value]
    for words in ("瞪羚", "研发投入强度", "国家级", "高新技术企业"):
        assert any(words in name for name in met), (words, found)


def test_every_published_number_knows_its_place(marts):
    [(lost,)] = marts.execute(
        """select count(*) from fct_indicator_value
           where document_id is null or coalesce(line_from, page) is null"""
    ).fetchall()
    assert lost == 0
