"""An example of another team's DAG: it runs whenever jixiao has published, and reads the marts.

Asleep until somebody wakes it up (the switch beside its name). Copy it and do your own work in
``look``: the publication that woke it up is the one that readers see, and stays open to you.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, dag, task

log = logging.getLogger("airflow.task")

MARTS = Asset("jixiao.marts", "jixiao://warehouse/marts")
HOME = Path(os.environ.get("JIXIAO_HOME") or Path(__file__).resolve().parent.parent / "var")


@dag(
    dag_id="example_after_publication",
    dag_display_name="example_after_publication 示例：发布之后",
    schedule=[MARTS],
    is_paused_upon_creation=True,
    tags=["jixiao", "example"],
    doc_md=__doc__,
)
def example_after_publication() -> None:
    """One task: what the publication changed, by table and cause."""

    @task
    def look(triggering_asset_events: Any = None) -> list[list[Any]]:
        import duckdb

        published = [event.extra["publication"] for event in triggering_asset_events[MARTS]]
        with duckdb.connect(str(HOME / "published" / "marts.duckdb"), read_only=True) as marts:
            rows = marts.execute(
                "select table_name, cause, count(*) from marts.fct_change"
                " where list_contains(?, publication_id) group by all order by all",
                [published],
            ).fetchall()
        for table, cause, count in rows:
            log.info("%s: %s changes (%s)", table, count, cause)
        return [list(row) for row in rows]

    look()


example_after_publication()
