"""What a message says of words: those that were seen, and an example of those that would do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.document import Line
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Block

_OPTIONAL = re.compile(r"\([^()]*\)[?*]|[^()][?*]")
_GROUP = re.compile(r"\(([^()|]*)[^()]*\)(?![?*])")
_OPEN, _CLOSE = "（", "）"
_LEAST_HEADERS = 3
_LONGEST_HEADER = 20
_MOST_HEADERS = 8
_LONGEST = 40


@lru_cache(maxsize=256)
def example(pattern: str) -> str:
    """The shortest text that a pattern describes: ``(年度)?绩效(目标|指标)`` → 绩效目标."""
    text = pattern.replace(r"\(", _OPEN).replace(r"\)", _CLOSE).strip("^$")
    before = ""
    while text != before:
        before = text
        text = _OPTIONAL.sub("", text)
        text = _GROUP.sub(r"\1", text, count=1) if text == before else text
    return text.partition("|")[0]


def seen(blocks: Sequence[Block]) -> str:
    """The first line, and the first row that may be one of headers: “…表”, 序号、事项、经费."""
    lines = (printed(block.text) for block in blocks if isinstance(block, Line))
    line = next((text[:_LONGEST] for text in lines if text), None)
    rows = (texts for texts in rows_of_text(blocks) if len(texts) >= _LEAST_HEADERS)
    row = next((texts for texts in rows if max(map(len, texts)) <= _LONGEST_HEADER), None)
    said = [f"first line “{line}”"] if line else []
    said += [f"first headers {listed(row)}"] if row else []
    return " and ".join(said)


def listed(texts: Sequence[str]) -> str:
    """Texts in a message, the first ones of many: 序号、事项、经费."""
    more = "、…" if len(texts) > _MOST_HEADERS else ""
    return "、".join(texts[:_MOST_HEADERS]) + more


def rows_of_text(blocks: Sequence[Block]) -> Iterator[list[str]]:
    """What is printed in each row of the tables, and in each line between white space."""
    for block in blocks:
        rows = (
            [block.text.split()]
            if isinstance(block, Line)
            else ([printed(cell.text) for cell in row] for row in block.rows)
        )
        for texts in rows:
            if filled := [text for text in texts if text]:
                yield filled
