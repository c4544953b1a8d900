"""Which pages a report has, and which of them have to be written; the others are linked.

A page's fingerprint is a hash of all rows that it shows, and of what draws it. ``pages.json`` keeps
the fingerprints and the files of each page. A page says which publication wrote it: since then its
content has not changed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from ingest.display import trace
from ingest.landing.archive import archived
from ingest.report import charts, show
from ingest.report.printed import printed
from ingest.report.queries import open_marts
from ingest.report.search import name_script, text_script
from ingest.runs import local_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ingest.report.queries import Marts, Row
    from ingest.settings import Settings

Files = dict[str, bytes]
Rows = dict[str, list["Row"]]

ROWS_OF_A_PART = 400
MOST_PARTS = 25
"""A list goes on over so many pages at most; the marts have the rest."""
LISTS = {
    "news": 12,
    "changes": 20,
    "enterprises": 60,
    "outcomes": 12,
    "targets": 20,
    "already": 12,
    "shortfalls": 12,
    "budgets": 12,
    "checks": 20,
    "kept_out": 12,
    "review": 12,
    "overdue": 8,
    "departments": 30,
}
"""The parts of the first page, with how many rows it shows of each."""

_HERE = Path(__file__).parent
_AT_ONCE = 200


def write_report(settings: Settings, version: Path, former: Path | None) -> None:
    """Write ``report/`` into the folder of a publication that is being made.

    Pages that ``former``, the folder of the publication before, has just so are linked from there.
    """
    publication = json.loads((version / "publication.json").read_text(encoding="utf-8"))
    site = _Site(version / "report", former / "report" if former else None, publication)
    with open_marts(
        version / "marts.duckdb",
        settings.dbt_project / "seeds",
        pictures=settings.report_pictures,
        publication=publication["id"],
        former=publication["former"],
    ) as marts:
        makers: dict[str, Callable[[str, Rows], Files]] = {
            "indicator": site.indicator,
            "department": site.department,
            "document": lambda name, rows: site.document(name, rows, settings.archive),
        }
        for kind, make in makers.items():
            _write_kind(site, marts, kind, make)
        _write_lists(site, marts)
    site.finish()


def _write_kind(site: _Site, marts: Marts, kind: str, make: Callable[[str, Rows], Files]) -> None:
    """Write the pages of one kind whose rows differ from those of the former report."""
    names = marts.keep(kind)
    contents = {name: marts.contents(kind, name) for name in names}
    pages = {
        key: (
            f"{kind}/{show.file_name(key)}",
            _fingerprint([contents[name].get(key) for name in names]),
        )
        for key in sorted(contents["head"])
    }
    changed = (key for key, (page, of) in pages.items() if not site.keep(page, of))
    for keys in _batches(changed):
        rows = {name: marts.kept(kind, name, keys) for name in names}
        for key in keys:
            page, fingerprint = pages[key]
            site.write(page, fingerprint, make(page, {name: rows[name][key] for name in names}))


def _write_lists(site: _Site, marts: Marts) -> None:
    """The first page, the lists that go on from it, the catalogue, and what is searched by name."""
    found = {name: marts.rows(f"lists/{name}") for name in (*LISTS, "catalogue", "uncatalogued")}
    documents, departments = marts.rows("lists/documents"), found["departments"]
    for name in [*LISTS, "uncatalogued"]:
        if len(found[name]) > LISTS.get(name, 0):
            page = f"list/{name}"
            parts = list(_parts(found[name]))
            fingerprint = _fingerprint(found[name][: MOST_PARTS * ROWS_OF_A_PART], len(found[name]))
            if not site.keep(page, fingerprint):
                total = len(found[name])
                site.write(
                    page, fingerprint, site.paged("list", page, parts, name=name, total=total)
                )
    rows = found["catalogue"]
    fingerprint = _fingerprint(rows, len(found["uncatalogued"]))
    if not site.keep("catalogue", fingerprint):
        content = site.render("catalogue", "", rows=rows, uncatalogued=len(found["uncatalogued"]))
        site.write("catalogue", fingerprint, {"catalogue.html": content})
    described, codes = marts.rows("lists/dictionary"), marts.rows("lists/codes")
    fingerprint = _fingerprint(described, codes)
    if not site.keep("dictionary", fingerprint):
        content = site.render("dictionary", "", tables=_tables(marts, described), codes=codes)
        site.write("dictionary", fingerprint, {"dictionary.html": content})
    script = name_script(marts.rows("lists/names"), departments, documents)
    site.write("search", "", {"static/names.js": script})
    (summary,) = marts.rows("lists/summary")
    enterprises = found["enterprises"]
    index = site.render(
        "index",
        "",
        alone=True,
        summary=summary,
        total={name: len(rows) for name, rows in found.items()},
        lists={name: found[name][:shown] for name, shown in LISTS.items()},
        stocks=charts.figures_chart(
            charts.points(
                (row for row in enterprises if row["statistic"] == "stock"), "district_name_zh"
            ),
            title="高新技术企业有效总数",
            unit="家",
        ),
        flows=charts.figures_chart(
            charts.points(
                (row for row in enterprises if row["statistic"] != "stock"),
                "district_name_zh",
                "statistic_zh",
            ),
            title="高新技术企业当年数",
            unit="家",
            apart=True,
        ),
        budgets=charts.budgets_chart(found["budgets"], title="预算与执行"),
    )
    site.write("index", "", {"index.html": index})


def _tables(marts: Marts, described: list[Row]) -> list[tuple[str, str | None, list[Row]]]:
    """The published tables with their columns, each with an example out of the table."""
    tables = []
    for (name, comment), columns in groupby(
        described, key=lambda row: (row["table_name"], row["table_comment"])
    ):
        examples = marts.examples(name)
        rows = [row | {"example": examples.get(row["column_name"], "")} for row in columns]
        tables.append((name, comment, rows))
    return tables


class _Site:
    """The folder of a report that is being made, beside that of the former one."""

    def __init__(self, folder: Path, former: Path | None, publication: Row) -> None:
        self._folder = folder
        self._former = former
        self._pages: dict[str, dict[str, Any]] = {}
        file = former / "pages.json" if former else None
        known = json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}
        self._known: dict[str, dict[str, Any]] = known
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "number": show.number,
            "shown": show.shown,
            "percent": show.percent,
            "money": show.money,
            "file": show.file_name,
            "page": show.page_name,
        }
        published_at = datetime.fromisoformat(publication["published_at"])
        static = {path.name: path.read_text(encoding="utf-8") for path in _static()}
        self._environment.globals |= {
            "publication": publication,
            "published_at": local_time(published_at),
            "style": static["report.css"],
            "script": static["report.js"],
            "sources": {name: _digest(text) for name, text in static.items()},
        }
        self.write("static", "", {f"static/{name}": text.encode() for name, text in static.items()})

    def keep(self, page: str, fingerprint: str) -> bool:
        """Link a page from the former report, if it says the same there."""
        known = self._known.get(page)
        if self._former is None or known is None or known["of"] != fingerprint:
            return False
        sources = [self._former / file for file in known["files"]]
        if not all(source.exists() for source in sources):
            return False
        for source, file in zip(sources, known["files"], strict=True):
            target = self._folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(source)
        self._pages[page] = known
        return True

    def write(self, page: str, fingerprint: str, files: Files) -> None:
        """Write the files of a page."""
        for name, content in files.items():
            file = self._folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        self._pages[page] = {"of": fingerprint, "files": sorted(files)}

    def finish(self) -> None:
        """Write down which pages there are, for the next report."""
        told = json.dumps(self._pages, indent=0, sort_keys=True)
        (self._folder / "pages.json").write_text(told, encoding="utf-8")

    def render(self, template: str, root: str, **values: Any) -> bytes:
        """A page; ``root`` leads from it to the first one. One ``alone`` has all that it needs."""
        chosen = self._environment.get_template(f"{template}.html.j2")
        return chosen.render({"root": root, "alone": False} | values).encode()

    def paged(self, template: str, page: str, parts: list[list[Row]], **values: Any) -> Files:
        """A page in parts, each with some of the rows."""
        return {
            show.page_name(page, part): self.render(
                template,
                "../",
                page=page.split("/")[1],
                part=part,
                parts=len(parts),
                rows=rows,
                **values,
            )
            for part, rows in enumerate(parts, 1)
        }

    def indicator(self, page: str, rows: Rows) -> Files:
        """The page of an indicator; its chart where there are years or places to compare."""
        (head,) = rows.pop("head")
        figures = rows.pop("rows")
        points = charts.points(figures, "district_name_zh")
        chart = None
        if len({(point["place"], point["year"]) for point in points}) > 1:
            chart = charts.figures_chart(
                points,
                title=head["name_zh"],
                unit=head["unit"],
                is_rank=head["statistic"] == "rank",
            )
        parts = list(_parts(figures)) or [[]]
        return self.paged(
            "indicator", page, parts, head=head, chart=chart, total=len(figures), **rows
        )

    def department(self, page: str, rows: Rows) -> Files:
        """The page of a department."""
        (head,) = rows.pop("head")
        chart = charts.budgets_chart(rows["budgets"], title=f"{head['name_zh']}预算与执行")
        content = self.render("department", "../", head=head, chart=chart, **rows)
        return {show.page_name(page): content}

    def document(self, page: str, rows: Rows, archive: Path) -> Files:
        """The page of a document, its pictures, and what is searched in it."""
        (head,) = rows.pop("head")
        figures = rows["figures"]
        shown = printed(archived(archive, head["document_id"]), head["media_type"], figures)
        name = page.split("/")[1]
        pictures = {f"picture/{name}-{each.number}.webp": each.picture for each in shown.pages}
        content = self.render("document", "../", head=head, shown=shown, name=name, **rows)
        script = text_script(name, shown.text)
        return {show.page_name(page): content, f"text/{name}.js": script, **pictures}


def _parts(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, min(len(rows), MOST_PARTS * ROWS_OF_A_PART), ROWS_OF_A_PART):
        yield rows[start : start + ROWS_OF_A_PART]


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch


def _static() -> list[Path]:
    return sorted((_HERE / "static").iterdir())


def _digest(text: str) -> str:
    """How a page's policy names a script or style that stands in it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _code() -> str:
    """A hash of all that draws pages."""
    files = [path for path in _HERE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    digest = hashlib.sha256()
    for path in [*sorted(files), Path(trace.__file__)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_CODE = _code()


def _fingerprint(*content: object) -> str:
    told = repr((_CODE, content)).encode()
    return hashlib.md5(told, usedforsecurity=False).hexdigest()
