"""Why a document is where it is, in words, and what would change it.

for each in explain(settings, "mbsb.pdf"):
    print(each.state, each.why, *each.would_change)   # quarantined no known form: …
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
from rich.markup import escape

from ingest.display.status import STATES
from ingest.landing.batch import WAITS
from ingest.landing.inbox import inbox
from ingest.landing.raw import query
from ingest.landing.refusal import IN_PART
from ingest.one_line import one_line

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from ingest.registry import Registry
    from ingest.settings import Settings

Row = dict[str, Any]

_SHORTEST_HASH = 6
_NAMED = """
source_uri = $which or file_name = $which or slot_key = $which
or (length($which) >= $shortest and starts_with(document_id, $which))"""
_LEDGER = f"select * from marts.mart_document_ledger where {_NAMED} order by ledger_key"  # noqa: S608 (our own)
_LANDED = f"""
select * from landed where {_NAMED}
qualify row_number() over (partition by document_id, slot_key order by load desc) = 1"""  # noqa: S608 (our own)
_HEADERS = "give the words to reading of the place file (headers, titles), or to ingest/vocabulary"
_ADVICE = (
    ("no place file registers", "name the file in sources of a place file 登记来源"),
    ("registered as", "it stands under the wrong form: correct sources, or reading.titles 表种"),
    (r"registered for \d{4}", "it stands under the wrong year: correct sources 年度"),
    (
        "registered for",
        "the wrong department, 部门 for 本级, or a name to add: aliases, names 署名",
    ),
    ("same bytes as", "nothing, if one file was handed in twice; else get the right one 重复"),
    ("no unit of money", "look the unit up: reading: {amount_unit: 元} in the place file 单位"),
    ("no known form", f"{_HEADERS}; else it is the wrong file 表名表头"),
    ("withdrawn|登记表不再", "take the line withdrawn out of the place file, or register it again"),
    ("the file is empty|not decodable|no reader|password", "get the file again 重新获取"),
    (IN_PART, f"{_HEADERS}; jixiao extract --explain FILE shows the columns 各列判断"),
    ("no .* could be read", f"a part is missing, or has a new header: {_HEADERS}"),
)
_ASSIGN = "jixiao inbox assign"
_NEWER = "a new version from the same source replaces it once that passes 新版本通过后替换"


class NoSuchDocumentError(LookupError):
    """Nothing is called so. The message is one line for people."""


class Explained(NamedTuple):
    """One document, or one that should exist: where it is, why, and what would change it."""

    name: str
    state: str
    why: str
    would_change: list[str]


def explain(settings: Settings, registry: Registry, which: str) -> list[Explained]:
    """All that ``which`` names: a file name, source, slot, or the beginning of a sha256.

    What has landed since the last publication is told as it landed. Raises NoSuchDocumentError.
    """
    waits = [
        Explained(
            one.sighting["source_uri"],
            "waiting 待认领",
            one.why,
            [
                *(
                    f"jixiao inbox assign {one.sighting['document_id'][:12]} {key}"
                    for key in one.near
                ),
                "a name, form or year in the place file that agrees with its print 登记与印文一致",
                "jixiao inbox dismiss sets it aside 剔除",
            ],
        )
        for one in inbox(settings, registry)
        if which in {one.sighting["source_uri"], one.sighting["file_name"]}
        or (len(which) >= _SHORTEST_HASH and one.sighting["document_id"].startswith(which))
    ]
    told = waits or [*map(_of_ledger, _ledger(settings, which))] or _of_landed(settings, which)
    if not told:
        raise NoSuchDocumentError(
            f"no document or slot is called {which} 没有此文件; jixiao status lists them"
        )
    return told


def show_explained(console: Console, told: list[Explained]) -> None:
    """Print each with its state, its reason, and what would change it."""
    for each in told:
        style = STATES.get(each.state, ("yellow", ""))[0]
        console.print(f"[bold]{escape(one_line(each.name))}[/]", soft_wrap=True)
        console.print(f"  [{style}]{each.state}[/] {escape(one_line(each.why))}", soft_wrap=True)
        for change in each.would_change:
            console.print(f"  would change it 如何改变: {escape(change)}", soft_wrap=True)


def _ledger(settings: Settings, which: str) -> list[Row]:
    published = settings.published / "marts.duckdb"
    if not published.exists():
        return []
    with duckdb.connect(str(published), read_only=True) as marts:
        found = marts.execute(_LEDGER, {"which": which, "shortest": _SHORTEST_HASH})
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _of_ledger(row: Row) -> Explained:
    name = " · ".join(filter(None, (row["slot_key"], row["source_uri"])))
    return Explained(name, row["state"], *_said(row["state"], row["reason"], row["due_on"]))


def _of_landed(settings: Settings, which: str) -> list[Explained]:
    rows = query(settings.raw, "documents", _LANDED, which=which, shortest=_SHORTEST_HASH)
    told = []
    for row in rows:
        state = "quarantined" if row["outcome"] == "quarantined" else "received"
        why, changes = _said(state, row["reason"], None)
        if state == "received":
            why, changes = "read, and not published yet 已读未发布", ["jixiao publish"]
        name = " · ".join(filter(None, (row["slot_key"], row["source_uri"])))
        told.append(Explained(name, state, why, changes))
    return told


def _said(state: str, reason: str | None, due_on: date | None) -> tuple[str, list[str]]:
    """Why something is in a state, and what would change it."""
    if state == "missing":
        source = "name its source (sources) or where it is published (publishes) in the place file"
        return f"it was due on {due_on} and nothing was found 逾期未见", [
            source,
            "put the file into the inbox folder 放入收件夹",
        ]
    if state == "not_due":
        return f"it is due on {due_on} 未到期", ["it is published before that 提前公开"]
    if state == "received":
        return "it was seen and not read yet 已收到未读", ["jixiao land, or the next night"]
    if state == "held":
        return reason or "does not add up 勾稽不符", [
            "compare with the source; if it is printed so, jixiao waive 豁免",
            _NEWER,
        ]
    if state == "loaded" and not reason:
        return "it was read, adds up and is in the marts 已入库", [
            _NEWER,
            "withdrawn in its place file takes it out 撤回",
        ]
    said = (reason or "").partition(WAITS)[2] or reason or STATES[state][1]
    advice = next((advice for words, advice in _ADVICE if re.search(words, said)), None)
    return said, [advice, _NEWER] if advice else [_NEWER]
