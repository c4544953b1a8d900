"""Text of web pages whose cells bars part, with the rows' ends or without them."""

from pathlib import Path

import pytest

from ingest.forms import extract
from ingest.read import read
from ingest.understand import in_columns

ROWS = """某县学校项目支出绩效自评表
（2022年度）
项目名称 | 寄宿学生用餐补助 |
主管部门 | 某县教育局 | 实施单位 | 某县中学 |
项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
年度资金总额 | 52.00 | 52.00 | 50.00 | 10 | 96.15% | 9.6 |
年度总体目标 | 预期目标 | 实际完成情况 |
学生吃上热饭。 | 供餐未中断。 |
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
产出指标 | 数量指标 | 供餐学生数 | ≥640人次 | 652人次 | 10 | 10 |
质量指标 | 供餐覆盖率 | 100% | 94% | 10 | 8 |
生态效益指标 |  |  |  |  |  |
满意度指标 | 服务对象满意度指标 | 学生满意度 | ≥90% | 98% | 10 | 10 |
总分 |  |  |  | 100 | 96 |
"""


def targets(path: Path) -> list[tuple[str | None, ...]]:
    [extraction] = extract(read(path))
    assert [(p.project_name, p.executed_wan) for p in extraction.projects] == [
        ("寄宿学生用餐补助", 50)
    ]
    return [
        (value.level1, value.level2, value.indicator_name, value.value_text)
        for value in extraction.indicator_values
        if value.measure == "target" and value.source_section == "indicator_table"
    ]


@pytest.mark.parametrize("bar", [" | ", "|", "｜"])
@pytest.mark.parametrize("each_on_a_line", [False, True])
def test_bars_part_cells(tmp_path: Path, bar: str, each_on_a_line: bool) -> None:
    text = ROWS.replace(" | ", bar).replace(" |\n", bar.rstrip() + "\n")
    if each_on_a_line:
        text = ROWS.replace(" | ", "\n|\n").replace(" |\n", "\n|\n")
    path = tmp_path / "form.txt"
    path.write_text(text, encoding="utf-8")
    assert targets(path) == [
        ("产出指标", "数量指标", "供餐学生数", "≥640人次"),
        ("产出指标", "质量指标", "供餐覆盖率", "100%"),
        ("满意度指标", "服务对象满意度指标", "学生满意度", "≥90%"),
    ]


def test_rows_padded_with_bars_have_lost_their_merged_cells(tmp_path: Path) -> None:
    rows = ROWS.strip().split("\n")
    padded = [row + " |" * (9 - row.count("|")) if "|" in row else row for row in rows]
    path = tmp_path / "form.txt"
    path.write_text("\n".join(padded), encoding="utf-8")
    assert targets(path)[1] == ("产出指标", "质量指标", "供餐覆盖率", "100%")


def test_a_row_that_breaks_off_in_a_cell_is_one(tmp_path: Path) -> None:
    rows = [row + " |" * (9 - row.count("|")) for row in ROWS.strip().split("\n") if "|" in row]
    path = tmp_path / "form.txt"
    title = "某县学校项目支出绩效自评表\n（2022年度）\n"
    path.write_text(title + "\n".join(rows).replace("三级指标 | ", "三级指标 |\n"), "utf-8")
    assert targets(path)[0] == ("产出指标", "数量指标", "供餐学生数", "≥640人次")


def test_what_stands_around_cells_on_lines_of_their_own_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    site = "索 引 号 | 022137416/2022-02037 | 发文日期 | 2022年10月20日 |\n"
    path.write_text(site + ROWS.replace(" | ", " |\n"), encoding="utf-8")
    assert targets(path)[0] == ("产出指标", "数量指标", "供餐学生数", "≥640人次")


def test_columns_between_bars_are_kept_where_blank_cells_are(tmp_path: Path) -> None:
    rows = [
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 备注 |",
        "产出指标 | 数量指标 | 培训人数 | ≥300人 |  |",
        " |  | 培训场次 |  | 待定 |",
        " | 质量指标 | 合格率 | ≥95% |  |",
        "效益指标 | 社会效益指标 | 受益人数 | ≥900人 |  |",
    ]
    path = tmp_path / "form.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    [table] = in_columns(read(path)).tables
    assert table.aligned


def test_a_few_bars_in_text_part_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("首页 | 公开 | 预算\n" + "一段正文。\n" * 20, encoding="utf-8")
    assert not read(path).tables
