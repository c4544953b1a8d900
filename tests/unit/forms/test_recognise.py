import re
from pathlib import Path

import pytest

from ingest.document import Cell, Document, Line, Place, Table
from ingest.forms import EXTRACTOR_VERSION, extract, recognise
from ingest.lexicon.examples import example
from ingest.read import read
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import messages, targets

DOCUMENTS = Path(__file__).parents[3] / "documents"

FORMS = {
    "huangpu/2023/department_target_form.txt": "department_target_form",
    "guangzhou/2023/department_target_form.txt": "department_target_form",
    "nansha/2023/department_target_form.txt": "department_target_form",
    "huangpu/2022/self_evaluation_report.md": "self_evaluation_report",
    "guangzhou/2023/project_target_table.txt": "project_target_table",
}

PROJECT_TITLE = "项目支出绩效目标表"
DEPARTMENT_TITLE = "部门整体预算绩效目标申报表"
PROJECT_HEADER = ["项目名称", "总计", "财政拨款", "绩效目标", "绩效指标"]
DEPARTMENT_LINES = ["预算整体情况", "总体绩效目标", "一级指标 二级指标 三级指标 年度指标值"]


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, Place(line_from=n, line_to=n)) for n, text in enumerate(texts, 1))


def table(*rows: list[str]) -> Table:
    return Table(
        tuple(
            tuple(Cell(text, Place(), row, col) for col, text in enumerate(cells))
            for row, cells in enumerate(rows)
        ),
        Place(),
    )


def document(*blocks: Line | Table) -> Document:
    return Document(tuple(blocks), "text/plain")


@pytest.mark.parametrize(("path", "form"), FORMS.items())
def test_real_documents(path: str, form: str) -> None:
    (found,) = recognise(read(DOCUMENTS / path))
    assert found.form == form
    assert found.title is not None
    assert found.problems == ()


@pytest.mark.parametrize(("path", "form"), FORMS.items())
def test_structure_decides_where_the_title_is_unknown(path: str, form: str) -> None:
    whole = read(DOCUMENTS / path)
    title = recognise(whole)[0].title
    assert title is not None
    untitled = tuple(block for block in whole.blocks if block.place != title.place)
    (found,) = recognise(document(*lines("二〇二三年公开资料附件"), *untitled))
    assert found.form == form


@pytest.mark.parametrize(
    "title",
    [
        "部门（单位）整体支出绩效目标申报表",
        "2024年某省某厅部门整体绩效目标表",
        "整体支出绩效目标表（2024年度）",
        "某区核算中心2023年度整体绩效目标表",
    ],
)
def test_other_titles_of_the_same_form(title: str) -> None:
    (found,) = recognise(document(*lines(title, *DEPARTMENT_LINES)))
    assert (found.form, found.problems) == ("department_target_form", ())
    assert found.title is not None
    assert found.title.text == title


def test_a_title_wrapped_over_two_lines() -> None:
    (found,) = recognise(document(*lines("某市部门整体预算", "绩效目标申报表", *DEPARTMENT_LINES)))
    assert found.title is not None
    assert found.title.text == "某市部门整体预算绩效目标申报表"
    assert (found.title.place.line_from, found.title.place.line_to) == (1, 2)


def test_structure_goes_before_title_and_the_disagreement_is_reported() -> None:
    (found,) = recognise(document(*lines(DEPARTMENT_TITLE), table(PROJECT_HEADER)))
    assert found.form == "project_target_table"
    (warning,) = found.problems
    assert warning.severity == "warning"
    assert DEPARTMENT_TITLE in warning.message
    assert warning.place.line_from == 1


def test_a_titled_form_without_one_of_its_blocks_keeps_its_form() -> None:
    (found,) = recognise(document(*lines(DEPARTMENT_TITLE, "总体绩效目标", "绩效指标")))
    assert found.form == "department_target_form"


def test_a_notice_about_a_form_is_not_the_form() -> None:
    (found,) = recognise(document(*lines(f"关于填报{DEPARTMENT_TITLE}的通知", "各单位：")))
    assert found.form is None


def test_a_form_with_headers_it_never_has_is_not_taken_for_it() -> None:
    (found,) = recognise(document(*lines(DEPARTMENT_TITLE, *DEPARTMENT_LINES, "实际完成值")))
    assert found.form is None
    assert "实际完成值" in found.problems[0].message


ADD_TITLE = (
    "; a title worded otherwise goes into reading.titles of the place file,"
    " or ingest/vocabulary/forms.yml"
)


def test_text_of_no_known_form() -> None:
    (extraction,) = extract(document(*lines("今天天气很好。", "明天也好。")))
    assert extraction.header.form is None
    (problem,) = extraction.problems
    assert problem.severity == "error"
    assert problem.message.startswith("no known form: neither the title nor the headers of any: ")
    assert problem.message.endswith(f"; seen: first line “今天天气很好。”{ADD_TITLE}")
    assert "\n" not in problem.message


