"""How a document is made to look, whatever draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rules = Literal["ruled", "half-ruled", "borderless"]
Page = Literal["portrait", "landscape", "rotated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way of printing a document.

    ``split_rows`` cuts a row at the end of a page; ``repeat_header`` prints a table's header rows
    again on each page; ``merge`` prints a level label once beside its rows, else in each row;
    ``latin`` prints figures and Latin letters in a font of their own; ``head`` stands at the top
    of every page; ``shade`` puts grey behind labels;
    ``faint`` rules are thin and grey.
    """

    rules: Rules = "ruled"
    page: Page = "portrait"
    repeat_header: bool = False
    split_rows: bool = True
    merge: bool = True
    middle: bool = True
    watermark: str = ""
    page_numbers: bool = True
    size: float = 10.5
    font: str = "cid"
    latin: str = ""
    head: str = ""
    shade: bool = False
    faint: bool = False
