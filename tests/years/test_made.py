"""The generator changes what it is asked to, everywhere it is printed, and nothing else."""

from __future__ import annotations

import pytest
from made import Budget, Money, form, nansha, report

from ingest.settings import ROOT

DOCUMENTS = ROOT / "documents"


def read(name: str) -> str:
    return (DOCUMENTS / name).read_text(encoding="utf-8")


def test_unchanged_documents_are_the_real_ones() -> None:
    assert form(2023).text == read("huangpu/2023/department_target_form.txt")
    assert report(2022).text == read("huangpu/2022/self_evaluation_report.md")
    assert nansha(2023).text == read("nansha/2023/department_target_form.txt")


def test_every_place_says_the_new_figure() -> None:
    text = report(2024, {"高新技术企业总数": "达2812家"}).text
    assert text.count("2812家") == 3
    assert "2500" not in text
    assert "2022" not in text.replace("2022年度绩效", "")


def test_a_row_has_a_cycle_and_an_annual_target() -> None:
    text = form(2024, {"累计国家高新技术企业数量": (">3000家", ">2700家")}).text
    assert "累计国家高新技术企业数量（家）\t>3000家\t>2700家\t" in text


def test_money_adds_up_wherever_it_is_printed() -> None:
    text = form(2024, budget=Budget("2,400.00", "320,000.00", "0.00", "50,000.00")).text
    assert text.count("372,400.00") == 2
    text = report(2023, money=Money("371,000.00", "2,310.00", "360,000.00")).text
    assert "执行数 362,310.00 万元，完成预算的 97.7%" in text


@pytest.mark.parametrize("label", ["高企", "没有这个指标"])
def test_a_label_that_is_not_printed_is_told(label: str) -> None:
    with pytest.raises(AssertionError, match=label):
        form(2024, {label: "300家"})
