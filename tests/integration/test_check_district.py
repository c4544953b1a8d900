from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from ingest.district.check import check
from ingest.registry import RegistryError
from ingest.settings import ROOT, settings
from tests.unit.small_line import CITY, PROVINCE, Line, nansha

if TYPE_CHECKING:
    from pathlib import Path

GOOD = ROOT / "documents" / "nansha" / "2023" / "department_target_form.txt"


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    line = Line(tmp_path)
    for name in ("home", "documents", "places"):
        monkeypatch.setenv(f"JIXIAO_{name.upper()}", str(getattr(line.settings, name)))
    settings.cache_clear()
    yield line
    settings.cache_clear()


def test_a_dry_run_shows_what_was_found_and_touches_nothing(line: Line, tmp_path: Path):
    line.write("good.txt", GOOD.read_bytes())
    line.write("poem.txt", "床前明月光\n")
    line.write("loose.txt", "疑是地上霜\n")
    line.write("next.txt", GOOD.read_text(encoding="utf-8").replace("4.6%", "4.7%"))
    line.place(nansha({2023: "good.txt", 2024: "poem.txt", 2025: "next.txt"}))
    line.place({"key": "hunan", "code": "430000", "name_en": "Hunan Province"})
    page, kept = tmp_path / "out" / "page.html", tmp_path / "kept"
    result = CliRunner().invoke(
        app,
        ["check-district", "nansha", "--html", str(page), "--keep", str(kept)],
        env={"COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert result.exit_code == 1, result.output
    said = result.output
    assert "广东省广州市南沙区 nansha" in said
    assert "2 loaded" in said
    assert "quarantined: poem.txt: no known form" in said
    assert "needs a hand 待处理: 1 quarantined" in said
    assert "Not in the catalogue 未编目" in said
    assert "loose.txt" not in said
    html = page.read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "two documents print the same lines and amounts"
    assert {"d1-L10", "d3-L10"} < set(ids)
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert any(link.startswith("r-d3-v") for link in links), "from the print to the figure"
    assert any(link.startswith("d3-v") for link in links), "and back"
    assert links <= set(ids)
    assert "poem.txt" in html
    assert not line.settings.home.exists()
    assert not (line.settings.places / "assignments.csv").exists()
    assert {path.name for path in (kept / "places").iterdir()} == {
        "guangdong.yml",
        "guangzhou.yml",
        "nansha.yml",
    }
    again = CliRunner().invoke(app, ["check-district", "nansha", "--keep", str(kept)])
    assert again.exit_code == 1
    assert "File exists" in again.output


def test_a_district_without_a_place_file(line: Line, tmp_path: Path):
    with pytest.raises(RegistryError, match="no district atlantis; there are guangdong, guangzhou"):
        check(line.settings, "atlantis", tmp_path / "scratch")
    assert {CITY["key"], PROVINCE["key"]} == {
        path.stem for path in line.settings.places.glob("*.yml")
    }
