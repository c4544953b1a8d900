"""What a run tells: one event a line, with its run and document, and no secret."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from ingest import steps
from ingest.runs import forget_old_runs, log_event, read_run, step, why
from ingest.settings import Settings
from tests.faults.test_clock import published
from tests.unit.receivers import free_port
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path

PASSWORDS = ("Planted-1", "Planted%402", "Planted@3", "Pl@nted@4")
TOKEN = "planted-token-5"
SECRETS = ("lanted",)
"""What no file of a run may hold."""


def events(settings: Settings, run_id: str) -> list[dict[str, Any]]:
    lines = (settings.runs / f"{run_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_each_event_is_a_line_with_its_run_and_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt", 2024: "b.txt", 2025: "c.txt"}))
    line.write("a.txt", FORM)
    line.write("b.txt", "poem\u2028")
    with caplog.at_level(logging.INFO, logger="jixiao"):
        collected = steps.collect_sources(line.settings, "night")
        planned = steps.plan(line.settings, "night", collected)
        for number, batch in enumerate(planned):
            steps.extract(line.settings, "night", number, batch)
    told = events(line.settings, "night")
    assert caplog.messages == [json.dumps(event, ensure_ascii=False) for event in told]
    assert {event["run_id"] for event in told} == {"night"}
    assert all(event["at"].endswith("+00:00") for event in told)
    seen = {e["source_uri"]: e["document_id"] for e in told if e["event"] == "new bytes"}
    assert seen.keys() == {"a.txt", "b.txt"}
    documents = {e["document_id"]: e["outcome"] for e in told if e["event"] == "document"}
    assert documents == {seen["a.txt"]: "extracted", seen["b.txt"]: "quarantined"}
    assert [e["source_uri"] for e in told if e["event"] == "source failed"] == ["c.txt"]
    names = [e["step"] for e in told if e["event"] == "step done"]
    assert names == ["collect", "plan", "extract 1", "extract 2"]


@pytest.mark.parametrize("password", PASSWORDS)
def test_no_secret_is_told_whatever_fails(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    password: str,
) -> None:
    settings = Settings(
        home=tmp_path / "var",
        postgres=f"postgresql://li:{password}@127.0.0.1:{free_port()}/marts",
        smtp=f"smtp://li:{password}@127.0.0.1:{free_port()}",
        webhook=f"http://127.0.0.1:{free_port()}/send?key={TOKEN}",
    )
    published(settings, 1)
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(OSError) as caught,
        step(settings, "night", "publish"),
    ):
        steps._copied(settings)
    log_event(settings, "night", "told", address=settings.webhook.get_secret_value())  # type: ignore[union-attr]
    assert caught.value.__cause__ is None
    texts = [path.read_bytes().decode() for path in settings.runs.rglob("*") if path.is_file()]
    for text in [*texts, str(caught.value), caplog.text]:
        for secret in (*SECRETS, "nted@4", TOKEN):
            assert secret not in text
    run = read_run(settings, "night")
    assert run and run.failure and run.failure.startswith("publish: PostgreSQL: ")


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("IO Error: Could not write file: No space left on device", "; make room there (df -h "),
        ("[Errno 30] Read-only file system: 'x'", " writable and run again"),
        ("[Errno 13] Permission denied: 'x'", " write below "),
        ("IO Error: Could not set lock on file x", "; end that program and run again: "),
    ],
)
def test_what_a_person_has_to_do_is_said_in_the_same_line(
    tmp_path: Path, said: str, advice: str
) -> None:
    told = why(Settings(home=tmp_path), OSError(said))
    assert told.startswith(f"{said}; ")
    assert advice in told
    assert "\n" not in told


def test_what_needs_no_person_has_no_advice(tmp_path: Path) -> None:
    assert why(Settings(home=tmp_path), ValueError("odd\nthing")) == "odd thing"


def test_logs_go_with_their_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.runs.KEPT", 1)
    settings = Settings(home=tmp_path)
    for run_id in ("one", "two"):
        with step(settings, run_id, "collect"):
            pass
    forget_old_runs(settings)
    assert [path.name for path in settings.runs.glob("*.jsonl")] == ["two.jsonl"]
