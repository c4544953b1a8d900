"""Programs of the system that make documents: a browser and LibreOffice, where installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 300


def browser() -> str | None:
    """The browser's program, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def office() -> str | None:
    """LibreOffice's program, None where there is none."""
    return next((path for name in ("soffice", "libreoffice") if (path := shutil.which(name))), None)


def print_page(page: str, out: Path, *, header: bool) -> None:
    """Print an HTML page to PDF; ``header`` lets the browser add its date, address and number."""
    program = browser()
    assert program
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        flags += [] if header else ["--no-pdf-header-footer"]
        subprocess.run(
            [program, *flags, f"--print-to-pdf={out}", source.as_uri()],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )


def convert(sources: Sequence[Path], to: str, folder: Path) -> None:
    """Convert files with LibreOffice into ``folder``, all in one start."""
    program = office()
    assert program
    if not sources:
        return
    with TemporaryDirectory() as profile:
        subprocess.run(
            [
                program,
                "--headless",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, sources),
            ],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
