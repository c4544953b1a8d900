"""The archive: bytes as received, named by their sha256, never changed; and durable writing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SEAL = "sha256.json"
"""In a folder: the hashes of its files."""
_CHUNK = 1024 * 1024
_IN_MEMORY = 8 * _CHUNK


class TooLargeError(Exception):
    """More bytes than the settings allow. The message is one line for people."""


class NotKeptError(OSError):
    """What came could not be written here: no fault of its source. The message is one line."""


class DamagedError(Exception):
    """What is on disk is not what was written. The message is one line: what a person does."""


def archived(archive: Path, document_id: str) -> Path:
    """Where the bytes of a document are (or would be)."""
    return archive / document_id[:2] / document_id


def intact(archive: Path, document_id: str) -> Path:
    """Where the bytes of a document are, when they still are these bytes. Raises DamagedError.

    A damaged file is put aside, so that the next run fetches its bytes again.
    """
    path = archived(archive, document_id)
    if path.exists() and sha256(path) == document_id:
        return path
    what = "is not there"
    if path.exists():
        path.replace(path.with_name(f".damaged-{path.name}"))
        what = "was damaged and is put aside"
    raise DamagedError(
        f"archive/{path.parent.name}/{path.name} {what}: the next run fetches it again; if its"
        " source has gone, put the file back from a backup 归档文件损坏，请从备份恢复"
    )


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path, files: Iterable[Path]) -> None:
    """Write down, in ``folder``, the hashes of files below it."""
    hashes = {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(files)}
    (folder / SEAL).write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


def damaged(folder: Path) -> str | None:
    """The first file below ``folder`` that is not what was sealed; None where all are.

    What an earlier version wrote has no seal, and passes.
    """
    sealed = folder / SEAL
    if not sealed.exists():
        return None
    try:
        hashes = json.loads(sealed.read_bytes())
        for name, was in hashes.items():
            path = folder / name
            if not path.exists() or sha256(path) != was:
                return str(name)
    except ValueError:
        return SEAL
    return None


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
            with _keeping():
                received.write(chunk)
        path = archived(archive, digest.hexdigest())
        if not path.exists():
            with _keeping(), AtomicFile(path) as target:
                received.seek(0)
                shutil.copyfileobj(received, target, _CHUNK)
    return path.name, size


@contextmanager
def _keeping() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise NotKeptError(f"the archive cannot be written: {error.strerror}{where}") from error


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
        try:
            with self._file:
                if kind is None and self._durable:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                self._temporary.replace(self._path)
                if self._durable:
                    sync(self._path.parent)
        finally:
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
