import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.number_format import shown_date, shown_number


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
        (-0.001, "0.00", "-0.001"),
        (30, '"≥"0"家"', "≥30家"),
        (1.5, 'G/通用格式"倍"', "1.5倍"),
        (1234, "[$¥-804]#,##0.00", "¥1,234.00"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (123456, "0!.0000", "12.3456"),
        (12345678, '0!.0,"万"', "1234.6万"),
        (3.14, "@", "3.14"),
        (0.5, "# ?/?", "0.5"),
        (5, "[>=100]0;0.0", "5"),
        (1e20, "General", "100000000000000000000"),
    ],
)
def test_shown(value: float, code: str | None, shown: str) -> None:
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(0.955, "0%", "95.5%"), (12345.678, "#,##0.00", "12,345.678"), (0.5, "0", "0.5")],
)
def test_typed_digits_that_the_format_hides_stay(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(1 / 3, "0.00", "0.33"), (0.99918488, "0.0%", "99.9%"), (2 / 3, "0%", "67%")],
)
def test_computed_fractions_are_rounded_as_shown(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"d"日"', "2023年12月31日"),
        ('yyyy"年"m"月"', "2023年12月"),
        ('m"月"d"日"', "12月31日"),
        ("mm-dd-yy", "2023-12-31"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023年12月31日"),
        (None, "2023-12-31"),
    ],
)
def test_dates(code: str | None, shown: str) -> None:
    assert shown_date(datetime.datetime(2023, 12, 31), code) == shown


@given(st.integers(-(10**14), 10**14), st.sampled_from(["0", "#,##0", "General", "0.00"]))
def test_whole_numbers_keep_every_digit(value: int, code: str) -> None:
    assert float(shown_number(value, code).replace(",", "")) == value


@given(st.decimals(-(10**8), 10**8, places=4), st.sampled_from(["0.0", "#,##0.00", "0", "0.0000"]))
def test_typed_decimals_keep_every_digit(value: object, code: str) -> None:
    number = float(str(value))
    assert float(shown_number(number, code).replace(",", "")) == number


@given(st.floats(allow_nan=True), st.text(max_size=20))
def test_any_code_shows_something(value: float, code: str) -> None:
    assert isinstance(shown_number(value, code), str)
