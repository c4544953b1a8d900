from __future__ import annotations

import os
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import worker
from ingest.document import MachineError, UnreadableError
from ingest.forms import extract
from ingest.read import read
from ingest.worker import extract_safely, read_safely

DOCUMENTS = Path(__file__).resolve().parents[3] / "documents"
NANSHA = DOCUMENTS / "nansha" / "2023" / "department_target_form.txt"
ROUGH = Path(__file__).with_name("rough_worker.py")


@pytest.fixture
def rough(monkeypatch: pytest.MonkeyPatch):
    """Workers that misbehave as they are told; gone after the test."""
    worker._end_workers()
    monkeypatch.setattr(worker, "COMMAND", [sys.executable, str(ROUGH)])
    yield
    worker._end_workers()


def asked(folder: Path, what: str) -> tuple[str, str]:
    """The line that a rough worker reads, and the process that read it."""
    path = folder / "a.txt"
    path.write_text(what, encoding="utf-8")
    document = read_safely(path)
    return document.lines[0].text, document.media_type


def test_a_document_comes_back_as_it_is_read_here():
    assert read_safely(NANSHA) == read(NANSHA)


def test_an_extraction_comes_back_as_it_is_made_here():
    document, extractions = extract_safely(NANSHA)
    assert extractions == extract(read(NANSHA))
    assert document.blocks == ()
    assert document.media_type == "text/plain"


def test_a_path_is_found_from_where_the_caller_stands(monkeypatch: pytest.MonkeyPatch):
    read_safely(NANSHA)
    monkeypatch.chdir(NANSHA.parent)
    assert read_safely(Path(NANSHA.name)).lines


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("refuse too short", "too short"),
        ("refuse two\nlines", r"two\nlines"),
        ("refuse " + "x" * 1000, "x" * 500),
        ("fail purpose", "extraction failed: KeyError: 'purpose'"),
        ("hog", "needed more than 1 GiB of memory"),
        ("nest", "nested too deeply"),
        ("crash", "the reader crashed (signal 11)"),
        ("abort", "the reader gave up, out of memory most likely (1 GiB, signal 6)"),
        ("exit", "the reader crashed (status 3)"),
        ("spin", "not read within 60 s (and what its pages add)"),
        ("long", "more than 1 MiB was read from it"),
    ],
)
def test_whatever_goes_wrong_is_one_line_and_the_next_is_read(
    rough: None, tmp_path: Path, what: str, reason: str
):
    with pytest.raises(UnreadableError) as caught:
        asked(tmp_path, what)
    assert str(caught.value) == reason
    assert asked(tmp_path, "say well")[0] == "well"


@pytest.mark.parametrize("what", ["hog second", "abort second", "crash second"])
def test_a_fresh_worker_is_tried_where_one_that_had_read_others_fails(
    rough: None, tmp_path: Path, what: str
):
    _, before = asked(tmp_path, "say well")
    text, after = asked(tmp_path, what)
    assert (text, after != before) == ("second", True)


def test_a_page_that_takes_too_long_is_given_up_alone(rough: None, tmp_path: Path):
    assert asked(tmp_path, "slow_page")[0] == "page 1 takes too long to read"


def test_a_worker_stays_warm_and_is_replaced_in_time(rough: None, tmp_path: Path):
    served = [asked(tmp_path, "say well")[1] for _ in range(25)]
    assert len(set(served[:20])) == 1
    assert len(set(served[20:])) == 1
    assert served[0] != served[20]


def test_what_readers_load_does_not_fill_a_worker(tmp_path: Path):
    worker._end_workers()
    path = tmp_path / "form.pdf"
    page = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for _ in range(4):
        page.setFont("STSong-Light", 10)
        page.grid([72, 172, 272, 372], range(100, 800, 20))
        for row in range(34):
            page.drawString(80, 105 + 20 * row, "数量指标")
        page.showPage()
    page.save()
    served = []
    for _ in range(3):
        extract_safely(path)
        idle = worker._idle.get_nowait()
        served.append(idle._process.pid)
        worker._idle.put(idle)
    assert len(set(served)) == 1


def test_what_this_machine_lacks_is_no_outcome_of_the_document(rough: None, tmp_path: Path):
    _, before = asked(tmp_path, "say well")
    with pytest.raises(MachineError, match=r"^no room$"):
        asked(tmp_path, "lack no room")
    assert asked(tmp_path, "say well")[1] == before


def test_a_refused_document_costs_no_worker(rough: None, tmp_path: Path):
    _, before = asked(tmp_path, "say well")
    with pytest.raises(UnreadableError):
        asked(tmp_path, "refuse it")
    assert asked(tmp_path, "say well")[1] == before


def test_nothing_but_documents_is_taken_from_a_worker(rough: None, tmp_path: Path):
    with pytest.raises(pickle.UnpicklingError, match="collections"):
        asked(tmp_path, "odd")
    assert asked(tmp_path, "say well")[0] == "well"


def test_threads_have_workers_of_their_own(rough: None, tmp_path: Path):
    folders = [tmp_path / str(number) for number in range(8)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda folder: asked(folder, f"say {folder.name}")[0], folders))
    assert said == [folder.name for folder in folders]


def test_a_fork_does_not_ask_its_parents_workers(rough: None, tmp_path: Path):
    _, mine = asked(tmp_path, "say well")
    child = os.fork()
    if not child:
        _, other = asked(tmp_path, "say well")
        worker._end_workers()
        os._exit(int(other == mine))
    assert os.waitpid(child, 0)[1] == 0
    assert asked(tmp_path, "say well")[1] == mine


def test_a_worker_that_cannot_start_is_no_fault_of_the_document(
    rough: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker, "COMMAND", [sys.executable, "-c", ""])
    with pytest.raises(OSError, match="did not start"):
        asked(tmp_path, "say well")
