from decimal import Decimal
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.read import read
from ingest.read.text.page_text import read_text
from ingest.records import Extraction
from ingest.words.printed import printed
from tests.unit.read_forms import messages, only, rows, table_values

ROOT = Path(__file__).parents[3]
FORMS = ROOT / "tests" / "forms"
HUANGPU = ROOT / "documents/huangpu/2023/department_target_form.txt"
GUANGZHOU = ROOT / "documents/guangzhou/2023/department_target_form.txt"
NANSHA = ROOT / "documents/nansha/2023/department_target_form.txt"


def text_document(text: str) -> Document:
    return read_text(text.split("\n"))


@pytest.fixture(scope="module")
def huangpu() -> Extraction:
    return only(read(HUANGPU))


@pytest.fixture(scope="module")
def guangzhou() -> Extraction:
    return only(read(GUANGZHOU))


@pytest.fixture(scope="module")
def nansha() -> Extraction:
    return only(read(NANSHA))


def budget(extraction: Extraction) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in extraction.budget_lines:
        assert line.phase == "budget"
        assert line.amount_wan == Decimal(line.amount_text.replace(",", ""))
        found.setdefault(line.section, {})[line.item] = line.amount_text
    return found


def test_budget_of_a_tab_table(huangpu: Extraction) -> None:
    assert budget(huangpu) == {
        "部门预算支出": {"基本支出": "2,341.13", "项目支出": "314,266.07"},
        "收入来源": {"财政拨款": "364,607.20", "其他资金": "0.00"},
        "事业发展性支出": {"财政专项资金": "0.00", "其他事业发展性支出": "48,000.00"},
        "按预算级次划分": {"区本级使用资金": "364,607.20", "拟用于对下转移支付资金": "0.00"},
    }
    assert huangpu.header.amount_unit == "万元"
    [line] = [line for line in huangpu.budget_lines if line.item == "其他事业发展性支出"]
    assert (line.place.line_from, line.place.line_to) == (11, 11)


def test_budget_of_page_text(guangzhou: Extraction, nansha: Extraction) -> None:
    assert budget(guangzhou) == {
        "部门预算支出": {"基本支出": "16,467.85", "项目支出": "7,914.13"},
        "收入来源": {"财政拨款": "494,772.54", "其他资金": "0.00"},
        "事业发展性支出": {"财政专项资金": "470,390.56", "其他事业发展性支出": "0.00"},
        "按预算级次划分": {"市本级使用资金": "412,768.56", "拟用于对下转移支付资金": "57,622.00"},
    }
    assert budget(nansha)["部门预算支出"] == {"基本支出": "987.82", "项目支出": "81,262.22"}
    assert budget(nansha)["事业发展性支出"]["其他事业发展性支出"] == "1,000.00"
    assert len(nansha.budget_lines) == 8


def test_headers(huangpu: Extraction, guangzhou: Extraction, nansha: Extraction) -> None:
    names = [each.header.department_name for each in (huangpu, guangzhou, nansha)]
    assert names == [
        "广州市黄埔区科学技术局（广州开发区科技创新局）（部门）",
        "广州市科学技术局",
        "广州南沙经济技术开发区科学技术局",
    ]
    for extraction in (huangpu, guangzhou, nansha):
        assert extraction.header.title == "部门整体预算绩效目标申报表"
        assert extraction.header.fiscal_year is None
        assert extraction.header.year_evidence is None
        assert extraction.problems == []


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2023年部门整体预算绩效目标申报表", 2023),
        ("部门整体预算绩效目标申报表（2024年度）", 2024),
        ("部门整体预算绩效目标申报表", None),
    ],
)
def test_year_is_taken_from_the_head_alone(title: str, year: int | None) -> None:
    text = f"{title}\n\n部门名称 某局\n\n总体绩效目标\n\n落实国发〔2022〕13号，到2025年建成。\n"
    header = only(text_document(text)).header
    assert header.fiscal_year == year
    assert header.year_evidence == (title if year else None)


def test_tasks_of_a_tab_table(huangpu: Extraction) -> None:
    assert [task.amount_text for task in huangpu.tasks] == [
        "204,311.00",
        "95,181.00",
        "30,404.00",
        "26,241.00",
        "4,840.00",
    ]
    assert sum(task.amount_wan or 0 for task in huangpu.tasks) == Decimal("360977.00")
    assert [task.task_no for task in huangpu.tasks] == [1, 2, 3, 4, 5]
    fourth = huangpu.tasks[3]
    assert fourth.task_name == "任务4：构建科技引领产业发展政策体系"
    assert fourth.goal is not None
    assert fourth.goal.endswith("全区科技服务业企业营收增长达0%。")
    assert fourth.place.line_from == 19


