"""``.env``: every secret made anew, nothing overwritten."""

from __future__ import annotations

import base64
import shutil
import stat
from typing import TYPE_CHECKING

from ingest.servers.env_file import env_file, main
from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EXAMPLE = ROOT / ".env.example"


def values(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_every_secret_is_made_and_the_rest_stays() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    first, second = values(env_file(example)), values(env_file(example))
    for name, given in values(example).items():
        if given:
            assert first[name] == given
        else:
            assert first[name] != second[name]
    assert len({*first.values()}) == len(first)
    assert len(first["AIRFLOW_JWT_SECRET"].encode()) >= 64
    assert len(base64.urlsafe_b64decode(first.pop("AIRFLOW_FERNET_KEY"))) == 32
    assert all(value.isalnum() for value in first.values()), "they go into URLs"


def test_it_is_ours_alone_and_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    assert main(tmp_path) == 0
    made = tmp_path / ".env"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    before = made.read_text()
    assert main(tmp_path) == 1
    assert made.read_text() == before
    assert capsys.readouterr().err.startswith(f"error: {made} is there")
