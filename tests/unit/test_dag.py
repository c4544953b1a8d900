"""The DAG's structure: its schedule, its tasks in order, what happens when one fails."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import DeadlineReference
from airflow.sdk.exceptions import AirflowFailException

from ingest import steps
from ingest.settings import ROOT
from ingest.warehouse.build import BuildError

FILE = ROOT / "dags" / "nightly_refresh.py"
TASKS = ["collect", "plan", "extract", "land", "compare", "build", "audit", "publish"]


@pytest.fixture(scope="module")
def module() -> Any:
    spec = importlib.util.spec_from_file_location("nightly_refresh", FILE)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def dag(module: Any) -> Any:
    return module.nightly_refresh()


def test_it_runs_at_two_in_china_one_night_at_a_time(dag: Any) -> None:
    assert dag.dag_id == "nightly_refresh"
    assert dag.schedule == "0 2 * * *"
    assert dag.timezone.name == "Asia/Shanghai"
    assert dag.catchup is False
    assert dag.max_active_runs == 1


def test_every_task_has_retries_a_time_out_and_a_callback(dag: Any, module: Any) -> None:
    for name in TASKS:
        task = dag.get_task(name)
        assert task.retries == 2
        assert task.execution_timeout == timedelta(hours=1)
        callbacks = task.on_failure_callback  # a mapped task keeps it as given, others as a list
        assert module._say_why in (callbacks if isinstance(callbacks, list) else [callbacks])


def test_each_end_of_a_night_is_told_and_a_late_one_too(dag: Any) -> None:
    assert not dag.on_success_callback.failed
    assert dag.on_failure_callback.failed
    (deadline,) = dag.deadline if isinstance(dag.deadline, list) else [dag.deadline]
    assert deadline.reference == DeadlineReference.DAGRUN_LOGICAL_DATE
    assert deadline.interval == timedelta(hours=3) < dag.dagrun_timeout
    assert deadline.callback.path == "ingest.notify.notifier.NightNotifier"
    assert deadline.callback.kwargs == {"late": True}


def test_the_parameters_have_types(dag: Any) -> None:
    assert dict(dag.params) == {
        "district": None,
        "fiscal_year": None,
        "full_rebuild": False,
        "notify": False,
    }
    assert dag.params.get_param("fiscal_year").schema["type"] == ["null", "integer"]


def test_the_line_is_one_line(dag: Any) -> None:
    upstream = {name: dag.get_task(name).upstream_task_ids for name in TASKS}
    assert upstream == {
        "collect": set(),
        "plan": {"collect"},
        "extract": {"plan"},
        "land": {"collect", "plan", "extract"},
        "compare": {"land"},
        "build": {"compare"},
        "audit": {"build"},
        "publish": {"compare", "audit"},
    }


def test_extraction_is_mapped_and_shows_the_documents(dag: Any) -> None:
    assert dag.get_task("extract").is_mapped
    assert dag.get_task("extract").partial_kwargs["map_index_template"] == "{{ documents }}"
    assert [asset.name for asset in dag.get_task("publish").outlets] == ["jixiao_marts"]


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (BuildError("model broken: why"), AirflowFailException),
        (TypeError("a bug"), AirflowFailException),
        (ConnectionError("reset"), ConnectionError),
    ],
)
def test_only_what_may_be_over_is_tried_again(
    module: Any, monkeypatch: pytest.MonkeyPatch, raised: Exception, expected: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(steps, "build_warehouse", fail)
    monkeypatch.setenv("JIXIAO_RUN_ID", "r1")
    with pytest.raises(expected, match=str(raised)):
        module._run("build_warehouse")


def test_a_failure_is_one_line_in_the_log(module: Any, caplog: pytest.LogCaptureFixture) -> None:
    this = SimpleNamespace(task_id="build", run_id="r1")
    with caplog.at_level(logging.ERROR):
        module._say_why({"task_instance": this, "exception": BuildError("model a:\n  why")})
    assert caplog.messages == ["nightly_refresh stopped at build (run r1): model a: why"]


def test_reading_the_dag_imports_nothing_heavy() -> None:
    code = (
        f"import runpy, sys; runpy.run_path({str(FILE)!r})\n"
        "heavy = {'dbt', 'great_expectations', 'duckdb', 'pyarrow', 'pydantic_settings'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.splitlines()[-1] == "[]"