def test_tasks_of_wrapped_page_text(guangzhou: Extraction, nansha: Extraction) -> None:
    assert [task.task_name for task in guangzhou.tasks] == [
        "基础研究计划",
        "重点研发计划",
        "企业创新计划",
        "创新环境计划",
        "人才支撑计划",
    ]
    assert sum(task.amount_wan or 0 for task in guangzhou.tasks) == Decimal("412768.56")
    assert [(task.task_name, task.amount_text) for task in nansha.tasks] == [
        ("持续优化科技创新环境", "38,296.45"),
        ("开展科普活动", "7.30"),
        ("优化科技金融生态圈", "432.00"),
        ("扶持科技产业多元发展", "1,133.05"),
        ("开展对外科技创新合作与交流宣传", "220.00"),
        ("推进“1+1+3+N”科创平台建设", "39,070.50"),
        ("加强科技项目的管理与服务", "891.12"),
    ]
    third = nansha.tasks[2]
    assert third.content == "推动科技创新创业；促进科技与金融结合。"
    assert third.goal is not None
    assert third.goal.startswith("优化广州南沙新区科技创新母基金")
    assert third.goal.endswith("推动区内科技型中小企业的高质量发展。")
    assert (third.place.line_from, third.place.line_to) == (93, 107)
    first = guangzhou.tasks[0]
    assert first.content is not None
    assert first.content.startswith("以源头创新和应用为导向")
    assert first.content.endswith("支持广州市科技资源库建设发展。")


@pytest.mark.parametrize("path", [GUANGZHOU, NANSHA])
def test_every_line_of_the_tasks_is_in_one_cell(path: Path) -> None:
    """Nothing is lost and nothing doubled: the cells put together are the printed text."""
    extraction = only(read(path))
    text = path.read_text(encoding="utf-8")
    start = text.index("期望达到的目标（概述）") + len("期望达到的目标（概述）")
    body = text[start : text.index("其他需完成的任务")].replace("年度重点工作任务", "")
    cells = [
        part or ""
        for task in extraction.tasks
        for part in (task.task_name, task.content, task.amount_text, task.goal)
    ]
    assert "".join("".join(cells).split()) == "".join(printed(body).split())


def test_indicator_rows_of_a_tab_table(huangpu: Extraction) -> None:
    found = rows(huangpu)
    levels = [(row[0], row[1]) for row in found]
    assert levels == (
        [("产出指标", "数量指标")] * 11
        + [("产出指标", "质量指标"), ("产出指标", "时效指标")]
        + [("效益指标", "经济效益指标")] * 4
        + [("效益指标", "社会效益指标")] * 8
        + [("满意度指标", "服务对象满意度指标")]
    )
    assert found[11][2:] == ("引进重点项目数量", "≥10个", "≥10个")
    assert found[9][2:] == (
        "论坛规模",
        "为参会人数>500人，企业>100家",
        "为参会人数>500人，企业>100家",
    )
    assert found[24][2:] == ("海外人才或项目签约意向数", "≥10个", "≥10个")
    assert found[25][2:] == ("服务对象满意度（%）", "≥85%", "≥85%")
    places = {value.row_no: value.place.line_from for value in table_values(huangpu)}
    assert places[25] == 48


def test_indicator_rows_of_wrapped_page_text(guangzhou: Extraction, nansha: Extraction) -> None:
    assert rows(nansha) == [
        ("产出指标", "数量指标", "科技企业孵化载体数量（家）", "≥30", "≥28"),
        ("产出指标", "数量指标", "科技型中小企业数量（家）", "≥3000", "≥2100"),
        ("产出指标", "数量指标", "举办创新创业大赛（次）", "1", "1"),
        ("产出指标", "数量指标", "每年开展人才交流活动（场）", "1", "1"),
        ("产出指标", "数量指标", "每年组织开展科普宣传活动（次）", "≥5", "≥5"),
        ("产出指标", "数量指标", "省级新型研发机构、高水平研究院数量（个）", "14", "14"),
        ("产出指标", "数量指标", "新增发明专利申请量和PCT国际专利申请量（个）", "100", "60"),
        ("产出指标", "质量指标", "专业性技术创新平台数量（个）", "2", "1"),
        (
            "效益指标",
            "经济效益指标",
            "创造元宇宙产业先导示范区所有入驻企业营业收入（万元）",
            "≥15000",
            "≥5000",
        ),
        (
            "效益指标",
            "经济效益指标",
            "年度资金池引导合作银行实际放贷金额（亿元）",
            "≥10亿",
            "≥10亿",
        ),
        ("效益指标", "社会效益指标", "技术市场合同成交额（亿元）", "250", "200"),
        ("效益指标", "社会效益指标", "南沙区研发投入强度（%）", "6%", "4.6%"),
        ("效益指标", "社会效益指标", "高新技术企业数量（家）", "≥2400", "≥1100"),
    ]
    found = rows(guangzhou)
    assert [row[1] for row in found] == ["数量指标"] * 7 + ["社会效益指标"] * 3
    both = "1.高新技术企业申报数量≥4500家；2.高新技术企业认定数≥4000家。"
    assert found[4][2:] == (
        "引领产业发展，推动高新技术产业发展，培育壮大科技创新型企业。",
        both,
        both,
    )
    assert found[6][4] == "全市技术合同成交额≥2600亿元。"
    assert found[7][3] is not None
    assert "推动国家实验室广州基地建设工作" not in found[7][3]
    assert "推动国家实验室广州基地建设工作" in (found[7][4] or "")
    place = next(
        v.place for v in table_values(guangzhou) if v.row_no == 5 and v.horizon == "annual"
    )
    assert (place.line_from, place.line_to) == (351, 355)


