"""The command line ``jixiao``: the hand tool beside the DAGs, with the same code.

A module a panel of ``--help``. Everything heavy is imported inside its command, so that ``--help``
answers at once.
"""

from __future__ import annotations

import typer

from ingest.cli import decide, inbox, look, places, publications, run, step

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
for panel in (look, run, places, decide, inbox, publications, step):
    app.add_typer(panel.app)
