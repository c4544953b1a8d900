import pytest

from ingest.lexicon import headers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三级指标", "name"),
        ("三级指标*", "name"),
        ("★年度指标值", "annual"),
        ("年度指标值", "annual"),
        ("2023年度指标值", "annual"),
        ("指标值\n（2023年）", "annual"),
        ("实施周期\n指标值", "cycle"),
        ("全年实际完成值", "actual"),
        ("分值（权重）", "weight"),
        ("年初目标值(A", "annual"),
        ("全年实际完成值B)", "actual"),
        ("偏差原因分析及\n改进措施", "deviation"),
        ("不知所云", None),
        ("长" * 200, None),
    ],
)
def test_indicator_columns(text: str, expected: str | None) -> None:
    assert headers.role(text, "indicators") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("拟投入的资金（万元）", "amount"), ("期望达到的目标（概述）", "goal"), ("实施周期", None)],
)
def test_task_columns(text: str, expected: str | None) -> None:
    assert headers.role(text, "tasks") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("三、绩效指标", "indicators"), ("其他需完成的任务（可选填）", "other_tasks"), ("数量", None)],
)
def test_sections(text: str, expected: str | None) -> None:
    assert headers.section(text) == expected


@pytest.mark.parametrize("text", ["", "……", "指标1：", "/", "—"])
def test_placeholders(text: str) -> None:
    assert headers.is_placeholder(text)


@pytest.mark.parametrize("text", ["0", "指标体系建设", "无人机数量"])
def test_no_placeholders(text: str) -> None:
    assert not headers.is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("填报人：张三", True), ("合计", True), ("平台", False)]
)
def test_footers(text: str, expected: bool) -> None:
    assert headers.is_footer(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绩效一级指标", "level1"),
        ("指标级别二", "level2"),
        ("指标描述", "name"),
        ("预算年度指标值", "annual"),
        ("考核指标事项", "name"),
        ("规划期目标值", "cycle"),
        ("全年（程）目标值", "annual"),
        ("半年(程)目标值", "remark"),
        ("2024年度绩效目标值及单位", "annual"),
        ("预期完成指标值", "annual"),
        ("截至年末完成情况", "actual"),
        ("上年实际完成值", "remark"),
        ("指标值之间的关系", "nature"),
        ("单项评价分", "score"),
        ("全年预算数", None),
        ("全年执行数", None),
        ("数量指标", None),
        ("责任单位", None),
        ("关系", "nature"),
        ("计量单位名称", "unit"),
        ("三级指标内容说明", "name"),
        ("指标完成", "actual"),
        ("考核目标值", "annual"),
    ],
)
def test_what_an_unlisted_header_is_made_of(text: str, expected: str | None) -> None:
    assert headers.told_role(text, "indicators") == expected


@pytest.mark.parametrize("label", ["预算执行情况", "绩效指标", "年度目标", "全年预算数"])
def test_labels_are_no_names_of_projects(label: str) -> None:
    assert headers.no_name(label)
    assert not headers.no_name(f"{label}公开平台运维")


@pytest.mark.parametrize(
    ("text", "packs"),
    [
        ("三级指标及指标值", True),
        ("三级指标及全年计划值", True),
        ("绩效指标和年度目标值", True),
        ("三级指标及说明", False),
        ("三级指标", False),
        ("偏差及指标值", False),
    ],
)
def test_headers_of_names_with_their_values(text: str, packs: bool) -> None:
    assert headers.packs_values(text) is packs


def test_the_year_in_the_head_opens_no_section_of_money() -> None:
    assert headers.section("预算年度") is None
    assert headers.section("年度预算") == "budget"