def test_numbers_of_both_horizons(
    huangpu: Extraction, guangzhou: Extraction, nansha: Extraction
) -> None:
    counts = [
        sum(value.value_kind == "number" for value in table_values(each))
        for each in (huangpu, guangzhou, nansha)
    ]
    assert counts == [54, 20, 26]
    assert {value.measure for value in table_values(huangpu)} == {"target"}


def test_narrative_targets_have_their_place(nansha: Extraction) -> None:
    found = [
        value
        for value in nansha.indicator_values
        if value.source_section == "narrative" and value.value == 1100
    ]
    assert [(value.operator, value.unit, value.row_no) for value in found] == [("=", "家", None)]
    assert (found[0].place.line_from, found[0].place.line_to) == (58, 72)


def test_merged_cells_lost_in_tab_text() -> None:
    extraction = only(read(FORMS / "merged_cells_lost.txt"))
    assert extraction.problems == []
    assert rows(extraction) == [
        ("产出指标", "数量指标", "国家级孵化器数量", "≥21家", "≥20家"),
        ("产出指标", "质量指标", "引进重点项目数量", "≥10个", "≥9个"),
        ("效益指标", "经济效益指标", "技术合同成交额（亿元）", "≥550亿元", "≥500亿元"),
        ("效益指标", "社会效益指标", "高新区综合实力全国排名", "全国居前8", "全国居前9"),
        ("效益指标", "社会效益指标", "签约意向数", "≥10个", "≥8个"),
        ("满意度指标", "服务对象满意度指标", "服务对象满意度（%）", "≥85%", "≥80%"),
    ]
    assert [(t.task_name, t.content, t.amount_text, t.goal) for t in extraction.tasks] == [
        ("任务1：平台", "建设平台。", "12.00", "建成平台。"),
        ("任务2：人才", None, "8.00", "引进人才。"),
    ]


@pytest.mark.parametrize("blank_lines", [True, False])
def test_wrapped_page_text(blank_lines: bool) -> None:
    text = (FORMS / "wrapped_page_text.txt").read_text(encoding="utf-8")
    if not blank_lines:
        text = "\n".join(line for line in text.split("\n") if line.strip())
    extraction = only(text_document(text))
    assert all("where this cell begins or ends" in each for each in messages(extraction))
    assert extraction.header.department_name == "某经济技术开发区科学技术局"
    assert len(extraction.budget_lines) == 8
    assert extraction.budget_lines[-1].item == "拟用于对下转移支付资金"
    assert [(t.task_name, t.content, t.amount_text, t.goal) for t in extraction.tasks] == [
        (
            "开展对外科技创新合作与交流宣传",
            "组织实施政府间及有关国际组织间的科技创新合作项目，加强粤港澳大湾区科技创新合作与交流。",
            "12.00",
            "通过开展科技交流活动，举办海外留学生交流会、创新创业大赛等活动。",
        ),
        (
            "人才支撑计划",
            "引进培养一批科技人才，加强人才队伍建设。",
            "8.00",
            "集聚一批人才。",
        ),
    ]
    name = "抓好技术发明，促进孵化育成体系提质增效，推动体系高质量发展。"
    tail = "；2.国家级孵化器运营评价优秀数量位居全国前列。"
    assert rows(extraction) == [
        ("产出指标", "数量指标", "科技企业孵化载体数量（家）", "≥30", "≥28"),
        ("产出指标", "数量指标", "省级新型研发机构、高水平研究院数量（个）", "14", "14"),
        (
            "产出指标",
            "数量指标",
            "抓好技术发明，推进关键核心技术攻关，实施关键核心技术攻坚行动。",
            "主攻方向数量≥16项。",
            "主攻方向数量≥15项。",
        ),
        (
            "产出指标",
            "数量指标",
            name,
            "1.新增省级以上孵化载体15家" + tail,
            "1.新增省级以上孵化载体12家" + tail,
        ),
        ("产出指标", "质量指标", "专业性技术创新平台数量（个）", "2", "1"),
        ("效益指标", "社会效益指标", "技术市场合同成交额（亿元）", "250", "200"),
        ("效益指标", "社会效益指标", "南沙区研发投入强度（%）", "6%", "4.6%"),
        ("满意度指标", "服务对象满意度指标", "用户满意度", "≥90%", "≥85%"),
    ]


