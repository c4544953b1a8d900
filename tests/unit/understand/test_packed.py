from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import read
from ingest.understand.indicators.packed import PackedValue, first_mark, unpack
from ingest.words.printed import printed

TABLE = Path(__file__).parents[3] / "documents/guangzhou/2023/project_target_table.txt"

ROWS = [4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 4, 5, 7, 6, 6, 6, 8, 5, 5, 4, 5, 6, 4, 5, 5, 4]


def cells(column: int) -> list[str]:
    rows = [row for table in read(TABLE).tables for row in table.rows]
    texts = [row[column].text for row in rows if not row[0].text.startswith("项目名称")]
    return texts[1:]


def simple(text: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(one.level1, one.level2, one.name, printed(one.values[0].text)) for one in unpack(text)]


def test_counts_by_project() -> None:
    assert [len(unpack(text)) for text in cells(6)] == ROWS
    assert sum(ROWS) == 140


def test_every_indicator_has_one_annual_value_and_a_first_level() -> None:
    found = [one for text in cells(6) for one in unpack(text)]
    assert {one.level1 for one in found} == {"产出指标", "效益指标", "满意度指标"}
    assert {len(one.values) for one in found} == {1}
    assert all(one.values[0].horizon == "annual" for one in found)
    assert all(one.name and one.values[0].text for one in found)


def test_numbering_restarts() -> None:
    names = [name for _, _, name, _ in simple(cells(6)[1])]
    assert names == [
        "超高清视频和新型显示产业链",
        "支持重点企业发展平板显示产业项目",
        "落户以来累计完成投资（亿元）",
        "超高清视频和新型显示产业发展质量",
        "落户以来累计创造就业岗位（含劳务外包）（个）",
    ]


def test_names_that_hold_numbering_and_a_stray_full_stop() -> None:
    assert simple(cells(6)[18])[2] == (
        "产出指标",
        None,
        "1.技术市场培训班期数；2.培训企业数量；3.合同成交额。",
        "1.≥4期；2.≥150家；3.≥2600亿元",
    )


def test_half_width_punctuation() -> None:
    assert simple(cells(6)[25])[0] == (
        "效益指标",
        None,
        "数据报表查询速度",
        "简单数据报表查询速度不大于10秒",
    )


def test_numbered_clauses_of_a_value_are_no_indicators() -> None:
    legal = unpack(cells(6)[15])[3]
    assert legal.values[0].text.startswith("1、配合我局做好法治建设工作")
    assert legal.values[0].text.endswith("2、为我局政策文件进行审查，并出具廉洁性评估"
                                         "和公平竞争审查报告，出具年度工作总结报告")  # fmt: skip


def test_a_value_keeps_its_own_white_space_for_whoever_reads_numbers() -> None:
    assert unpack(cells(6)[13])[5].values[0].text == "1. ≥10000；2. 15；3. ≥4"


@pytest.mark.parametrize("mark", ["{n}、", "{n}. ", "（{n}）", "({n})", "{n}，", "", "\n"])
@pytest.mark.parametrize("colon", ["：", ":", " ： "])
@pytest.mark.parametrize("label", ["年度指标值", "指标值", "目标值", "全年目标值", "2024年目标值"])
def test_other_numbering_and_labels(mark: str, colon: str, label: str) -> None:
    text = "".join(
        f"{mark.format(n=n)}{level}{colon}{name}，{label}{colon}{value}。"
        for n, (level, name, value) in enumerate(
            [("数量指标", "培训场次", "≥5场"), ("社会效益指标", "知晓率（%）", "95%")], 1
        )
    )
    assert simple(text) == [
        ("产出指标", "数量指标", "培训场次", "≥5场"),
        ("效益指标", "社会效益指标", "知晓率（%）", "95%"),
    ]


def test_two_horizons() -> None:
    (one,) = unpack("1、产出指标：培训场次，实施周期指标值：≥15场，年度指标值：≥5场。")
    assert one.values == (PackedValue("cycle", "≥15场"), PackedValue("annual", "≥5场"))


@pytest.mark.parametrize("joint", ["-", "—", "：", "/"])
def test_both_levels_printed(joint: str) -> None:
    text = f"产出指标{joint}数量指标：培训，指标值：5场；质量指标：合格率，指标值：90%"
    assert simple(text) == [
        ("产出指标", "数量指标", "培训", "5场"),
        ("产出指标", "质量指标", "合格率", "90%"),
    ]


def test_a_level_heads_what_follows() -> None:
    text = "产出指标：\n数量指标：培训，指标值：5场。\n效益指标：\n社会效益指标：影响，指标值：提升"
    assert simple(text) == [
        ("产出指标", "数量指标", "培训", "5场"),
        ("效益指标", "社会效益指标", "影响", "提升"),
    ]


