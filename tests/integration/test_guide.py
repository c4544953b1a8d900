"""docs/adding-a-district.md, followed to the letter with a made-up bureau on loopback."""

from __future__ import annotations

import io
import re
import shlex
from typing import TYPE_CHECKING

import openpyxl
import pytest
from typer.testing import CliRunner

from ingest.cli import app
from ingest.settings import ROOT, settings
from tests.unit.landing.bureau_site import Answer, Site, bureau_site
from tests.unit.small_line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUIDE = ROOT / "docs" / "adding-a-district.md"
IN_CHINESE = ROOT / "docs" / "adding-a-district.zh-CN.md"
ADDRESS = "http://127.0.0.1:8000"
NAME, FORMER = "杭州市西湖区科学技术局", "杭州市西湖区科技局"


def form(name: str, year: int | None, enterprises: int) -> list[list[str]]:
    return [
        [f"{year}年" * bool(year) + "部门整体绩效目标申报表"],
        ["部门名称", name],
        ["预算整体情况", "部门预算支出", "预算金额（万元）"],
        ["", "基本支出", "300"],
        ["", "项目支出", "200"],
        ["总体绩效目标", "培育科技企业，办好科普。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值"],
        ["产出指标", "数量指标", "高新技术企业总数（家）", f"≥{enterprises}"],
        ["产出指标", "质量指标", "西湖论剑参与度（%）", "≥90"],
    ]


def workbook(rows: list[list[str]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def web_page(rows: list[list[str]]) -> str:
    title, *others = rows
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in others)
    return (
        f"<html><meta charset=utf-8><body><h1>{title[0]}</h1><table>{cells}</table></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with bureau_site() as running:
        listing = (
            '<meta charset="gbk"><ul><li><a href="2024.html">2024年部门整体绩效目标</a>'
            '<li><a href="2023.xlsx">2023年部门整体绩效目标</a>'
            '<li><a href="2025.csv">部门整体绩效目标（草案）</a></ul>'
        )
        running.answers["/kjj/"] = Answer(listing.encode("gbk"))
        running.put("/kjj/2024.html", web_page(form(NAME, 2024, 520)), Content_Type="text/html")
        running.put("/kjj/2023.xlsx", workbook(form(FORMER, 2023, 480)))
        draft = "\n".join(",".join(row) for row in form(NAME, None, 560))
        running.put("/kjj/2025.csv", draft)
        yield running


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    line = Line(tmp_path)
    for name in ("home", "documents", "places"):
        monkeypatch.setenv(f"JIXIAO_{name.upper()}", str(getattr(line.settings, name)))
    settings.cache_clear()
    yield line
    settings.cache_clear()


def followed(text: str) -> list[tuple[str, str]]:
    """The commands of the walk through a second province, each with what it prints."""
    walk = text.partition("<!-- walk -->")[2].partition("<!-- end of walk -->")[0]
    blocks = re.findall(r"```console\n(.*?)```", walk, re.DOTALL)
    found = []
    for block in blocks:
        command, _, output = block.replace("\\\n", "").partition("\n")
        found.append((command.removeprefix("$ "), output))
    return found


def plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_guide_is_true_to_the_letter(line: Line, site: Site):
    commands = followed(GUIDE.read_text(encoding="utf-8"))
    assert len(commands) == 4
    for command, output in commands:
        program, *arguments = shlex.split(command.replace(ADDRESS, site.url))
        if program == "cat":
            said = (line.settings.places / arguments[0].rpartition("/")[2]).read_text("utf-8")
        else:
            assert program == "jixiao"
            environment = {"COLUMNS": "160", "NO_COLOR": "1"}
            said = CliRunner().invoke(app, arguments, env=environment).output
        said = said.replace(site.url, ADDRESS).replace(str(line.settings.places), "ingest/places")
        assert plain(said) == plain(output), said
    assert not line.settings.home.exists()


def test_the_guide_in_chinese_has_the_same_commands_and_output():
    guides = [path.read_text(encoding="utf-8") for path in (GUIDE, IN_CHINESE)]
    assert followed(guides[0]) == followed(guides[1]) != []