@pytest.mark.parametrize("path", [GUANGZHOU, NANSHA])
def test_blank_lines_are_not_needed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    without = only(text_document("\n".join(filter(str.strip, text.split("\n")))))
    expected = only(read(path))
    assert rows(without) == rows(expected)
    assert [(t.task_name, t.content, t.goal) for t in without.tasks] == [
        (t.task_name, t.content, t.goal) for t in expected.tasks
    ]


@pytest.mark.parametrize(
    ("path", "line", "lost"),
    [
        (GUANGZHOU, 304, 1),  # the end of a value
        (GUANGZHOU, 312, 1),  # the end of a name
        (NANSHA, 320, 1),  # both values of a row
        (NANSHA, 311, 1),  # a whole row
    ],
)
def test_a_lost_line_costs_its_own_row_only(path: Path, line: int, lost: int) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[line - 1].strip()
    lines[line - 1] = ""
    found = rows(only(text_document("\n".join(lines))))
    assert sum(row not in found for row in rows(only(read(path)))) == lost


def test_a_missing_budget_block_is_an_error() -> None:
    text = HUANGPU.read_text(encoding="utf-8").split("\n")
    extraction = only(text_document("\n".join(text[:5] + text[11:])))
    assert [p.severity for p in extraction.problems if "no budget block" in p.message] == ["error"]
    assert len(rows(extraction)) == 26


def test_an_incomplete_budget_block_is_reported() -> None:
    text = HUANGPU.read_text(encoding="utf-8").replace("基本支出\t2,341.13", "基本支出\t")
    extraction = only(text_document(text))
    assert len(extraction.budget_lines) == 7
    assert [(p.severity, p.message, p.place.line_from) for p in extraction.problems] == [
        ("warning", "budget item without an amount: 基本支出", 7),
        ("warning", "the budget block has no amount of 基本支出", 6),
    ]
    assert {line.section for line in extraction.budget_lines if line.item == "财政拨款"} == {
        "收入来源"
    }


@pytest.mark.parametrize("end", [20, 21])
def test_a_missing_indicator_table_is_an_error(end: int) -> None:
    text = HUANGPU.read_text(encoding="utf-8").split("\n")
    extraction = only(text_document("\n".join(text[:end])))
    assert "no indicator table (绩效指标)" in [
        p.message for p in extraction.problems if p.severity == "error"
    ]


def test_a_row_that_could_not_be_placed_is_reported_with_its_place() -> None:
    text = HUANGPU.read_text(encoding="utf-8").replace(
        "\t\t\t国家级孵化器数量\t≥21家\t≥21家\t", "\t\t\t国家级孵化器数量\t≥21家\t≥21家\t5\t6\t7\t8"
    )
    extraction = only(text_document(text))
    [problem] = extraction.problems
    assert problem.severity == "warning"
    assert problem.message.startswith("row that could not be placed: 国家级孵化器数量 | ≥21家")
    assert problem.place.line_from == 27
    assert len(rows(extraction)) == 25


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("填报信息 填报人 夏某", "某市妇女联合会"),
        ("填报信\n息\n填报人 夏某", "某市妇女联合会"),
        ("办公室\n填报人 夏某", "某市妇女联合会办公室"),
    ],
)
def test_a_department_s_name_ends_where_it_is_whole(below: str, name: str) -> None:
    text = f"""部门整体绩效目标申报表
        部门名称 某市妇女联合会
        {below}
        预算整体情况
        部门预算支出（万元） 10.00
        年度绩效指标
        一级指标 二级指标 三级指标 年度指标值
        产出指标 数量指标 培训人数 ≥300人"""
    extraction = only(text_document("\n".join(map(str.strip, text.split("\n")))))
    assert extraction.header.department_name == name
