from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Line, Place, Reading
from ingest.forms import extract
from ingest.forms.money.money_cells import NO_UNIT
from ingest.read.text.page_text import read_text
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import TERM_AND_YEAR, funds, messages, only, targets, values, with_lines


def test_captions_in_a_table_below_the_title_belong_to_the_form() -> None:
    captions = "填报单位：某市档案馆 .\n. 单位：元"
    forms = [
        with_lines(
            f"""
            项目名称 {name} < <
            项目资金 资金总额 {total} .
            ^ 其中：财政拨款 {total} .
            年度绩效目标 整理档案 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 档案 ≥12卷
            """
        )
        for name, total in (("档案整理", "500,000.00"), ("档案修复", "300,000.00"))
    ]
    title = Line("预算项目绩效目标申报表", Place())
    blocks = [(title, *with_lines(captions).blocks, *form.blocks) for form in forms]
    found = extract(replace(forms[0], blocks=(*blocks[0], *blocks[1])))
    assert [each.projects[0].total_wan for each in found] == [50, 30]
    assert [each.header.title for each in found] == ["预算项目绩效目标申报表"] * 2


def test_term_and_year_side_by_side() -> None:
    extraction = only(aligned(TERM_AND_YEAR))
    header = extraction.header
    assert (header.form, header.title) == ("project_target_form", "项目支出绩效目标申报表")
    assert (header.department_name, header.fiscal_year) == ("某市科技局", 2023)
    assert (header.year_evidence, header.amount_unit) == ("（2023年度）", "万元")
    (project,) = extraction.projects
    assert (project.project_no, project.project_name) == (1, "科技创新专项")
    assert (project.total_wan, project.fiscal_wan, project.other_wan) == (100, 80, 20)
    assert project.cycle_total_wan == 300
    assert (project.goal, project.rounding_wan) == ("培育企业100家以上", Decimal("0.005"))
    assert values(extraction) == [
        ("产出指标", "数量指标", "培育企业数", "target cycle", ">=", "300", "家", "≥300家"),
        ("产出指标", "数量指标", "培育企业数", "target annual", ">=", "100", "家", "≥100家"),
        ("产出指标", "质量指标", "验收合格率", "target cycle", ">=", "95", "%", "≥95%"),
        ("产出指标", "质量指标", "验收合格率", "target annual", ">=", "90", "%", "≥90%"),
        ("满意度指标", "服务对象满意度指标", "企业满意度", "target cycle", ">=", "95", "%", "≥95%"),
        (
            "满意度指标",
            "服务对象满意度指标",
            "企业满意率",
            "target annual",
            ">=",
            "90",
            "%",
            "≥90%",
        ),
    ]
    numbers = [v.row_no for v in extraction.indicator_values if v.row_no]
    assert numbers == [1, 1, 2, 2, 3, 4]
    narrative = [v for v in extraction.indicator_values if v.source_section == "narrative"]
    assert [(v.horizon, v.value) for v in narrative] == [("cycle", 300), ("annual", 100)]
    assert extraction.problems == []


def test_blocks_side_by_side_under_an_unlisted_header() -> None:
    drawn = TERM_AND_YEAR.replace(" 三级指标 ", " 考核指标内容 ", 1)
    extraction = only(aligned(drawn.replace(" 三级指标 ", " 考核⏎指标内容 ")))
    assert values(extraction) == values(only(aligned(TERM_AND_YEAR)))


def test_every_part_of_the_money_is_kept() -> None:
    assert funds(only(aligned(TERM_AND_YEAR))) == [
        ("cycle", "total", "300.00"),
        ("annual", "total", "100.00"),
        ("cycle", "fiscal", "300.00"),
        ("annual", "fiscal", "80.00"),
        ("cycle", "other", "0.00"),
        ("annual", "other", "20.00"),
    ]


