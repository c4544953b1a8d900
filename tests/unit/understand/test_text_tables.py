"""Tables out of page text, by the header's lines and what stands below it."""

from __future__ import annotations

import pytest

from ingest.document import Document, Line, Place, Table
from ingest.read.text.page_text import read_text
from ingest.understand.lines.division import Programme
from ingest.understand.lines.line_columns import column_of
from ingest.understand.lines.pieces import ANY_WIDE, pieces, width_bounds
from ingest.understand.lines.text_tables import with_text_tables
from tests.unit.read_forms import only, targets


def document(text: str) -> Document:
    lines = text.strip().split("\n")
    blocks = tuple(
        Line(line.strip(), Place(line_from=at, line_to=at))
        for at, line in enumerate(lines, 1)
        if line.strip()
    )
    return Document(blocks, "text/plain")


def tables(text: str) -> list[list[str]]:
    """The rows of the only table of a text, cells parted by bars; blank cells are left out."""
    found = with_text_tables(document(text)).tables
    return [["|".join(cell.text for cell in row) for row in table.rows] for table in found]


UNKNOWN = """
绩效指标
一级指标 二级指标 三级指标
甲乙栏
权重
产出指标
数量指标
培训人数 ≥300人 10
开展活动 5场 15
质量指标 培训合格率 98% 20
效益指标 社会效益指标 受益人数 ≥9000人 25
"""


def test_an_unknown_header_on_a_line_of_its_own_heads_what_stands_below() -> None:
    assert tables(UNKNOWN) == [
        [
            "绩效指标",
            "一级指标|二级指标|三级指标|甲乙栏|权重",
            "产出指标|数量指标|培训人数|≥300人|10",
            "开展活动|5场|15",
            "质量指标|培训合格率|98%|20",
            "效益指标|社会效益指标|受益人数|≥9000人|25",
        ]
    ]


@pytest.mark.parametrize(("header", "in_doubt"), [("甲乙栏", True), ("年度指标值", False)])
def test_what_stands_below_an_unknown_header_is_in_doubt(header: str, in_doubt: bool) -> None:
    text = UNKNOWN.strip().replace("甲乙栏", header).split("\n")
    lines = tuple(Line(line, Place(line_from=at)) for at, line in enumerate(text, 1))
    [table] = with_text_tables(Document(lines, "text/plain")).tables
    body = [cell for row in table.rows[2:] for cell in row]
    assert {cell.place.doubt is not None for cell in body} == {in_doubt}


def test_headers_below_another_stand_where_it_does() -> None:
    text = """
    一级指标
    二级指标
    三级指标
    丙丁项
    权重
    年度指标值 实际完成值
    产出指标 数量指标 培训人数 ≥300人 320人 10
    产出指标 数量指标 开展活动 5场 5场 15
    产出指标 质量指标 培训合格率 98% 99% 20
    效益指标 社会效益指标 受益人数 ≥9000人 9100人 25
    """
    assert tables(text)[0][:3] == [
        "一级指标|二级指标|三级指标|丙丁项|权重",
        "年度指标值|实际完成值",
        "产出指标|数量指标|培训人数|≥300人|320人|10",
    ]


def test_words_below_a_header_that_may_be_of_remarks_are_no_values() -> None:
    text = """
    绩效指标
    一级指标 二级指标 指标名称 甲乙栏 绩效标准
    产出指标
    数量指标
    技术合同登记额
    不低于9.44
    亿元
    计划标准
    新认定高新技术企业 ≥69家 计划标准
    选派科技特派员 ≥516人次 历史标准
    质量指标 政府采购执行率 不低于87% 行业标准
    """
    assert tables(text)[0][2:4] == [
        "产出指标|数量指标|技术合同登记额|不低于9.44\n亿元|计划标准",
        "新认定高新技术企业|≥69家|计划标准",
    ]


def test_a_name_that_fills_its_column_goes_on_below_it() -> None:
    text = """
    绩效指标
    一级指标 二级指标 三级指标 前年 上年 年度指标值
    产出指标 数量指标 技术合同登记数 9.25亿元 8.97亿元 ≥9.4亿元
    新认定高新技术企业数 65家 65家 ≥69家
    质量指标
    平台绩效考核良好以上占
    比
    74.2% 75.8% 不低于81.5%
    科研项目结题验收通过率 88% 94% 99%
    高新技术企业复核通过占
    比
    86.1% 85.3% 不低于87%
    """
    assert tables(text)[0][4:6] == [
        "质量指标|平台绩效考核良好以上占\n比|74.2%|75.8%|不低于81.5%",
        "科研项目结题验收通过率|88%|94%|99%",
    ]


