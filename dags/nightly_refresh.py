"""The nightly refresh: collect, extract, land, build, audit and publish what has changed.

Only the schedule is here: each task calls the function of the same name in ``ingest/steps.py``,
imported inside the task so that Airflow reads this file quickly.
"""

from __future__ import annotations

import logging
import os
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    AssetAlias,
    AsyncCallback,
    DeadlineAlert,
    DeadlineReference,
    Param,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException

from ingest.notify.notifier import NightNotifier

log = logging.getLogger("airflow.task")

CHINA = "Asia/Shanghai"
# The same in every installation: where each is on disk is JIXIAO_HOME's affair.
ARCHIVE = Asset("jixiao.archive", "jixiao://warehouse/archive")
RAW = Asset("jixiao.raw", "jixiao://warehouse/raw")
MARTS = Asset("jixiao.marts", "jixiao://warehouse/marts")
# Most nights bring nothing new: an alias has an event only when its asset has changed.
NEW_BYTES = AssetAlias("jixiao_new_bytes")
NEW_LOAD = AssetAlias("jixiao_new_load")
# Their slots are in pools.json.
SOURCES = "jixiao_sources"
WAREHOUSE = "jixiao_warehouse"
# How long a run that is between two tasks keeps others waiting; Airflow takes seconds.
KEEP_TURN = timedelta(minutes=2)

# Runs by hand are never late, and `airflow dags test`, which runs them, fails with a deadline.
_LATE = (
    None
    if "JIXIAO_RUN_ID" in os.environ
    else DeadlineAlert(
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=timedelta(hours=float(os.environ.get("JIXIAO_LATE_AFTER_HOURS") or 3)),
        callback=AsyncCallback(NightNotifier, kwargs={"late": True}),
    )
)


def _say_why(context: Any) -> None:
    """One clear line in the log when a task has failed for good."""
    this, why = context["task_instance"], " ".join(str(context.get("exception")).split())
    log.error("nightly_refresh stopped at %s (run %s): %s", this.task_id, this.run_id, why)


def _run(name: str, *arguments: Any, **options: Any) -> Any:
    """Call a step; only what may be over when tried again is tried again."""
    from ingest import steps
    from ingest.settings import settings
    from ingest.turns import turn

    by_hand = os.environ.get("JIXIAO_RUN_ID")  # `jixiao refresh` has the turn for all of its run
    run_id = by_hand or get_current_context()["run_id"]
    try:
        with nullcontext() if by_hand else turn(settings(), run_id, keep=KEEP_TURN):
            return getattr(steps, name)(settings(), run_id, *arguments, **options)
    except steps.TRANSIENT:
        raise
    except Exception as error:
        if details := getattr(error, "details", None):
            log.error("%s", details)
        raise AirflowFailException(f"{type(error).__name__}: {error}") from error


def _choice(params: dict[str, Any]) -> tuple[str | None, int | None]:
    return params["district"], params["fiscal_year"]


def _districts() -> list[str]:
    """The keys of the place files, by their names alone: asked whenever this file is read."""
    here = Path(__file__).resolve().parent.parent / "ingest" / "places"
    folder = Path(os.environ.get("JIXIAO_PLACES") or here)
    return sorted(path.stem for path in folder.glob("*.yml"))


def _as_of() -> date | None:
    """The day of the night: of a scheduled or made-up one its interval's end, else today (None)."""
    context: Any = get_current_context()
    moments = [context.get("data_interval_end"), context.get("logical_date")]
    night = max((moment for moment in moments if moment), default=None)
    return (
        min(pendulum.instance(night), pendulum.now()).in_timezone(CHINA).date() if night else None
    )


@dag(
    dag_id="nightly_refresh",
    dag_display_name="nightly_refresh 每夜更新",
    schedule=os.environ.get("JIXIAO_SCHEDULE") or "0 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz=CHINA),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=5),
    on_success_callback=NightNotifier(),
    on_failure_callback=NightNotifier(failed=True),
    deadline=_LATE,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=1),
        "on_failure_callback": _say_why,
    },
    params={
        "district": Param(
            None,
            type=["null", "string"],
            enum=[None, *_districts()],
            values_display={"null": "all 全部"},
            title="District 区",
            description="Only this district (the key of its place file). 只更新这个区。",
        ),
        "fiscal_year": Param(
            None,
            type=["null", "integer"],
            minimum=2000,
            maximum=2100,
            title="Fiscal year 年度",
            description="Only documents of this fiscal year. 只更新这个年度。",
        ),
        "full_rebuild": Param(
            False,
            type="boolean",
            title="Full rebuild 全部重建",
            description="Read everything again and build from scratch. 重新读取并重建全部数据。",
        ),
        "notify": Param(
            False,
            type="boolean",
            title="Tell 通知",
            description="Tell what came of a run by hand too. 手动运行也发送通知。",
        ),
    },
    tags=["jixiao"],
    doc_md=__doc__,
)
def nightly_refresh() -> None:
    """Wire the tasks."""

    @task(pool=SOURCES, outlets=[NEW_BYTES])
    def collect(params: Any = None, outlet_events: Any = None) -> Any:
        collected = _run("collect_sources", *_choice(params), as_of=_as_of())
        if collected["count"]:
            outlet_events[NEW_BYTES].add(ARCHIVE, extra={"documents": collected["count"]})
        return collected

    @task
    def plan(collected: Any, params: Any = None) -> Any:
        return _run(
            "plan", collected, *_choice(params), full=params["full_rebuild"], as_of=_as_of()
        )

    @task(map_index_template="{{ documents }}", inlets=[ARCHIVE])
    def extract(batch: Any) -> Any:
        context: Any = get_current_context()
        more = batch["count"] - len(batch["shown"])
        context["documents"] = ", ".join(batch["shown"]) + (f" +{more}" if more else "")
        read = _run("extract", context["ti"].map_index, batch)
        for reason in read["reasons"]:
            log.warning("quarantined: %s", reason)
        return read

    # Nothing to extract leaves the mapped task skipped.
    @task(trigger_rule="none_failed", outlets=[NEW_LOAD])
    def land(collected: Any, planned: Any, outlet_events: Any = None) -> Any:
        landed = _run("land_staged", collected, planned, as_of=_as_of())
        if landed["load"]:
            outlet_events[NEW_LOAD].add(RAW, extra={"load": landed["load"]})
        return landed

    @task.short_circuit
    def compare(params: Any = None) -> Any:
        return _run("compare", full=params["full_rebuild"], as_of=_as_of())

    @task(pool=WAREHOUSE, inlets=[RAW])
    def build(params: Any = None) -> Any:
        from ingest.warehouse.build import node_table

        built = _run("build_warehouse", full=params["full_rebuild"], as_of=_as_of())
        log.info("%s", node_table(built["nodes"]))
        return built

    @task(pool=WAREHOUSE)
    def audit(params: Any = None) -> Any:
        audited = _run("audit_warehouse", full=params["full_rebuild"])
        for warning in audited["warnings"]:
            log.warning("%s", warning)
        return audited

    @task(pool=WAREHOUSE, outlets=[MARTS])
    def publish(origin: Any, audited: Any, outlet_events: Any = None) -> Any:
        publication = _run("publish_marts", origin, audited, as_of=_as_of())
        outlet_events[MARTS].extra = {"publication": publication["id"]}
        return publication

    collected = collect()
    planned = plan(collected)
    landed = land(collected, planned)
    origin = compare()
    built = build()
    audited = audit()
    extract.expand(batch=planned) >> landed >> origin >> built >> audited
    publish(origin, audited)


nightly_refresh()
