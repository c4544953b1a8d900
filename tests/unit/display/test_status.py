from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from ingest.display.status import show_status
from ingest.runs import changing, step
from ingest.steps import collect_sources
from tests.unit.small_line import FORM, Line, made_up, nansha
from tests.unit.small_marts import publish_raw

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path, monkeypatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    return line


def shown(line: Line) -> str:
    console = Console(file=StringIO(), width=120, color_system=None)
    show_status(line.settings, console)
    return console.file.getvalue()


def test_before_any_run_it_says_what_to_do(line: Line):
    assert "Nothing has been collected yet. make refresh runs the whole line." in shown(line)


def test_before_a_publication_it_shows_what_has_landed(line: Line):
    line.write("a.txt", "poem")
    line.write("b.txt", FORM)
    line.run()
    text = shown(line)
    assert "loads: 1 and nothing is published yet" in text
    assert "quarantined a.txt: reads as no known form" in text


def test_the_ledger_says_what_is_kept_out_and_why_and_what_is_missing(line: Line):
    line.run()
    publication = publish_raw(
        line.settings,
        ("loaded", "d", FORM, 2023, None, "good.txt", "good.txt"),
        ("loaded", "d", FORM, 2024, "项目 2：差一", "book.txt", "book.txt", 1),
        ("loaded", "d", FORM, 2022, "read in part, not used: money", "part.txt", "part.txt"),
        ("held", "d", FORM, 2024, "does not add up: 1 against [2]", "held.txt", "held.txt"),
        ("quarantined", None, None, None, "sub/bad.txt: empty", "bad.txt", "sub/bad.txt"),
        ("missing", "d", FORM, 2021, None, None, None),
        ("missing", "d", FORM, 2022, None, None, None),
        ("not_due", "d", FORM, 2025, None, None, None),
    )
    text = shown(line)
    assert f"{publication.published_at:%Y-%m}" in text
    assert "7 rows" not in text.split("·")[0]
    assert "· 1 warnings" in text
    counts = {words[0]: words[-1] for words in map(str.split, text.splitlines()) if len(words) > 2}
    assert {state: counts[state] for state in ("loaded", "not_due")} == {
        "loaded": "3",
        "not_due": "1",
    }
    assert "  held held.txt: does not add up: 1 against [2]" in text
    assert "  held in part book.txt: 项目 2：差一" in text
    assert "  in part part.txt: read in part, not used: money" in text
    assert "in part good.txt" not in text
    assert "  quarantined sub/bad.txt: empty" in text
    assert f"  missing d {FORM}: 2021, 2022" in text
    assert "since the publication" not in text


def test_what_landed_after_the_publication_is_shown(line: Line):
    line.run()
    publish_raw(line.settings)
    line.write("a.txt", "poem")
    line.run()
    text = shown(line)
    assert "loads: 1 since the publication" in text
    assert "quarantined a.txt: reads as no known form" in text


def test_the_last_run_and_why_it_failed(line: Line):
    with pytest.raises(ValueError), step(line.settings, "night-1", "build"):
        raise ValueError("model x failed")
    with changing(line.settings, "night-1") as run:
        run.refused.append("a.txt: not found")
    text = shown(line)
    assert "failed · night-1" in text
    assert "failed at build: model x failed" in text
    assert "refused a.txt: not found" in text


def test_an_alarm_is_named_once_with_what_to_do(line: Line):
    (line.settings.documents / "a.txt").write_text(FORM, encoding="utf-8")
    collect_sources(line.settings, "night-1")
    (line.settings.documents / "a.txt").unlink()
    collect_sources(line.settings, "night-2")
    (said,) = [row for row in shown(line).splitlines() if "alarm" in row]
    assert said.startswith(
        "  for you 待处理 alarm 警报: nansha/nansha_science: a.txt: not found, since"
    )
    assert "correct the address in the place file of nansha" in said


def test_a_run_that_is_going_on(line: Line):
    with step(line.settings, "night-2", "collect"):
        assert "going on, or killed · night-2" in shown(line)
    assert "done: collect · night-2" in shown(line)
