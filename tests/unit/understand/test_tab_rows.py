"""Rows of text whose cells are parted by bars, and what their headers look like."""

from __future__ import annotations

from ingest.read.text.bars import read_barred
from tests.unit.read_forms import only, targets

DEPARTMENT = """2024年部门整体支出绩效目标申报表
部门（单位）名称 | 某区民政局 ||||||
部门年度目标 | 贯彻上级决策部署，按时保质完成任务。 ||||||
三、部门整体支出绩效指标 | 绩效指标 | 指标取值 | 指标值设定依据 ||||
一级指标 | 二级指标 | 三级指标 | {sign} | 指标值 | {unit} ||
产出指标 | 数量指标 | 供养床位 | > | 440 | 张 | 依据部门职责确定。 |
城市低保救助人数 | = | 13189 | 人次 | 反映救助人数的情况。 |||
质量指标 | 资金使用合规率 | > | 98 | % | 依据部门职责确定。 ||
时效指标 | 补贴按月发放率 | >= | 92 | % | 实际完成数÷计划数×100%。 ||"""

PACKED = """部门预算项目绩效目标申报表
（2021年度）
项目名称 | 公园免费开放补助 ||||||
主管部门 | 某区园林局 | 实施单位 | 某区园林局 ||||
预算资金（万元） | 合计 | 1218.00 | 财政拨款 | 1218.00 | 其他资金 | 0.00 |
绩效指标 | 一级指标 | 薇庭况 | 三级指标及指标值 ||||
产出指标 | 数量指标 | 1.古树挂牌保护：582株；2.释放小蜂：不少于21亿头； |||||
质量指标 | 1.公务卡结算率：85%；2.预算调整率：不超过5.2%； |||||"""

PROJECTS = """部门预算项目绩效目标表
部门：某区卫生中心
金额单位：万元
一、项目名称：专科设备购置
项目预算1,279.76万元。
绩效目标：配齐设备。
绩效指标 ||||||||
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性 |
产出指标 | 数量指标 | 购置设备 | ＝ | 15 | 个 | 25 | 中性指标 |
召开例会 | ＝ | 2 | 次 | 8.5 | 中性指标 |||
质量指标 | 验收合格率 | ＞ | 82 | % | 13 | 正向指标 ||
二、项目名称：患者救助
项目预算2,126.35万元。
绩效目标：应助尽助。
绩效指标 ||||||||
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性 |
产出指标 | 数量指标 | 救助患者 | ＝ | 340 | 人 | 11 | 中性指标 |
质量指标 | 规范管理率 | ≥ | 88.1 | % | 11 | 正向指标 ||"""


def test_a_header_of_two_rows_may_begin_with_the_label_of_its_table() -> None:
    expected = [
        ("供养床位", ">", "440", "张"),
        ("城市低保救助人数", "=", "13189", "人次"),
        ("资金使用合规率", ">", "98", "%"),
        ("补贴按月发放率", ">=", "92", "%"),
    ]
    for words in ({"sign": "翎蔷况", "unit": "度量单位"}, {"sign": "指标性质", "unit": "岚翎况"}):
        found = only(read_barred(DEPARTMENT.format(**words).split("\n")))
        assert targets(found) == expected
        assert all(value.place.doubt for value in found.indicator_values)


def test_names_with_their_values_stand_below_levels_of_which_one_is_unknown() -> None:
    found = only(read_barred(PACKED.split("\n")))
    assert targets(found) == [
        ("古树挂牌保护", "=", "582", "株"),
        ("释放小蜂", ">=", "21", "亿头"),
        ("公务卡结算率", "=", "85", "%"),
        ("预算调整率", "<=", "5.2", "%"),
    ]


def test_a_label_of_the_indicators_stands_between_a_projects_heading_and_its_table() -> None:
    found = only(read_barred(PROJECTS.split("\n")))
    assert [project.project_name for project in found.projects] == ["专科设备购置", "患者救助"]
    assert [(v.project_no, v.indicator_name) for v in found.indicator_values] == [
        (1, "购置设备"),
        (1, "召开例会"),
        (1, "验收合格率"),
        (2, "救助患者"),
        (2, "规范管理率"),
    ]