def test_labels_that_spaces_part_and_places_left_free() -> None:
    text = """
    年度绩效指标完成情况 一级 指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
    (50分) 数量指标 指标1:检修泵站座数 6 6 10 10
    指标2:更换水泵台数 4 5 10 10
    ……
    质量指标 指标1:启动成功率 98% 99% 10 10
    指标2:
    满意度指标 服务对象满意度指标 指标1:沿线村组满意度 88% 96% 10 10
    """
    [rows] = tables(text)
    assert rows[1:] == [
        "(50分)|数量指标|指标1:检修泵站座数|6|6|10|10",
        "指标2:更换水泵台数|4|5|10|10",
        "质量指标|指标1:启动成功率|98%|99%|10|10",
        "满意度指标|服务对象满意度指标|指标1:沿线村组满意度|88%|96%|10|10",
    ]


def test_two_blocks_side_by_side_have_their_names_each() -> None:
    text = """
    绩效指标
    一级指标 二级指标 绩效指标 指标值 二级指标 绩效指标 指标值
    产出指标 数量指标 清理河湖 大于60处 数量指标 清理河湖 大于15处
    质量指标 预算执行率 98% 质量指标 预算执行率 97%
    质量指标 出水达标率 ≥98% 质量指标 出水达标率 ≥96%
    """
    assert tables(text)[0][2:] == [
        "产出指标|数量指标|清理河湖|大于60处|数量指标|清理河湖|大于15处",
        "质量指标|预算执行率|98%|质量指标|预算执行率|97%",
        "出水达标率|≥98%|质量指标|出水达标率|≥96%",
    ]


def test_units_stand_below_an_unknown_header() -> None:
    text = """
    绩效指标
    一级指标 二级指标 三级指标 甲乙栏 年度指标值
    产出指标 数量指标 报废收割机数 台 580
    补贴农机具 台 5490
    质量指标 作业深度 厘米 35
    效益指标 社会效益
    综合机械化率
    %
    83.3
    满意度指标 服务对象满意度 农户满意度 % 90
    """
    rows = tables(text)[0][2:]
    assert [row.split("|")[-2:] for row in rows] == [
        ["台", "580"],
        ["台", "5490"],
        ["厘米", "35"],
        ["%", "83.3"],
        ["%", "90"],
    ]


LIST = """
序号
项目名称
预算金额（万元）
绩效指标
一级指标 二级指标 三级指标 指标值
1
科普活动
120.50
产出指标 数量指标 举办活动 ≥12场
产出指标 数量指标
科普大篷车下乡巡
展场次
≥20场
2
人才培训
30.00
产出指标 数量指标 培训人数 300人
满意度指标 服务对象满意度指标 学员满意度 ≥90%
"""


def test_a_list_of_projects_names_each_beside_all_its_rows() -> None:
    assert tables(LIST) == [
        [
            "序号|项目名称|预算金额（万元）|绩效指标",
            "一级指标|二级指标|三级指标|指标值",
            "1|科普活动|120.50|产出指标|数量指标|举办活动|≥12场",
            "产出指标|数量指标|科普大篷车下乡巡\n展场次|≥20场",
            "2|人才培训|30.00|产出指标|数量指标|培训人数|300人",
            "满意度指标|服务对象满意度指标|学员满意度|≥90%",
        ]
    ]


def test_a_cell_that_may_be_cut_otherwise_is_in_doubt() -> None:
    text = LIST.strip().replace("科普大篷车下乡巡\n展场次\n≥20场", "科普大篷车\n20场").split("\n")
    lines = tuple(Line(line, Place(line_from=at)) for at, line in enumerate(text, 1))
    [table] = with_text_tables(Document(lines, "text/plain")).tables
    body = [cell for row in table.rows[2:] for cell in row]
    assert [cell.text for cell in body if cell.place.doubt] == []
    spans = {cell.text: cell.row_span for cell in body}
    assert spans["科普活动"] == spans["人才培训"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "任务名称 主要内容 预算金额\n科普 办活动 5.00\n培训 办班 6.00",
        "一级指标 二级指标 得分\n过程 预算管理 10\n产出 完成数量 20",
        "年度目标\n预期目标 实际完成情况\n完成全年任务。\n已完成。",
    ],
)
def test_what_is_no_list_of_indicators_stays_text(text: str) -> None:
    assert tables(text) == []


def test_more_text_than_can_be_put_into_rows_stays_text_and_is_said() -> None:
    rows = "\n".join(f"培训场次{at} ≥{at}场 10" for at in range(1, 1200))
    found = with_text_tables(document(UNKNOWN + rows))
    assert not found.tables
    [(message, place)] = found.warnings
    assert message == "more than 3000 pieces of text in one table"
    assert (place.line_from, place.line_to) == (1, 1209)
    assert len(tables(UNKNOWN + "\n".join(rows.split("\n")[:20]))) == 1


def test_tables_stay_what_they_are() -> None:
    table = Table((), Place())
    document = Document((table, Line("一级指标 二级指标", Place(line_from=1))), "text/plain")
    assert with_text_tables(document) == document


