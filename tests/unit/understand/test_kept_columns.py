"""Tab-separated text: pasted with all its columns, or with merged cells lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.read.text.page_text import read_text
from tests.unit.read_forms import funds, messages, only, scores, targets, values

FORM = """
项目支出绩效自评表（2023年度）
项目名称||科普场馆运维|||||
项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|100|120|114|10|95%|9.5
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
|产出指标（50分）|数量指标|接待人次|≥30万人次|35.2万人次|20|20
|||活动场次|≥120场|131场|20|20
||时效指标|完成时间|12月底前|12月20日|10|10
|满意度指标（10分）|服务对象满意度|观众满意度|≥95%|98%|10|
合计|||||||59.5
"""


def of(text: str) -> list[tuple[object, ...]]:
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert messages(extraction) == []
    assert funds(extraction) == [
        ("budget_initial", "total", "100"),
        ("budget", "total", "120"),
        ("executed", "total", "114"),
    ]
    assert ("总分", "59.5", None) in scores(extraction)
    return [(*row[:4], *row[5:7]) for row in values(extraction)]


EXPECTED = [
    ("产出指标", "数量指标", "接待人次", "target annual", "30", "万人次"),
    ("产出指标", "数量指标", "接待人次", "actual annual", "35.2", "万人次"),
    ("产出指标", "数量指标", "活动场次", "target annual", "120", "场"),
    ("产出指标", "数量指标", "活动场次", "actual annual", "131", "场"),
    ("产出指标", "时效指标", "完成时间", "target annual", None, None),
    ("产出指标", "时效指标", "完成时间", "actual annual", None, None),
    ("满意度指标", "服务对象满意度", "观众满意度", "target annual", "95", "%"),
    ("满意度指标", "服务对象满意度", "观众满意度", "actual annual", "98", "%"),
]


def test_pasted_from_a_spreadsheet() -> None:
    assert of(FORM) == EXPECTED


def test_merged_cells_lost() -> None:
    lost = "\n".join(line.strip("|").replace("||", "|") for line in FORM.strip().split("\n"))
    assert of(lost) == EXPECTED


@pytest.mark.parametrize("gap", ["\t", " "])
def test_two_blocks_side_by_side_are_told_by_rows_of_two_like_halves(gap: str) -> None:
    text = """
项目支出绩效目标表
项目名称|评估
项目资金（万元）|年度资金总额|5
一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值
产出指标|数量指标|项目数|≥900项|数量指标|项目数|≥300项
质量指标|合格率|≥95%|质量指标|合格率|≥96%
"""
    extraction = only(read_text(text.strip().replace("|", gap).split("\n")))
    assert messages(extraction) == []
    assert [(*row[:4], row[5]) for row in values(extraction)] == [
        ("产出指标", "数量指标", "项目数", "target cycle", "900"),
        ("产出指标", "数量指标", "项目数", "target annual", "300"),
        ("产出指标", "质量指标", "合格率", "target cycle", "95"),
        ("产出指标", "质量指标", "合格率", "target annual", "96"),
    ]
    odd = f"{text.strip()}\n时效指标|及时率|≥95%"
    extraction = only(read_text(odd.replace("|", gap).split("\n")))
    errors = [p.message for p in extraction.problems if p.severity == "error"]
    if gap == "\t":
        assert errors[0].startswith("indicators side by side in two blocks")
    else:  # whose the odd row is can't be told: all are in doubt
        assert not errors
        assert all(value.place.doubt for value in extraction.indicator_values)


@pytest.mark.parametrize("label", ["预算和财务管理", "绩效管理情况"])
def test_a_level_that_is_not_known_is_told_from_a_name(label: str) -> None:
    text = f"""
项目支出绩效目标表
项目名称|评估
项目资金（万元）|年度资金总额|5
一级指标|二级指标|三级指标|指标值|指标解释
产出指标|{label}|自评完成率|100%
{label}|优良率|≥90%
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [row[:3] for row in values(extraction)] == [
        ("产出指标", label, "自评完成率"),
        ("产出指标", label, "优良率"),
    ]
    assert f"unknown level: {label}" in messages(extraction)


