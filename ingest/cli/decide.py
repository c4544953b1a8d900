"""Commands with which a person decides: rows are added to CSVs under version control."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

import getpass
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ingest.cli.common import one_line_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

PANEL = "Decide 决定"
app = typer.Typer()

Reason = Annotated[str, typer.Option(help="Why 理由; kept beside the decision.")]
By = Annotated[
    str,
    typer.Option(envvar="JIXIAO_BY", default_factory=getpass.getuser, help="Who decides 何人决定."),
]


@app.command(rich_help_panel=PANEL)
def review(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Listen there 端口 (default: 8765, or any free)."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(envvar="JIXIAO_BY", help="Who decides 何人决定 (default: git's user.name)."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser 打开浏览器.")
    ] = True,
) -> None:
    """Settle doubts, failed checks and labels in the browser 复核, until Ctrl-C."""
    from ingest.review import NothingToReviewError, PortInUseError, git_name, serve, told
    from ingest.settings import settings

    console = Console()

    def say(address: str) -> None:
        console.print(f"[bold]{address}[/]", soft_wrap=True)
        console.print("Only on this machine 仅限本机; Ctrl-C ends 结束.")

    here = settings()
    name = git_name(here) if by is None else by
    with one_line_errors(NothingToReviewError, PortInUseError):
        desk = serve(here, port=port, by=name, opens=browser, say=say)
    for line in told(desk):
        console.print(line, soft_wrap=True)


@app.command(rich_help_panel=PANEL)
def alias(
    printed: Annotated[str, typer.Argument(metavar="PRINTED", help="The phrase as printed 原文.")],
    reason: Reason,
    by: By,
    key: Annotated[
        str | None,
        typer.Argument(
            metavar="KEY", help="indicator_key of dim_indicator; none leaves it 空为不归并."
        ),
    ] = None,
    context: Annotated[
        str | None,
        typer.Option(help="A pattern that the row's name must hold 行名须含 (regular expression)."),
    ] = None,
) -> None:
    """Say which indicator a printed phrase means 归并名目, or that it stays as printed."""
    from ingest.decisions import ALIASES, Alias, append_alias, decision
    from ingest.settings import settings

    with _written(ALIASES):
        given = {"phrase": printed, "indicator_key": key, "context": context}
        append_alias(settings(), decision(Alias, **given, reason=reason, by=by))


@app.command(rich_help_panel=PANEL)
def waive(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="document_id, or how it begins 文件标识.")
    ],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="rule_key 规则.")],
    reason: Reason,
    by: By,
    project: Annotated[
        int | None, typer.Option(help="Only this project_no of the document 只限一个项目.")
    ] = None,
) -> None:
    """Let a document pass a check that it fails 豁免: the failure stays visible."""
    from ingest.decisions import WAIVERS, Waiver, append_waiver, decision, known_documents
    from ingest.settings import settings

    with _written(WAIVERS):
        document_id = known_documents(settings(), {document})[document]
        given = {"document_id": document_id, "rule_key": rule, "project_no": project}
        append_waiver(settings(), decision(Waiver, **given, reason=reason, by=by))


@app.command(rich_help_panel=PANEL)
def accept_loss(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT", help="document_id, or how it begins; * is all 文件标识，* 为全部."
        ),
    ],
    version: Annotated[
        str,
        typer.Argument(metavar="VERSION", help="extractor_version of dim_document 读取程序版本."),
    ],
    reason: Reason,
    by: By,
) -> None:
    """Let a document lose published figures under a version of the extractor 接受减少."""
    from ingest.decisions import (
        EVERY_DOCUMENT,
        LOSSES,
        AcceptedLoss,
        append_accepted_loss,
        decision,
        known_documents,
    )
    from ingest.settings import settings

    with _written(LOSSES):
        beginnings = {document} - {EVERY_DOCUMENT}
        document_id = known_documents(settings(), beginnings).get(document, EVERY_DOCUMENT)
        given = {"document_id": document_id, "extractor_version": version}
        append_accepted_loss(settings(), decision(AcceptedLoss, **given, reason=reason, by=by))


@contextmanager
def _written(name: str) -> Iterator[None]:
    """Say where the decision stands, or in one line why it does not."""
    from ingest.decisions import DecisionError
    from ingest.settings import settings

    with one_line_errors(DecisionError):
        yield
    path = settings().dbt_project / "seeds" / name
    Console().print(f"Written to {path}; the next refresh follows it.", soft_wrap=True)
