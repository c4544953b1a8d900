"""Commands that look at one document, one number, or what is published."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (typer needs it at run time)
from typing import Annotated

import typer
from rich.console import Console

from ingest.cli.common import one_line_errors

PANEL = "Look 查看"
app = typer.Typer()


@app.command(rich_help_panel=PANEL)
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Documents 文件.")],
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a form, one a line.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each column is what it is 各列判断依据.")
    ] = False,
) -> None:
    """Read documents and show what is in them 提取文件, without touching the warehouse.

    Ends with exit status 1, after the other files, when one could not be read or a form is
    refused.
    """
    from ingest.display.show import explain_files, extract_files

    if not (explain_files(files) if explain else extract_files(files, as_json=json)):
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def trace(
    indicator_value_id: Annotated[
        str, typer.Argument(metavar="ID", help="indicator_value_id of marts.fct_indicator_value.")
    ],
    image: Annotated[
        Path | None,
        typer.Option(metavar="FILE.png", help="Draw the page, table or lines 画出原文位置."),
    ] = None,
) -> None:
    """Follow one published number back to its printed place 追溯一个数到原文."""
    from ingest.display.trace import UnknownValueError, show_trace
    from ingest.display.trace import trace as follow
    from ingest.document import UnreadableError
    from ingest.settings import settings

    with one_line_errors(UnknownValueError, UnreadableError):
        found = follow(settings(), indicator_value_id)
        show_trace(Console(), found)
    if image:
        from ingest.display.fonts import NoFontError
        from ingest.display.trace_image import NoPictureError, draw_trace

        with one_line_errors(NoPictureError, NoFontError, OSError):
            draw_trace(found, image)


@app.command(rich_help_panel=PANEL)
def status(
    json: Annotated[
        bool,
        typer.Option("--json", help="For monitoring: JSON, exit status 1 when a person is needed."),
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="DOCUMENT", help="Why it is where it is 说明缘由."),
    ] = None,
) -> None:
    """The ledger, the last nights and the last publication at a glance 台账与最近发布."""
    from ingest.display.status import show_status
    from ingest.notify.health import health
    from ingest.settings import settings

    if explain:
        _explain(explain)
        return
    if not json:
        show_status(settings(), Console())
        return
    found = health(settings())
    typer.echo(found.model_dump_json(indent=2))
    if not found.ok:
        raise typer.Exit(1)


def _explain(which: str) -> None:
    from ingest.display.explain import NoSuchDocumentError, show_explained
    from ingest.display.explain import explain as explained
    from ingest.registry import Registry, RegistryError
    from ingest.settings import settings

    with one_line_errors(NoSuchDocumentError, RegistryError):
        registry = Registry.load(settings().places)
        show_explained(Console(), explained(settings(), registry, which))


@app.command(rich_help_panel=PANEL)
def dictionary() -> None:
    """The published tables and columns with their meanings, as Markdown 数据字典."""
    import duckdb

    from ingest.settings import settings
    from ingest.warehouse.dictionary import dictionary as described

    try:
        typer.echo(described(settings().published / "marts.duckdb"), nl=False)
    except duckdb.IOException:
        typer.echo("nothing is published yet: run `make refresh` first", err=True)
        raise typer.Exit(1) from None
