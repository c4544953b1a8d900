from __future__ import annotations

from ingest.display.causes import causes


def told(*problems: tuple[str, str, str]) -> list[str]:
    return [str(cause) for cause in causes(problems)]


def test_warnings_of_one_cause_are_one_line():
    found = [("warning", f"unknown level: 指标{n}", f"line {n}") for n in range(23)]
    assert told(*found) == [
        "unknown level: 指标0; 指标1; 指标2 and 20 more (line 0, line 1, line 2 and 20 more)"
    ]


def test_quoted_words_and_numbers_do_not_make_another_cause():
    assert told(
        ("warning", "row 3 has no number of “约三成”", "line 3"),
        ("warning", "row 9 has no number of “多家”", "line 9"),
    ) == ["row 3 has no number of “约三成” (line 3, line 9)"]


def test_other_causes_stay_apart_and_errors_come_first():
    assert told(
        ("warning", "unknown level: 规模", ""),
        ("warning", "indicator without a value: 规模", ""),
        ("error", "no unit of money is printed", "page 1"),
        ("error", "no known form: a", ""),
        ("error", "no known form: b", ""),
    ) == [
        "no unit of money is printed (page 1)",
        "no known form: a",
        "no known form: b",
        "unknown level: 规模",
        "indicator without a value: 规模",
    ]


def test_a_cause_without_details_or_places():
    assert told(("warning", "no score table was found", "")) == ["no score table was found"]
