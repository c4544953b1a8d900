"""Many small loads → one folder: rows keep their load's id and their order in it.

The folder takes the name of the newest load in it. Its tables have two columns more: ``landed_in``,
the id of each row's load, and ``landed_row``, its place there.
"""
# ruff: noqa: S608 (names of our own)

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb

from ingest.landing.archive import seal, sync
from ingest.landing.raw import (
    APPENDED,
    CONTAINED,
    MERGED,
    SCHEMAS,
    alone,
    finish,
    landed,
    load_ids,
    loads,
    require_intact,
)
from ingest.sql import text

if TYPE_CHECKING:
    from pathlib import Path

MOST_LOADS = 60
KEPT_APART = 20
"""The newest loads stay as they are: a night that looks for what is new opens only these."""


def compact(raw: Path) -> bool:
    """Merge all but the newest loads where there are many; whether there were.

    Whatever is killed when, each row is there once for all that read through
    ``ingest.landing.raw``. Each load holds the whole registry, of which the last that was said of
    each key is kept.
    """
    if len(loads(raw)) <= MOST_LOADS:
        return False
    with alone(raw):
        finish(raw)
        folders = loads(raw)[:-KEPT_APART]
        require_intact(folders)
        name = folders[-1].name
        work = raw / f".tmp-{name}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        with duckdb.connect() as connection:
            for table, schema in SCHEMAS.items():
                names = [folder / f"{table}.parquet" for folder in folders]
                files = [file for file in names if file.exists()]
                last = (
                    f" qualify rank() over (partition by {schema.names[0]} order by load desc) = 1"
                )
                if files:
                    listed = "[" + ", ".join(text(str(file)) for file in files) + "]"
                    connection.execute(
                        "copy (select * exclude (load, file_row_number),"
                        " load as landed_in, file_row_number as landed_row"
                        f" from {landed(listed)}{'' if table in APPENDED else last}"
                        " order by load, file_row_number)"
                        f" to {text(str(work / f'{table}.parquet'))} (format parquet)"
                    )
        (work / CONTAINED).write_text(json.dumps(load_ids(folders)), encoding="utf-8")
        seal(work, work.iterdir())
        for path in [*work.iterdir(), work]:
            sync(path)
        work.replace(raw / f"{MERGED}{name}")
        sync(raw)
        finish(raw)
    return True
