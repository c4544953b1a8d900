from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ingest.display.explain import NoSuchDocumentError, _said, explain
from tests.unit.small_line import FORM, Line, made_up, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.write("good.txt", f"{FORM} year=2023")
    line.write("bad.txt", f"{FORM} year=2022")
    line.write("loose.txt", "x")
    line.place(nansha({2023: "good.txt", 2024: "bad.txt"}))
    line.settings.dropped.mkdir(parents=True)
    (line.settings.dropped / "dropped.txt").write_text(f"{FORM} year=2025", encoding="utf-8")
    line.run()
    return line


def one(line: Line, which: str) -> tuple[str, str, str]:
    (told,) = explain(line.settings, line.registry, which)
    return told.state, told.why, told.would_change[0]


def test_what_was_read_and_is_not_published(line: Line):
    for which in ("good.txt", slot(2023)):
        assert one(line, which) == (
            "received",
            "read, and not published yet 已读未发布",
            "jixiao publish",
        )


def test_what_was_refused_says_what_would_change_it(line: Line):
    state, why, change = one(line, "bad.txt")
    assert state == "quarantined"
    assert "registered for 2024, printed is 2022" in why
    assert change.startswith("it stands under the wrong year")
    assert one(line, "loose.txt")[2].startswith("name the file in sources")


def test_what_waits(line: Line):
    (told,) = explain(line.settings, line.registry, "dropped.txt")
    assert told.state == "waiting 待认领"
    assert "not one department is printed" in told.why
    assert told.would_change[0].startswith("jixiao inbox assign ")
    assert told.would_change[0].endswith(slot(2025))


def test_a_name_that_nothing_has(line: Line):
    with pytest.raises(NoSuchDocumentError, match="no document or slot is called nope"):
        explain(line.settings, line.registry, "nope")


@pytest.mark.parametrize(
    ("state", "reason", "why", "change"),
    [
        ("loaded", None, "adds up", "a new version"),
        ("loaded", "read in part, not used: money 资金: x", "read in part", "give the words"),
        ("held", "勾稽不符", "勾稽不符", "jixiao waive"),
        ("missing", None, "was due on 2024-04-30", "name its source"),
        ("not_due", None, "is due on 2024-04-30", "published before"),
        ("received", None, "not read yet", "jixiao land"),
        ("withdrawn", "登记表不再列出", "登记表不再", "withdrawn out of the place file"),
        ("quarantined", "no unit of money is printed", "no unit", "amount_unit"),
    ],
)
def test_every_state_is_told(state: str, reason: str | None, why: str, change: str):
    said, changes = _said(state, reason, date(2024, 4, 30))
    assert why in said
    assert change in changes[0]
