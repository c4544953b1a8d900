"""Documents of further years, made from the real ones by replacing text.

``form(2024, {"累计国家高新技术企业数量": ">2700家", "净增高新技术企业": "超过44家"})`` is the
target form of 黄埔 as it might be printed for 2024: other years, other figures, all else as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ingest.settings import ROOT

HUANGPU = "广州市黄埔区科学技术局（广州开发区科技创新局）"
NANSHA = "广州南沙经济技术开发区科学技术局"
_FORM = ROOT / "documents" / "huangpu" / "2023" / "department_target_form.txt"
_REPORT = ROOT / "documents" / "huangpu" / "2022" / "self_evaluation_report.md"
_NANSHA = ROOT / "documents" / "nansha" / "2023" / "department_target_form.txt"

# the report says most figures several times, and under more than one label
_SAID = {
    "高新技术企业总数": {"高新技术企业总数": 2, "高新技术企业数量": 1},
    "科技型中小企业入库数": {"入库科技型中小企业": 1, "科技型中小企业入库数": 2},
    "研发投入强度": {"研发投入强度": 3},
    "研发经费投入": {"研发经费投入": 3},
    "技术合同成交额": {"技术合同成交额": 2},
}
_YEAR = re.compile(r"(?<!〔)20[12]\d")

Figures = Mapping[str, str | tuple[str, str]]
"""By label: the words behind it, for a row of the table (cycle, annual) or both the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it is handed in; ``suffix`` is its file's."""

    form: str
    year: int
    text: str
    suffix: str = ".txt"

    @property
    def id(self) -> str:
        """The ``document_id`` of its bytes."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Budget(NamedTuple):
    """The spending of a target form; income and the amount used at own level are its sum."""

    basic: str
    project: str
    special: str = "0.00"
    other: str = "0.00"

    @property
    def whole(self) -> str:
        return _printed(sum(map(_amount, self), Decimal(0)))


class Money(NamedTuple):
    """The money of a report; what was executed is the sum of basic and project spending."""

    budget: str
    basic: str
    project: str

    @property
    def executed(self) -> str:
        return _printed(_amount(self.basic) + _amount(self.project))

    @property
    def rate(self) -> str:
        return f"{100 * _amount(self.executed) / _amount(self.budget):.1f}"


FORM_BUDGET = Budget("2,341.13", "314,266.07", "0.00", "48,000.00")
NANSHA_BUDGET = Budget("987.82", "81,262.22", "0.00", "1,000.00")
REPORT_MONEY = Money("383,506.13", "2,289.3", "380,904.23")


def form(
    year: int,
    figures: Figures | None = None,
    *,
    department: str = HUANGPU,
    budget: Budget = FORM_BUDGET,
    texts: Mapping[str, str] | None = None,
) -> Document:
    """黄埔's target form of ``year``; ``texts`` replaces printed text that occurs once."""
    text = _years(_FORM.read_text(encoding="utf-8"), year - 2023, 4)
    text = _replaced(text, HUANGPU, department, 1)
    text = _budgeted(text, "\t", FORM_BUDGET, budget)
    text = _figured(text, figures or {}, {})
    return Document("department_target_form", year, _all_replaced(text, texts or {}))


def nansha(
    year: int,
    figures: Mapping[str, str] | None = None,
    *,
    department: str = NANSHA,
    budget: Budget = NANSHA_BUDGET,
    texts: Mapping[str, str] | None = None,
) -> Document:
    """南沙's target form of ``year``, which is page text; ``figures`` are rows as printed."""
    text = _replaced(_NANSHA.read_text(encoding="utf-8"), NANSHA, department, 1)
    text = _budgeted(text, " ", NANSHA_BUDGET, budget)
    for label, values in (figures or {}).items():
        row = re.compile(rf"(?m)^({re.escape(label)}(?:（[^）]*）)?) \S+ \S+$")
        text = _substituted(text, row, lambda found, values=values: f"{found[1]} {values}", 1)
    return Document("department_target_form", year, _all_replaced(text, texts or {}))


