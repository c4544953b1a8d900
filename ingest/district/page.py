"""The dry run of a district as a page: all that was found beside what is printed.

write_page(checked, Path("xihu.html"))   # with xihu-pages/, the pictures of its pages
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from ingest.district import show
from ingest.landing.archive import archived
from ingest.report import site
from ingest.report.printed import printed
from ingest.report.show import number, shown

if TYPE_CHECKING:
    from ingest.district.check import Checked

_REPORT = Path(site.__file__).parent


def write_page(checked: Checked, file: Path) -> None:
    """Write the page, and the pictures of pages into a folder beside it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(
            [Path(__file__).with_name("templates"), _REPORT / "templates"]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "shown": shown}
    pictures = file.with_name(f"{file.stem}-pages")
    documents = []
    for count, document in enumerate(checked.documents, 1):
        within = f"d{count}-"
        figures = [
            {**row, "anchor": within + row["anchor"]}  # unique in its document alone
            for row in checked.figures.get(document["document_id"], [])
        ]
        path = archived(checked.settings.archive, document["document_id"])
        drawn = printed(path, document["media_type"], figures)
        name = document["document_id"][:20]
        for page in drawn.pages:
            pictures.mkdir(parents=True, exist_ok=True)
            (pictures / f"{name}-{page.number}.webp").write_bytes(page.picture)
        documents.append(
            {
                "row": document,
                "figures": figures,
                "shown": drawn,
                "pictures": f"{pictures.name}/{name}-",
                "within": within,
                "anchor": name,
            }
        )
    parts = [
        ("未取得 Sources that gave nothing", checked.failures),
        ("待认领 Waiting for a slot", [show.told_waiting(one) for one in checked.waits]),
        ("存疑的数 Figures in doubt", [show.told_doubt(row) for row in checked.doubts]),
        ("核对不符 Checks that fail", [show.told_check(row) for row in checked.checks]),
        (
            "未编目的指标 Not in the catalogue",
            [show.told_label(row) for row in checked.uncatalogued],
        ),
    ]
    text = environment.get_template("check.html.j2").render(
        checked=checked,
        documents=documents,
        parts=parts,
        problems=show.problems_of(checked),
        place_of=show.place_of,
        style=(_REPORT / "static" / "report.css").read_text(encoding="utf-8"),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
