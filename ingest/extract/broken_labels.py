"""Labels that page text breaks over lines, as narrow cells print them: 总体绩 / 效目 / 标."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Document, Line
from ingest.read.labels import is_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.document import Block

_MOST_LINES = 10
_LONGEST = 12


def with_whole_labels(document: Document) -> Document:
    """The document with each label of a section, level or amount on one line.

    All lines of a label but the last are equally long, give or take a character; the first is no
    label itself.
    """
    blocks: list[Block] = []
    at = 0
    while at < len(document.blocks):
        run = _broken(document.blocks[at : at + _MOST_LINES])
        if run:
            text = "".join(line.text.strip() for line in run)
            blocks.append(replace(run[0], text=text, place=run[0].place.to(run[-1].place)))
        else:
            blocks.append(document.blocks[at])
        at += len(run) or 1
    return document if len(blocks) == len(document.blocks) else replace(document, blocks=(*blocks,))


def _broken(blocks: Sequence[Block]) -> list[Line]:
    """The lines that ``blocks`` begins with and that make up a label; empty for none."""
    run: list[Line] = []
    for block in blocks:
        if not isinstance(block, Line) or len(block.text.split()) != 1:
            break
        length = len(block.text.strip())
        longest = len(run[0].text.strip()) if run else _LONGEST
        if length > longest or (len(run) > 1 and longest - len(run[-1].text.strip()) > 1):
            break
        run.append(block)
    if not run or is_label(run[0].text):
        return []
    for count in range(len(run), 1, -1):
        if is_label("".join(line.text.strip() for line in run[:count])):
            return run[:count]
    return []
