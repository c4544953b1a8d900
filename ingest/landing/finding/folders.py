"""Files of folders and object stores: which there are, and by what a change is told."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import fsspec
from fsspec.utils import glob_translate
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from ingest.landing.archive import store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.settings import Settings

_SETTLED_SECONDS = 2.0
_MARKS = (
    *("etag", "checksum", "md5", "version_id"),
    *("mtime", "lastmodified", "last_modified", "modified", "created"),
)
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download")


class Copied(NamedTuple):
    """Bytes that are in the archive now."""

    document_id: str
    size: int


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder with their names in it; no hidden, unfinished or linked ones."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and _is_meant(name):
            yield name, path


def chosen(folder: str, pattern: str) -> list[tuple[str, str | None, Path | None]]:
    """The files of a folder (``/srv/shared``, ``s3://…``) that the pattern means, as URIs.

    Each with its stamp where the store has told it, or with its path on this machine. Raises
    FileNotFoundError for a folder that is not there.
    """
    meant = re.compile(glob_translate(pattern))
    if "://" not in folder:
        root = Path(folder)
        if not root.is_dir():
            raise FileNotFoundError(folder)
        return [
            (f"file://{path.as_posix()}", None, path)
            for name, path in files(root)
            if meant.fullmatch(name)
        ]
    system, root_path = fsspec.url_to_fs(folder)
    system.invalidate_cache()
    found = system.find(root_path, detail=True)
    start = len(root_path.rstrip("/")) + 1
    return [
        (cast("str", system.unstrip_protocol(path)), stamp_of(about), None)
        for path, about in sorted(found.items())
        if _is_meant(path[start:]) and meant.fullmatch(path[start:]) and about.get("size") != 0
    ]


def _is_meant(name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith(".") for part in parts) or parts[-1].startswith("~$")
    return not hidden and not parts[-1].lower().endswith(_UNFINISHED)


def stamp_of(about: dict[str, Any]) -> str | None:
    """By what a store tells that an object has changed; None where it says nothing of the kind."""
    said = {key.lower(): value for key, value in about.items()}
    marks = [f"{name}={said[name]}" for name in _MARKS if said.get(name)]
    return " ".join([f"size={said.get('size')}", *marks]) if marks else None


def stamp_of_file(path: Path) -> str | None:
    """By what a file tells that it has changed; None for one that changed just now.

    Its clock may not tell a change that comes right after.
    """
    found = path.stat()
    if time.time() - max(found.st_mtime, found.st_ctime) < _SETTLED_SECONDS:
        return None
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def stamp_of_uri(uri: str) -> str | None:
    """The stamp of one object of a store."""
    system, path = fsspec.url_to_fs(uri)
    system.invalidate_cache()
    return stamp_of(system.info(path))


def copy_file(settings: Settings, path: Path) -> Copied:
    """Copy a file of this machine into the archive."""
    with path.open("rb") as stream:
        return Copied(*store(settings.archive, stream, settings.max_bytes))


@retry(
    retry=retry_if_exception_type((TimeoutError, ConnectionError)),
    stop=stop_after_attempt(4),
    wait=wait_exponential_jitter(multiplier=1, max=30),
    reraise=True,
)
def copy_object(settings: Settings, uri: str) -> Copied:
    """Copy an object of a store into the archive."""
    system, path = fsspec.url_to_fs(uri)
    with cast("BinaryIO", system.open(path, "rb")) as stream:
        return Copied(*store(settings.archive, stream, settings.max_bytes))
