"""Options that commands share, and their errors as one line."""
# ruff: noqa: PLC0415 (the steps are imported where an error is told)

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

District = Annotated[
    str | None, typer.Option(help="Only this district 区县 (key of its place file: huangpu).")
]
Year = Annotated[int | None, typer.Option(help="Only this fiscal year 年度.")]
FromScratch = Annotated[bool, typer.Option("--full", help="Build from scratch 从头重建.")]


@contextmanager
def one_line_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Errors for people: one line on stderr and exit status 1 instead of a traceback."""
    try:
        yield
    except kinds as error:
        Console(stderr=True).print(f"[red]error[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)


@contextmanager
def step_errors() -> Iterator[None]:
    """The same for what a step of the line, or this machine, says of itself."""
    from ingest.steps import PERMANENT, TRANSIENT

    with one_line_errors(*PERMANENT, *TRANSIENT):
        yield
