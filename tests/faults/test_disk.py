"""No room on the disk, or nowhere to write: each step says so, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from ingest import steps, worker
from ingest.landing.archive import NotKeptError
from ingest.landing.collect import collect
from ingest.runs import read_run, step, why
from tests.faults.conftest import a_whole_night, content, landed, same
from tests.faults.stepped_line import SteppedLine
from tests.unit.small_line import AS_OF, FORM, Line, nansha

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.conftest import Nights

ALMOST_NOTHING = 2_000
"""Bytes: enough for a run's first report of a step."""
SOME = 300_000
"""Enough for small files, not for the warehouse."""


@a_whole_night
def test_a_disk_that_is_full_at_each_step_costs_nothing_but_the_step(
    nights: Nights, tmp_path: Path
) -> None:
    settings = nights.before_the_second(tmp_path / "night")
    line = SteppedLine(settings)
    stopped = set()
    while line.left:
        name = line.left[0]
        for largest_file in (0, ALMOST_NOTHING, SOME):
            if line.left[:1] == [name] and line.step(largest_file=largest_file).exitcode:
                stopped.add(name)
                assert same(content(settings), nights.first) == [], name
        if line.left[:1] == [name]:
            assert line.step().exitcode == 0, name
    assert stopped == {"collect", "plan", "extract", "land", "compare", "build", "audit", "publish"}
    assert same(content(settings), nights.second) == []
    assert landed(settings) == nights.landed


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a file system")
def test_a_file_system_without_room_is_named_with_what_to_do(tmp_path: Path) -> None:
    full = tmp_path / "var"
    full.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(full)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        line = Line(tmp_path)
        line.write("a.txt", FORM)
        line.write("b.txt", FORM + " " * 500_000)
        line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
        with pytest.raises(NotKeptError), step(line.settings, "night", "collect"):
            collect(line.settings, line.registry, as_of=AS_OF)
        assert not list(line.settings.archive.rglob(".tmp-*"))
        run = read_run(line.settings, "night")
        assert run and run.failure == (
            "collect: the archive cannot be written: No space left on device;"
            f" make room there (df -h {line.settings.home}) and run again"
        )
    finally:
        subprocess.run(["umount", "--lazy", str(full)], check=True)


@contextmanager
def temporary_files_of(size: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers whose temporary folder is a file system of its own."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    monkeypatch.setenv("TMPDIR", str(folder))
    worker._end_workers()
    try:
        yield
    finally:
        worker._end_workers()
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a file system")
@pytest.mark.parametrize(
    ("size", "padding", "writes"),
    [("64k", 500_000, 0), ("24m", 0, 20_000_000)],
    ids=["no room for the document", "no room for what becomes of it"],
)
def test_no_room_for_temporary_files_stops_the_step_and_the_next_run_reads_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str, padding: int, writes: int
) -> None:
    soffice = tmp_path / "bin" / "soffice"
    soffice.parent.mkdir()
    soffice.write_text(f'#!/bin/sh\nhead -c {writes} /dev/zero > "$TMPDIR/written"\n')
    soffice.chmod(0o755)
    monkeypatch.setenv("PATH", str(soffice.parent), prepend=os.pathsep)
    line = Line(tmp_path)
    line.write("a.rtf", r"{\rtf1 " + "x" * padding + "}")
    line.place(nansha({2023: "a.rtf"}))
    collected = steps.collect_sources(line.settings, "night", as_of=AS_OF)
    (batch,) = steps.plan(line.settings, "night", collected, as_of=AS_OF)
    with (
        temporary_files_of(size, tmp_path / "tmp", monkeypatch),
        pytest.raises(steps.TRANSIENT),
    ):
        steps.extract(line.settings, "night", 0, batch)
    run = read_run(line.settings, "night")
    assert run and run.failure == (
        f"extract 1: no temporary files can be made in {tmp_path}/tmp: No space left on device;"
        " make room there, or name another folder by TMPDIR, and run again"
    )
    assert not list(line.settings.staging.glob("*")), "nothing is said of the document"
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read = steps.extract(line.settings, "night", 0, batch)
    (reason,) = read["reasons"]
    assert reason == "a.rtf: LibreOffice could not convert this .rtf file", "its own fault"


def test_an_archive_that_cannot_be_written_stops_the_night_and_loses_nothing(
    tmp_path: Path,
) -> None:
    line = Line(tmp_path)
    line.write("a.txt", FORM)
    line.place(nansha({2023: "a.txt"}))
    line.settings.archive.parent.mkdir(parents=True, exist_ok=True)
    line.settings.archive.write_text("a file where the folder should be")  # root writes everywhere
    with pytest.raises(NotKeptError, match="the archive cannot be written: Not a directory"):
        collect(line.settings, line.registry, as_of=AS_OF)
    line.settings.archive.unlink()
    assert len(collect(line.settings, line.registry, as_of=AS_OF)["sightings"]) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_archive_says_what_to_do(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.write("a.txt", FORM)
    line.place(nansha({2023: "a.txt"}))
    line.settings.archive.mkdir(parents=True)
    line.settings.archive.chmod(0o500)
    try:
        with pytest.raises(NotKeptError) as caught:
            collect(line.settings, line.registry, as_of=AS_OF)
    finally:
        line.settings.archive.chmod(0o700)
    assert "write below" in why(line.settings, caught.value)


def test_a_source_that_cannot_be_read_is_the_sources_own_affair(tmp_path: Path) -> None:
    line = Line(tmp_path)
    (line.settings.documents / "a.txt").mkdir()
    line.place(nansha({2023: "a.txt"}))
    (failure,) = collect(line.settings, line.registry, as_of=AS_OF)["failures"]
    assert failure["kind"] == "not_reached"
    shutil.rmtree(line.settings.documents)