def test_central_departments() -> None:
    extraction = only(
        aligned(
            """
            项目支出绩效目标表 <            <          <          <        <
            （2024年度）     <              <          <          <        <
            项目名称         科学技术普及   <          <          <        <
            主管部门及代码   [139]某部      <          实施单位   某中心   <
            项目资金（万元） 年度资金总额：   1,234.56 <          执行率⏎分值⏎（10） <
            ^                其中：财政拨款   1,200.00 <          ^        <
            ^                上年结转         34.56    <          ^        <
            ^                其他资金         -        <          ^        <
            年度总体目标     办好科普活动。 <          <          <        <
            绩效指标         一级指标       二级指标   三级指标   指标值   分值权重（90）
            ^                产出指标       数量指标   科普活动   ≥20场次  50
            ^                效益指标       社会效益指标 参与人次 ≥3万人次 30
            ^                满意度指标     服务对象满意度指标 公众满意度 ≥95% 10
            """
        )
    )
    assert extraction.header.form == "project_target_form"
    assert extraction.header.department_name == "某部"
    (project,) = extraction.projects
    assert (project.total_wan, project.carried_over_wan) == (Decimal("1234.56"), Decimal("34.56"))
    assert (project.fiscal_wan, project.other_wan) == (1200, None)
    assert targets(extraction) == [
        ("科普活动", ">=", "20", "场次"),
        ("参与人次", ">=", "3", "万人次"),
        ("公众满意度", ">=", "95", "%"),
    ]
    assert [s.weight for s in extraction.indicator_scores] == [50, 30, 10]
    assert extraction.problems == []


def test_shanghai_counts_in_yuan() -> None:
    extraction = only(
        aligned(
            """
            财政项目支出绩效目标申报表 <       <          <
            （2023年）     <                   <          <
            项目名称：     计量检测服务        项目类别： 经常性专项业务费
            主管部门：     某市市场监管局      实施单位： 某计量院
            计划开始日期： 2023-01-01          计划完成日期： 2023-12-31
            项目总预算（元） 5,000,000.00      项目当年预算（元） 2,000,000.00
            同名项目上年预算额（元） 1,900,000.00 同名项目上年预算执行数（元） 1,850,000.00
            项目概况       检测1200台次        <          <
            项目总目标     提升检测能力        <          <
            年度绩效目标   完成检测1200台次    <          <
            一级指标       二级指标            三级指标   年度指标值
            产出指标       数量                检测台次   ＝1200台次
            ^              时效                检测及时率 ≥98%
            效益指标       社会效益            投诉率     ≤1‰
            影响力指标     长效管理            制度健全性 健全
            """
        )
    )
    assert extraction.header.amount_unit == "元"
    (project,) = extraction.projects
    assert (project.total_wan, project.cycle_total_wan) == (200, 500)
    assert (project.rounding_wan, project.goal) == (Decimal("5E-7"), "完成检测1200台次")
    assert values(extraction)[0] == (
        "产出指标", "数量", "检测台次", "target annual", "=", "1200", "台次", "＝1200台次",
    )  # fmt: skip
    assert values(extraction)[2][4:] == ("<=", "1", "‰", "≤1‰")
    assert values(extraction)[3][4:] == (None, None, None, "健全")
    assert extraction.problems == []


