"""Forms of whole departments as aligned tables, in the layouts of several provinces."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Document
from ingest.forms import extract as extract_all
from ingest.forms.department.target_form import extract
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import messages, only, rows, table_values, targets, values, with_lines


def test_an_aligned_table_with_merged_cells() -> None:
    document = aligned(
        """
        部门整体预算绩效目标申报表（2024年度） < < < < <
        部门名称     某省科学技术厅        <                <              <              <
        预算整体情况 部门预算支出 预算金额（元） 收入来源 < 预算金额（元）
        ^            基本支出              100000.00        财政拨款       <              300000.00
        ^            项目支出              200000.00        其他资金       <              0.00
        ^            事业发展性支出 预算金额（元） 按预算级次划分 < 预算金额（元）
        ^            财政专项资金          0.00             省本级使用资金 <              300000.00
        ^            其他事业发展性支出    0.00             拟用于对下转移支付资金 <      0.00
        绩效指标     一级指标              二级指标         三级指标       实施周期指标值 年度指标值
        ^            产出指标              数量指标         论文（篇）     ≥30            ≥10
        ^            ^                     ^                专利（件）     ≥9             .
        ^            ^                     质量指标         验收合格率     100%           100%
        ^            效益指标              .                .              .              .
        """
    )
    extraction = extract(document)
    assert extraction.header.fiscal_year == 2024
    assert extraction.header.amount_unit == "元"
    assert [line.amount_wan for line in extraction.budget_lines[:2]] == [10, 30]
    assert rows(extraction) == [
        ("产出指标", "数量指标", "论文（篇）", "≥30", "≥10"),
        ("产出指标", "数量指标", "专利（件）", "≥9", None),
        ("产出指标", "质量指标", "验收合格率", "100%", "100%"),
    ]
    assert table_values(extraction)[0].place.cell == "form!E10"


def test_an_aligned_table_of_another_province() -> None:
    document = aligned(
        """
        部门（单位）整体支出绩效目标表 <    <            <        <        <        <
        单位名称       某市科技局      <            <        <        <        <
        年度主要任务   任务名称        主要内容     预算金额（万元） <  <        <
        ^              ^               ^            总额     财政拨款 其他资金 <
        ^              创新平台        建设平台     30.00    20.00    10.00    <
        ^              金额合计        <            30.00    20.00    10.00    <
        年度总体目标   建成创新平台    <            <        <        <        <
        年度绩效指标   一级指标        二级指标     三级指标 指标性质 指标值   度量单位
        ^              产出指标(50分)  数量指标     平台数量 ≥        5        个
        ^              成本指标        经济成本指标 平台成本 ≤        30       万元
        ^              满意度指标      社会公众满意度 公众满意度 ≥    90       %
        """
    )
    extraction = extract(document)
    assert extraction.problems == []
    assert [(t.task_name, t.content, t.amount_text) for t in extraction.tasks] == [
        ("创新平台", "建设平台", "30.00")
    ]
    assert [(b.section, b.item, b.amount_text) for b in extraction.budget_lines] == [
        ("年度主要任务", "金额合计", "30.00")
    ]
    assert rows(extraction) == [
        ("产出指标", "数量指标", "平台数量", None, "≥5个"),
        ("成本指标", "经济成本指标", "平台成本", None, "≤30万元"),
        ("满意度指标", "社会公众满意度", "公众满意度", None, "≥90%"),
    ]
    values = table_values(extraction)
    assert [(v.operator, v.value, v.unit, v.horizon) for v in values] == [
        (">=", 5, "个", "annual"),
        ("<=", 30, "万元", "annual"),
        (">=", 90, "%", "annual"),
    ]


@pytest.mark.parametrize(
    "money",
    [
        """
        部门预算（万元） 收入预算 5,490.46 . . .
        ^ 财政拨款 3,953.13 . . .
        ^ 其他资金 1,537.33 . . .
        ^ 基本支出 1,482.42 . . .
        ^ 项目支出 4,008.04 . . .
        """,
        """
        收支预算（万元） 收入预算：5,490.46 < < < <
        ^ 按收入性质分：财政拨款：3,953.13 < < < <
        ^ 其他资金：1,537.33 < < < <
        ^ 按支出性质分：基本支出：1,482.42 < < < <
        ^ 项目支出：4,008.04 < < < <
        """,
    ],
    ids=["beside", "behind a colon"],
)
def test_money_in_one_list(money: str) -> None:
    drawing = f"""
        部门（单位）名称 某市应急管理局 < < < <
        {money.strip()}
        年度目标 完成年度工作 < < < <
        年度绩效指标 一级指标 二级指标 三级指标 指标值 备注
        ^ 产出指标 数量指标 应急演练 ≥35次 .
        """
    lines = "\n".join(line for line in drawing.splitlines() if line.strip())
    extraction = extract(aligned(lines))
    assert [(b.item, b.amount_text) for b in extraction.budget_lines] == [
        ("收入预算", "5,490.46"),
        ("财政拨款", "3,953.13"),
        ("其他资金", "1,537.33"),
        ("基本支出", "1,482.42"),
        ("项目支出", "4,008.04"),
    ]
    assert {problem.severity for problem in extraction.problems} <= {"warning"}


def test_an_item_of_the_budget_is_no_task() -> None:
    extraction = extract(
        aligned(
            """
            部门名称 某市司法局 < <
            预算整体情况 基本支出（万元） 10 .
            年度重点任务 任务名称 任务内容 投入资金（万元）
            ^ 普法宣传 讲好法治 13.20
            ^ 按资金来源：财政拨款 . 36,978.84
            绩效指标 一级指标 三级指标 指标值
            ^ 产出指标 印制资料 ≥25份
            """
        )
    )
    assert [task.task_name for task in extraction.tasks] == ["普法宣传"]
    assert "an item of the budget among the tasks" in extraction.problems[-1].message


def department(indicators: str) -> Document:
    return aligned(
        f"""
        部门整体支出绩效目标表 < < < <
        部门名称 某市林业局 < < <
        年度部门预算（万元） 资金总额： 500.00 按支出性质分： .
        ^ 其中：财政拨款 450.00 基本支出 300.00
        ^ 其他资金 50.00 项目支出 200.00
        年度主要任务 任务名称 主要内容 预算金额（万元） .
        ^ 造林 植树造林 30.00 .
        年度总体目标 完成造林1万亩 < < <
        {indicators}
        """
    )


def test_words_of_other_provinces_for_levels() -> None:
    extraction = only(
        department(
            """年度绩效指标 一级指标 二级指标 三级指标 目标值
        ^ 管理类 预算管理 预算完成率 ≥95%
        ^ 产出类 数量指标 造林面积 1万亩
        ^ 效益类 环境效益 森林覆盖率 ≥40%
        ^ 成本指标 生态环境成本 环境损害 无
        ^ 满意度 社会公众或服务对象满意度 公众满意度 ≥85%"""
        )
    )
    assert [row[:2] for row in values(extraction)] == [
        ("管理类", "预算管理"),
        ("产出类", "数量指标"),
        ("效益类", "环境效益"),
        ("满意度", "社会公众或服务对象满意度"),
    ]
    assert targets(extraction)[1] == ("造林面积", "=", "1", "万亩")
    # A table says 无 of what does not apply: a name without a value is reported.
    assert messages(extraction) == ["indicator without a value: 环境损害"]


def test_a_budget_without_headers_over_its_amounts() -> None:
    extraction = only(
        department("年度绩效指标 一级指标 二级指标 三级指标 目标值\n^ 产出类 数量 造林面积 1万亩")
    )
    assert extraction.header.amount_unit == "万元"
    assert [(b.section, b.item, b.amount_wan) for b in extraction.budget_lines] == [
        ("收入来源", "资金总额", 500),
        ("收入来源", "财政拨款", 450),
        ("部门预算支出", "基本支出", 300),
        ("收入来源", "其他资金", 50),
        ("部门预算支出", "项目支出", 200),
    ]
    assert extraction.problems == []


def test_headers_over_the_amounts_name_the_sections() -> None:
    extraction = only(
        aligned(
            """
            部门整体绩效目标表 < < < <
            部门名称     某市水务局 < < <
            年度部门预算 资金来源 金额（元） 支出结构 金额（元）
            ^            财政拨款 4500000  基本支出 3000000
            ^            其他资金 500000   项目支出 2000000
            年度总体目标 治水 < < <
            年度绩效指标 一级指标 二级指标 三级指标 年度指标值
            ^            产出指标 数量指标 治理河道 ≥3条
            """
        )
    )
    assert [(b.section, b.item, b.amount_wan) for b in extraction.budget_lines] == [
        ("资金来源", "财政拨款", 450),
        ("支出结构", "基本支出", 300),
        ("资金来源", "其他资金", 50),
        ("支出结构", "项目支出", 200),
    ]
    assert messages(extraction) == ["no tasks (年度重点工作任务)"]


def test_two_forms_of_different_kinds_in_one_file() -> None:
    first = department(
        "年度绩效指标 一级指标 二级指标 三级指标 目标值\n^ 产出类 数量 造林面积 1万亩"
    )
    second = with_lines(
        """
        项目名称 苗木采购 < <
        项目资金（万元） 年度资金总额 20.00 <
        年度目标 采购苗木1万株 < <
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 苗木数量 1万株
        """,
        "项目支出绩效目标申报表",
    )
    whole = replace(first, blocks=(*first.blocks, *second.blocks))
    forms = extract_all(whole)
    assert [form.header.form for form in forms] == ["department_target_form", "project_target_form"]
    assert [len(values(form)) for form in forms] == [1, 1]
    assert forms[1].projects[0].total_wan == 20


def test_a_department_form_whose_indicators_have_no_label() -> None:
    extraction = only(
        with_lines(
            """
            部门（单位）名称 某市科学技术局               <        <
            年度履职目标     研发投入强度达到1.9%以上     <        <
            年度主要任务     任务名称                     主要内容 <
            ^                平台建设                     建设平台 <
            预算情况         部门预算总额（万元）         4,560.00 <
            ^                1、资金来源：（1）政府预算资金 4,460.00 <
            ^                （2）单位资金                100.00   <
            ^                2、资金结构：（1）基本支出   1,560.00 <
            ^                （2）项目支出                3,000.00 <
            一级指标         二级指标                     三级指标 指标值
            投入管理指标     预算和财务管理               预算执行率 ≥95%
            """,
            "部门（单位）整体绩效目标表",
        )
    )
    assert extraction.header.form == "department_target_form"
    assert [(b.item, b.amount_wan) for b in extraction.budget_lines] == [
        ("部门预算总额", 4560),
        ("政府预算资金", 4460),
        ("单位资金", 100),
        ("基本支出", 1560),
        ("项目支出", 3000),
    ]
    assert targets(extraction) == [("预算执行率", ">=", "95", "%")]
    assert messages(extraction) == []


@pytest.mark.parametrize("label", ["总体资金情况", "神秘的资金情况"])
def test_a_department_form_before_one_of_a_project_though_a_block_is_called_otherwise(
    label: str,
) -> None:
    whole = with_lines(
        f"""
        部门（单位）名称：某市场监管局 . 单位：元 .
        {label} 预算支出总额 52,345,600.00 .
        ^ 财政拨款 50,000,000.00 .
        ^ 其他资金 2,345,600.00 .
        年度总体目标 抽检食品 < <
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 抽检批次 ≥5000批次
        """,
        "部门（单位）整体绩效目标表",
    )
    project = with_lines(
        """
        项目名称 抽检经费 < <
        资金总额（元） 3,000,000.00 < <
        绩效目标 完成抽检 < <
        一级指标 二级指标 三级指标 指标值
        产出指标 数量指标 抽检批次 ≥5000批次
        """,
        "项目支出绩效目标表",
    )
    first, second = extract_all(replace(whole, blocks=(*whole.blocks, *project.blocks)))
    assert first.header.form == "department_target_form"
    assert first.header.amount_unit == "元"
    assert [str(line.amount_wan) for line in first.budget_lines] == [
        *("5234.560000", "5000.000000", "234.560000")
    ]
    assert second.projects[0].total_wan == 300


@pytest.mark.parametrize(
    "rows",
    [
        "预算安排 预算支出总额500,000元，其中：基本支出300,000元，项目支出200,000元。 < .",
        "支出预算 支出预算总额（万元） 50 .\n^ 基本支出（万元） 30 .\n^ 项目支出（万元） 20 .",
        "二、预算安排（单位：万元） < < <\n预算支出总额 基本支出 项目支出 .\n50.00 30.00 20.00 .",
        "支出预算（万元） 预算支出总额50.00 < <\n^ 其中：基本支出30.00 < <\n^ 项目支出：20.00 < <",
        "支出预算（万元） 预算支出总额 其中： <\n^ . 基本支出 项目支出\n^ 50.00 30.00 20.00",
        "支出金额 预算支出总额（万元）：50.00 < <\n"
        "^ 其中：基本支出（万元）：30.00 < <\n^ 项目支出（万元）：20.00 < <",
        "预算安排（万元） 预算支出总额 50.00 .\n^ 1.基本支出 30.00 .\n^ （二）项目支出 20.00 .",
    ],
    ids=[
        "in one sentence",
        "units in labels",
        "below their labels",
        "in one cell",
        "below labels over several rows",
        "with unit and colon in one cell",
        "numbered",
    ],
)
def test_money_of_a_department(rows: str) -> None:
    extraction = only(
        with_lines(
            "\n".join(
                (
                    "部门名称 某统计局 < <",
                    rows,
                    "年度总体目标 完成统计 < <",
                    "一级指标 二级指标 三级指标 指标值",
                    "产出指标 数量指标 统计报表 ≥12份",
                )
            ),
            "部门整体支出绩效目标表",
        )
    )
    total = "支出预算总额" if "支出预算总额" in rows else "预算支出总额"
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        (total, 50),
        ("基本支出", 30),
        ("项目支出", 20),
    ]


def test_tasks_in_columns_before_their_own_indicators() -> None:
    extraction = only(
        with_lines(
            """
            部门名称 某市疫控中心 < < < < <
            部门预算 基本支出 < 100.00 < < <
            ^ 项目支出 < 300.00 < < <
            部门年度目标 防控疫病 < < < < <
            重点任务及绩效指标 重点任务 预算安排 绩效指标 < < <
            ^ ^ ^ 一级指标 二级指标 三级指标 目标值
            ^ 推进疫病净化 120.50 产出指标 数量指标 检测样品 ≥11790份
            ^ ^ ^ 效益指标 社会效益指标 疫情 0起
            ^ 稳定防疫队伍 179.50 产出指标 数量指标 补助防疫员 232名
            其他说明 无 < < < < <
            """,
            "部门整体绩效目标申报表",
            "（2024年度）",
            "单位：万元",
        )
    )
    assert [(task.task_name, task.amount_text) for task in extraction.tasks] == [
        ("推进疫病净化", "120.50"),
        ("稳定防疫队伍", "179.50"),
    ]
    assert targets(extraction) == [
        ("检测样品", ">=", "11790", "份"),
        ("疫情", "=", "0", "起"),
        ("补助防疫员", "=", "232", "名"),
    ]


def test_levels_called_goals_beside_a_label_of_goals_and_duties_that_head_tasks() -> None:
    document = aligned(
        """
        部门整体支出绩效目标表（2024年度） <        <            <        .
        部门名称     某市道路运输中心      <        <            .
        部门预算资金 部门预算资金总额500万元，其中财政拨款400万元；用于人员类支出300万元。 < < .
        分项绩效目标 职责分类              <        绩效目标     预算金额（万元）
        ^            保障群众出行          <        出行方便     120.5
        ^            规范市场秩序          <        秩序好转     79.5
        年度绩效目标 一级目标              二级目标 三级指标     目标值
        ^            产出                  数量目标 客车（台）   ≥198
        ^            效益                  生态效益目标 新能源车占比（%） ≥92
        """
    )
    extraction = extract(document)
    assert [(line.item, line.amount_wan) for line in extraction.budget_lines] == [
        *(("部门预算资金总额", 500), ("财政拨款", 400), ("人员类支出", 300)),
    ]
    assert [(task.task_name, task.amount_wan) for task in extraction.tasks] == [
        *(("保障群众出行", Decimal("120.5")), ("规范市场秩序", Decimal("79.5"))),
    ]
    assert rows(extraction) == [
        ("产出", "数量目标", "客车（台）", None, "≥198"),
        ("效益", "生态效益目标", "新能源车占比（%）", None, "≥92"),
    ]
