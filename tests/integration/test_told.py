"""The real DAG tells what came of it: of a good run when asked, of a failure with its reason."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from ingest.refresh import refresh
from ingest.settings import Settings
from tests.unit.receivers import free_port, http_server, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.receivers import Received


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Received, Received]]:
    """A mail server and a webhook that Airflow is told of."""
    with mail_server() as mail, http_server() as webhook:
        monkeypatch.setenv("JIXIAO_SMTP", mail.url)
        monkeypatch.setenv("JIXIAO_MAIL_TO", "li@example.org")
        monkeypatch.setenv("JIXIAO_WEBHOOK", webhook.url)
        yield mail, webhook


def run(settings: Settings, **options: bool) -> bool:
    return refresh(settings, Console(file=StringIO()), **options)


def test_a_good_run_is_told_when_asked_and_harmed_by_no_receiver(
    night: Settings,
    received: tuple[Received, Received],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail, webhook = received
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(night.home, settings.home, symlinks=True)
    assert run(settings)
    assert (mail.mails, webhook.posts) == ([], [])
    assert run(settings, notify=True)
    assert [post["outcome"] for post in webhook.posts] == ["unchanged"]
    assert webhook.posts[0]["overdue_in_all"] > 0
    assert "无变化 nothing has changed" in mail.mails[0]["Subject"]
    monkeypatch.setenv("JIXIAO_SMTP", f"smtp://li:secret@127.0.0.1:{free_port()}")
    assert run(settings, notify=True)
    log = max(settings.runs.glob("*.log")).read_text(encoding="utf-8")
    assert "night not told: mail: Connection refused" in log
    assert "secret" not in log


def test_a_failure_is_told_with_its_step_and_reason(
    received: tuple[Received, Received], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, webhook = received
    places = tmp_path / "places"
    places.mkdir()
    (places / "nowhere.yml").write_text("key: nowhere\n", encoding="utf-8")
    monkeypatch.setenv("JIXIAO_PLACES", str(places))
    assert not run(Settings(home=tmp_path / "home"), notify=True)
    (post,) = webhook.posts
    assert post["outcome"] == "failed"
    assert post["why"].startswith("collect: nowhere.yml")
    assert "未发布 not published" in mail.mails[0]["Subject"]