@pytest.mark.parametrize(
    ("pattern", "shortest"),
    [
        ("(年度)?绩效(目标|指标)", "绩效目标"),
        ("((预算|支出|一级|二级)?项目(支出)?|政策|项目\\(政策\\))名称", "项目名称"),
        ("预算整体情况|支出", "预算整体情况"),
        ("^(20\\d\\d年度?)?预算绩效目标(申报|批复)?表", "预算绩效目标表"),
    ],
)
def test_an_example_of_a_pattern(pattern: str, shortest: str) -> None:
    assert example(pattern) == shortest


def test_a_table_of_no_known_form_says_which_title_and_headers_were_seen() -> None:
    plan = [["序号", "事项", "经费", "说明"], ["1", "科普专项", "120", "办好活动"]]
    (untitled,) = extract(document(*lines("2024年重点工作安排表"), table(*plan)))
    assert untitled.problems[0].message.endswith(
        "; seen: first line “2024年重点工作安排表” and first headers 序号、事项、经费、说明"
        + ADD_TITLE
    )
    (titled,) = extract(document(*lines(PROJECT_TITLE), table(*plan)))
    assert titled.problems[0].message == (
        f"no known form: titled “{PROJECT_TITLE}” as a 项目支出绩效目标表（多个项目一张表） is;"
        " no header like 项目名称 or 项目, 绩效目标 or 总体目标, 绩效指标 or 一级指标; seen:"
        f" first line “{PROJECT_TITLE}” and first headers 序号、事项、经费、说明"
        "; a header worded otherwise goes into reading.headers of the place file,"
        " or ingest/vocabulary/headers.yml"
    )


def test_a_title_without_any_of_its_headers_says_what_is_missing() -> None:
    (extraction,) = extract(document(*lines(PROJECT_TITLE, "（此表无数据）")))
    assert extraction.header.form is None
    assert f"“{PROJECT_TITLE}”" in extraction.problems[0].message
    needed = "no header like 项目名称 or 项目, 绩效目标 or 总体目标, 绩效指标 or 一级指标"
    assert needed in extraction.problems[0].message


@pytest.mark.parametrize("title", ["2022年部门整体绩效目标", "2022年项目绩效目标"])
def test_a_title_called_as_a_block_is_does_not_show_the_form_to_be_there(title: str) -> None:
    [found] = recognise(document(*lines(title, "见附件。")))
    assert found.form is None
    [found] = recognise(document(*lines(title, *DEPARTMENT_LINES)))
    assert found.form is not None


def test_an_empty_document_is_of_no_known_form() -> None:
    (found,) = recognise(document())
    assert found.form is None


def test_two_forms_in_one_file() -> None:
    whole = document(
        *lines("2024年部门预算", DEPARTMENT_TITLE, *DEPARTMENT_LINES),
        *lines(PROJECT_TITLE),
        table(PROJECT_HEADER),
    )
    first, second = recognise(whole)
    assert (first.form, second.form) == ("department_target_form", "project_target_table")
    assert len(first.document.blocks) == 5
    assert [type(block) for block in second.document.blocks] == [Line, Table]


def test_the_name_of_another_form_in_the_text_cuts_nothing() -> None:
    report = read(DOCUMENTS / "huangpu/2022/self_evaluation_report.md")
    (found,) = recognise(document(*report.blocks, *lines(f"附件：{PROJECT_TITLE}")))
    assert found.form == "self_evaluation_report"


def test_a_title_repeated_on_every_page_is_one_form() -> None:
    page = (*lines(PROJECT_TITLE), table(PROJECT_HEADER))
    assert len(recognise(document(*page, *page))) == 1


def test_what_the_reader_could_not_read_is_a_warning() -> None:
    unread = Document(
        lines("今天"), "text/plain", warnings=(("page 3 is a picture", Place(page=3)),)
    )
    warning = extract(unread)[0].problems[0]
    assert (warning.severity, warning.message) == ("warning", "page 3 is a picture")


def test_extractor_version_names_the_package_and_its_sources() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{12}", EXTRACTOR_VERSION)


def test_labels_that_no_list_has_tell_a_form_by_what_they_mean() -> None:
    header = ["绩效指标分解", "一级指标", "二级指标", "指标内容", "当年度指标值"]
    one = table(["申报项目名称", "公园管护"], ["绩效总目标", "办好"], header)
    (found,) = recognise(document(*lines("2024年专项业务经费绩效表"), one))
    assert found.form == "project_target_form"
    whole = table(["部门名称", "某局"], ["部门预算安排", "50"], ["总体绩效目标", "办好"], header)
    (found,) = recognise(document(*lines("2024年部门预算绩效文本"), whole))
    assert found.form == "department_target_form"


def test_money_of_a_bureau_above_projects_makes_no_form_of_a_department() -> None:
    header = [
        "单位名称",
        "项目名称",
        "合计",
        "财政资金",
        "单位资金",
        "年度目标",
        "三级指标",
        "指标值",
    ]
    (found,) = recognise(document(*lines("2022年一次性项目"), table(header)))
    assert found.form == "project_target_table"


