"""A night as people read it: a subject, plain text, and HTML of the same lines.

>>> subject(night)
'绩效 jixiao: 已发布 published · 新增 1 · 高企数 2'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, select_autoescape

from ingest.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.notify.night import Document, Figure, Night, Overdue

MOST = 12
"""So many lines of each section are told; the report and `jixiao status` have all."""
_OUTCOMES = {
    "published": ("#2e7d32", "已发布 published"),
    "unchanged": ("#616161", "无变化 nothing has changed"),
    "failed": ("#c62828", "失败 FAILED"),
    "late": ("#ef6c00", "超时未完成 LATE, still not done"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section; ``command`` is what to type."""

    text: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title."""

    title: str | None
    lines: list[Line]


def subject(night: Night) -> str:
    """The message in one line: what came of it, and how much of what."""
    counts = {
        "新增": len(night.new),
        "修订": len(night.revised),
        "撤回": len(night.withdrawn),
        "搁置": len(night.held),
        "新逾期": len(night.overdue),
        "高企数": len(night.figures),
    }
    told = [f"{name} {count}" for name, count in counts.items() if count]
    if night.outcome == "failed" and not night.is_new:
        told.insert(0, "未发布 not published")
    return " · ".join([f"绩效 jixiao: {_OUTCOMES[night.outcome][1]}", *told])


def sections(night: Night) -> list[Section]:
    """All that there is to say, the weightiest first; what is empty is left out."""
    found = [
        Section("原因 why", [Line(night.why)] if night.why else []),
        Section("待办 to do", [Line(one.what, one.command) for one in night.to_do]),
        _section("新增文件 new", [_document(one) for one in night.new]),
        _section("修订 revised", [_document(one) for one in night.revised]),
        _section("撤回 withdrawn", [_document(one) for one in night.withdrawn]),
        _section("搁置或隔离 held or quarantined", [_document(one) for one in night.held]),
        _section("新近逾期 newly overdue", [_overdue(one) for one in night.overdue]),
        _section("高新技术企业 figures changed", [_figure(one) for one in night.figures]),
        _section("未能读取 refused", night.refused),
        _section(
            "久无新文件 nothing new for longer than ever before",
            [
                f"{one.district_zh}: {one.days} 天 days（此前最长 before {one.longest_before}）"
                for one in night.quiet
            ],
        ),
        Section(None, [Line(line) for line in _closing(night)]),
    ]
    return [section for section in found if section.lines]


def text(night: Night) -> str:
    """The message as plain text."""
    lines = [subject(night)]
    for section in sections(night):
        lines += ["", section.title] if section.title else [""]
        for line in section.lines:
            lines.append(f"  · {line.text}")
            if line.command:
                lines.append(f"      $ {line.command}")
    return "\n".join(lines) + "\n"


def html(night: Night) -> str:
    """The message as an HTML page that needs nothing else."""
    return (
        _environment()
        .get_template("night.html.j2")
        .render(
            subject=subject(night), colour=_OUTCOMES[night.outcome][0], sections=sections(night)
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ingest.notify"),
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(title: str, lines: Sequence[str]) -> Section:
    shown = [Line(one_line(line)) for line in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(Line(f"… {len(lines) - MOST} more"))
    return Section(f"{title} ({len(lines)})", shown) if lines else Section(title, [])


def _document(one: Document) -> str:
    said = _named(one.district_zh, one.department_zh, one.fiscal_year, one.form_zh)
    named = f"{said} ({one.source_uri})" if said else one.source_uri
    return f"{named}: {one.reason}" if one.reason else named


def _overdue(one: Overdue) -> str:
    said = _named(one.district_zh, one.department_zh, one.fiscal_year, one.form_zh)
    return f"{said}, 应于 due {one.due_on}"


def _figure(one: Figure) -> str:
    what = _named(one.district_zh, one.fiscal_year, one.statistic_zh, one.what_zh)
    return f"{what}: {one.old or '–'} → {one.new or '–'}"


def _named(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def _closing(night: Night) -> list[str]:
    seconds = ", ".join(f"{name} {value:.1f} s" for name, value in night.seconds.items())
    return [
        f"搁置或隔离 waiting {night.waiting} · 逾期 overdue {night.overdue_in_all}",
        f"发布 publication {night.publication or '–'}",
        f"运行 run {night.run_id}" + (f": {seconds}" if seconds else ""),
    ]
