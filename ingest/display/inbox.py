"""The inbox on the terminal: each document with what was read of it and why it waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from ingest.one_line import one_line
from ingest.runs import local_time

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.landing.inbox import Waits
    from ingest.settings import Settings


def show_inbox(console: Console, settings: Settings, waits: list[Waits]) -> None:
    """Print what waits, and what can be done."""
    if not waits:
        console.print(f"Nothing waits 没有待认领的文件. Drop files into {settings.dropped}")
        return
    for one in waits:
        console.print()
        for name, text in _said(one):
            console.print(f"[bold]{name:<14}[/] {escape(one_line(text))}", soft_wrap=True)
    console.print(
        f"\n{len(waits)} waiting 待认领. [bold]jixiao inbox assign FILE SLOT --by … --reason …[/]"
        " files one 归档, [bold]jixiao inbox dismiss FILE …[/] sets one aside 剔除.",
        soft_wrap=True,
    )


def _said(one: Waits) -> list[tuple[str, str]]:
    form, name, year = one.said
    row = one.sighting
    said = [
        ("file 文件", f"{row['file_name']}  {row['document_id'][:12]}"),
        ("source 来源", row["source_uri"]),
    ]
    if page_uri := row.get("page_uri"):
        linked = f"“{row['link_text']}” on {page_uri}" if row.get("link_text") else page_uri
        said.append(("found 发现于", linked))
    if one.last_seen_at:
        said.append(("last seen 最近", local_time(one.last_seen_at)))
    said += [
        ("title 表名", one.title or "–"),
        ("form 表种", form or "–"),
        ("department 单位", name or "–"),
        ("year 年度", str(year or "–")),
        ("why 原因", one.why),
    ]
    return [*said, *(("perhaps 或为", key) for key in one.near)]
