from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, Place
from ingest.forms.report.prose import heading_rank, paragraphs
from ingest.forms.report.self_evaluation_report import extract
from ingest.read import read
from ingest.records import Extraction
from tests.unit.printed_report import GRADED, MONEY, TITLE, lines, scores, table, with_table

REPORT = Path(__file__).parents[3] / "documents" / "huangpu" / "2022" / "self_evaluation_report.md"


@pytest.fixture(scope="module")
def document() -> Document:
    return read(REPORT)


@pytest.fixture(scope="module")
def report(document: Document) -> Extraction:
    return extract(document)


def money(extraction: Extraction) -> list[tuple[str, str, str, str]]:
    return [
        (line.section, line.item, line.phase, str(line.amount_wan))
        for line in extraction.budget_lines
    ]


def test_the_title_names_department_and_year(report: Extraction) -> None:
    header = report.header
    assert header.form == "self_evaluation_report"
    assert header.department_name == "广州市黄埔区科学技术局（广州开发区科技创新局）"
    assert (header.fiscal_year, header.year_evidence) == (2022, "2022年度")
    assert header.amount_unit == "万元"


@pytest.mark.parametrize(
    ("texts", "department", "year"),
    [
        ((TITLE,), "某县民政局", 2023),
        (("附件1", "某县民政局", "2023年度部门整体支出绩效自评报告"), "某县民政局", 2023),
        (("2023年度某县民政局整体支出绩效自评报告",), "某县民政局", 2023),
        (("部门整体支出绩效自评报告", "单位名称：某县民政局", "2023年"), "某县民政局", None),
        (("二〇二三年度部门整体支出绩效自评报告", "一、部门概况"), None, 2023),
        (("某县民政局2023年度整体支出绩效自评情况报告",), "某县民政局", 2023),
        (("某县民政局2023年度部门整体和项目支出绩效自评报告",), "某县民政局", 2023),
        (("某县民政局关于2023年度部门整体绩效的自评报告",), "某县民政局", 2023),
    ],
)
def test_titles_of_other_makes(texts: tuple[str, ...], department: str, year: int) -> None:
    header = extract(lines(*texts, MONEY)).header
    assert (header.department_name, header.fiscal_year) == (department, year)


def test_money_of_the_report(report: Extraction) -> None:
    assert money(report) == [
        ("部门整体收支情况", "全年预算数", "budget", "383506.13"),
        ("部门整体收支情况", "执行数", "executed", "383193.53"),
        ("按资金来源", "一般公共预算财政拨款支出", "executed", "383193.53"),
        ("按资金来源", "政府性基金预算财政拨款支出", "executed", "0"),
        ("按资金来源", "国有资本经营预算财政拨款支出", "executed", "0"),
        ("按资金来源", "其他资金支出", "executed", "0"),
        ("按支出性质", "基本支出", "executed", "2289.3"),
        ("按支出性质", "项目支出", "executed", "380904.23"),
        ("年末结转和结余", "年末结转和结余", "executed", "0"),
        ("绩效自评", "自评涉及资金", "executed", "380904.23"),
    ]
    executed = report.budget_lines[1]
    assert executed.execution_rate == Decimal("99.9")
    assert executed.execution_rate_rounding == Decimal("0.05")
    assert executed.rounding_wan == Decimal("0.005")
    assert [line.place.line_from for line in report.budget_lines] == [69] * 2 + [71] * 7 + [95]


