"""The questions of docs/questions.md that the real documents answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worked import assert_as_printed

if TYPE_CHECKING:
    from ingest.settings import Settings


def test_the_answers_are_those_printed(night: Settings) -> None:
    marts = night.published / "marts.duckdb"
    assert_as_printed(marts, "questions.md", "The five real documents 五份真实文件")
