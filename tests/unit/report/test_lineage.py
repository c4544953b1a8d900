from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ingest.report import lineage
from ingest.report.lineage import write_lineage
from ingest.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def version(tmp_path: Path, name: str, project: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    told = {"origin": {"dbt_hash": project}}
    (folder / "publication.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(home=tmp_path / "var")
    asked: list[None] = []

    def describe(_: Settings) -> Path:
        asked.append(None)
        file = tmp_path / "static_index.html"
        file.write_text(f"{len(asked)} of {settings.raw}/load=1 {settings.dbt_project}/x")
        return file

    monkeypatch.setattr(lineage, "describe", describe)
    return settings


def test_it_is_made_where_the_project_has_changed(settings: Settings, tmp_path: Path) -> None:
    first, same, other = (version(tmp_path, name, name[0]) for name in ("a1", "a2", "b"))
    for new, former in ((first, None), (same, first), (other, same)):
        write_lineage(settings, new, former)
    page = "dictionary/index.html"
    assert (same / page).samefile(first / page)
    assert (first / page).read_text() == "1 of raw/load=1 dbt_project/x"
    assert (other / page).read_text().startswith("2 of")


def test_it_is_made_where_the_former_has_none(settings: Settings, tmp_path: Path) -> None:
    first, same = (version(tmp_path, name, "a") for name in ("a1", "a2"))
    write_lineage(settings, same, first)
    assert (same / "dictionary/index.html").exists()