def test_what_stands_behind_the_total_is_not_read_as_indicators() -> None:
    lost = "\n".join(line.strip("|").replace("||", "|") for line in FORM.strip().split("\n"))
    lost += "\n三公经费支出表\n项目|预算数|决算数|备注\n公务接待费|5|2.3"
    extraction = only(read_text(lost.replace("|", "\t").split("\n")))
    assert len(values(extraction)) == len(EXPECTED)
    assert "not read behind the total: 公务接待费" in messages(extraction)


def test_rows_of_money_of_another_kind_are_not_taken_for_a_total() -> None:
    lost = "\n".join(line.strip("|").replace("||", "|") for line in FORM.strip().split("\n"))
    lost = lost.replace("绩效指标|", "其中：基本支出|60|70|66\n绩效指标|", 1)
    extraction = only(read_text(lost.replace("|", "\t").split("\n")))
    assert [fund[2] for fund in funds(extraction)] == ["100", "120", "114"]
    assert messages(extraction) == ["money of an unknown kind: 其中：基本支出"]


def test_pasted_with_a_column_of_values_divided_by_year() -> None:
    text = """
项目支出绩效目标申报表（2023年度）
项目名称|科普场馆运维|||||
年度资金总额（万元）|120|||||
绩效指标|一级指标|二级指标|三级指标|指标值||
||||前年|上年|预计当年实现
|产出指标|数量指标|活动场次|96场|108场|≥120场
|||接待人次|25万人次|28万人次|≥30万人次
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(row[2], row[4], row[5]) for row in values(extraction)] == [
        ("活动场次", ">=", "120"),
        ("接待人次", ">=", "30"),
    ]
    assert messages(extraction) == []


def test_a_row_that_lost_a_blank_cell_is_in_doubt_where_others_could_be_it() -> None:
    lost = FORM.replace("≥30万人次|35.2万人次|", "超额完成|").replace("≥120场|131场|", "≥120场|")
    text = "\n".join("|".join(filter(None, row.split("|"))) for row in lost.strip().split("\n"))
    extraction = only(read_text(text.replace("|", "\t").split("\n")))
    first = [v for v in extraction.indicator_values if v.row_no in (1, 2)]
    assert [(v.value_text, v.measure) for v in first] == [
        ("超额完成", "target"),
        ("≥120场", "target"),
    ]
    assert all("此行有单元格空缺" in (v.place.doubt or "") for v in first)
    assert [(s.weight, s.score) for s in extraction.indicator_scores[:2]] == [(20, 20), (20, 20)]


def test_a_list_of_projects_pasted_with_its_columns_and_two_rows_of_headers() -> None:
    text = """
项目支出绩效目标表（2024年度）
单位：万元
项目单位|项目名称|预算金额|绩效目标|一级指标|二级指标|三级指标|本年绩效指标||
|||||||绩效指标性质|本年绩效指标值|绩效度量单位
某队|消防宣传|28.09|宣传到位|产出指标|数量指标|报警器|=|680|只
||||||场所|≥|20|家
|||||时效指标|出动时间|＜|59|秒
某队|车辆购置|15.00|购置车辆|产出指标|数量指标|消防车|=|2|辆
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(p.project_name, p.total_wan) for p in extraction.projects] == [
        ("消防宣传", Decimal("28.09")),
        ("车辆购置", 15),
    ]
    assert [(v.project_no, v.level2, v.indicator_name) for v in extraction.indicator_values] == [
        (1, "数量指标", "报警器"),
        (1, "数量指标", "场所"),
        (1, "时效指标", "出动时间"),
        (2, "数量指标", "消防车"),
    ]
    assert messages(extraction) == []


