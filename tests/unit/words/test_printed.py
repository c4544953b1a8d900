import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.words.printed import printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发明专利授权\n量（件）", "发明专利授权量（件）"),
        ("4,50\n 0家", "4,500家"),
        ("年度指标值： ≥ 150 。", "年度指标值：≥150。"),
        ("R&D  is　big", "R&D is big"),
        ("TFT-LCD 项目 T9", "TFT-LCD项目T9"),
        (r"比率 $\geq 80\%$ 。", "比率≥80%。"),
        (r"$80\%$", "80%"),
        (r"$100\mathrm{m}$", "100m"),
        ("合同成交额。, 年度指标值：", "合同成交额。,年度指标值："),
        ("投诉率<不超过总工单的3%", "投诉率<不超过总工单的3%"),
        ("\ufeff单\u200b位", "单位"),
        ("", ""),
    ],
)
def test_reads_as_printed(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize("text", ["$5和$6", r"$\frac{1}{2}$", r"C:\temp", "（2022〕13号，，"])
def test_leaves_what_it_does_not_know(text: str) -> None:
    assert printed(text) == text


_RESIDUE = st.sampled_from(["$", "\\", r"\geq", r"\%", "{", "}", " ", "\n", "　", "a", "1", "。"])


@given(st.text() | st.lists(_RESIDUE).map("".join))
def test_is_idempotent(text: str) -> None:
    assert printed(printed(text)) == printed(text)


@given(st.text())
def test_never_grows_nor_holds_a_line_break(text: str) -> None:
    assert len(printed(text)) <= len(text)
    assert "\n" not in printed(text)
