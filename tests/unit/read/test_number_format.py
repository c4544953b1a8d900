import datetime
import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.workbook.date_format import shown_date
from ingest.read.workbook.number_format import shown_number, shown_words


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.95, "0%", "95%"),
        (1, "0%", "100%"),
        (0.95, "0.00%", "95.00%"),
        (0.95, "General%", "95%"),
        (95, '0"%"', "95%"),
        (12345.6, "#,##0.00", "12,345.60"),
        (1234567, "#,##0", "1,234,567"),
        (360977, None, "360977"),
        (0.1 + 0.2, "General", "0.3"),
        (0, "0.00", "0.00"),
        (5, "000", "005"),
        (-5.5, "0.00;[Red]-0.00", "-5.50"),
        (-5, "0_);(0)", "(5)"),
        (-0.001, "0.00", "0.00"),
        (30, '"≥"0"家"', "≥30家"),
        (1.5, 'G/通用格式"倍"', "1.5倍"),
        (1234, "[$¥-804]#,##0.00", "¥1,234.00"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (123456, "0!.0000", "12.3456"),
        (12345678, '0!.0,"万"', "1234.6万"),
        (3.14, "@", "3.14"),
        (0.955, "0%", "96%"),
        (12345.678, "#,##0.00", "12,345.68"),
        (1 / 3, "0.00", "0.33"),
        (1 / 3, "General", "0.333333333"),
        (0.99918488, "0.0%", "99.9%"),
        (6, '[>=5]0"以上";0', "6以上"),
        (5, "[>=100]0;0.0", "5.0"),
        (5, '[>=100]0"A";[>=10]0"B";0"C"', "5C"),
        (12, '[Red][>=100]0"A";[>=10]0"B";0"C"', "12B"),
        (5, '0"家"', "5家"),
        (5, "≥0家以上", "≥5家以上"),
        (12.5, '0.0"亿元"', "12.5亿元"),
        (1, '"达标";"不达标";"无"', "达标"),
        (0, '"达标";"不达标";"无"', "无"),
        (5, '0;-0;0;@"家"', "5"),
        (5, '0"家";@', "5家"),
        (1e20, "General", "100000000000000000000"),
    ],
)
def test_shown(value: float, code: str | None, shown: str) -> None:
    assert shown_number(value, code).text == shown


@pytest.mark.parametrize(
    ("value", "shown", "doubt"),
    [
        (0.4, "0", "0.4"),
        (0.955, "1", "0.955"),
        (-2.5, "-3", "2.5"),
        (0, "0", None),
        (99.6, "100", None),
    ],
)
def test_a_number_that_its_format_nearly_hides_is_doubted(
    value: float, shown: str, doubt: str | None
) -> None:
    said = doubt and f"the cell holds {doubt}, much of which its format hides"
    assert shown_number(value, "0") == (shown, said)


def test_a_negative_number_without_a_sign_is_doubted() -> None:
    assert shown_number(-3, "0;[Red]0") == ("3", "a negative number, shown without a sign")
    assert shown_number(-3, '0;(0"家")') == ("(3家)", None)
    assert shown_number(-0.4, '0"家"').text == "0家"


@pytest.mark.parametrize(
    ("value", "code", "digits"),
    [
        (12345, "0.00E+00", "12345"),
        (0.5, "# ?/?", "0.5"),
        (120, "[DBNum1][$-804]General", "120"),
        (45291, "aaaa", "45291"),
        (-5, '[<0]"下降"0;0', "-5"),
        (5, "[>9]0;[<3]0", "5"),
    ],
)
def test_what_a_format_shows_beyond_what_is_known_here_is_doubted(
    value: float, code: str, digits: str
) -> None:
    assert shown_number(value, code) == (
        digits,
        f"shown by a format that is not known here: {code}",
    )


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("12", '@"家"', "12家"),
        ("12", '0;-0;0;"约"@', "约12"),
        ("一级", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "一级"),
        ("藏", ";;;", ""),
        ("a@b", None, "a@b"),
        ("甲", '0"@";0', "甲"),
    ],
)
def test_texts_under_a_format(text: str, code: str | None, shown: str) -> None:
    assert shown_words(text, code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"d"日"', "2023年12月31日"),
        ('yyyy"年"m"月"d"日";@', "2023年12月31日"),
        ('yyyy"年"m"月"', "2023年12月"),
        ('[$-804]yyyy"年"m"月"d"日" dddd', "2023年12月31日 星期日"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023年12月31日"),
        ("yyyy/m/d", "2023/12/31"),
        ("yyyy\\-mm\\-dd", "2023-12-31"),
        ("m月d日", "12月31日"),
        ("[Red]yy.mm", "23.12"),
        ("d-mmm-yy", "31-Dec-23"),
        ("yyyy/m/d h:mm:ss", "2023/12/31 9:05:00"),
        ("上午/下午h时mm分", "上午9时05分"),
        ("aaaa", "星期日"),
        (None, "2023-12-31 09:05"),
    ],
)
def test_dates(code: str | None, shown: str) -> None:
    assert shown_date(datetime.datetime(2023, 12, 31, 9, 5), code) == (shown, None)


def test_a_date_in_a_format_that_is_not_known_is_doubted() -> None:
    doubt = "shown by a format that is not known here: [DBNum1]yyyy"
    assert shown_date(datetime.date(2023, 12, 31), "[DBNum1]yyyy") == ("2023-12-31", doubt)


def test_a_time_of_day_is_no_date() -> None:
    assert shown_date(datetime.time(9, 5), "h:mm").text == "9:05"
    with pytest.raises(ValueError, match="no date"):
        shown_date(datetime.time(0), "yyyy/m/d")


@given(st.datetimes(), st.text('ymdhsaAP/M[]$-804F";\\年日 ', max_size=20))
def test_any_date_shows_under_any_code(value: datetime.datetime, code: str) -> None:
    assert isinstance(shown_date(value, code).text, str)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["0", "#,##0", "General", "0.00"]))
def test_whole_numbers_keep_every_digit(value: int, code: str) -> None:
    assert float(shown_number(value, code).text.replace(",", "")) == value


@given(st.decimals(-(10**8), 10**8, places=4), st.sampled_from([0, 2, 4]))
def test_a_number_is_rounded_as_its_format_says(value: decimal.Decimal, places: int) -> None:
    code = f"#,##0.{'0' * places}" if places else "0"
    shown = shown_number(float(value), code).text.replace(",", "")
    step = decimal.Decimal(1).scaleb(-places)
    assert decimal.Decimal(shown) == value.quantize(step, decimal.ROUND_HALF_UP)


@given(st.floats(allow_nan=True), st.text(max_size=20))
def test_any_code_shows_something(value: float, code: str) -> None:
    assert isinstance(shown_number(value, code).text, str)
