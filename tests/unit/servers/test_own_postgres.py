"""The PostgreSQL server of our own: nobody comes in without its password, and it can be stopped."""

import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from adbc_driver_manager import Error
from adbc_driver_postgresql import dbapi

from ingest.servers.background import HOST
from ingest.servers.own_postgres import OwnPostgresError, own_address, start, stop
from ingest.settings import Settings


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def settings() -> Iterator[Settings]:
    """A home outside pytest's folder, which each session of root's closes to the server's user."""
    with TemporaryDirectory() as folder:
        home = Settings(home=Path(folder))
        yield home
        stop(home)


def ask(uri: str, sql: str) -> list[tuple[object, ...]]:
    with dbapi.connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_it_starts_stops_and_keeps_its_data(settings: Settings) -> None:
    assert own_address(settings) is None
    assert not stop(settings)
    address = start(settings, free_port())
    assert own_address(settings) == address
    assert start(settings, free_port()) == address, "it is up already"
    ask(address.get_secret_value(), "create table kept as select 1 as one")
    assert stop(settings)
    assert own_address(settings) is None
    again = start(settings, free_port()).get_secret_value()
    assert ask(again, "select one from kept") == [(1,)]


def test_it_listens_on_this_machine_only_and_wants_the_password(settings: Settings) -> None:
    address = start(settings, free_port()).get_secret_value()
    assert ask(address, "select current_setting('listen_addresses')") == [(HOST,)]
    assert ask(address, "select current_setting('unix_socket_directories')") == [("",)]
    password = (settings.home / "postgres" / "owner_password").read_text()
    with pytest.raises(Error, match="password authentication failed"):
        ask(address.replace(password, "guess"), "select 1")


def test_a_taken_port_is_named(settings: Settings) -> None:
    with (
        socket.create_server((HOST, 0)) as taken,
        pytest.raises(OwnPostgresError, match=f"port {taken.getsockname()[1]} is taken"),
    ):
        start(settings, taken.getsockname()[1])
