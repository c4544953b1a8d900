"""docs/adding-a-district.md, followed to the letter with a made-up bureau on loopback."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from ingest.settings import ROOT, settings
from tests.unit.landing.bureau_forms import pdf, target_form, web_page, word, workbook
from tests.unit.landing.bureau_site import HTML, Answer, Site, bureau_site
from tests.unit.small_line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUIDE = ROOT / "docs" / "adding-a-district.md"
IN_CHINESE = ROOT / "docs" / "adding-a-district.zh-CN.md"
ADDRESS = "http://127.0.0.1:8000"
NAME, FORMER = "杭州市西湖区科学技术局", "杭州市西湖区科技局"


def articles(*years: int) -> str:
    links = (f'<li><a href="{year}.html">{year}年部门整体绩效目标</a>' for year in years)
    return f'<meta charset="utf-8"><ul>{"".join(links)}</ul>'


@pytest.fixture
def site() -> Iterator[Site]:
    """One list in GBK of a form and a page that is one, one in UTF-8 of articles with files."""
    with bureau_site() as running:
        listing = (
            '<meta charset="gbk"><ul><li><a href="2024.html">2024年部门整体绩效目标</a>'
            '<li><a href="2023.xlsx">2023年部门整体绩效目标</a></ul>'
        )
        running.answers["/kjj/"] = Answer(listing.encode("gbk"))
        running.put("/kjj/2024.html", web_page(target_form(NAME, 2024, 520)), Content_Type=HTML)
        running.put("/kjj/2023.xlsx", workbook(target_form(FORMER, 2023, 480)))
        running.put("/zwgk/", articles(2025, 2022), Content_Type=HTML)
        for year, file in ((2022, "2022.pdf"), (2025, "mbb.docx")):
            article = f'<meta charset="utf-8"><p>见附件。</p><a href="../files/{file}">附件</a>'
            running.put(f"/zwgk/{year}.html", article, Content_Type=HTML)
        running.put("/files/2022.pdf", pdf(target_form(FORMER, 2022, 450)))
        running.put("/files/mbb.docx", word(target_form(NAME, None, 560)))
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
    """The walk through a second province: commands, each with what it prints, and edits (yaml)."""
    walk = text.partition("<!-- walk -->")[2].partition("<!-- end of walk -->")[0]
    found = []
    for kind, block in re.findall(r"```(console|yaml)\n(.*?)```", walk, re.DOTALL):
        command, _, output = block.replace("\\\n", "").partition("\n")
        found.append((command.removeprefix("$ "), output) if kind == "console" else ("edit", block))
    return found


def plain(text: str) -> str:
    """Without what differs from run to run: a load's id, spaces before line ends."""
    text = re.sub(r"\d{8}T\d{12}Z", "…", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def withdraw(file: Path, block: str) -> None:
    """Give the place file the line that the guide adds to these."""
    text, before = file.read_text(encoding="utf-8"), block.partition("      withdrawn:")[0]
    assert text.count(before) == 1
    file.write_text(text.replace(before, block), encoding="utf-8")


def test_the_guide_is_true_to_the_letter(line: Line, site: Site):
    walk = followed(GUIDE.read_text(encoding="utf-8"))
    place = line.settings.places / "xihu.yml"
    tried = 0
    for command, output in walk:
        program, *arguments = shlex.split(command.replace(ADDRESS, site.url))
        if program == "edit":
            withdraw(place, output)
            site.put("/zwgk/", articles(2025), Content_Type=HTML)
            continue
        if program == "cat":
            said = (line.settings.places / arguments[0].rpartition("/")[2]).read_text("utf-8")
        else:
            assert program == "jixiao"
            if arguments[0] == "collect":
                revised = web_page(target_form(NAME, 2024, 530))
                site.put("/kjj/2024.html", revised, Content_Type=HTML)
            environment = {"COLUMNS": "160", "NO_COLOR": "1"}
            said = CliRunner().invoke(app, arguments, env=environment).output
        said = said.replace(site.url, ADDRESS).replace(str(line.settings.places), "ingest/places")
        assert plain(said) == plain(output), said
        if arguments[0] == "check-district":
            tried += 1
            assert tried > 1 or not line.settings.home.exists()
    assert tried == 2


def test_the_guide_in_chinese_has_the_same_commands_and_output():
    guides = [path.read_text(encoding="utf-8") for path in (GUIDE, IN_CHINESE)]
    assert followed(guides[0]) == followed(guides[1]) != []
