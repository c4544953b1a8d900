"""The report of the real documents: links lead somewhere, each figure to its printed place."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from lxml import html
from published import GUANGZHOU_2023, HUANGPU_2022, HUANGPU_2023, NANSHA_2023, document

from ingest.report import write_report

if TYPE_CHECKING:
    from ingest.settings import Settings

MOST = 5_000_000
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u2028{{ 7 * 7 }}'


class Report:
    """The pages of a report, parsed once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(path for path in folder.rglob("*") if path.is_file())
        self.pages = {
            str(path.relative_to(folder)): html.fromstring(path.read_bytes())
            for path in self.files
            if path.suffix == ".html"
        }

    def bytes(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in self.files}

    def at(self, page: str, anchor: str) -> Any:
        (found,) = self.pages[page].xpath("//*[@id=$id]", id=anchor)
        return found


def squeezed(text: str) -> str:
    return re.sub(r"[\s,，]", "", text)


def rows(page: Any, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    table = page.xpath("//*[self::h2 or self::h3][@id=$id]/following::table[1]", id=heading)[0]
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in table.xpath(".//tbody/tr")
    ]


@pytest.fixture(scope="module")
def report(night: Settings) -> Report:
    return Report((night.published / "report").resolve())


@pytest.fixture(scope="module")
def copied(night: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to make reports in: the published marts, which may be changed."""
    version = tmp_path_factory.mktemp("copied") / "version"
    version.mkdir()
    source = night.published / "current"
    shutil.copy(source / "publication.json", version)
    shutil.copy(source / "marts.duckdb", version / "jixiao.duckdb")
    (version / "marts.duckdb").symlink_to("jixiao.duckdb")
    return version


def made(night: Settings, version: Path, former: Path | None = None) -> Report:
    shutil.rmtree(version / "report", ignore_errors=True)
    write_report(night, version, former)
    return Report(version / "report")


def test_every_page_and_anchor_that_is_named_is_there(report: Report) -> None:
    anchors = {name: set(page.xpath("//@id")) for name, page in report.pages.items()}
    checked = 0
    for name, page in report.pages.items():
        own = page.xpath("//@id")
        assert len(own) == len(set(own)), f"{name} has an id twice"
        for target in page.xpath("//@href | //@src"):
            parts = urlsplit(target)
            if parts.scheme == "data":
                continue
            assert not parts.scheme and not parts.netloc, (name, target)
            path = Path(name).parent / unquote(parts.path) if parts.path else Path(name)
            file = (report.folder / path).resolve()
            assert file.exists(), (name, target)
            if parts.fragment:
                where = str(file.relative_to(report.folder))
                assert unquote(parts.fragment) in anchors[where], (name, target)
            checked += 1
    assert checked > 3000


def test_no_page_asks_the_network(report: Report) -> None:
    for name, page in report.pages.items():
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; ")
        assert not re.search(r"https?:|\*|unsafe", policy), name
        assert not page.xpath("//@style | //@*[starts-with(name(), 'on')] | //base | //iframe"), (
            name
        )
    for name in ("static/report.css", "static/report.js"):
        text = (report.folder / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|//[a-z]+\.|@import|fetch\(|XMLHttp|eval\(|innerHTML", text)


def test_the_first_page_needs_no_other_file(report: Report) -> None:
    page = report.pages["index.html"]
    assert not page.xpath("//script/@src | //link[@rel='stylesheet'] | //img")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for text in page.xpath("//script/text() | //style/text()"):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_it_is_small(report: Report) -> None:
    assert sum(path.stat().st_size for path in report.files) < MOST


def test_high_tech_enterprises_are_those_of_the_documents(report: Report) -> None:
    assert rows(report.pages["index.html"], "enterprises") == [
        ["广州市", "当年申报", "2023", "≥4,500", "≥4,500", ""],
        ["广州市", "当年认定（含复审）", "2023", "≥4,000", "≥4,000", ""],
        ["黄埔区", "有效总数", "2022", "", "", ">2,500"],
        ["黄埔区", "有效总数", "2023", ">2,500", ">2,500", ""],
        ["黄埔区", "净增", "2023", ">200", "", ""],
        ["南沙区", "有效总数", "2023", "≥1,100", "≥2,400", ""],
    ]


@pytest.mark.parametrize(
    ("name", "value", "line", "printed"),
    [
        (GUANGZHOU_2023, 4000, 355, "4000家。"),
        (HUANGPU_2023, 2500, 23, ">2500家"),
        (NANSHA_2023, 1100, 353, "≥1100"),
        (HUANGPU_2022, 2500, 47, "高新技术企业总数突破2500家"),
    ],
)
def test_one_click_leads_to_the_printed_line(
    report: Report, marts: duckdb.DuckDBPyConnection, name: str, value: int, line: int, printed: str
) -> None:
    page = f"document/{document(marts, name)[:20]}.html"
    links = report.pages["index.html"].xpath(
        "//h2[@id='enterprises']/following::table[1]//a[contains(@href, $page)]", page=page
    )
    (target, *_) = [
        link.get("href").partition("#")[2]
        for link in links
        if squeezed(link.text_content()).endswith(str(value))
    ]
    found = report.at(page, target)
    assert found.text_content() == str(value)
    (item,) = found.xpath("ancestor-or-self::li")
    assert printed in item.text_content()
    assert item.get("value") == str(line)


def test_every_figure_leads_to_text_that_prints_it(
    report: Report, marts: duckdb.DuckDBPyConnection
) -> None:
    values = marts.execute(
        "select document_id, indicator_value_id, value, value_text, line_from, line_to"
        " from fct_indicator_value"
    ).fetchall()
    assert len(values) == 386
    for document_id, value_id, value, text, first, last in values:
        place = report.at(f"document/{document_id[:20]}.html", f"v{value_id}")
        (line,) = place.xpath("ancestor-or-self::li")
        assert first <= int(line.get("value")) <= last
        shown = squeezed(place.text_content())
        if value is not None and re.search(r"\d", shown):
            assert f"{value.normalize():f}".startswith(shown), (shown, value, text)
        else:
            assert shown and shown in squeezed(text), (shown, text)


def test_every_amount_leads_to_text_that_prints_it(
    report: Report, marts: duckdb.DuckDBPyConnection
) -> None:
    amounts = marts.execute(
        "select document_id, 'b' || left(md5(concat_ws('|', section, item, phase, amount_text,"
        " line_from)), 12), amount_text from fct_budget_line"
        " union all select document_id, 't' || left(md5(concat_ws('|', task_no, task_name)), 12),"
        " amount_text from fct_task_funding"
        " union all select document_id, 'p' || left(md5(concat_ws('|', project_no, project_name)),"
        " 12), total_wan::varchar from fct_project_funding"
    ).fetchall()
    assert len(amounts) == 34 + 17 + 27
    for document_id, anchor, text in amounts:
        place = squeezed(report.at(f"document/{document_id[:20]}.html", anchor).text_content())
        assert place
        assert squeezed(text).rstrip("0").startswith(place.rstrip("0").rstrip(".")), (place, text)


def test_every_figure_on_a_page_of_figures_is_a_link(report: Report) -> None:
    """In the tables of an indicator or a department no figure stands without its place."""
    for name, page in report.pages.items():
        if not name.startswith(("indicator/", "department/")):
            continue
        for heading in page.xpath("//h2[@id='rows' or @id='indicators']"):
            for table in heading.xpath("following::table[1]"):
                columns = [cell.text_content() for cell in table.xpath(".//thead//th")]
                for row in table.xpath(".//tbody/tr"):
                    for column, cell in zip(columns, row, strict=True):
                        if (
                            column in ("年度目标", "周期目标", "完成")
                            and cell.text_content().strip()
                        ):
                            assert cell.xpath("a[contains(@href, 'document/')]"), (name, column)


def test_checks_show_both_figures(report: Report) -> None:
    shown = rows(report.pages["index.html"], "checks")
    assert len(shown) == 10
    first = shown[0]
    assert first[1:4] == ["360,977", "362,266.07", "-1,289.07"]
    assert [row[1:4] for row in shown if "生物医药批件数" in row[0]] == [["10", "110", "-100"]]
    page = report.pages["index.html"]
    (row,) = [each for each in page.xpath("//tr") if "生物医药批件数（件）" in each.text_content()]
    for link, figure in zip(row.xpath(".//a[contains(@href, '#v')]"), ("10", "110"), strict=True):
        target, _, anchor = link.get("href").partition("#")
        assert report.at(target, anchor).text_content() == figure


def test_what_was_missed_says_why(report: Report) -> None:
    shown = rows(report.pages["index.html"], "shortfalls")
    assert len(shown) == 4
    (row,) = [each for each in shown if each[1].startswith("区创新创业领军人才遴选")]
    assert row[2] == "因疫情原因，区创新创业领军人才遴选工作延期"


def test_what_is_overdue_is_listed_whole(report: Report, marts: duckdb.DuckDBPyConnection) -> None:
    [(missing,)] = marts.execute(
        "select count(*) from mart_document_ledger where state = 'missing'"
    ).fetchall()
    table = report.pages["list/overdue.html"].xpath("//tbody/tr")
    assert len(table) == missing > 8


def test_the_catalogue_says_who_reports_what(
    report: Report, marts: duckdb.DuckDBPyConnection
) -> None:
    page = report.pages["catalogue.html"]
    [(catalogued,)] = marts.execute(
        "select count(*) from dim_indicator where is_catalogued"
    ).fetchall()
    assert len(page.xpath("//tbody/tr")) == catalogued
    row = report.at("catalogue.html", "high_tech_enterprises")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells[0] == "高新技术企业总数High-tech enterprises (certificates in force)"
    assert cells[1:4] == ["存量", "家", "越高越好"]
    assert "国高企" in cells[4] and "累计国家高新技术企业数量" in cells[4]
    assert cells[5] == "南沙区 2023；黄埔区 2022–2023"


def test_the_dictionary_has_every_table_column_and_code(
    report: Report, marts: duckdb.DuckDBPyConnection
) -> None:
    page = report.pages["dictionary.html"]
    columns = marts.execute(
        "select table_name, column_name, comment from duckdb_columns()"
        " where database_name = 'jixiao' and schema_name = 'marts'"
        " order by table_name, column_index"
    ).fetchall()
    shown = [
        (heading, *(" ".join(cell.text_content().split()) for cell in row[::2]))
        for heading in page.xpath("//h2/@id")
        if heading != "codes"
        for row in page.xpath("//h2[@id=$id]/following::table[1]//tbody/tr", id=heading)
    ]
    assert shown == [(t, c, " ".join((text or "").split())) for t, c, text in columns]
    assert len(shown) > 500
    assert ["outcome", "met", "达到", "Met"] in rows(page, "codes")


def test_dbt_describes_the_project_in_one_file(night: Settings) -> None:
    text = (night.published / "dictionary" / "index.html").read_text(encoding="utf-8")
    assert "core_indicator_value" in text and "mart_indicator_wide" in text
    assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=.?https?:", text)
    assert str(night.home) not in text and str(night.dbt_project.parent) not in text


def test_the_search_has_every_name_and_every_line(
    report: Report, marts: duckdb.DuckDBPyConnection
) -> None:
    script = (report.folder / "static/names.js").read_text(encoding="utf-8")
    told = json.loads(script.removeprefix("jixiao.names(").removesuffix(");\n"))
    assert {kind for kind, *_ in told["names"]} == {"指标", "部门", "文件"}
    assert len(told["texts"]) == told["documents"] == 5
    for _, _, _, page in told["names"]:
        assert (report.folder / page.partition("#")[0]).exists()
    document_id = document(marts, GUANGZHOU_2023)
    script = (report.folder / f"text/{document_id[:20]}.js").read_text(encoding="utf-8")
    name, pieces = json.loads("[" + script.removeprefix("jixiao.text(").removesuffix(");\n") + "]")
    assert name == document_id[:20]
    # The phrase is printed over the end of a line.
    assert "高新技术企业认定数≥4000家" in "".join(text for _, text in pieces)
    for anchor, _ in pieces:
        report.at(f"document/{name}.html", anchor)


def test_pages_are_well_made(report: Report) -> None:
    for name, page in report.pages.items():
        assert page.get("lang") == "zh-Hans"
        assert len(page.xpath("//h1")) == 1, name
        assert len(page.xpath("//main")) == 1
        assert not page.xpath("//thead//th[not(@scope)] | //img[not(@alt)]"), name
        for chart in page.xpath("//*[local-name()='svg'][contains(@class, 'chart')]"):
            assert chart.get("role") == "img"
            assert len(chart.get("aria-label")) > 10
            assert chart.xpath("following::table"), f"{name}: no table says what the chart shows"
        levels = [int(tag[1]) for tag in page.xpath("//h1 | //h2 | //h3") for tag in [tag.tag]]
        assert all(b - a <= 1 for a, b in pairwise(levels)), name


def test_the_summary_ends_with_where_it_is(night: Settings) -> None:
    printed = (night.home / "printed.txt").read_text(encoding="utf-8").rstrip().splitlines()
    assert printed[-2].split() == ["report", str(night.published / "report" / "index.html")]


def test_the_same_marts_give_the_same_bytes(night: Settings, copied: Path, report: Report) -> None:
    assert made(night, copied).bytes() == report.bytes()


def test_what_did_not_change_is_linked(night: Settings, copied: Path) -> None:
    first = made(night, copied)
    former = copied.with_name("former")
    shutil.copytree(copied, former, symlinks=True, copy_function=shutil.copy)
    told = json.loads((copied / "publication.json").read_text(encoding="utf-8"))
    later = told | {"id": "20991231T000000000000Z", "former": told["id"]}
    (copied / "publication.json").write_text(json.dumps(later), encoding="utf-8")
    marts = copied / "jixiao.duckdb"
    try:
        with duckdb.connect(str(marts)) as connection:
            changed = (
                "indicator_key = 'rd_intensity' and target is not null and district_key = 'nansha'"
            )
            connection.execute(f"update marts.mart_indicator_wide set target = 4.7 where {changed}")
        second = made(night, copied, former)
    finally:
        with duckdb.connect(str(marts)) as connection:
            connection.execute(f"update marts.mart_indicator_wide set target = 4.6 where {changed}")
        (copied / "publication.json").write_text(json.dumps(told), encoding="utf-8")
    assert first.bytes().keys() == second.bytes().keys()
    written = {
        name
        for name in second.bytes()
        if not (copied / "report" / name).samefile(former / "report" / name)
    }
    assert written - {"pages.json", "index.html"} == {
        "department/nansha_science.html",
        "indicator/rd_intensity.html",
        "static/names.js",
        "static/report.css",
        "static/report.js",
    }
    page = second.pages["indicator/rd_intensity.html"]
    assert "4.7" in page.text_content()
    assert "20991231T000000000000Z" in page.xpath("//footer")[0].text_content()
    other = second.pages["indicator/high_tech_enterprises.html"]
    assert told["id"] in other.xpath("//footer")[0].text_content()


def test_what_others_wrote_is_text(night: Settings, copied: Path) -> None:
    marts = copied / "jixiao.duckdb"
    before = marts.read_bytes()
    try:
        with duckdb.connect(str(marts)) as connection:
            for table, column in (
                ("dim_department", "name_zh"),
                ("dim_document", "title"),
                ("dim_document", "source_uri"),
                ("dim_document", "status_reason"),
                ("dim_indicator", "name_zh"),
                ("dim_indicator", "unit"),
                ("fct_indicator_value", "metric"),
                ("fct_indicator_value", "value_text"),
                ("fct_budget_line", "item"),
                ("fct_task_funding", "task_name"),
                ("fct_reconciliation", "subject"),
                ("fct_reconciliation", "explanation"),
                ("fct_shortfall", "reason"),
                ("mart_indicator_wide", "indicator_name_zh"),
                ("mart_indicator_wide", "district_name_zh"),
                ("mart_high_tech_enterprises", "district_name_zh"),
                ("mart_target_vs_actual", "target_text"),
                ("mart_target_vs_actual", "project_name"),
                ("mart_uncatalogued_indicators", "printed_label"),
            ):
                connection.execute(f"update marts.{table} set {column} = ?", [HOSTILE])
        report = made(night, copied)
    finally:
        marts.write_bytes(before)
    assert HOSTILE in report.pages["index.html"].text_content()
    for name, page in report.pages.items():
        scripts = page.xpath("//script")
        assert len(scripts) == 1, name
        assert not page.xpath("//@*[starts-with(name(), 'on')] | //img[not(@alt)]"), name
        assert "49" not in page.xpath("string(//title)"), name
    for path in report.files:
        if path.suffix == ".js" and path.name != "report.js":
            assert "<" not in path.read_text(encoding="utf-8")


def test_pages_beyond_the_limit_say_how_they_are_drawn(night: Settings, copied: Path) -> None:
    """With a figure on a page of a PDF and no pictures allowed."""
    marts = copied / "jixiao.duckdb"
    before = marts.read_bytes()
    try:
        with duckdb.connect(str(marts)) as connection:
            connection.execute("update marts.dim_document set media_type = 'application/pdf'")
            connection.execute(
                "update marts.fct_indicator_value"
                " set page = 1, line_from = null, line_to = null, bbox = [0, 0, 1, 1]"
            )
        none = night.model_copy(update={"report_pictures": 0})
        report = made(none, copied)
    finally:
        marts.write_bytes(before)
    assert not list(report.folder.glob("picture/*"))
    (name, *_) = (name for name in report.pages if name.startswith("document/"))
    page = report.pages[name]
    (cell, *_) = page.xpath("//td[.//code[contains(text(), '--image')]]")
    (anchor,) = cell.xpath("span/@id")
    assert f"jixiao trace {anchor[1:]} --image" in cell.text_content()
