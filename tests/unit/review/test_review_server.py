"""The command: where it listens, what it prints, what it says at the end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from ingest.review import server
from ingest.review.server import PortInUseError, git_name
from ingest.settings import Settings
from tests.unit.review.small_queue import small_queue

COMMAND = [sys.executable, "-c", "from ingest.cli import app; app()", "review", "--no-browser"]


def started(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    told = {"JIXIAO_HOME": str(settings.home), "JIXIAO_DBT_PROJECT": str(settings.dbt_project)}
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env={**os.environ, **told, "NO_COLOR": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_printed_address_opens_the_list_until_ctrl_c(tmp_path):
    program = started(small_queue(tmp_path), "--by", "王芳")
    try:
        address = program.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}", address)
        browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        page = browser.open(address, timeout=60)
        assert "token" not in page.url
        assert 'value="王芳"' in page.read().decode()
    finally:
        program.send_signal(signal.SIGINT)
        told, errors = program.communicate(timeout=60)
    assert "Nothing was decided" in told
    assert errors == ""
    assert program.returncode == 0


def test_without_a_publication_it_ends_with_one_line(tmp_path):
    program = started(Settings(home=tmp_path, dbt_project=tmp_path))
    told, errors = program.communicate(timeout=60)
    assert (program.returncode, told) == (1, "")
    assert errors == "error nothing is published yet: run `make refresh` first\n"


def test_it_listens_on_this_machine_alone():
    with server._listening(None) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_said_in_one_line(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"port {taken} can't be used"):
            server._listening(taken)
        monkeypatch.setattr(server, "PORT", taken)
        with server._listening(None) as listening:
            assert listening.getsockname()[1] != taken


def test_who_decides_is_who_git_says(tmp_path, monkeypatch):
    (tmp_path / "config").write_text("[user]\nname = 李明\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert git_name(Settings(dbt_project=tmp_path)) == "李明"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    assert git_name(Settings(dbt_project=tmp_path)) == ""
    assert git_name(Settings(dbt_project=tmp_path / "none")) == ""
