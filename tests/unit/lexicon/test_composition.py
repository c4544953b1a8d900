import pytest

from ingest.lexicon.composition import composed, facets_of
from ingest.lexicon.headers import role
from ingest.lexicon.labels import composed_role, of_year, plain
from ingest.vocabulary import load

_GROUPS = [*load("composition")["rules"]]
# Groups whose labels are looked up without the year before them too.
_WITHOUT_YEAR = {"indicators", "tasks", "projects", "fund_columns", "goals"}


@pytest.mark.parametrize(
    ("label", "group", "expected"),
    [
        ("当年度绩效目标值", "indicators", "annual"),
        ("规划期预期指标值", "indicators", "cycle"),
        ("截至年底实际完成情况", "indicators", "actual"),
        ("上年度实际完成值", "indicators", "remark"),
        ("未达标原因及整改措施", "indicators", "deviation"),
        ("佐证材料名称", "indicators", "remark"),
        ("单项得分", "indicators", "score"),
        ("指标所占分值", "indicators", "weight"),
        ("指标计量单位", "indicators", "unit"),
        ("三级绩效指标内容", "indicators", "name"),
        ("部门年度总体绩效目标", "sections", "goal"),
        ("年度核心工作任务", "sections", "tasks"),
        ("项目资金构成情况", "project_sections", "funding"),
        ("县级财政资金", "funds", "fiscal_part"),
        ("申请项目资金总额", "funds", "annual"),
        ("以前年度结转资金", "funds", "carried_over"),
        ("财政拨款数", "funds", "fiscal"),
        ("其他渠道资金", "funds", "other"),
        ("部门预算合计", "funds", "total"),
        ("本年申报数", "funds", "annual"),
        ("上年批复数", "funds", "unread"),
        ("追加调整后预算数", "fund_columns", "budget"),
        ("支出决算", "fund_columns", "executed"),
        ("履职任务", "tasks", "task_name"),
        ("全年实际支付金额", "fund_columns", "executed"),
        ("年初批复预算金额", "fund_columns", "budget_initial"),
        ("重点任务内容说明", "tasks", "content"),
        ("支出项目类别", "head", "other"),
        ("支出项目类别", "projects", "unread"),
        ("项目支出类型", "tasks", "remark"),
    ],
)
def test_labels_that_no_list_has(label: str, group: str, expected: str) -> None:
    assert all(label not in names for names in load("headers")[group].values())
    assert role(label, group) == expected


@pytest.mark.parametrize("group", _GROUPS)
@pytest.mark.parametrize(
    "label",
    [
        "得分预期值",  # two headers of one line
        "三级指标指标值",
        "前年上年",
        "上年预期当年实现",
        "绩效标准前年",
        "及整改措施",  # the end of one
        "历史标准",  # what a cell holds
        "绩效指标年度指标值实际完成值分值",
        "高新技术企业数量",  # no part of it is a header's
        "年度召开会议",
        "值",
        "",
    ],
)
def test_what_is_no_label(label: str, group: str) -> None:
    assert composed(label, group) is None


def test_a_label_of_a_year_names_no_money() -> None:
    assert composed("预算年度", "funds") is None
    assert composed("年度预算", "funds") == "annual"


def test_what_comes_last_tells() -> None:
    assert composed("指标单位", "indicators") == "unit"
    assert composed("单位指标", "indicators") is None
    assert facets_of("年初预算数") == ("start", "money", "number")


@pytest.mark.parametrize("group", _GROUPS)
def test_only_what_composes_wrongly_or_not_is_listed(group: str) -> None:
    needless = [
        name
        for key, names in load("headers")[group].items()
        for name in names[1:]  # the first is how the role is usually called
        if composed_role(of_year(name), group) == key
        and (group not in _WITHOUT_YEAR or composed_role(plain(name), group) == key)
    ]
    assert not needless
