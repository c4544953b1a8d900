"""The command line ``jixiao``: the hand tool beside the DAGs, with the same code.

Everything heavy is imported inside its command, so that ``--help`` answers at once.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 (typer needs it at run time)
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    help="""Performance budgeting documents (绩效目标表, 绩效自评报告) → a data warehouse.

    [bold]jixiao refresh[/] runs the whole line: collect → extract → land → build → audit →
    publish. The other commands look at one document, one number, or run one step by hand.

    Where things are kept is set by the environment: JIXIAO_HOME (default: var/),
    JIXIAO_DOCUMENTS (default: documents/).""",
)

LOOK = "Look 查看"
RUN = "Run 运行"
STEP = "One step by hand 单步"

District = Annotated[
    str | None, typer.Option(help="Only this district 区县 (key of its place file: huangpu).")
]
Year = Annotated[int | None, typer.Option(help="Only this fiscal year 年度.")]
FromScratch = Annotated[bool, typer.Option("--full", help="Build from scratch 从头重建.")]


@app.command(rich_help_panel=LOOK)
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

    Ends with exit status 1, after the other files, when a file could not be read.
    """
    from ingest.display.show import explain_files, extract_files

    if not (explain_files(files) if explain else extract_files(files, as_json=json)):
        raise typer.Exit(1)


@app.command(rich_help_panel=LOOK)
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

    with _one_line_errors(UnknownValueError, UnreadableError):
        found = follow(settings(), indicator_value_id)
        show_trace(Console(), found)
    if image:
        from ingest.display.fonts import NoFontError
        from ingest.display.trace_image import NoPictureError, draw_trace

        with _one_line_errors(NoPictureError, NoFontError, OSError):
            draw_trace(found, image)


@app.command(rich_help_panel=LOOK)
def status() -> None:
    """The ledger, the last run and the last publication at a glance 台账与最近发布."""
    from ingest.display.status import show_status
    from ingest.settings import settings

    show_status(settings(), Console())


@app.command(rich_help_panel=LOOK)
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


@app.command(rich_help_panel=RUN)
def refresh(
    district: District = None,
    year: Year = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything again, build from scratch 全部重建.")
    ] = False,
) -> None:
    """Run the nightly DAG once, now 立即更新, and summarise what is published."""
    from ingest.refresh import refresh as run
    from ingest.settings import settings

    if not run(settings(), Console(), district=district, year=year, full=full):
        raise typer.Exit(1)


@app.command(rich_help_panel=STEP)
def collect(district: District = None, year: Year = None) -> None:
    """Fetch the registered sources into the archive 收集, and say what is new."""
    from ingest.by_hand import collect_sources
    from ingest.settings import settings

    with _step_errors():
        collect_sources(settings(), Console(), district, year)


@app.command(rich_help_panel=STEP)
def land(
    district: District = None,
    year: Year = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything again 全部重读.")] = False,
) -> None:
    """Collect, extract what is new, and land it as raw Parquet 提取并入原始层."""
    from ingest.by_hand import land_new
    from ingest.settings import settings

    with _step_errors():
        land_new(settings(), Console(), district, year, full=full)


@app.command(rich_help_panel=STEP)
def build(full: FromScratch = False) -> None:
    """Run dbt on what has landed 构建数仓; nothing is published."""
    from ingest.by_hand import build_warehouse
    from ingest.settings import settings

    with _step_errors():
        build_warehouse(settings(), Console(), full=full)


@app.command(rich_help_panel=STEP)
def audit() -> None:
    """Check what was built last 审核, with Great Expectations; nothing is published."""
    from ingest.by_hand import audit_warehouse
    from ingest.settings import settings

    with _step_errors():
        audit_warehouse(settings(), Console())


@app.command(rich_help_panel=STEP)
def publish(full: FromScratch = False) -> None:
    """Build, audit and publish what has landed 构建、审核、发布."""
    from ingest.by_hand import publish_landed
    from ingest.settings import settings

    with _step_errors():
        publish_landed(settings(), Console(), full=full)


@contextmanager
def _one_line_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Errors for people: one line on stderr and exit status 1 instead of a traceback."""
    try:
        yield
    except kinds as error:
        Console(stderr=True).print(f"[red]error[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)


@contextmanager
def _step_errors() -> Iterator[None]:
    from ingest.steps import PERMANENT

    with _one_line_errors(*PERMANENT):
        yield