def test_headers_of_results_make_no_form_of_targets() -> None:
    header = ["绩效指标", "一级指标", "二级指标", "三级指标", "当年指标值", "年终完成值", "得分"]
    one = table(["申报项目名称", "公园管护"], ["绩效总目标", "办好"], header)
    (found,) = recognise(document(*lines("2024年绩效情况"), one))
    assert found.form == "self_evaluation_table"


SHARES = [["序号", "单位名称", "项目名称", "分配金额（万元）"], ["1", "某学院", "帆船赛", "420"]]
FORM_BELOW = [
    ["主管部门：某厅", "资金总额：1818.4"],
    ["总体目标", "办好赛事"],
    ["一级指标*", "二级指标*", "三级指标*", "绩效指标值*"],
    ["产出指标", "数量指标", "赛事场次", "≥6场"],
]


def test_a_table_of_what_money_goes_where_is_no_part_of_the_form_below_its_title() -> None:
    listed = lines("关于下达奖励资金的通知", "附件：1.资金分配表", "2.项目绩效目标表")
    title = lines("附件2", "项目绩效目标表")
    letter = document(*listed, table(*SHARES), *title, table(*FORM_BELOW))
    (found,) = recognise(letter)
    assert found.form == "project_target_form"
    assert [each.message for each in found.problems] == ["a table beside the form: not read"]
    (extraction,) = extract(letter)
    assert targets(extraction) == [("赛事场次", ">=", "6", "场")]


def test_pages_of_a_list_below_its_title_each_are_one_list() -> None:
    page = [*lines(PROJECT_TITLE), table(PROJECT_HEADER, ["帆船赛", "420", "420", "办好", "6场"])]
    (found,) = recognise(document(*page, *page))
    assert found.form == "project_target_table"
    assert len(found.document.blocks) == len(page) * 2


@pytest.mark.parametrize("as_table", [False, True])
def test_a_list_of_projects_within_makes_no_form_of_one_project(as_table: bool) -> None:
    listed = ["项目名称", "项目类型", "项目总预算", "项目本年度预算"]
    row = ["科普活动", "其他特定目标类", "30.00", "12.00"]
    inner = (table(listed, row),) if as_table else lines(" ".join(listed), " ".join(row))
    (found,) = recognise(
        document(*lines(DEPARTMENT_TITLE, "部门名称 某区科技局"), *inner, *lines(*DEPARTMENT_LINES))
    )
    assert found.form == "department_target_form"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("部门整体绩效目标申报表", "department_target_form"),
        ("部门整体支出绩效自评表", "self_evaluation_table"),
    ],
)
def test_results_of_former_years_are_those_of_the_form_that_is_titled(
    title: str, form: str
) -> None:
    rows = table(
        ["部门名称", "某局", "", "", ""],
        ["预算整体情况", "支出预算（万元）", "120", "", ""],
        ["总体绩效目标", "做好气象服务。", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "2020年完成", "2021年完成"],
        ["产出指标", "数量指标", "雷达运行", "8000小时", "8010小时"],
    )
    document = Document((*lines(title, "（2022年度）"), rows), "text/plain")
    assert [part.form for part in recognise(document)] == [form]


LIST_AMID = """
2025年部门整体绩效目标申报表
填报日期：2025年1月15日　单位：万元
单位名称 宜昌市文化馆
部门职能概述 贯彻执行国家和省有关方针政策、法律法规。
总体资金情况（万元） 当年金额 占比 2023年 2024年
财政拨款 16110.63 70.00% 13694.04 14499.57
合计 23015.18 100.00% 19562.90 20713.66
项目支
出情况
项目名称
支出方向归
口
项目总预算 项目本年度预算
培育群众文艺团队 特定目标类 23581.80 7860.6
扩大免费开放服务 特定目标类 19934.64 6644.88
年度目标1： 3个示范点建成投用，带动面上工作整体提升。
年度绩
效指标
一级指标 二级指标 三级指标 指标值 绩效标准
产出指标
数量指标
送戏下乡演出 103场 历史标准
产出指标
数量指标
开办公益培训班 ≥115班次 历史标准
满意度指标
服务对象满意度指标
参与群众满意率 ≥97% 计划标准
"""


def test_what_cannot_be_read_as_what_its_headers_look_like_is_what_its_title_says() -> None:
    (found,) = extract(read_text(LIST_AMID.strip().split("\n")))
    assert found.header.form == "department_target_form"
    assert targets(found) == [
        ("送戏下乡演出", "=", "103", "场"),
        ("开办公益培训班", ">=", "115", "班次"),
        ("参与群众满意率", ">=", "97", "%"),
    ]
    assert not any("is read as such" in message for message in messages(found))
    (untitled,) = extract(read_text(LIST_AMID.strip().split("\n")[1:]))
    assert untitled.header.form == "project_target_table"
    assert untitled.problems[-1].message.startswith("no project found")
