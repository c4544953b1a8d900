"""dbt's own documentation (every model with its columns, tests, SQL and lineage) as one file.

It is made anew where the project differs from the one that made the former publication.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.warehouse.build import describe

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.settings import Settings

_FILE = "index.html"


def write_lineage(settings: Settings, version: Path, former: Path | None) -> None:
    """Write ``dictionary/index.html`` into the folder of a publication. Raises BuildError."""
    target = version / "dictionary" / _FILE
    target.parent.mkdir()
    earlier = former / "dictionary" / _FILE if former else None
    if former and earlier and earlier.exists() and _project(former) == _project(version):
        target.hardlink_to(earlier)
        return
    text = describe(settings).read_text(encoding="utf-8")
    for name, path in (
        ("raw", settings.raw),
        ("warehouse", settings.warehouse.parent),
        ("dbt_project", settings.dbt_project),
    ):
        text = text.replace(str(path.resolve()), name).replace(str(path), name)
    target.write_text(text, encoding="utf-8")


def _project(version: Path) -> str:
    publication = json.loads((version / "publication.json").read_text(encoding="utf-8"))
    project: str = publication["origin"]["dbt_hash"]
    return project
