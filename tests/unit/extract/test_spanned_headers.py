"""Headers of indicators over two rows, the first level's beside those of two blocks."""

import pytest
from forms import messages, only, with_lines

RULED = """
    项目名称 储备林建设 < < < < <
    主管部门 某县林业局 < < < < <
    资金总额 300 < < < < <
    一级指标 实施期绩效指标 < < 年度绩效指标 < <
    ^ 二级指标 三级指标 指标值 二级指标 三级指标 指标值
    产出指标 数量指标 建设面积 6万亩 数量指标 建设面积 1.5万亩
    ^ 质量指标 保存率 ≥85% 质量指标 成活率 ≥90%
    效益指标 社会效益指标 带动就业 1500人次 社会效益指标 带动就业 360人次
"""
# Without rules the label below the header may begin beside it, and the header be too wide.
UNRULED = RULED.replace("一级指标 实施期绩效指标 <", "一级指标 < 实施期绩效指标").replace(
    "    ^ 二级指标", "    产出指标 二级指标"
)
UNRULED = UNRULED.replace("    产出指标 数量指标", "    ^ 数量指标")


@pytest.mark.parametrize("drawing", [RULED, UNRULED])
def test_a_first_level_beside_two_blocks(drawing: str) -> None:
    extraction = only(with_lines(drawing, "项目支出绩效目标申报表", "（2024年度）", "单位：万元"))
    assert [
        (value.level1, value.level2, value.indicator_name, value.horizon, value.value_text)
        for value in extraction.indicator_values
    ] == [
        ("产出指标", "数量指标", "建设面积", "cycle", "6万亩"),
        ("产出指标", "数量指标", "建设面积", "annual", "1.5万亩"),
        ("产出指标", "质量指标", "保存率", "cycle", "≥85%"),
        ("产出指标", "质量指标", "成活率", "annual", "≥90%"),
        ("效益指标", "社会效益指标", "带动就业", "cycle", "1500人次"),
        ("效益指标", "社会效益指标", "带动就业", "annual", "360人次"),
    ]
    assert not [message for message in messages(extraction) if "read wrong" in message]
