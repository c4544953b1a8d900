import pytest

from ingest.lexicon.levels import Levels, is_plain_label, ranks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产出指标", {1}),
        ("产出指标(50分)", {1}),
        ("效益指标（30%）", {1}),
        ("社会公众满意度", {2}),
        ("经济成本指标", {2}),
        ("成本指标", {1, 2}),
        ("服务对象满意度（%）", set()),
        ("平台数量", set()),
    ],
)
def test_ranks(text: str, expected: set[int]) -> None:
    assert ranks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("质量指标", True), ("质量", False), ("某某指标", False)]
)
def test_a_plain_label_is_known_and_called_an_indicator(text: str, expected: bool) -> None:
    assert is_plain_label(text) is expected


def test_a_first_level_repeated_after_a_page_break_keeps_the_second() -> None:
    levels = Levels()
    for text in ("效益指标", "社会效益指标", "效益指标"):
        levels.label(text)
    assert (levels.level1, levels.level2) == ("效益指标", "社会效益指标")
    levels.label("满意度指标")
    assert (levels.level1, levels.level2) == ("满意度指标", None)


def test_a_second_level_of_another_first_one_names_it() -> None:
    levels = Levels("效益指标", "社会效益指标")
    levels.label("服务对象满意度指标")
    assert (levels.level1, levels.level2) == ("满意度指标", "服务对象满意度指标")
    levels = Levels("效益指标")
    levels.label("服务对象满意度指标")
    assert levels.level1 == "效益指标"


@pytest.mark.parametrize(
    ("following", "column", "expected"),
    [
        (None, None, ("产出指标", "成本指标")),
        ("经济成本指标", None, ("成本指标", None)),
        (None, 1, ("成本指标", None)),
    ],
)
def test_cost_is_a_first_or_a_second_level(
    following: str | None, column: int | None, expected: tuple[str | None, str | None]
) -> None:
    levels = Levels("产出指标", "时效指标")
    levels.label("成本指标", following, column)
    assert (levels.level1, levels.level2) == expected