def test_a_name_that_begins_with_a_number_is_no_value_out_of_its_column() -> None:
    text = """
项目支出绩效自评表（2023年度）
项目名称||机关后勤||||||
绩效指标|一级指标|二级指标|三级指标|年度指标值||实际完成值|分值|偏差原因
|产出指标|数量指标|24小时值守岗位|7个||7个|10|
|||保洁面积|9平方米||8平方米|20|停业
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(row[2], row[3], row[5]) for row in values(extraction)] == [
        ("24小时值守岗位", "target annual", "7"),
        ("24小时值守岗位", "actual annual", "7"),
        ("保洁面积", "target annual", "9"),
        ("保洁面积", "actual annual", "8"),
    ]


def test_names_without_values_behind_them_tell_no_columns() -> None:
    text = """
项目支出绩效目标表
一级指标|二级指标|指标值|二级指标|三级指标
产出指标|数量指标|≥5次|质量指标|合格率
产出指标|数量指标|≥6次|质量指标|好评率
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert extraction.header.form == "project_target_table"


def test_a_list_of_projects_with_numbers_of_columns_and_levels_in_columns() -> None:
    text = """
部门预算项目支出绩效目标表（2024年度）
单位：万元
序号|项目名称|预算数|其中：财政拨款|绩效目标|产出指标||效益指标
|||||数量指标|质量指标|社会效益指标
1|2|3|4|5|6|7|8
1|治超站点运行|1,161.52|1,105.59|管好道路|1.联合执法≥88次 2.检测车辆≥400辆|1.案卷优良率≥95%|
2|执法车辆维护|2456.86||用好车辆|1.检修车辆≥17台||1.投诉下降率≥10%
"""
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(p.project_name, p.total_wan, p.fiscal_wan) for p in extraction.projects] == [
        ("治超站点运行", Decimal("1161.52"), Decimal("1105.59")),
        ("执法车辆维护", Decimal("2456.86"), None),
    ]
    assert [(*row[:3], *row[4:6]) for row in values(extraction)] == [
        ("产出指标", "数量指标", "联合执法", ">=", "88"),
        ("产出指标", "数量指标", "检测车辆", ">=", "400"),
        ("产出指标", "质量指标", "案卷优良率", ">=", "95"),
        ("产出指标", "数量指标", "检修车辆", ">=", "17"),
        ("效益指标", "社会效益指标", "投诉下降率", ">=", "10"),
    ]


UNKNOWN = """
项目支出绩效目标表（2023年度）
项目名称|科普场馆运维||||||
项目资金（万元）||120|||||
绩效指标|一级指标|二级指标|三级指标|核定标准|||取值依据
||||比较关系|目标值|珊汐况|
|产出指标|数量指标|接待人次|大于等于|30|万人次|业务统计
|||活动场次|大于|120|场|抽样调查
|满意度指标|服务对象满意度|观众满意度|大于等于|95|%|问卷
"""


def test_an_unknown_header_below_one_that_lost_what_it_spans() -> None:
    extraction = only(read_text(UNKNOWN.strip().replace("|", "\t").split("\n")))
    assert targets(extraction) == [
        ("接待人次", ">=", "30", "万人次"),
        ("活动场次", ">", "120", "场"),
        ("观众满意度", ">=", "95", "%"),
    ]
    assert all(value.place.doubt for value in extraction.indicator_values)


def test_an_unknown_header_of_names_above_values_in_two_rows() -> None:
    text = UNKNOWN.replace("三级指标", "翎岚记").replace("珊汐况", "计量单位")
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [name for name, *_ in targets(extraction)] == ["接待人次", "活动场次", "观众满意度"]


@pytest.mark.parametrize(
    ("headers", "first"),
    [
        # The only header among a sign's and a unit's, and names below the last level.
        (
            "绩效指标|一级指标|二级指标|三级指标|指标值||\n||||符号|翎岚况|单位",
            "|产出指标|数量指标|培训学员|＞|147|人次",
        ),
        (
            "绩效指标|一级指标|二级指标||绩效标准||庭珂记",
            "|产出指标|培训学员||以业务台账为准||＞147人次",
        ),
    ],
)
def test_pasted_with_an_unknown_header_of_values(headers: str, first: str) -> None:
    second = first.replace("培训学员", "举办讲座").replace("147", "12").replace("人次", "场")
    text = f"""
项目支出绩效目标申报表（2023年度）
项目名称|科普场馆运维|||||
年度资金总额（万元）|100|||||
{headers}
{first}
{second.replace("产出指标", "")}
""".strip()
    extraction = only(read_text(text.replace("|", "\t").split("\n")))
    assert targets(extraction) == [
        ("培训学员", ">", "147", "人次"),
        ("举办讲座", ">", "12", "场"),
    ]


