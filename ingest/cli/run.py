"""The command that runs the whole line."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from ingest.cli.common import District, Year  # noqa: TC001 (typer needs them at run time)

PANEL = "Run 运行"
app = typer.Typer()


@app.command(rich_help_panel=PANEL)
def refresh(
    district: District = None,
    year: Year = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, build from scratch 全部重建.")
    ] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell it as nights are told 也发送通知.")
    ] = False,
) -> None:
    """Run the nightly DAG once, now 立即更新, and summarise what is published."""
    from ingest.refresh import refresh as run
    from ingest.settings import settings

    if not run(settings(), Console(), district=district, year=year, full=full, notify=notify):
        raise typer.Exit(1)
