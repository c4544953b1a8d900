"""Markdown → Document: headings and pipe tables by markdown-it, all else as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.document import Block, Cell, Document, Line, Table
from ingest.lexicon.labels import column_roles, first_level
from ingest.read.text.page_text import at, text_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

# Nothing is tried twice over: a line may be megabytes long.
MARKUP = re.compile(r"^#{1,6}\s+\S|^\s*+\|?(\s*+:?-{3,}+:?\s*+\|)+\s*+(:?-{3,}+:?\s*+)?$")
STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1")
_LEAST_SLID = 2
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def looks_like_markdown(lines: list[str]) -> bool:
    """Whether a line is a heading or the rule below a table's header."""
    return any(MARKUP.match(line) for line in lines)


def read_markdown(lines: list[str]) -> Document:
    """Headings, pipe tables, tab tables and lines, in order."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - texts need not wait for it

    plain = [STRONG.sub(r"\2", line) for line in lines]
    tokens = MarkdownIt("zero").enable(["heading", "table"]).parse("\n".join(plain))
    blocks: list[Block] = []
    done = 0
    for index, token in enumerate(tokens):
        if token.type not in ("heading_open", "table_open") or token.map is None:
            continue
        start, end = token.map
        blocks += text_blocks(plain[done:start], done + 1)
        done = end
        if token.type == "heading_open":
            level = int(token.tag[1:])
            blocks.append(Line(tokens[index + 1].content.strip(), at(start + 1), level))
        else:
            blocks.append(_table(tokens[index + 1 :], start, end))
    blocks += text_blocks(plain[done:], done + 1)
    return Document(tuple(blocks), "text/markdown")


def _table(tokens: Sequence[Token], start: int, end: int) -> Table:
    rows: list[list[Cell]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and token.map is not None:
            text = BREAK.sub("\n", token.content).strip()
            rows[-1].append(Cell(text, at(token.map[0] + 1), len(rows) - 1, len(rows[-1])))
    place = at(start + 1).to(at(end))
    if _have_slid(rows):
        filled = ([cell for cell in row if cell.text] for row in rows)
        return Table(tuple(map(tuple, filled)), place, aligned=False)
    return Table(tuple(map(tuple, rows)), place)


def _have_slid(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows lost the cells merged from above: second levels stand in the first column.

    Where a page was turned into pipes, what spanned them left no blank.
    """
    heads = [c for row in rows for c in row if column_roles(c.text).get("indicators") == "level2"]
    labels = {row[0].text for row in rows if first_level(row[0].text)}
    slid = {label for label in labels if column_roles(label).get("indicators") != "level1"}
    return bool(heads) and all(cell.col for cell in heads) and len(slid) >= _LEAST_SLID
