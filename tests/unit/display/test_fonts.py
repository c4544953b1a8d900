from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from ingest.display import fonts
from ingest.display.fonts import NoFontError, chinese_font

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    fonts._candidates.cache_clear()
    yield
    fonts._candidates.cache_clear()


def answers(monkeypatch: pytest.MonkeyPatch, text: str | Exception) -> None:
    def run(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        if isinstance(text, Exception):
            raise text
        return subprocess.CompletedProcess([], 0, text)

    monkeypatch.setattr(fonts.shutil, "which", lambda _: "/usr/bin/fc-match")
    monkeypatch.setattr(fonts.subprocess, "run", run)
    monkeypatch.setattr(fonts, "_COMMON", ())


def test_fontconfig_names_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "/some/CJK.ttc\n65538\nen|ja|zh-cn|zh-tw")
    asked: list[tuple[str, int, int]] = []
    monkeypatch.setattr(
        fonts.ImageFont, "truetype", lambda path, size, index: asked.append((path, size, index))
    )
    chinese_font(20)
    assert asked == [("/some/CJK.ttc", 20, 2)]


@pytest.mark.parametrize(
    "answer",
    [
        "/some/Latin.ttf\n0\nen|de|fr",
        "/not/there.ttc\n0\nzh-cn",
        "",
        subprocess.TimeoutExpired("fc-match", 20),
        subprocess.CalledProcessError(1, "fc-match"),
        OSError("no such program"),
    ],
)
def test_no_chinese_font_is_said_so(
    monkeypatch: pytest.MonkeyPatch, answer: str | Exception
) -> None:
    answers(monkeypatch, answer)
    with pytest.raises(NoFontError, match="no font with Chinese characters is installed: install"):
        chinese_font(20)


def test_common_places_are_tried_where_there_is_no_fontconfig(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "simsun.ttc").write_bytes(b"")
    monkeypatch.setattr(fonts.shutil, "which", lambda _: None)
    monkeypatch.setattr(
        fonts, "_COMMON", ((str(tmp_path / "no.ttc"), 0), (str(tmp_path / "simsun.ttc"), 1))
    )
    assert fonts._candidates() == ((str(tmp_path / "simsun.ttc"), 1),)
