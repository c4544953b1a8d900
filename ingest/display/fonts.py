"""A font of this machine that has Chinese characters, to draw pictures with."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from PIL import ImageFont

_COMMON = (
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/Hiragino Sans GB.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 0),
    ("/Library/Fonts/Arial Unicode.ttf", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("C:/Windows/Fonts/simhei.ttf", 0),
    ("C:/Windows/Fonts/simsun.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
)
_ASK = ["-f", "%{file}\n%{index}\n%{lang}", "sans-serif:lang=zh-cn"]


class NoFontError(LookupError):
    """No font with Chinese characters is installed. The message says what to do."""


def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Chinese characters, ``size`` pixels high. Raises NoFontError."""
    for path, index in _candidates():
        try:
            return ImageFont.truetype(path, size, index=index)
        except OSError:
            continue
    raise NoFontError(
        "no font with Chinese characters is installed: install one (fonts-noto-cjk, "
        "google-noto-sans-cjk-fonts) and try again"
    )


@cache
def _candidates() -> tuple[tuple[str, int], ...]:
    found = [(path, index) for path, index in _COMMON if Path(path).exists()]
    return (*_asked(), *found)


def _asked() -> list[tuple[str, int]]:
    """What fontconfig chooses, where it is installed and knows a font for Chinese."""
    if not (program := shutil.which("fc-match")):
        return []
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed question to a program of the system
            [program, *_ASK], capture_output=True, text=True, timeout=20, check=True
        ).stdout.split("\n")
    except (OSError, subprocess.SubprocessError):
        return []
    path, index, languages = (*answer, "", "", "")[:3]
    if "zh-cn" not in languages.split("|"):
        return []
    return [(path, int(index or 0) & 0xFFFF)]