def test_money_in_other_words() -> None:
    extraction = extract(
        lines(
            TITLE,
            "（三）部门整体支出情况",
            "2023年我局年初预算3,200.00万元，其中基本支出900万元；调整预算3,500.5万元，支出决算",
            "34,002,500元，预算执行率97.14%。其中：基本支出0.1亿元，项目支出2,400.25万元。",
            "按资金来源看，一般公共预算拨款支出3,300.25万元，政府性基金预算支出100万元。",
        )
    )
    assert money(extraction) == [
        ("部门整体收支情况", "年初预算", "budget", "3200.00"),
        ("按支出性质", "基本支出", "budget", "900"),
        ("部门整体收支情况", "调整预算", "budget", "3500.5"),
        ("部门整体收支情况", "支出决算", "executed", "3400.2500"),
        ("按支出性质", "基本支出", "executed", "1000"),
        ("按支出性质", "项目支出", "executed", "2400.25"),
        ("按资金来源", "一般公共预算拨款支出", "executed", "3300.25"),
        ("按资金来源", "政府性基金预算支出", "executed", "100"),
    ]
    assert extraction.budget_lines[3].execution_rate == Decimal("97.14")
    assert extraction.budget_lines[3].place == Place(line_from=3, line_to=4)


def test_a_total_of_a_budget_is_not_spent_and_a_change_is_no_amount_of_its_own() -> None:
    extraction = extract(
        lines(
            TITLE,
            "三、部门收支情况",
            "2023年部门预算总收入356.9万元。当年支出351.2万元，比上年减少1.3万元，预算执行率98.4%。",
            "（二）“三公”经费使用情况",
            "2023年“三公”经费预算8万元，实际支出5.2万元。",
        )
    )
    assert money(extraction) == [
        ("部门整体收支情况", "部门预算总收入", "budget", "356.9"),
        ("部门整体收支情况", "当年支出", "executed", "351.2"),
    ]
    assert extraction.budget_lines[1].execution_rate == Decimal("98.4")
    assert extraction.indicator_values == []


def test_money_of_other_sections_is_no_budget_line() -> None:
    document = lines(TITLE, "二、主要成效", "发放低保金1.2亿元，撬动社会资本300万元。")
    assert extract(document).budget_lines == []


def test_scores_of_the_report(report: Extraction) -> None:
    assert scores(report) == [
        ("履职效能", "整体效能", "45.07", None),
        ("履职效能", None, "45.07", "50"),
        ("管理效率", "预算编制", "3", "3"),
        ("管理效率", None, "49.50", "50"),
        ("管理效率", "预算执行", "4", "4"),
        ("管理效率", "信息公开", "4", "4"),
        ("管理效率", "绩效管理", "15", "15"),
        ("管理效率", "采购管理", "10", "10"),
        ("管理效率", "资产管理", "9.5", "10"),
        ("管理效率", "运行成本", "4", "4"),
        ("总分", None, "94.57", None),
    ]
    assert [row.grade for row in report.scores] == [None] * 10 + ["优"]
    assert [row.place.line_from for row in report.scores] == [104, 104, 105, *range(105, 112), 113]


def test_a_table_of_another_kind_is_reported_not_read() -> None:
    other = table("序号|采购项目|金额", "1|办公设备|3")
    extraction = extract(with_table(lines(TITLE, MONEY, GRADED), other))
    assert [(p.severity, p.place.line_from) for p in extraction.problems] == [("warning", 100)]
    assert "采购项目" in extraction.problems[0].message


def test_shortfalls_of_the_report(report: Extraction) -> None:
    assert [(s.subject, s.reason, s.place.line_from) for s in report.shortfalls] == [
        (
            "省高水平创新研究院累计数量",
            "因上级科技部门2022年度未组织省高水平创新研究院评选工作",
            122,
        ),
        ("区创新创业领军人才遴选", "因疫情原因，区创新创业领军人才遴选工作延期", 122),
        ("中国海外人才交流大会活动", "受疫情影响，2022中国海外人才交流大会活动延后", 122),
        ("资产管理", "资产变动登记不够及时", 136),
    ]
    assert [s.measure for s in report.shortfalls] == [
        "高度关注省高水平创新研究院评选工作相关通知，积极组织创新平台参与评选",
        "结合区人才政策修订契机，进一步完善领军人才政策认定评审工作体系机制，"
        "科学规划评审进度表，及时高效完成年度认定工作",
        "加强与海交会组委会沟通，如遇海交会计划变动，及时做好预算调整",
        "加强资产日常管理",
    ]


