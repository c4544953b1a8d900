"""Commands that list publications, compare two of them, and go back to a former one."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ingest.cli.common import one_line_errors, step_errors

PANEL = "Publications 发布"
app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(rich_help_panel=PANEL)
def publications(json: AsJson = False) -> None:
    """List all publications 历次发布: which is current, which are kept, what was rolled back."""
    from ingest.display.publications import publications_as_json, show_publications
    from ingest.settings import settings
    from ingest.warehouse.publications import publications as listed
    from ingest.warehouse.rollbacks import rollbacks

    found = listed(settings())
    if json:
        typer.echo(publications_as_json(found))
    else:
        show_publications(Console(), found, rollbacks(settings()))


@app.command(rich_help_panel=PANEL)
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A publication (or how it begins).")],
    other: Annotated[str, typer.Argument(metavar="B", help="The one to compare it with.")],
    table: Annotated[str | None, typer.Option(help="Only this table 只看此表.")] = None,
    all_rows: Annotated[bool, typer.Option("--all", help="Show every row 列出全部.")] = False,
    json: AsJson = False,
) -> None:
    """Show what differs between two publications 比较两次发布: rows and values, by table."""
    from ingest.display.publications import difference_as_json, show_difference
    from ingest.settings import settings
    from ingest.warehouse.publications import compare_publications
    from ingest.warehouse.publish import PublishError

    with one_line_errors(PublishError):
        found = compare_publications(settings(), one, other)
    if json:
        typer.echo(difference_as_json(found, table=table))
    else:
        show_difference(Console(), found, table=table, all_rows=all_rows)


@app.command(rich_help_panel=PANEL)
def rollback(
    publication: Annotated[
        str, typer.Argument(metavar="ID", help="A publication that is kept (or how it begins).")
    ],
    reason: Annotated[str | None, typer.Option(help="Why, for those who come after 原因.")] = None,
    by: Annotated[str | None, typer.Option(help="Who does it 操作人; else the user here.")] = None,
) -> None:
    """Go back to a former publication 回退: in DuckDB, Parquet and PostgreSQL.

    It stays until something new lands, or `jixiao publish` or `jixiao refresh --full` is run.
    """
    from getpass import getuser

    from ingest import steps
    from ingest.settings import settings

    console = Console()
    with step_errors(), console.status("waiting for a step that is going on …"):
        done = steps.go_back(settings(), publication, by=by or getuser(), reason=reason)
    if done is None:
        console.print("It is current already 已是当前发布.")
        return
    console.print(f"Back at {escape(done.to_id)}; {escape(done.from_id)} is kept.", soft_wrap=True)
    console.print(
        "It stays until something new lands; [bold]jixiao publish[/] publishes anew before that."
    )