MERGED = """
序号
项目名称
预算金额
绩效目标
绩效指标
一级指标 二级指标 三级指标 目标值
1
行业管理
3174.92
对照任务清单，统筹存量与增
量资金。服务对象满意。
产出指标 数量指标 免费乘车 >396万人次
时效指标 办理周期 =15工作日
2
安全检查
3824.00
带动面上工作整体提升。
产出指标 数量指标 更新公交车 =16台
效益指标 社会效益 出行分担率 ≥28%
"""


def test_what_begins_a_project_stands_together_and_beside_all_its_rows() -> None:
    assert tables(MERGED) == [
        [
            "序号|项目名称|预算金额|绩效目标|绩效指标",
            "一级指标|二级指标|三级指标|目标值",
            "1|行业管理|3174.92|对照任务清单，统筹存量与增\n量资金。服务对象满意。"
            "|产出指标|数量指标|免费乘车|>396万人次",
            "时效指标|办理周期|=15工作日",
            "2|安全检查|3824.00|带动面上工作整体提升。|产出指标|数量指标|更新公交车|=16台",
            "效益指标|社会效益|出行分担率|≥28%",
        ]
    ]


@pytest.mark.parametrize(
    ("numbers", "header"),
    [
        ("1 2 3 4 5 6", "项目名称|专项资金预算|绩效指标"),
        ("1 2 3 4 5", None),
    ],
)
def test_a_line_that_numbers_the_columns_is_no_row(numbers: str, header: str | None) -> None:
    text = f"""
    项目名称
    专项资金预算
    绩效指标
    资金总额
    其中：本级财政
    一级指标 三级指标 目标值
    {numbers}
    行业管理
    3174.92 3000.00
    产出指标 免费乘车 396万人次
    效益指标 出行分担率 28%
    """
    (found,) = tables(text)
    assert all(numbers not in row.replace("|", " ") for row in found)
    if header:
        assert found[0] == header
        assert found[2] == "行业管理|3174.92|3000.00|产出指标|免费乘车|396万人次"


def test_headings_between_headers_that_repeat_begin_tables() -> None:
    header = "一级指标 二级指标 三级指标 指标性质 甲乙栏"
    rows = "产出指标 数量指标 修车 ≥ 21\n效益指标 社会效益指标 受益 ≥ 9"
    text = f"（一）维修\n{header}\n{rows}\n（二）补助\n目标：年底完成\n{header}\n{rows}"
    assert [len(found) for found in tables(text)] == [3, 3]
    assert len(tables(text.replace("（二）补助", "补助"))) == 1


KINDS = """
序号
项目名称
预算金额
年度目标
产出指标 效益指标 满意度指标
数量指标 质量指标
社会效益指
标
服务对象满意度指标
1
科普活动
120.50
办好全年的科普活动。
1.举办活动≥12场
2.编印图书
≥3种
1.图书合格
率≥95%
1.受众满意
度≥90%
2
人才培训
30.00
办好全年的人才培训。
1.培训人数
≥300人
1.结业率≥98%
1.学员满意
度≥92%
"""


def test_second_levels_head_columns_whose_cells_hold_indicators() -> None:
    assert tables(KINDS) == [
        [
            "序号|项目名称|预算金额|年度目标|产出指标|效益指标|满意度指标",
            "数量指标|质量指标|社会效益指\n标|服务对象满意度指标",
            "1|科普活动|120.50|办好全年的科普活动。|1.举办活动≥12场\n2.编印图书≥3种"
            "|1.图书合格率≥95%|1.受众满意度≥90%",
            "2|人才培训|30.00|办好全年的人才培训。|1.培训人数≥300人|1.结业率≥98%|1.学员满意度≥92%",
        ]
    ]


PAIRS = """
项目名称
资金总额
其中：财政拨款
产出指标 效益指标
三级指标 指标值 三级指标 指标值
科普活动
120.50
100.00
举办活动
≥12场 受众人数
≥900人
编印图书 ≥3种
人才培训
30.00
30.00
培训人数 ≥300人 学员满意度 ≥92%
"""


def test_of_names_and_values_below_each_level_the_level_is_left_open() -> None:
    assert tables(PAIRS) == [
        [
            "项目名称|资金总额|其中：财政拨款|三级指标|指标值",
            "科普活动|120.50|100.00|举办活动|≥12场",
            "受众人数|≥900人",
            "编印图书|≥3种",
            "人才培训|30.00|30.00|培训人数|≥300人",
            "学员满意度|≥92%",
        ]
    ]


PACKED = """
项目名称
本年预算
绩效目标 绩效指标
合计 其中：财政拨款
科普活动 120.50 100.00
办好全年的科普活动。
产出指标：举办活动≥12场；
满意度指标：受众满意度≥90%；
人才培训 30.00
办好全年的人才培训。
产出指标：培训人数≥300人；
"""


