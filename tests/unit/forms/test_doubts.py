from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.document import Place
from ingest.forms.doubts import (
    doubt_levels,
    doubt_repeats,
    doubtful_figures,
    with_doubts_of_projects,
)
from ingest.records import (
    BudgetLine,
    Extraction,
    Header,
    IndicatorValue,
    Project,
    ProjectFund,
)
from tests.unit.drawn_table import aligned
from tests.unit.read_forms import only

SURE = Place(page=1, bbox=(0, 0, 9, 9), confidence=0.99)
UNSURE = Place(page=1, bbox=(0, 9, 9, 18), confidence=0.6, doubt="低置信度 (low confidence)")


def line(place: Place) -> BudgetLine:
    return BudgetLine(
        section="部门预算支出",
        item="基本支出",
        phase="budget",
        amount_wan=Decimal("2341.13"),
        amount_text="2,341.13",
        rounding_wan=Decimal("0.005"),
        place=place,
    )


def value(place: Place, text: str = "≥80%") -> IndicatorValue:
    return IndicatorValue(
        indicator_name="满意度",
        metric="满意度",
        measure="target",
        source_section="indicator_table",
        value_text=text,
        value_kind="number",
        operator=">=",
        value=Decimal(80),
        unit="%",
        place=place,
    )


def messages(*records: BudgetLine | IndicatorValue) -> list[str]:
    extraction = Extraction(header=Header(form=None))
    extraction.budget_lines = [one for one in records if isinstance(one, BudgetLine)]
    extraction.indicator_values = [one for one in records if isinstance(one, IndicatorValue)]
    return [problem.message for problem in doubtful_figures(extraction)]


def test_a_doubtful_figure_is_a_warning_with_its_text():
    assert messages(line(UNSURE)) == [
        "may be read wrong: 基本支出 2,341.13: 低置信度 (low confidence)"
    ]


def test_a_certain_figure_is_none():
    assert messages(line(SURE), value(SURE)) == []


def test_doubtful_money_of_a_project_is_a_warning() -> None:
    fund = ProjectFund(
        project_no=1,
        source="other",
        source_text="其他资金",
        stage="annual",
        amount_wan=Decimal("84.72"),
        amount_text="84.72",
        rounding_wan=Decimal("0.005"),
        place=UNSURE,
    )
    extraction = Extraction(header=Header(form=None), project_funds=[fund])
    assert [problem.message for problem in doubtful_figures(extraction)] == [
        "may be read wrong: 其他资金 84.72: 低置信度 (low confidence)"
    ]


def test_a_place_is_said_once():
    assert len(messages(value(UNSURE), value(UNSURE))) == 1


def test_long_text_is_cut():
    (message,) = messages(value(UNSURE, "长" * 100))
    assert message == f"may be read wrong: 满意度 {'长' * 36}…: 低置信度 (low confidence)"


FORM = """
项目名称 孵化器建设 . . . .
年度资金总额（万元） 120 . . . .
一级指标 二级指标 三级指标 指标性质 指标值 度量单位
产出指标 数量指标 新增孵化器 {sign} 12 {unit}
"""


@pytest.mark.parametrize(
    ("sign", "unit", "doubtful", "doubt"),
    [
        ("≥", "家", "", None),
        ("≥", "00", "00", "低置信度 (low confidence)"),
        (">", "家", ">", "低置信度 (low confidence)"),
        ("二", "家", "", "符号不明 (unknown sign)"),
    ],
)
def test_a_value_has_the_doubts_of_its_sign_and_unit(
    sign: str, unit: str, doubtful: str, doubt: str | None
):
    document = aligned(FORM.format(sign=sign, unit=unit))
    (table,) = document.tables
    rows = tuple(
        tuple(
            replace(
                cell,
                place=replace(
                    cell.place,
                    confidence=0.6 if cell.text == doubtful else 0.99,
                    doubt="低置信度 (low confidence)" if cell.text == doubtful else None,
                ),
            )
            for cell in row
        )
        for row in table.rows
    )
    (found,) = only(replace(document, blocks=(replace(table, rows=rows),))).indicator_values
    assert (str(found.value), found.place.cell, found.place.doubt) == ("12", "form!E4", doubt)


