"""The nightly refresh: collect, extract, land, build, audit and publish what has changed.

Only the schedule is here: each task calls the function of the same name in ``ingest/steps.py``,
imported inside the task so that Airflow reads this file quickly.
"""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
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

MARTS = Asset("jixiao_marts")

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

    run_id = os.environ.get("JIXIAO_RUN_ID") or get_current_context()["run_id"]
    try:
        return getattr(steps, name)(settings(), run_id, *arguments, **options)
    except steps.TRANSIENT:
        raise
    except Exception as error:
        raise AirflowFailException(f"{type(error).__name__}: {error}") from error


def _choice(params: dict[str, Any]) -> tuple[str | None, int | None]:
    return params["district"], params["fiscal_year"]


@dag(
    dag_id="nightly_refresh",
    dag_display_name="nightly_refresh 每夜更新",
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
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

    @task
    def collect(params: Any = None) -> Any:
        return _run("collect_sources", *_choice(params))

    @task
    def plan(collected: Any, params: Any = None) -> Any:
        return _run("plan", collected, *_choice(params), full=params["full_rebuild"])

    @task(map_index_template="{{ documents }}")
    def extract(batch: Any) -> Any:
        context: Any = get_current_context()
        more = batch["count"] - len(batch["shown"])
        context["documents"] = ", ".join(batch["shown"]) + (f" +{more}" if more else "")
        read = _run("extract", context["ti"].map_index, batch)
        for reason in read["reasons"]:
            log.warning("quarantined: %s", reason)
        return read

    @task(trigger_rule="none_failed")  # nothing to extract leaves the mapped task skipped
    def land(collected: Any, planned: Any) -> Any:
        return _run("land_staged", collected, planned)

    @task.short_circuit
    def compare(params: Any = None) -> Any:
        return _run("compare", full=params["full_rebuild"])

    @task
    def build(params: Any = None) -> Any:
        return _run("build_warehouse", full=params["full_rebuild"])

    @task
    def audit(params: Any = None) -> Any:
        audited = _run("audit_warehouse", full=params["full_rebuild"])
        for warning in audited["warnings"]:
            log.warning("%s", warning)
        return audited

    @task(outlets=[MARTS])
    def publish(origin: Any, audited: Any, outlet_events: Any = None) -> Any:
        publication = _run("publish_marts", origin, audited)
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