def test_packed_indicators_are_a_cell_and_the_first_of_the_amounts_is_filled() -> None:
    assert tables(PACKED) == [
        [
            "项目名称|本年预算|绩效目标|绩效指标",
            "合计|其中：财政拨款",
            "科普活动|120.50|100.00|办好全年的科普活动。"
            "|产出指标：举办活动≥12场；\n满意度指标：受众满意度≥90%；",
            "人才培训|30.00|办好全年的人才培训。|产出指标：培训人数≥300人；",
        ]
    ]


BROKEN = """
一级指标 二级指标 三级指标 实施周期指标
值 年度指标值 权
重
产出指标 数量指标 培训人数 ≥900人 ≥300人 10
质量指标 培训合格率 98% 98% 20
"""


def test_a_header_broken_between_lines_of_several() -> None:
    assert tables(BROKEN)[0][:2] == [
        "一级指标|二级指标|三级指标|实施周期指标值|年度指标值|权重",
        "产出指标|数量指标|培训人数|≥900人|≥300人|10",
    ]


APART = """
一级指标 二级指标 三级指标 年度 指标值 实际 完成值
产出指标 数量指标 培训人数 ≥300人 280人
"""


def test_words_of_a_line_that_are_one_header() -> None:
    header, row = tables(APART)[0]
    assert header == "一级指标|二级指标|三级指标|年度 指标值|实际 完成值"
    assert row == "产出指标|数量指标|培训人数|≥300人|280人"


SCRAPS = """
一级指标 二级指标 三级指标 指标值 完成值
完成
率
产出指标 数量指标 培训人数 ≥300人 300人 100%
质量指标
培训及格人员合格
率
≥98% 49% 50%
"""


def test_a_scrap_of_a_header_in_a_row_stays_there() -> None:
    assert tables(SCRAPS)[0][-1] == "质量指标|培训及格人员合格\n率|≥98%|49%|50%"


LEFT_OUT = """
一级指标 二级指标 三级指标 指标值
产出指标 数量指标 培训人数 ≥300人
社会效益指标 受益人数 ≥9000人
"""


def test_a_first_level_that_was_left_out_is_that_of_its_second_level() -> None:
    assert tables(LEFT_OUT)[0][-1] == "效益指标|社会效益指标|受益人数|≥9000人"


def test_the_ways_to_read_a_long_header_are_bounded() -> None:
    line = "年度 指标值 实际 完成值 偏差原因 分析及 改进措施"
    text = "\n".join(
        ["一级指标 二级指标 三级指标", *[line] * 20, "产出指标 数量指标 培训人数 ≥300人"]
    )
    assert len(tables(text)) <= 1


def test_the_lines_of_a_header_say_how_wide_its_column_is() -> None:
    text = """
    一级指标 二级指标 三级指标 指标值 指标值说明
    2021
    年情
    况
    投入管理指
    标
    预算和财务管理 一般性支出压减幅度 ≥7.1%
    反映项目实施对一般性支
    出压减幅度的贡献程度
    ≥
    4.5%
    产出指标
    重点工作任务完成
    备案技术合同 ＞2261份
    备案技术合同以业务系统
    统计口径为准
    ＞
    1560
    份
    国家科技型中小企业评价
    入库企业
    =340家
    """
    [rows] = tables(text)
    row = next(row for row in rows if "备案技术合同" in row)
    assert row.split("|")[3:] == [
        "＞2261份",
        "备案技术合同以业务系统\n统计口径为准",
        "＞\n1560\n份",
    ]


@pytest.mark.parametrize(
    ("text", "lines", "bounds"),
    [
        ("2021\n年情\n况", 3, (4, 5)),
        ("2021\n年情\n况", 5, (4, 5)),  # with blank lines between
        ("指标值", 1, (6, ANY_WIDE)),
        ("一级指标", 2, (0, ANY_WIDE)),  # put together before
    ],
)
def test_how_wide_a_column_is_by_its_header(text: str, lines: int, bounds: tuple[int, int]) -> None:
    assert width_bounds(text, Place(line_from=1, line_to=lines)) == bounds


def test_what_is_called_like_a_section_below_a_level_is_a_name() -> None:
    text = """
    一级指标 二级指标 三级指标 指标值
    产出指标
    数量指标
    培训人数 ≥300人
    时效指标
    重点工作任务
    按期完成率
    ≥97%
    质量指标
    培训合格率 98%
    """
    assert "时效指标|重点工作任务\n按期完成率|≥97%" in tables(text)[0]


def test_a_time_goes_on_in_the_next_line_of_a_header() -> None:
    text = """
    一级指标 二级指标 三级指标
    半年（程）
    目标值
    全年（程）
    目标值
    产出指标
    数量指标
    培训人数 ≥150人 ≥300人
    开展活动 2场 5场
    质量指标 培训合格率 98% 98%
    """
    assert tables(text)[0][0] == (
        "一级指标|二级指标|三级指标|半年（程）\n目标值|全年（程）\n目标值"
    )