@pytest.mark.parametrize(
    ("row", "doubtful"),
    [
        ("＝66枚 66枚 29.5", True),
        ("显著增强已完成 15.5 14.6", True),
        ("农户满意度大于等于96% . 95%", True),
        ("农户满意度大于等于96% 95% .", True),
        ("农户满意度大于等于96% ≥96% 95%", False),
        ("65岁以上老人体检率 ≥95% 96%", False),
        ("5G基站数 12座 12座", False),
        ("PM2.5浓度 ≤35微克/立方米 30微克/立方米", False),
    ],
)
def test_values_of_a_name_that_is_a_value_are_doubtful(row: str, doubtful: bool) -> None:
    found = only(aligned(SELF_EVALUATION.format(row=row))).indicator_values
    assert found
    assert {"value in the name" in (value.place.doubt or "") for value in found} == {doubtful}


SELF_EVALUATION = """
项目支出绩效自评表 . . . .
项目名称 孵化器建设 . . .
. 年初预算数 全年预算数 全年执行数 .
年度资金总额（万元） 120 120 120 .
一级指标 二级指标 三级指标 年度指标值 实际完成值
产出指标 数量指标 {row}
"""


def test_what_belongs_to_a_project_has_the_doubts_of_its_name() -> None:
    extraction = Extraction(header=Header(form=None))
    extraction.projects = [
        Project(project_no=1, project_name="孵化器", place=UNSURE),
        Project(project_no=2, project_name="展馆", place=SURE),
    ]
    extraction.indicator_values = [replace(value(SURE), project_no=number) for number in (1, 2)]
    with_doubts_of_projects(extraction)
    assert [one.place.doubt for one in extraction.indicator_values] == [UNSURE.doubt, None]


def repeated(*rows: IndicatorValue | BudgetLine) -> list[bool]:
    extraction = Extraction(header=Header(form=None))
    extraction.budget_lines = [one for one in rows if isinstance(one, BudgetLine)]
    extraction.indicator_values = [one for one in rows if isinstance(one, IndicatorValue)]
    doubt_repeats(extraction)
    records = (*extraction.budget_lines, *extraction.indicator_values)
    return [bool(record.place.doubt) for record in records]


def in_row(number: int | None, text: str, **changes: object) -> IndicatorValue:
    figure = Decimal(text.strip("≥%"))
    return replace(value(SURE, text), row_no=number, value=figure, **changes)


def test_one_name_with_two_figures_is_in_doubt() -> None:
    assert repeated(in_row(1, "≥80%"), in_row(9, "≥95%")) == [True, True]
    amounts = line(SURE), replace(line(replace(SURE, page=2)), amount_wan=Decimal(9))
    assert repeated(*amounts) == [True, True]


def test_figures_that_something_tells_apart_are_not() -> None:
    assert repeated(in_row(1, "≥80%"), in_row(9, "≥80%")) == [False, False]
    assert repeated(in_row(1, "≥80%"), in_row(1, "≥95%")) == [False, False]
    assert repeated(in_row(1, "≥80%"), in_row(2, "≥95%", horizon="cycle")) == [False, False]
    assert repeated(in_row(1, "≥80%"), in_row(2, "≥95%", level2="质量指标")) == [False, False]
    assert repeated(in_row(None, "≥80%"), in_row(None, "≥95%")) == [False, False]


@pytest.mark.parametrize(
    ("level1", "level2", "is_doubted"),
    [
        ("产出指标", "数量指标", False),
        ("产出指标（50分）", None, False),
        ("1.1产出指标", "服务对象满意度指标", False),
        ("部门履职目标", "2.1履职效果", False),
        ("产出指标效益指标", "数量指标", True),
        ("产出指标", "时效指标成本指标", True),
        ("财政拨款45.0060.00", "数量指标", True),
    ],
)
def test_levels_that_are_several_cells_are_doubted(
    level1: str, level2: str | None, is_doubted: bool
) -> None:
    extraction = Extraction(header=Header(form="project_target_form"))
    extraction.indicator_values = [replace(value(SURE), level1=level1, level2=level2)]
    doubt_levels(extraction)
    assert bool(extraction.indicator_values[0].place.doubt) == is_doubted


@pytest.mark.parametrize(
    ("level", "doubted"),
    [
        ("绩效产出指标指标", True),
        ("满意度指标保障绩效目标措施", True),
        ("数量指标（或建筑规模指标）", False),
        ("按计划推进" * 13, True),
        ("经济效益值社会效益值生态效益值", True),
        ("服务对象满意度指标等", False),
        ("社会公众或服务对象满意度指标", False),
        ("数量、质量指标", False),
    ],
)
def test_a_level_that_goes_on_with_other_words_is_doubted(level: str, doubted: bool) -> None:
    extraction = Extraction(header=Header(form="project_target_form"))
    extraction.indicator_values.append(replace(value(SURE), level2=level))
    doubt_levels(extraction)
    assert bool(extraction.indicator_values[0].place.doubt) is doubted