def test_cost_is_a_first_level_unless_it_stands_among_second_ones() -> None:
    flat = "1、产出指标：培训，指标值：5场。2、成本指标：费用，指标值：≤3万元。"
    assert simple(flat)[1] == ("成本指标", None, "费用", "≤3万元")
    nested = "产出指标：数量指标：培训，指标值：5场。成本指标：费用，指标值：≤3万元。"
    assert simple(nested)[1] == ("产出指标", "成本指标", "费用", "≤3万元")


def test_weights_in_the_label_are_no_part_of_it() -> None:
    assert simple("产出指标(50分)：培训，指标值：5场") == [("产出指标", None, "培训", "5场")]


def test_words_wrapped_anywhere() -> None:
    text = (
        "1、产出\n指标：培训\n场次，年度指\n标值：≥5场。2、效益指\n标：影响，年度指标值\n：提升。"
    )
    assert simple(text) == [
        ("产出指标", None, "培训\n场次", "≥5场"),
        ("效益指标", None, "影响", "提升"),
    ]


def test_a_value_that_ends_in_a_number_before_the_next_mark() -> None:
    text = "1、产出指标：培训，年度指标值：5场2、效益指标：影响，年度指标值：提升"
    assert [value for _, _, _, value in simple(text)] == ["5场", "提升"]


def test_an_indicator_without_a_value_label_has_no_value() -> None:
    (one,) = unpack("1、产出指标：培训5场。")
    assert (one.name, one.values) == ("培训5场", ())


@pytest.mark.parametrize("text", ["", "无", "提升产出指标的质量：很好", "1、培训5场；2、调研3次"])
def test_text_without_indicators(text: str) -> None:
    assert unpack(text) == []


def test_a_clean_goal_has_no_mark() -> None:
    marks = {number: first_mark(text) for number, text in enumerate(cells(5), 1)}
    assert [number for number, mark in marks.items() if mark is not None] == [16]
    assert cells(5)[15][: marks[16]].endswith("2.辅导不少于50家企业建立完善研发费用辅助账")


@given(st.text(alphabet="产出效益指标值年度：:，。1、2 \n（）x"))
def test_any_text_is_cut_without_loss(text: str) -> None:
    found = unpack(text)
    starts = [one.start for one in found]
    assert starts == sorted(set(starts))
    assert all(one.name in text and all(v.text in text for v in one.values) for one in found)


def test_first_levels_that_are_not_called_indicators() -> None:
    text = (
        "1、产出（60分）：抽检批次，年度指标值：7.4。2、满意度（10分）：群众评价，年度指标值：90%。"
    )
    assert [(i.level1, i.name, i.values[0].text) for i in unpack(text)] == [
        ("产出", "抽检批次", "7.4"),
        ("满意度", "群众评价", "90%"),
    ]


def test_numbered_indicators_with_values_behind_their_names() -> None:
    text = "产出指标：（1）巡查≥5次；（2）整改率≥98%；（3）机制：健全；\n满意度指标：（1）好评9%；"
    assert [(each.level1, each.name, *each.values) for each in unpack(text)] == [
        ("产出指标", "巡查", ("annual", "≥5次")),
        ("产出指标", "整改率", ("annual", "≥98%")),
        ("产出指标", "机制", ("annual", "健全")),
        ("满意度指标", "好评", ("annual", "9%")),
    ]


def test_numbered_clauses_of_which_one_has_no_value_are_one_indicator() -> None:
    (one,) = unpack("产出指标：（1）巡查不少于5次；（2）按规范处置")
    assert one.name == "（1）巡查不少于5次；（2）按规范处置"
    assert one.values == ()


def test_clauses_with_units_in_parentheses_before_their_numbers() -> None:
    text = "产出指标：差错率（%）4.91；办结时限（个工作日）8以内。满意度指标：满意率（%）92以上。"
    assert [(each.name, each.values[0].text) for each in unpack(text)] == [
        ("差错率（%）", "4.91"),
        ("办结时限（个工作日）", "8以内"),
        ("满意率（%）", "92以上"),
    ]


def test_a_dash_parts_a_level_from_its_indicator() -> None:
    text = "（1）产出指标—护送返乡人员（人次）：不低于460\n（2）成本指标-数量指标：会议费：≤5万元"
    assert simple(text) == [
        ("产出指标", None, "护送返乡人员（人次）", "不低于460"),
        ("成本指标", "数量指标", "会议费", "≤5万元"),
    ]


def test_a_number_at_the_end_is_a_value_where_others_have_theirs_told() -> None:
    text = "1.产出指标：开办培训班≥227班次；\n2.产出指标：召开例会5次；"
    assert [each[2:] for each in simple(text)] == [("开办培训班", "≥227班次"), ("召开例会", "5次")]
    [alone] = unpack("产出指标：召开例会5次")
    assert (alone.name, alone.values) == ("召开例会5次", ())