def test_an_unknown_header_of_names_is_the_first_below_the_label_of_the_block() -> None:
    text = """
    绩效指标
    翎羽记 指标权重 计量单位 指标性质 指标值
    储备防汛编织袋 5.5 万条 ≥ 10.6
    疏浚河道淤泥量 2 万立方米 ＞ 26.5
    农村供水水质达标率 0.5 % ＝ 93
    """
    assert tables(text)[0][1:3] == [
        "翎羽记|指标权重|计量单位|指标性质|指标值",
        "储备防汛编织袋|5.5|万条|≥|10.6",
    ]
    assert tables(text.replace("绩效指标\n", "\n")) == []


def test_second_levels_alone_on_their_lines_head_rows_whose_names_stand_below_that_level() -> None:
    text = """
    项目支出绩效目标申报表
    项目名称 热线运营
    年度资金总额（万元） 120
    绩效指标
    二级指标 绩效标准 当年预期实现值
    数量指标
    进驻大厅事项
    计划完成数/实际需求数×
    100%
    >1339项
    受理热线诉求
    计划完成数/实际需求数×
    100%
    >5.8万件
    质量指标
    热线接通率
    计划完成数/实际需求数×
    100%
    ≥99%
    """
    form = only(document(text))
    assert targets(form) == [
        ("进驻大厅事项", ">", "1339", "项"),
        ("受理热线诉求", ">", "5.8", "万件"),
        ("热线接通率", ">=", "99", "%"),
    ]
    assert [row.level2 for row in form.indicator_values] == ["数量指标", "数量指标", "质量指标"]


NUMBERED = """
绩效指标
二级指标 三级指标 指标内容/计算公式 上年度实际水平 本年度计划水平
目标完成程度
1.公共场所投放AED 反映公共场所投放AED情况 187台 220台以上
2.培训持证救护员 计划完成数/实际需求数×100% 6905人 6975人以上
3.救助困难家庭 反映救助困难家庭情况 2525户 2902户
4.会计信息质量达标率 计划完成数/实际需求数×100% 87% ≥98%
项目实施效益
1.持证救护员占常住人口比例 参照上年实际水平增长5%左右确定 3.43% 3.5%以上
2.参训学员满意度 计划完成数/实际需求数×100% 83% ≥96%
"""


def test_names_numbered_one_after_the_other_begin_rows_below_the_level_above_the_first() -> None:
    [rows] = tables(NUMBERED)
    assert rows[1].endswith("上年度实际水平|本年度计划水平")
    assert rows[2].startswith("目标完成程度|1.公共场所投放AED|")
    assert [row.split("|")[0] for row in rows[3:6]] == [
        "2.培训持证救护员",
        "3.救助困难家庭",
        "4.会计信息质量达标率",
    ]
    assert rows[6].startswith("项目实施效益|1.持证救护员占常住人口比例|")


AMID_ROWS = """
绩效指标
一级指标 二级指标 三级指标 权重 年度指标值 数据来源
产出指标
数量指标 举办培训 6 ≥6期 上级要求
检查单位 6.5 =46家
部门年度工作
计划
审核目标 9.5 =5720个 行业标准
质量指标 合规率 8.5 =100%
部门年度工作
计划
效益指标 社会效益指标 受益人数 5 ≥90人 历史数据
"""


def test_what_several_rows_say_is_no_label_of_a_section() -> None:
    [rows] = tables(AMID_ROWS)
    assert rows[-1] == "效益指标|社会效益指标|受益人数|5|≥90人|历史数据"


NOTES = """
绩效指标
一级指标 二级指标 三级指标
{values}
备注
全周期指标值 当年度指标值
产出指标 数量指标 培训人数 900人 300人 延续项目
质量指标 合格率 95% 95%
效益指标 社会效益指标 受益人数 270人 90人 延续项目
"""


@pytest.mark.parametrize("values", ["目标取值", "甲乙栏"])
def test_a_note_stands_over_no_other_header(values: str) -> None:
    [rows] = tables(NOTES.format(values=values))
    assert rows[1:3] == [f"一级指标|二级指标|三级指标|{values}|备注", "全周期指标值|当年度指标值"]
    assert rows[3] == "产出指标|数量指标|培训人数|900人|300人|延续项目"


WEIGHTS_OF_LEVELS = """
绩效指标
一级指标 分值 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 70.5 数量指标 授权量 ≥787件 811件 2.5 2.5
企业存量 ≥2820家 2707家 13.5 13.5
孵化器 >=14家 14家 4 4
质量指标 考核优秀率 ≥34% 36% 19.5 19.5
效益指标 16 社会效益指标 就业人数 =5700人 5700人 11.5 11.5
"""


