"""Headers without rules: two rows of them, one over labels, one amid its column; captions."""

from __future__ import annotations

from ingest.read.pdf import read_pdf
from tests.unit.read.draw_pdf import Drawing
from tests.unit.read.test_without_rules import laid

BODY = (
    (150, "60:产出指标 130:数量指标 200:培训人数 300:40人 380:80人"),
    (166, "60:产出指标 130:质量指标 200:合格率 300:95% 380:98%"),
    (182, "60:效益指标 130:社会效益 200:受益人数 300:10人 380:20人"),
)


def test_headers_stand_over_those_below_beside_headers_amid_both_rows() -> None:
    rows = laid(
        (100, "336:指标值"),
        (108, "60:一级指标 130:二级指标 200:三级指标"),
        (116, "300:上年完成 380:本年预期"),
        *BODY,
    )
    assert rows[0] == ("一级指标", "二级指标", "三级指标", "指标值", "")
    assert rows[1][3:] == ("上年完成", "本年预期")
    assert rows[2] == ("产出指标", "数量指标", "培训人数", "40人", "80人")


def test_a_row_of_data_below_headers_is_no_row_of_headers() -> None:
    rows = laid(
        (92, "60:单位：万元"),
        (108, "60:一级指标 130:二级指标 200:三级指标 300:指标值"),
        (124, "60:产出指标 130:数量指标 200:培训人数 300:八十人"),
        (140, "60:产出指标 130:质量指标 200:合格率 300:全部"),
        (156, "60:效益指标 130:社会效益 200:受益人数 300:若干"),
    )
    assert ("产出指标", "数量指标", "培训人数", "八十人") in [row[:4] for row in rows]


def test_what_stands_over_the_labels_of_figures_is_a_header_of_the_row() -> None:
    rows = laid(
        (100, "130:资金来源 240:年初预算数 330:全年预算数 420:全年执行数"),
        (116, "130:资金总额 250:12.50 340:13.00 430:12.00"),
        (124, "60:预算执行"),
        (132, "130:财政拨款 250:12.50 340:13.00 430:12.00"),
        (148, "130:其他资金 250:0.00 340:0.00 430:0.00"),
    )
    assert rows[0][1:] == ("资金来源", "年初预算数", "全年预算数", "全年执行数")
    assert rows[1][1:] == ("资金总额", "12.50", "13.00", "12.00")
    assert {row[0] for row in rows} == {"预算执行"}


def test_the_name_of_a_section_beside_headers_is_none_of_them() -> None:
    rows = laid(
        (100, "60:预算执行 240:年初预算数 330:全年预算数 420:全年执行数"),
        (116, "130:资金总额 250:12.50 340:13.00 430:12.00"),
        (132, "130:财政拨款 250:12.50 340:13.00 430:12.00"),
    )
    assert rows[0][-3:] == ("年初预算数", "全年预算数", "全年执行数")
    assert rows[1][1:] == ("资金总额", "12.50", "13.00", "12.00")


def test_figures_at_the_right_of_a_column_are_below_the_header_amid_it() -> None:
    rows = laid(
        (100, "130:来源 260:2024年预算 420:2023年预算"),
        (116, "130:合计 330:3725.06 490:3352.55"),
        (132, "130:财政资金 330:3714.86 490:3343.37"),
        (148, "130:其他资金 345:10.20 505:9.18"),
    )
    assert rows[0] == ("来源", "2024年预算", "2023年预算")
    assert rows[3] == ("其他资金", "10.20", "9.18")


def test_captions_above_one_another_are_no_table() -> None:
    drawing = Drawing()
    for x, y, text in (
        (60, 60, "附件1"), (240, 76, "2024年度项目支出绩效自评表"), (460, 92, "金额单位：万元"),
    ):  # fmt: skip
        drawing.text(x, y, text)
    document = read_pdf(drawing.data())
    assert not document.tables
    assert [line.text for line in document.lines] == [
        "附件1", "2024年度项目支出绩效自评表", "金额单位：万元",
    ]  # fmt: skip
