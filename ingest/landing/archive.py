"""The archive: bytes as received, named by their sha256, never changed; and durable writing."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1024 * 1024
_IN_MEMORY = 8 * _CHUNK


class TooLargeError(Exception):
    """More bytes than the settings allow. The message is one line for people."""


def archived(archive: Path, document_id: str) -> Path:
    """Where the bytes of a document are (or would be)."""
    return archive / document_id[:2] / document_id


def store(archive: Path, source: IO[bytes], max_bytes: int) -> tuple[str, int]:
    """Copy a stream into the archive; returns its sha256 and size in bytes.

    Raises TooLargeError as soon as more than ``max_bytes`` have come. Bytes that are there already
    are not written again, so looking at an unchanged source costs no more than reading it.
    """
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as received:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise TooLargeError(f"larger than the {max_bytes:,} bytes allowed")
            digest.update(chunk)
            received.write(chunk)
        path = archived(archive, digest.hexdigest())
        if not path.exists():
            received.seek(0)
            with AtomicFile(path) as target:
                shutil.copyfileobj(received, target, _CHUNK)
    return path.name, size


class AtomicFile:
    """A file that appears at ``path`` complete or not at all (context manager).

    ``durable`` makes sure that it is on disk, and not cut short should the power fail.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self._path, self._durable = path, durable

    def __enter__(self) -> BinaryIO:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = self._path.with_name(f".tmp-{uuid.uuid4().hex}")
        self._file = self._temporary.open("xb")
        return self._file

    def __exit__(self, kind: object, *_: object) -> None:
        with self._file:
            if kind is None and self._durable:
                self._file.flush()
                os.fsync(self._file.fileno())
        if kind is None:
            self._temporary.replace(self._path)
            if self._durable:
                sync(self._path.parent)
        else:
            self._temporary.unlink(missing_ok=True)


def point(link: Path, target: Path) -> None:
    """Make ``link`` a symbolic link to ``target`` in one step, whatever it was before."""
    if link.is_symlink() and link.readlink() == target:
        return
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
    sync(link.parent)


def sync(path: Path) -> None:
    """Put a file or a folder's entries on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