def test_shortfalls_in_other_words() -> None:
    extraction = extract(
        lines(
            TITLE,
            "（二）扣分情况",
            "扣分原因：1.养老床位新增数低于年初目标，主要是因选址调整；2.受汛期影响，培训活动推迟。",
            "整改措施：1.加快选址。",
        )
    )
    assert [(s.subject, s.reason, s.measure) for s in extraction.shortfalls] == [
        ("养老床位新增数", "主要是因选址调整", "加快选址"),
        ("培训活动", "受汛期影响，培训活动推迟", "加快选址"),
    ]


def test_a_shortfall_is_of_what_the_sentence_before_its_cause_speaks_of() -> None:
    told = "发明专利拥有量82.6件，未达到目标值85件，原因：企业申请积极性下降。"
    found = extract(lines(TITLE, "（二）未完成情况", told)).shortfalls
    assert [(s.subject, s.reason) for s in found] == [("发明专利拥有量", "企业申请积极性下降")]


def test_no_shortfall_where_nothing_was_deducted() -> None:
    extraction = extract(lines(TITLE, "（2）预算执行方面。满分4分，自评得分4分，无扣分情形。"))
    assert extraction.shortfalls == []


def test_achieved_figures_of_the_report(report: Extraction) -> None:
    values = report.indicator_values
    assert len(values) == 57
    assert {(value.measure, value.source_section) for value in values} == {("actual", "narrative")}
    assert all(value.row_no is None and value.place.line_from for value in values)
    strength = [v.place.line_from for v in values if v.metric == "研发投入强度"]
    assert strength == [47, 53, 150]


@pytest.mark.parametrize(
    ("metric", "operator", "value", "unit", "line_from", "line_to"),
    [
        ("研发经费投入", "=", "286.87", "亿元", 47, 47),
        ("院士项目", "=", "116", "个", 47, 47),
        ("高新技术企业总数", ">", "2500", "家", 47, 47),
        ("高端研发机构", ">", "1000", "家", 49, 49),
        ("启动重大科技平台“大比武”", "=", "29", "家", 51, 51),
        ("国家级孵化器", "=", "21", "家", 53, 53),
        ("大分子生物制药规划产能", "=", "60", "万升", 55, 57),
        ("人工智能产业企业", ">", "500", "家", 57, 57),
        ("累计认定区领军人才", "=", "218", "人", 59, 59),
        ("活动直接参与人数", ">", "3", "万人", 61, 61),
    ],
)
def test_an_achieved_figure_with_its_place(
    report: Extraction,
    metric: str,
    operator: str,
    value: str,
    unit: str,
    line_from: int,
    line_to: int,
) -> None:
    found = next(row for row in report.indicator_values if row.metric == metric)
    assert (found.operator, found.value, found.unit) == (operator, Decimal(value), unit)
    assert (found.place.line_from, found.place.line_to) == (line_from, line_to)


def test_a_figure_of_another_year_says_so(report: Extraction) -> None:
    other = {(v.value, v.year) for v in report.indicator_values if v.year}
    assert other == {(Decimal(10), 2021), (Decimal(1), 2021)}


def test_duties_and_plans_hold_no_achievements() -> None:
    extraction = extract(
        lines(
            TITLE,
            "一、部门概况",
            "我局编制人数32人，下属单位3个。",
            "二、下一步改进措施",
            "计划新增床位500张。",
            "三、主要工作成效",
            "新增床位1,200张。",
        )
    )
    assert [value.metric for value in extraction.indicator_values] == ["新增床位"]


def test_goals_of_a_report_are_targets() -> None:
    extraction = extract(
        lines(
            TITLE,
            "（二）年度总体目标",
            "新增床位1,000张。",
            "三、目标完成情况",
            "新增床位1,200张，较年初目标数增加200张。",
        )
    )
    measures = [(v.measure, str(v.value)) for v in extraction.indicator_values]
    assert measures[:2] == [("target", "1000"), ("actual", "1200")]