def test_beijing_prints_sign_value_and_unit_apart() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 创新基地运行 <          <          <            <        <
            主管部门 某市科委     <          <          实施单位     某中心   <
            项目资金 年度资金总额： 88.5     <          <            <        <
            ^        其中：财政拨款 88.5     <          <            <        <
            总体目标 保障基地运行 <          <          <            <        <
            绩效指标 一级指标     二级指标   三级指标   绩效指标性质 绩效指标值 绩效度量单位
            ^        成本指标     经济成本指标 预算控制数 ≤          88.5     万元
            ^        产出指标     数量指标   基地数量   ＝           3        个
            ^        ^            时效指标   完成时间   定性         12月底前 .
            ^        效益指标     社会效益指标 影响力   定性         好坏     .
            ^        满意度指标   服务对象满意度指标 满意度 大于等于 95       %
            """,
            "项目支出绩效目标表",
            "（2023年度）",
            "金额单位：万元",
        )
    )
    assert [row[4:] for row in values(extraction)] == [
        ("<=", "88.5", "万元", "≤88.5万元"),
        ("=", "3", "个", "＝3个"),
        (None, None, None, "12月底前"),
        (None, None, None, "好坏"),
        (">=", "95", "%", "大于等于95%"),
    ]
    assert extraction.header.amount_unit == "万元"
    assert extraction.problems == []


def test_money_in_one_row_and_value_with_its_unit() -> None:
    extraction = only(
        aligned(
            """
            2023年项目预算绩效目标申报表 <   <          <        <          <
            填报单位：某区教育局 <           <          <        单位：万元 <
            项目名称     校园安全改造       <          <        <          <
            年度资金申请总额 120            其中：财政拨款 100  其他资金   20
            绩效目标     改造学校12所       <          <        <          <
            一级指标     二级指标           指标内容   指标值及单位 备注   是否核心指标
            产出类指标   数量指标           改造学校数 12所     .          是
            效益类指标   社会效益指标       安全事故数 0起      .          是
            满意度类指标 服务对象满意度     家长满意度 90%以上  .          否
            """
        )
    )
    assert extraction.header.department_name == "某区教育局"
    assert extraction.header.fiscal_year == 2023
    (project,) = extraction.projects
    assert (project.total_wan, project.fiscal_wan, project.other_wan) == (120, 100, 20)
    assert targets(extraction) == [
        ("改造学校数", "=", "12", "所"),
        ("安全事故数", "=", "0", "起"),
        ("家长满意度", ">=", "90", "%"),
    ]
    assert extraction.problems == []


def test_money_under_its_headers() -> None:
    extraction = only(
        aligned(
            """
            部门预算项目绩效目标表 <       <          <        <
            项目名称     病虫害防治        <          <        <
            项目资金（万元） 资金总额      财政拨款   上年结转 其他资金
            ^            60.00             50.00      4.00     6.00
            年度目标     防治面积3万亩     <          <        <
            一级指标     二级指标          三级指标   指标方向性 指标值
            产出指标     数量指标          防治面积   正向指标   ≥3万亩
            ^            成本指标          每亩成本   反向指标   ≤20元/亩
            效益指标     生态环境效益指标  农药减量率 正向指标   ≥5%
            """
        )
    )
    (project,) = extraction.projects
    assert (project.total_wan, project.fiscal_wan) == (60, 50)
    assert (project.carried_over_wan, project.other_wan) == (4, 6)
    assert targets(extraction) == [
        ("防治面积", ">=", "3", "万亩"),
        ("每亩成本", "<=", "20", "元/亩"),
        ("农药减量率", ">=", "5", "%"),
    ]


def test_transfers_name_their_governments() -> None:
    extraction = only(
        aligned(
            """
            专项转移支付区域绩效目标表 <   <          <
            专项名称     基层科普行动计划  <          <
            中央主管部门 某协会            省级主管部门 某省科协
            资金情况（万元） 年度金额：    900.00     <
            ^            其中：中央补助    600.00     <
            ^            地方资金          300.00     <
            年度目标     建设科普示范基地  <          <
            绩效指标     一级指标          三级指标   指标值
            ^            产出指标          示范基地   ≥30个
            """
        )
    )
    assert funds(extraction) == [
        ("annual", "total", "900.00"),
        ("annual", "fiscal_part", "600.00"),
        ("annual", "fiscal_part", "300.00"),
    ]
    assert extraction.projects[0].fiscal_wan is None
    assert values(extraction)[0][:3] == ("产出指标", None, "示范基地")


def test_no_unit_is_an_error_and_never_assumed() -> None:
    document = aligned(TERM_AND_YEAR.replace("项目资金（万元）", "项目资金"))
    extraction = only(document)
    errors = [p.message for p in extraction.problems if p.severity == "error"]
    assert errors == [NO_UNIT]
    assert extraction.projects[0].total_wan is None
    kept = [f for f in extraction.project_funds if f.amount_text != "0.00"]  # a zero needs no unit
    assert {(fund.amount_wan, fund.rounding_wan) for fund in kept} == {(None, None)}
    assert values(extraction) == values(only(aligned(TERM_AND_YEAR)))


def test_a_declared_unit_counts_where_none_is_printed() -> None:
    bare = aligned(TERM_AND_YEAR.replace("项目资金（万元）", "项目资金"))
    declared = only(replace(bare, reading=Reading(amount_unit="元")))
    assert declared.header.amount_unit == "元"
    texts = [fund.amount_text for fund in declared.project_funds]
    assert [f.amount_wan for f in declared.project_funds] == [Decimal(t) / 10000 for t in texts]
    assert [p.message for p in declared.problems if "unit" in p.message] == [
        "no unit of money is printed: amounts are read in 元, as the place file says"
    ]
    printed = aligned(TERM_AND_YEAR)
    assert only(replace(printed, reading=Reading(amount_unit="元"))) == only(printed)


def test_rows_without_any_text_say_nothing() -> None:
    blank = "    . < < < < < <\n    项目名称 "
    extraction = only(aligned(TERM_AND_YEAR.replace("    项目名称 ", blank, 1)))
    assert extraction.projects[0].project_name == "科技创新专项"
    assert extraction.problems == []


def test_a_form_of_indicators_alone_is_reported() -> None:
    extraction = only(
        with_lines(
            """
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 课题数   5项
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert "项目名称" in messages(extraction)[0]
    assert extraction.problems[0].severity == "error"


