"""The DAG's structure: its schedule, its tasks in order, what happens when one fails."""

from __future__ import annotations

import importlib.util
import json
import logging
import subprocess
import sys
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pendulum
import pytest
from airflow.sdk import DeadlineReference
from airflow.sdk.exceptions import AirflowFailException, ParamValidationError

from ingest import settings as settings_module
from ingest import steps
from ingest.registry import Registry, today
from ingest.runs import changing
from ingest.servers.airflow import FIRST_NIGHT, POOLS
from ingest.settings import ROOT, Settings
from ingest.turns import BusyError, turn
from ingest.warehouse.build import BuildError

if TYPE_CHECKING:
    from pathlib import Path

FILE = ROOT / "dags" / "nightly_refresh.py"
EXAMPLE = ROOT / "dags" / "example_after_publication.py"
TASKS = ["collect", "plan", "extract", "land", "compare", "build", "audit", "publish"]


def load(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def module() -> Any:
    return load(FILE)


@pytest.fixture(scope="module")
def dag(module: Any) -> Any:
    return module.nightly_refresh()


def test_it_runs_at_two_in_china_one_night_at_a_time(dag: Any) -> None:
    assert dag.dag_id == "nightly_refresh"
    assert dag.schedule == "0 2 * * *"
    assert dag.timezone.name == "Asia/Shanghai"
    assert dag.catchup is False
    assert dag.max_active_runs == 1
    assert dag.start_date.in_timezone(dag.timezone).date() == FIRST_NIGHT


def test_nights_begin_when_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_SCHEDULE", "30 4 * * *")
    assert load(FILE).nightly_refresh().schedule == "30 4 * * *"
    monkeypatch.setenv("JIXIAO_SCHEDULE", "")
    assert load(FILE).nightly_refresh().schedule == "0 2 * * *"


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


def test_a_district_is_chosen_from_the_place_files(
    dag: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered = Registry.load(ROOT / "ingest" / "places").districts
    keys = sorted(district.district_key for district in registered)
    schema = dag.params.get_param("district").schema
    assert schema["enum"] == [None, *keys]
    assert schema["values_display"] == {"null": "all 全部"}, "the others are called by their keys"
    (tmp_path / "tianhe.yml").touch()
    monkeypatch.setenv("JIXIAO_PLACES", str(tmp_path))
    district = load(FILE).nightly_refresh().params.get_param("district")
    assert district.schema["enum"] == [None, "tianhe"], "a new place file shows up by itself"
    assert district.resolve("tianhe") == "tianhe"
    with pytest.raises(ParamValidationError):
        district.resolve("huangpu")


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


def test_what_the_tasks_use_and_make_are_assets(dag: Any, module: Any) -> None:
    names = {name: [one.name for one in dag.get_task(name).outlets] for name in TASKS[:-1]}
    assert names == {name: [] for name in TASKS[:-1]} | {
        "collect": ["jixiao_new_bytes"],
        "land": ["jixiao_new_load"],
    }
    assert dag.get_task("publish").outlets == [module.MARTS]
    assert dag.get_task("extract").partial_kwargs["inlets"] == [module.ARCHIVE]
    assert dag.get_task("build").inlets == [module.RAW]
    uris = [asset.uri for asset in (module.ARCHIVE, module.RAW, module.MARTS)]
    assert uris == [f"jixiao://warehouse/{name}" for name in ("archive", "raw", "marts")]


def test_another_teams_dag_runs_after_each_publication_once_it_is_woken_up(module: Any) -> None:
    example = load(EXAMPLE).example_after_publication()
    assert example.timetable.asset_condition.objects == (module.MARTS,)
    assert example.is_paused_upon_creation


def test_the_pools_that_tasks_name_are_made(dag: Any) -> None:
    pools = json.loads(POOLS.read_text(encoding="utf-8"))
    used = {name: dag.get_task(name).pool for name in TASKS}
    assert {pool for pool in used.values() if pool != "default_pool"} == set(pools)
    assert used["collect"] == "jixiao_sources"
    assert {used[name] for name in ("build", "audit", "publish")} == {"jixiao_warehouse"}
    assert pools["jixiao_warehouse"]["slots"] == 1


NIGHT = pendulum.datetime(2026, 3, 1, 2, tz="Asia/Shanghai")


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"data_interval_end": NIGHT, "logical_date": NIGHT}, date(2026, 3, 1)),
        ({"data_interval_end": NIGHT.in_timezone("UTC")}, date(2026, 3, 1)),
        ({"data_interval_end": NIGHT, "logical_date": NIGHT.add(days=1)}, date(2026, 3, 2)),
        ({"logical_date": NIGHT.add(years=1000)}, today()),
        ({}, None),
    ],
    ids=["a night", "in UTC", "by hand, later", "never to come", "by hand, without a date"],
)
def test_a_night_is_as_of_its_day(
    module: Any,
    monkeypatch: pytest.MonkeyPatch,
    context: dict[str, Any],
    expected: date | None,
) -> None:
    monkeypatch.setattr(module, "get_current_context", lambda: context)
    assert module._as_of() == expected


def test_a_failed_build_leaves_its_sql_in_the_log(
    module: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise BuildError("model broken: why", "core 1 nodes\n\n-- broken\nselect 1")

    monkeypatch.setattr(steps, "build_warehouse", fail)
    monkeypatch.setenv("JIXIAO_RUN_ID", "r1")
    with pytest.raises(AirflowFailException):
        module._run("build_warehouse")
    assert caplog.messages == ["core 1 nodes\n\n-- broken\nselect 1"]


def test_a_scheduled_step_keeps_its_turn_for_the_next(
    module: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = Settings(home=tmp_path)

    def collect(_: Settings, run_id: str) -> str:
        with changing(here, run_id):
            return run_id

    monkeypatch.setattr(steps, "collect_sources", collect)
    monkeypatch.setattr(settings_module, "settings", lambda: here)
    monkeypatch.setattr(module, "get_current_context", lambda: {"run_id": "night"})
    monkeypatch.delenv("JIXIAO_RUN_ID", raising=False)
    assert module._run("collect_sources") == "night"
    busy = pytest.raises(BusyError, match=r"^run night .*\(between two steps\)$")
    with busy, turn(here, "by hand", wait=False):
        pass
    monkeypatch.setenv("JIXIAO_RUN_ID", "night")
    assert module._run("collect_sources") == "night"


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
