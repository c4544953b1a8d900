"""Whose a form is, where but its title says so."""

import pytest

from ingest.forms.title_name import department_in, project_in
from ingest.read.text.page_text import read_text
from tests.unit.read_forms import only


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某市水利局2024年部门预算项目绩效目标表", "某市水利局"),
        ("附件2：某市水利局2023年度项目支出绩效自评情况表", "某市水利局"),
        ("2024年某市人民医院（本级）项目支出绩效目标表", "某市人民医院（本级）"),
        ("某市人民政府办公室部门整体支出绩效自评表", "某市人民政府办公室"),
        ("2024年部门预算项目绩效目标表", None),
        ("市本级2024年项目支出绩效目标表", None),
        ("某局2024年项目支出绩效目标表", None),
        ("全部项目支出绩效目标表", None),
        ("道路改造2024年项目支出绩效目标表", None),
    ],
)
def test_names_in_titles(title: str, expected: str | None) -> None:
    assert department_in(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2020年度某某县中职助学金项目绩效评价指标表", "2020年度某某县中职助学金项目"),
        ("附件3 2023年度公共卫生服务补助资金绩效目标申报表", "2023年度公共卫生服务补助资金"),
        ("水毁修复专项资金(第三批项目)绩效目标表", "水毁修复专项资金(第三批项目)"),
        ("某市水利局2024年河道整治专项资金绩效目标表", "河道整治专项资金"),
        ("义务教育补助经费转移支付区域绩效目标表", "义务教育补助经费转移支付"),
        ("某市水利局2024年部门预算项目绩效目标表", None),
        ("市级财政专项资金绩效目标表", None),
        ("南泽县专项资金绩效目标表", None),
        ("某市水利局项目支出绩效目标表", None),
        ("部门整体支出绩效目标表", None),
        ("中职助学金项目", None),
    ],
)
def test_projects_in_titles(title: str, expected: str | None) -> None:
    assert project_in(title) == expected


def test_a_project_that_only_its_title_names_is_in_doubt() -> None:
    title = "2020年度某县中职助学金项目绩效目标表"
    rows = ["一级指标\t二级指标\t三级指标\t指标值", "产出指标\t数量指标\t享受助学人数\t1680人"]
    extraction = only(read_text([title, *rows]))
    [project] = extraction.projects
    assert project.project_name == "2020年度某县中职助学金项目"
    assert "项目名称取自标题" in (project.place.doubt or "")
    [value] = extraction.indicator_values
    assert (value.project_no, str(value.value), value.unit) == (1, "1680", "人")
    assert "项目名称取自标题" in (value.place.doubt or "")


LIST = """\
项目名称\t年度预算金额（元）\t一级指标\t二级指标\t三级指标\t指标值
采购帐篷\t3,625,000\t产出指标\t数量指标\t帐篷数\t300顶
维修校舍\t18,640,000\t产出指标\t数量指标\t校舍数\t12栋
"""


@pytest.mark.parametrize(
    ("above", "expected"), [([], "某市水利局"), (["部门名称：某市财政局"], "某市财政局")]
)
def test_a_label_goes_before_the_title(above: list[str], expected: str) -> None:
    title = "某市水利局2024年项目支出绩效目标表"
    extraction = only(read_text([title, *above, *LIST.splitlines()]))
    assert extraction.header.form == "project_target_table"
    assert extraction.header.department_name == expected