def report(
    year: int,
    figures: Mapping[str, str] | None = None,
    *,
    department: str = HUANGPU,
    money: Money = REPORT_MONEY,
    also: str = "",
    texts: Mapping[str, str] | None = None,
) -> Document:
    """黄埔's self-evaluation report of ``year``; ``also`` is one more paragraph of 主要工作成效."""
    text = _years(_REPORT.read_text(encoding="utf-8"), year - 2022, 25)
    text = _replaced(text, HUANGPU, department, 2)
    was = REPORT_MONEY
    changes = {
        f"全年预算数 {was.budget} 万元": (f"全年预算数 {money.budget} 万元", 1),
        f"执行数 {was.executed} 万元，完成预算的 {was.rate}%": (
            f"执行数 {money.executed} 万元，完成预算的 {money.rate}%",
            1,
        ),
        f"一般公共预算财政拨款支出 {was.executed} 万元": (
            f"一般公共预算财政拨款支出 {money.executed} 万元",
            1,
        ),
        f"基本支出 {was.basic} 万元，项目支出 {was.project} 万元": (
            f"基本支出 {money.basic} 万元，项目支出 {money.project} 万元",
            1,
        ),
        f"共涉及资金 {was.project} 万元": (f"共涉及资金 {money.project} 万元", 1),
    }
    for old, (new, times) in changes.items():
        text = _replaced(text, old, new, times)
    text = _figured(text, figures or {}, _SAID)
    if also:
        text = _replaced(text, "### 三、存在的主要问题", f"{also}\n\n### 三、存在的主要问题", 1)
    text = _all_replaced(text, texts or {})
    return Document("self_evaluation_report", year, text, ".md")


def _years(text: str, by: int, times: int) -> str:
    """Move every printed year (2023年, 2022 年度, 2022中国海外人才…); numbers of decrees stay."""
    return _substituted(text, _YEAR, lambda found: str(int(found[0]) + by), times)


def _budgeted(text: str, gap: str, was: Budget, now: Budget) -> str:
    for item, old, new in (
        ("基本支出", was.basic, now.basic),
        ("项目支出", was.project, now.project),
        ("财政专项资金", was.special, now.special),
        ("其他事业发展性支出", was.other, now.other),
        ("财政拨款", was.whole, now.whole),
        ("区本级使用资金", was.whole, now.whole),
    ):
        text = _replaced(text, f"{item}{gap}{old}", f"{item}{gap}{new}", 1)
    return text


def _figured(text: str, figures: Figures, said: Mapping[str, Mapping[str, int]]) -> str:
    for label, words in figures.items():
        row = re.compile(rf"(?<=\t){re.escape(label)}((?:（[^）\t]*）)?)\t[^\t\n]+\t[^\t\n]+")
        if row.search(text):
            cycle, annual = words if isinstance(words, tuple) else (words, words)
            text = _substituted(
                text,
                row,
                lambda found, cells=(label, cycle, annual): (
                    f"{cells[0]}{found[1]}\t{cells[1]}\t{cells[2]}"
                ),
                1,
            )
            continue
        for printed, times in said.get(label, {label: 1}).items():
            statement = re.compile(rf"({re.escape(printed)})[^\d，。；、]{{0,4}}\d[^，。；、\n]*")
            text = _substituted(
                text, statement, lambda found, words=words: f"{found[1]}{words}", times
            )
    return text


def _all_replaced(text: str, texts: Mapping[str, str]) -> str:
    for old, new in texts.items():
        text = _replaced(text, old, new, 1)
    return text


def _replaced(text: str, old: str, new: str, times: int) -> str:
    return _substituted(text, re.compile(re.escape(old)), lambda _: new, times)


def _substituted(text, pattern: re.Pattern[str], new, times: int) -> str:
    text, found = pattern.subn(new, text)
    assert found == times, f"{pattern.pattern}: {found} times, not {times}"
    return text


def _amount(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


def _printed(amount: Decimal) -> str:
    return f"{amount:,.2f}"