def test_the_weight_of_a_level_stands_in_its_first_row_only() -> None:
    [rows] = tables(WEIGHTS_OF_LEVELS)
    assert rows[2] == "产出指标|70.5|数量指标|授权量|≥787件|811件|2.5|2.5"
    assert rows[3] == "企业存量|≥2820家|2707家|13.5|13.5"
    assert rows[5] == "质量指标|考核优秀率|≥34%|36%|19.5|19.5"


def test_a_standard_stands_over_signs_and_values_though_it_may_be_a_remark() -> None:
    text = """
    核定绩效指标
    序号
    指标类别（一级—二级）
    绩效指标名称
    核定标准
    核定依据
    方向 核定值 翎薇项
    1 产出—数量指标 疫苗免疫头数 高于 128 万头 前两年平均值
    2 产出—数量指标 抽检生鲜乳批次 高于 216 批 省定考核办法第12条
    3 产出—质量指标 配种受胎率 等于 58 % 十四五规划纲要
    4 效益—经济效益指标 户均增收 不低于 1530 元 政府采购合同
    """
    [rows] = tables(text)
    assert rows[1:3] == [
        "序号|指标类别（一级—二级）|绩效指标名称|核定标准|核定依据",
        "方向|核定值|翎薇项",
    ]
    assert rows[4] == "2|产出—数量指标|抽检生鲜乳批次|高于|216|批|省定考核办法第12条"


def test_marks_stand_below_their_header_though_one_of_them_is_unknown() -> None:
    text = """
    绩效指标
    一级指标
    二级指标
    三级指标
    完成情况 评分
    偏差原因分析
    年度指标值 实际完成值 庭珂况 得分
    产出指标
    数量指标
    接入点 ≥180处 169处 18.5 18.5
    数据目录 ≥1280个 1242个 9.5 9.5
    质量指标
    平台可用率 ＝98.56% 98.56% 8.5 8.5
    预算调整率 ≤7.8% 7.8% 5 5
    """
    [rows] = tables(text)
    assert rows[1:3] == [
        "一级指标|二级指标|三级指标|完成情况|评分|偏差原因分析",
        "年度指标值|实际完成值|庭珂况|得分",
    ]
    assert rows[4] == "数据目录|≥1280个|1242个|9.5|9.5"


WRAPPED_SIGNS = """
绩效指标
一级指标 二级指标 三级指标
指标
方向
计量单位
{sign}
年度指标值
产出指标
数量指标
社区矫正对象
中性
指标
名 等于 629
调解矛盾纠纷
正向
指标
件
大于
等于
9223
法律顾问配备率
中性
指标
% 等于 100
法治宣传进校园
正向
指标
场 大于 135
质量指标 案件质量优良率
正向
指标
%
大于
等于
89
"""


@pytest.mark.parametrize("sign", ["运算\n符号", "沐岚\n记"])
def test_a_sign_broken_over_two_lines_is_no_part_of_the_value(sign: str) -> None:
    [rows] = tables(WRAPPED_SIGNS.format(sign=sign))
    assert rows[2] == "产出指标|数量指标|社区矫正对象|中性\n指标|名|等于|629"
    assert rows[3] == "调解矛盾纠纷|正向\n指标|件|大于\n等于|9223"
    assert rows[6] == "质量指标|案件质量优良率|正向\n指标|%|大于\n等于|89"


UNKNOWN_LEVELS = """
绩效目标分解
评价内容
目标类型
绩效内容
内容解释
绩效目标值
项目期 当年
产出目标
数量目标
举办竞赛
实际数/计划数×
100%，上限为100%
≥99项 ≥33项
开展内部审计
考察开展内部审计
的实现程度
6次 6次
新建驿站
考察新建驿站
的实现程度
28座 28座
质量目标
采购合规率
考察采购合规率
的实现程度
≥98% ≥98%
"""


def test_unknown_columns_left_of_names_hold_levels_where_many_lines_are_labels_of_some() -> None:
    [rows] = tables(UNKNOWN_LEVELS)
    assert rows[3].startswith("产出目标|数量目标|举办竞赛|")
    assert rows[4] == "开展内部审计|考察开展内部审计\n的实现程度|6次|6次"
    assert rows[6] == "质量目标|采购合规率|考察采购合规率\n的实现程度|≥98%|≥98%"


REPEATED_LEVELS = """
绩效指标
一级指标
二级指标
三级指标
年度指标值
运算符号 指标值 榭薇记
部门职守 重点工作推进面 创排群众文艺节目 > 50 个
部门职守 重点工作推进面 入库非遗代表性项目 >= 25 项
部门职守 重点工作推进面 送戏下乡演出 = 220 场
部门职守 日常工作推进面 资产盘点账实相符率 >= 98 %
部门职守 日常工作推进面 获市级以上奖项作品 > 24 件
部门职守 日常工作推进面 培训学员结业率 > 94 %
"""