def test_an_unknown_header_of_results_beside_targets_below_one_of_results() -> None:
    header = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"
    upper = "绩效指标|一级指标|二级指标|三级指标|完成情况||评分|"
    text = FORM.replace(header, f"{upper}\n||||年度指标值|翎汐项|分值|得分")
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [(*row[:4], *row[5:7]) for row in values(extraction)] == EXPECTED
    assert all(v.place.doubt for v in extraction.indicator_values if v.measure == "actual")


LOST = """
项目支出绩效目标申报表（2023年度）
项目名称|科普场馆运维
年度资金总额（万元）|100
绩效指标|一级指标|二级指标|三级指标|翎岚况|指标值|计量单位|备注
产出指标|数量指标|培训学员|＞|147|人次
举办讲座|=|12|场|含线上
质量指标|结业率|＞|95|%
"""


def test_a_sign_below_an_unknown_header_where_blanks_were_lost() -> None:
    extraction = only(read_text(LOST.strip().replace("|", "\t").split("\n")))
    assert targets(extraction) == [
        ("培训学员", ">", "147", "人次"),
        ("举办讲座", "=", "12", "场"),
        ("结业率", ">", "95", "%"),
    ]
    assert all(value.place.doubt for value in extraction.indicator_values)


def test_levels_alone_in_their_rows_where_blanks_were_lost() -> None:
    text = LOST.replace("一级指标|", "").replace("翎岚况", "指标性质")
    text = text.replace("产出指标|数量指标", "产出指标\n数量指标")
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [row[:3] for row in values(extraction)] == [
        ("产出指标", "数量指标", "培训学员"),
        ("产出指标", "数量指标", "举办讲座"),
        ("产出指标", "质量指标", "结业率"),
    ]


def test_labels_of_a_row_that_could_not_be_placed_stay_in_force() -> None:
    text = LOST.replace("翎岚况", "指标性质").replace("|结业率|＞|95|%", "|结业率|＞|95|96|97|98|%")
    text += "好评率|＞|90|%"
    extraction = only(read_text(text.strip().replace("|", "\t").split("\n")))
    assert [row[1:3] for row in values(extraction)][-1] == ("质量指标", "好评率")
    assert any(
        each.startswith("row that could not be placed: 结业率") for each in messages(extraction)
    )


@pytest.mark.parametrize(
    ("row", "in_doubt"),
    [
        ("质量指标|培训合格率|≥|95|%", False),
        ("质量指标|培训合格率|≥|95", True),  # its unit was lost
        ("培训合格率|≥|95|%", False),
        ("质量指标|≥|95|%", True),  # its name was lost
    ],
)
def test_a_row_without_what_nearly_all_others_have_is_in_doubt(row: str, in_doubt: bool) -> None:
    text = f"""
项目支出绩效目标申报表（2023年度）
项目名称|科普场馆运维
一级指标|二级指标|三级指标|指标符号|指标值|计量单位
产出指标|数量指标|接待人次|≥|30|万人次
活动场次|≥|120|场
培训人数|≥|300|人
{row}
时效指标|完成时间|≤|12|月
满意度指标|服务对象满意度指标|观众满意度|≥|95|%
"""
    found = only(read_text(text.strip().replace("|", "\t").split("\n"))).indicator_values
    doubts = {value.indicator_name: value.place.doubt is not None for value in found}
    [doubtful] = [value for value in found if value.value == 95 and value.level1 == "产出指标"]
    assert (doubtful.place.doubt is not None) == in_doubt
    assert not doubts["活动场次"]
