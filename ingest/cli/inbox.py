"""Commands for what was found and waits for somebody to file it."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from ingest.cli.common import one_line_errors

PANEL = "Decide 决定"
app = typer.Typer()
group = typer.Typer(
    help="Found documents that wait for their place 待认领的文件.", invoke_without_command=True
)
app.add_typer(group, name="inbox", rich_help_panel=PANEL)

Which = Annotated[
    str, typer.Argument(metavar="FILE", help="File name, source, or beginning of the sha256 文件.")
]
By = Annotated[str, typer.Option("--by", help="Who decides 何人认定.")]
Reason = Annotated[str, typer.Option("--reason", help="Why 理由.")]


@group.callback()
def inbox(context: typer.Context) -> None:
    """List what waits 列出待认领的文件: what was read of it, and why it fills no slot."""
    if context.invoked_subcommand:
        return
    from ingest.display.inbox import show_inbox
    from ingest.landing.inbox import inbox as waits
    from ingest.registry import Registry, RegistryError
    from ingest.settings import settings

    with one_line_errors(RegistryError):
        show_inbox(Console(), settings(), waits(settings(), Registry.load(settings().places)))


@group.command()
def assign(
    which: Which,
    slot: Annotated[str, typer.Argument(metavar="SLOT", help="tianhe/…/2024/… 应归何处.")],
    by: By,
    reason: Reason,
) -> None:
    """File a document under a slot 归入某处; a row of assignments.csv beside the place files."""
    _enter(which, slot, by, reason)


@group.command()
def dismiss(which: Which, by: By, reason: Reason) -> None:
    """Say that a document belongs to no slot 剔除; a row of assignments.csv."""
    _enter(which, "", by, reason)


def _enter(which: str, slot: str, by: str, reason: str) -> None:
    from ingest.landing.inbox import InboxError, file_by_hand
    from ingest.registry import Registry, RegistryError
    from ingest.settings import settings

    with one_line_errors(InboxError, RegistryError, OSError):
        registry = Registry.load(settings().places)
        found = file_by_hand(settings(), registry, which, slot, by=by, reason=reason)
    done = f"{found['source_uri']} → {slot or 'no slot 剔除'}"
    Console().print(done, markup=False, soft_wrap=True)
    Console().print("[bold]jixiao land[/], or the next night, follows it 下次运行生效.")