def test_second_levels_of_no_list_are_told_by_being_said_in_each_row() -> None:
    [rows] = tables(REPEATED_LEVELS)
    assert rows[1:3] == ["一级指标|二级指标|三级指标|年度指标值", "运算符号|指标值|榭薇记"]
    assert rows[3] == "部门职守|重点工作推进面|创排群众文艺节目|>|50|个"


def test_the_end_of_a_name_in_the_second_block_s_value_is_a_doubt() -> None:
    text = """
    绩效指标
    一级指标 二级指标 三级指标 指标值 二级指标 三级指标 指标值
    产出指标 数量指标
    年度立项市
    级以上科技
    计划项目
    ＞400项 数量指标
    年度立项市级以上科技计
    划项目
    ＞200项
    质量指标 合规率 100% 质量指标 合规率 100%
    """
    [table] = with_text_tables(document(text)).tables
    told = {cell.text: cell.place.doubt for row in table.rows for cell in row}
    name = next(text for text in told if text.startswith("年度立项市级以上"))
    assert name.endswith("项目") or told[name]


def test_a_former_year_that_goes_on_in_the_next_line_is_one_header() -> None:
    text = """
    绩效指标
    一级指标 二级指标 三级指标
    2023年
    情况
    半年（程）目标值 全年（程）目标值
    决策
    目标设定 绩效目标合理性 合理 合理 合理
    过程
    预算执行 预算执行率 =83% =82% =100%
    履职
    重点工作
    选派科技特派员 =17名 =14名 =19名
    召开预算绩效例会 =2次 =3次 =4次
    举办成果路演 ≥18场 ≥19场 ≥29场
    """
    [rows] = tables(text)
    assert rows[1] == "一级指标|二级指标|三级指标|2023年\n情况|半年（程）目标值|全年（程）目标值"


@pytest.mark.parametrize(
    "cut", ["5%左右确定2.外出招商考察", "率（%）", "（家次）", "×100%3.制作宣传册"]
)
def test_what_goes_on_from_another_cell_is_hardly_a_name(cut: str) -> None:
    names = column_of("name", "三级指标", "2")
    assert names.fit(cut) >= 5.0 > names.fit("2.外出招商考察") >= names.fit("外出招商考察")


@pytest.mark.parametrize(
    "joined", ["服务对象满意度指标受益农户满意度", "指标培训人数", "指标", "≥"]
)
def test_what_begins_with_another_cell_is_rather_no_name(joined: str) -> None:
    names = column_of("name", "三级指标", "2")
    assert names.fit(joined) > names.fit("培训人数") == 0.0


@pytest.mark.parametrize(("text", "is_unit"), [("元/平方米·月", True), ("按平方米计算", False)])
def test_a_long_word_is_a_unit_where_it_is_one(text: str, is_unit: bool) -> None:
    assert (column_of("unit", "计量单位", "2").fit(text) < 1.0) == is_unit


def test_values_with_their_signs_beside_kinds_of_values() -> None:
    form = "2024年项目支出绩效目标申报表\n项目名称 水圳修复\n绩效指标"
    header = "一级指标 二级指标 三级指标\n指标值\n类型\n甲镇\n丙县\n单位"
    rows = [
        "产出指标 数量指标 修复水圳 定量指标 ≥180 ≥425 米",
        "改造陂坝 定量指标 ≥3 ≥5 座",
        "质量指标 验收合格率 定量指标 ≥95 ≥90 %",
        "成本指标 经济成本指标 管护单价 定量指标 ≤12 ≤14 元/平方米·月",
    ]
    extraction = only(read_text("\n".join([form, header, *rows]).split("\n")))
    found = [(v.metric, v.operator, str(v.value), v.unit) for v in extraction.indicator_values]
    assert found[0] == ("甲镇修复水圳", ">=", "180", "米")
    assert found[-1] == ("丙县管护单价", "<=", "14", "元/平方米·月")
    assert len(found) == 8


def test_a_header_begins_at_the_label_of_the_indicators_below_the_goal() -> None:
    form = "绩效目标申报表\n项目名称 水圳修复\n总体目标\n主体工程完成\n主体工程完成八成"
    header = "绩效指标\n一级指标 二级指标 三级指标 指标值"
    rows = ["产出指标 数量指标 修复水圳 ≥180米", "质量指标 验收合格率 ≥95%"]
    extraction = only(read_text("\n".join([form, header, *rows]).split("\n")))
    found = [(v.level2, v.indicator_name, v.value_text) for v in extraction.indicator_values]
    assert found[-2:] == [
        ("数量指标", "修复水圳", "≥180米"),
        ("质量指标", "验收合格率", "≥95%"),
    ]
    assert all(v.place.doubt is None for v in extraction.indicator_values[-2:])


