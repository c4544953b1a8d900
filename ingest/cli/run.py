"""The command that runs the whole line."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from datetime import datetime  # noqa: TC003 (typer needs it at run time)
from typing import Annotated

import typer
from rich.console import Console

from ingest.cli.common import District, Year  # noqa: TC001 (typer needs them at run time)

PANEL = "Run 运行"
app = typer.Typer()


@app.command(rich_help_panel=PANEL)
def refresh(
    *,
    district: District = None,
    year: Year = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, build from scratch 全部重建.")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="What is due is judged as of that night 以当夜为准."
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait while another run is under way 等待.")
    ] = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell it as nights are told 也发送通知.")
    ] = False,
) -> None:
    """Run the nightly DAG once, now 立即更新, and summarise what is published."""
    from ingest.refresh import refresh as run
    from ingest.registry import today
    from ingest.servers.airflow import FIRST_NIGHT
    from ingest.settings import settings

    night = as_of.date() if as_of else None
    if night and not FIRST_NIGHT <= night <= today():
        raise typer.BadParameter(f"nights are from {FIRST_NIGHT} to today", param_hint="--as-of")
    if not run(
        settings(),
        Console(),
        district=district,
        year=year,
        full=full,
        as_of=night,
        wait=wait,
        notify=notify,
    ):
        raise typer.Exit(1)
