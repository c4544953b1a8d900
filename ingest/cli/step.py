"""Commands that run one step of the line by hand."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from ingest.cli.common import District, FromScratch, Year, step_errors

PANEL = "One step by hand 单步"
app = typer.Typer()


@app.command(rich_help_panel=PANEL)
def collect(district: District = None, year: Year = None) -> None:
    """Fetch the registered sources into the archive 收集, and say what is new."""
    from ingest.cli.by_hand import collect_sources
    from ingest.settings import settings

    with step_errors():
        collect_sources(settings(), Console(), district, year)


@app.command(rich_help_panel=PANEL)
def land(
    district: District = None,
    year: Year = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again 全部重读.")] = False,
) -> None:
    """Collect, extract what is new, and land it as raw Parquet 提取并入原始层."""
    from ingest.cli.by_hand import land_new
    from ingest.settings import settings

    with step_errors():
        land_new(settings(), Console(), district, year, full=full)


@app.command(rich_help_panel=PANEL)
def build(full: FromScratch = False) -> None:
    """Run dbt on what has landed 构建数仓; nothing is published."""
    from ingest.cli.by_hand import build_warehouse
    from ingest.settings import settings

    with step_errors():
        build_warehouse(settings(), Console(), full=full)


@app.command(rich_help_panel=PANEL)
def audit() -> None:
    """Check what was built last 审核, with Great Expectations; nothing is published."""
    from ingest.cli.by_hand import audit_warehouse
    from ingest.settings import settings

    with step_errors():
        audit_warehouse(settings(), Console())


@app.command(rich_help_panel=PANEL)
def publish(full: FromScratch = False) -> None:
    """Build, audit and publish what has landed 构建、审核、发布."""
    from ingest.cli.by_hand import publish_landed
    from ingest.settings import settings

    with step_errors():
        publish_landed(settings(), Console(), full=full)