def test_a_row_that_goes_on_behind_the_sample_costs_no_blank_cells() -> None:
    columns = [column_of("name", "三级指标", "0"), column_of("annual", "指标值", "1")]
    lines = [
        Line(text, Place(line_from=at)) for at, text in enumerate(["培训人数 ≥300人", "合格率"])
    ]
    costs = [
        Programme(pieces(lines), columns, False, goes_on=goes_on).cost([20, 20])
        for goes_on in (True, False)
    ]
    assert costs[0] + columns[1].empty == pytest.approx(costs[1])


@pytest.mark.parametrize(
    ("label", "headed"),
    [
        ("绩效指标(权重90分,其中产出指标50分,效益指标40分)", True),
        ("请按要求填写(权重90分,其中产出指标50分,效益指标40分)", False),
    ],
)
def test_the_label_of_a_block_may_say_weights_in_brackets(label: str, headed: bool) -> None:
    text = f"""
{label} 一级指标 二级指标 三级指标 年度指标值
产出指标 数量指标 培训人数 ≥300人
产出指标 质量指标 培训合格率 98%
效益指标 社会效益指标 受益人数 ≥9000人
"""
    assert bool(tables(text)) is headed


@pytest.mark.parametrize("last", ["甲乙栏", "年度指标值", "50"])
def test_a_header_at_the_end_of_a_text_heads_nothing(last: str) -> None:
    assert tables(f"一级指标\n二级指标\n三级指标\n年度指标值\n{last}") == []


def test_a_year_below_an_unknown_header_begins_its_own() -> None:
    form = "2024年项目支出绩效目标申报表 项目名称 热线建设"
    header = "绩效指标 指标大类 指标小类 衡量指标 计量 目标值 评（扣）分标准 甲乙栏 2024年"
    rows = [
        "产出指标 数量 接听时长 小时 ≥17140 ≥8570 达到指标值得满分，否则按比例计分。",
        "扶持项目 个 102 34 每低于目标值1个百分点扣0.5分，扣完为止。",
        "质量 合格率 % 99 99 每低于目标值1个百分点扣0.5分，扣完为止。",
        "时效 及时率 % 96 96 达到指标值得满分，否则按比例计分。",
        "满意度指标 服务对象满意度 家长满意度 % >98 >98 每低于目标值1个百分点扣0.5分。",
    ]
    cells = " ".join([form, header, *rows]).split()
    extraction = only(read_text("\n\n".join(cells).split("\n")))
    found = [
        (each.indicator_name, each.horizon, str(each.value))
        for each in extraction.indicator_values[:4]
    ]
    assert found == [
        ("接听时长", "cycle", "17140"),
        ("接听时长", "annual", "8570"),
        ("扶持项目", "cycle", "102"),
        ("扶持项目", "annual", "34"),
    ]


@pytest.mark.parametrize(
    ("header", "places"),
    [
        ("一级指标 二级指标 三级指标 目标值\n甲乙街\n道\n丙县", ("甲乙街道", "丙县")),
        ("一级指标 二级指标 三级指标 甲镇 丙县", ("甲镇", "丙县")),
        ("一级指标 二级指标 三级指标\n庭蔷\n镇\n翎羽\n县", ("庭蔷镇", "翎羽县")),
    ],
    ids=["below the values, one broken", "without a header of values", "both broken"],
)
def test_places_head_the_values_of_each(header: str, places: tuple[str, str]) -> None:
    form = "2024年项目支出绩效目标申报表\n项目名称 水圳修复\n绩效指标"
    rows = [
        "产出指标 数量指标 修复水圳 ≥180米 ≥425米",
        "改造陂坝 ≥3座 ≥5座",
        "质量指标 验收合格率 ≥95% ≥90%",
        "效益指标 社会效益指标 受益人口 ≥320人 ≥510人",
    ]
    extraction = only(read_text("\n".join([form, header, *rows]).split("\n")))
    found = [(v.metric, str(v.value), v.unit) for v in extraction.indicator_values]
    assert found[:4] == [
        (f"{places[0]}修复水圳", "180", "米"),
        (f"{places[1]}修复水圳", "425", "米"),
        (f"{places[0]}改造陂坝", "3", "座"),
        (f"{places[1]}改造陂坝", "5", "座"),
    ]


def test_a_title_above_the_name_of_a_project_heads_no_list() -> None:
    form = "部门项目绩效目标表\n（2024年度）\n项目名称 劳动关系协调\n主管部门\n某局\n资金总额\n9"
    header = "绩效指标\n一级指标\n二级指标\n三级指标\n指标值"
    rows = "产出指标\n数量指标\n调解案件\n≥180件\n质量指标\n调解成功率\n≥95%"
    extraction = only(read_text("\n".join([form, header, rows]).split("\n")))
    assert targets(extraction) == [("调解案件", ">=", "180", "件"), ("调解成功率", ">=", "95", "%")]