@pytest.mark.parametrize(
    ("texts", "severities"),
    [
        ((MONEY, GRADED), []),
        ((MONEY,), ["warning"]),
        ((GRADED,), ["warning"]),
        (("我局工作取得新进展。",), ["error"]),
    ],
)
def test_what_a_report_lacks_is_reported(texts: tuple[str, ...], severities: list[str]) -> None:
    assert [p.severity for p in extract(lines(TITLE, *texts)).problems] == severities


def test_the_report_itself_has_no_problems(report: Extraction) -> None:
    assert report.problems == []


def test_wrapped_lines_are_one_paragraph(document: Document) -> None:
    found = next(p for p in paragraphs(document) if "培育科技企业发展" in p.text)
    at = found.text.index("业发展；")
    assert found.place(at, at + 1) == Place(line_from=17, line_to=17)
    assert found.place() == Place(line_from=15, line_to=17)
    assert found.headings[1:] == ("一、基本情况", "（一）部门概况")


@pytest.mark.parametrize(
    ("text", "level", "rank"),
    [
        ("一、基本情况", 2, 1),
        ("（三）部门整体收支情况", 0, 2),
        ("1.履职效能（满分50分，自评得分45.07分）", 0, 3),
        ("基本情况", 2, 1),
        ("1.承办其他任务。", 0, None),
        ("2.新增床位1,200张", 0, None),
        ("我局工作取得新进展", 0, None),
    ],
)
def test_headings(text: str, level: int, rank: int | None) -> None:
    assert heading_rank(text, level) == rank


_PIECES = st.sampled_from(
    [
        "一、收支情况",
        "预算数5万元",
        "，",
        "。",
        "扣分原因：",
        "一是",
        "满分3分",
        "等级为优",
        "3",
        "1.",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(_PIECES, max_size=6).map("".join) | st.text(max_size=30), max_size=12))
def test_never_raises(texts: list[str]) -> None:
    document = with_table(lines(*texts), table(*texts or ["一级指标|得分"]))
    assert extract(document).header.form == "self_evaluation_report"


def test_what_was_spent_in_the_year_is_executed_and_a_total_may_follow_a_comma() -> None:
    extraction = extract(
        lines(
            "某局2022年度部门整体支出绩效自评报告",
            "二、部门整体支出情况",
            "年初预算数1,856.32万元，全年预算数2,103.47万元，全年支出2,061.40万元，预算执行率98%。"
            "其中：基本支出1,203.40万元。全年支出预算2,103.47万元。",
            "六、绩效自评结论",
            "经自评，得分97.8分，等级为“优”。",
        )
    )
    assert [(b.item, b.phase, b.amount_wan) for b in extraction.budget_lines] == [
        ("年初预算数", "budget", Decimal("1856.32")),
        ("全年预算数", "budget", Decimal("2103.47")),
        ("全年支出", "executed", Decimal("2061.40")),
        ("基本支出", "executed", Decimal("1203.40")),
        ("全年支出预算", "budget", Decimal("2103.47")),
    ]
    assert extraction.budget_lines[2].execution_rate == 98
    assert [(s.level1, s.score, s.grade) for s in extraction.scores] == [
        ("总分", Decimal("97.8"), "优")
    ]


def test_the_title_of_a_table_at_the_end_ends_no_prose() -> None:
    report = lines(
        "某县民政局情况", "一、部门基本情况", "二、自评情况", "全年救助3200人次，超过计划。"
    )
    appended = lines("附：2023年度部门整体支出绩效自评评分表").blocks
    extraction = extract(replace(report, blocks=(*report.blocks, *appended)))
    assert [(v.value, v.unit) for v in extraction.indicator_values] == [(3200, "人次")]