def test_the_rest_of_a_sentence_in_the_place_of_a_name_is_an_error() -> None:
    extraction = only(aligned(TERM_AND_YEAR.replace("科技创新专项", "，完善平台。")))
    assert [p.message for p in extraction.problems if p.severity == "error"] == [
        "no name of a project: ，完善平台。"
    ]


def test_the_header_of_an_amount_in_the_place_of_a_name_is_an_error() -> None:
    extraction = only(
        with_lines(
            """
            项目名称 项目预算（万元） 主管部门 某市气象局
            年度资金总额（万元） 120 < <
            一级指标 二级指标 三级指标 指标值
            产出指标 数量指标 课题数   5项
            """,
            "项目支出绩效目标申报表",
        )
    )
    assert "no name of a project: 项目预算（万元）" in [
        p.message for p in extraction.problems if p.severity == "error"
    ]


def test_no_indicators_is_an_error() -> None:
    drawing = "\n".join(TERM_AND_YEAR.strip().split("\n")[:11])
    extraction = only(aligned(drawing))
    assert "no indicator (绩效指标)" in messages(extraction)


@pytest.mark.parametrize("name", ["基地", "科普（2023年）"])
def test_the_title_may_be_of_another_form(name: str) -> None:
    drawing = TERM_AND_YEAR.replace("项目支出绩效目标申报表", "部门整体支出绩效目标申报表")
    extraction = only(aligned(drawing.replace("科技创新专项", name)))
    assert extraction.header.form == "project_target_form"
    assert extraction.projects[0].project_name == name
    assert "titled “部门整体支出绩效目标申报表”" in messages(extraction)[0]


def test_tab_separated_text() -> None:
    text = """项目支出绩效目标申报表
（2023年度）
项目名称\t智慧农业
主管部门\t某县农业局\t实施单位\t某县农技站
项目资金（万元）\t年度资金总额：\t80.00
\t其中：财政拨款\t80.00
年度目标\t推广技术5项
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值
\t产出指标\t数量指标\t推广技术\t≥5项
\t质量指标\t技术合格率\t≥95%
\t满意度指标\t服务对象满意度指标\t农户满意度\t≥90%"""
    extraction = only(read_text(text.split("\n")))
    assert extraction.projects[0].project_name == "智慧农业"
    assert (extraction.projects[0].total_wan, extraction.projects[0].fiscal_wan) == (80, 80)
    assert [row[:3] for row in values(extraction)] == [
        ("产出指标", "数量指标", "推广技术"),
        ("产出指标", "质量指标", "技术合格率"),
        ("满意度指标", "服务对象满意度指标", "农户满意度"),
    ]


def test_blocks_side_by_side_under_other_first_levels_are_of_one_term() -> None:
    extraction = only(
        with_lines(
            """
            申报项目 疫苗采购 < < < < < <
            项目资金（万元） 资金总额 30 < < < < <
            年度绩效指标 预期产出 < < < 预期效果 < <
            ^ 一级指标 二级指标 三级指标 拟达到值 一级指标 三级指标 拟达到值
            ^ 产出指标 数量指标 采购疫苗 ≥9万份 效益指标 重大疫情 <1起
            ^ ^ ^ 抽检批次 ≥65批 满意度指标 养殖户满意度 ≥92%
            """,
            "2023年度项目支出绩效目标申报表",
        )
    )
    assert [(row[2], row[3], row[5]) for row in values(extraction)] == [
        ("采购疫苗", "target annual", "9"),
        ("重大疫情", "target annual", "1"),
        ("抽检批次", "target annual", "65"),
        ("养殖户满意度", "target annual", "92"),
    ]
    assert not any(value.place.doubt for value in extraction.indicator_values)
