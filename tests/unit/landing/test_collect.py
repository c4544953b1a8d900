from __future__ import annotations

import hashlib
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import fsspec
import pytest

from ingest.landing.archive import AtomicFile, archived
from ingest.landing.collect import collect
from tests.unit.small_line import AS_OF, FORM, Line, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path) -> Line:
    line = Line(tmp_path)
    line.settings.retry_seconds = 0
    return line


@pytest.fixture
def server(tmp_path: Path):
    """A web server on loopback; ``broken`` counts how many answers are 503 first."""
    folder = tmp_path / "www"
    folder.mkdir()

    class Handler(SimpleHTTPRequestHandler):
        broken = 0
        requests = 0

        def do_GET(self):
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            Handler.requests += 1
            if Handler.broken:
                Handler.broken -= 1
                self.send_error(503)
            else:
                super().do_GET()

        def log_message(self, *_):
            pass

    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}", Handler
        running.shutdown()


def collected(line: Line, **chosen):
    return collect(line.settings, line.registry, as_of=AS_OF, **chosen)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_registered_file_is_archived_byte_for_byte(line: Line):
    content = "目标\r\n".encode("gb18030")
    line.write("a b/目标 表.txt", content)
    line.place(nansha({2023: "a b/目标 表.txt"}))
    (found,) = collected(line)["sightings"]
    assert found["document_id"] == sha(content)
    assert (found["slot_key"], found["file_name"]) == (slot(2023), "目标 表.txt")
    assert (found["source_uri"], found["size_bytes"]) == ("a b/目标 表.txt", len(content))
    path = archived(line.settings.archive, sha(content))
    assert path.read_bytes() == content
    assert path.parent.name == path.name[:2]


def test_a_source_that_fails_does_not_stop_the_others(line: Line):
    line.write("good.txt", "x")
    line.write("folder.txt/inside.txt", "y")
    sources = {
        2023: "good.txt",
        2024: "gone.txt",
        2025: "folder.txt",
        2026: "nowhere://host/x.txt",
        2027: "http://127.0.0.1:1/x.txt",
    }
    line.place(nansha(sources))
    result = collected(line)
    assert [s["slot_key"] for s in result["sightings"]] == [slot(2023), None]
    reasons = {f["slot_key"]: f["reason"] for f in result["failures"]}
    assert reasons[slot(2024)] == "gone.txt: not found"
    assert reasons[slot(2025)].startswith("folder.txt: IsADirectoryError")
    assert "nowhere://host/x.txt: ValueError: Protocol not known: nowhere" in reasons[slot(2026)]
    assert reasons[slot(2027)].startswith("http://127.0.0.1:1/x.txt: ClientConnectorError")


def test_a_source_on_the_web(line: Line, server):
    folder, url, _ = server
    (folder / "目标 表.txt").write_bytes(b"web")
    line.place(nansha({2023: f"{url}/%E7%9B%AE%E6%A0%87%20%E8%A1%A8.txt"}))
    (found,) = collected(line)["sightings"]
    assert found["document_id"] == sha(b"web")
    assert found["file_name"] == "目标 表.txt"


def test_a_server_in_trouble_is_asked_again(line: Line, server):
    folder, url, handler = server
    (folder / "a.txt").write_bytes(b"web")
    handler.broken = 2
    line.place(nansha({2023: f"{url}/a.txt"}))
    assert len(collected(line)["sightings"]) == 1
    assert handler.requests == 3


def test_a_page_that_is_not_there_is_asked_for_once(line: Line, server):
    _, url, handler = server
    line.place(nansha({2023: f"{url}/gone.txt"}))
    (failure,) = collected(line)["failures"]
    assert failure["reason"] == f"{url}/gone.txt: not found"
    assert handler.requests == 1


def test_any_file_system_of_fsspec_will_do(line: Line):
    with fsspec.open("memory://inbox/a.txt", "wb") as file:
        file.write(b"from memory")
    line.place(nansha({2023: "memory://inbox/a.txt"}))
    (found,) = collected(line)["sightings"]
    assert found["document_id"] == sha(b"from memory")


def test_a_source_over_the_limit_is_reported_and_not_archived(line: Line):
    line.write("big.txt", b"x" * 11)
    line.write("fits.txt", b"x" * 10)
    line.place(nansha({2023: "big.txt", 2024: "fits.txt"}))
    line.settings.max_bytes = 10
    result = collected(line)
    assert [s["slot_key"] for s in result["sightings"]] == [slot(2024)]
    (failure,) = result["failures"]
    assert failure["reason"] == "big.txt: larger than the 10 bytes allowed"
    assert not archived(line.settings.archive, sha(b"x" * 11)).exists()


def test_files_nobody_registered_are_seen_and_hidden_ones_are_not(line: Line):
    line.write("mine.txt", "1")
    line.write("sub/other.txt", "2")
    line.write(".hidden", "3")
    line.write(".git/config", "4")
    line.place(nansha({2023: "./mine.txt"}))
    found = {s["source_uri"]: s["slot_key"] for s in collected(line)["sightings"]}
    assert found == {"mine.txt": slot(2023), "sub/other.txt": None}


def test_a_withdrawn_source_is_not_fetched_and_its_file_is_no_stray(line: Line):
    line.write("a.txt", "x")
    rule = {"since": 2023, "due": {"month": 4, "day": 30}, "sources": {2023: "a.txt"}}
    line.place(nansha({}, forms={FORM: rule}))
    assert collected(line)["checked"] == 1
    line.place(nansha({}, forms={FORM: rule | {"withdrawn": {2023: "撤回"}}}))
    assert collected(line) == {"checked": 0, "unchanged": 0, "sightings": [], "failures": []}


def test_a_choice_leaves_the_rest_alone(line: Line):
    for name in ("a.txt", "b.txt", "loose.txt"):
        line.write(name, name)
    line.place(nansha({2023: "a.txt", 2024: "b.txt"}))
    found = collected(line, district="nansha", year=2024)
    assert [s["slot_key"] for s in found["sightings"]] == [slot(2024)]
    assert found["checked"] == 1


@pytest.mark.parametrize(
    "name",
    ['it\'s "quoted".txt', "two\nlines.txt", "a..", "a..b.txt", " x .txt", "x::http:y.txt"],
)
def test_names_are_harmless(line: Line, name: str):
    line.write(name, "x")
    (found,) = collected(line)["sightings"]
    assert found["document_id"] == sha(b"x")
    assert "\n" not in found["file_name"]
    assert found["slot_key"] is None


def test_a_name_that_is_no_text_is_harmless(line: Line):
    line.write(os.fsdecode(b"\xff.txt"), b"x")
    (found,) = collected(line)["sightings"]
    assert found["file_name"] == "\\udcff.txt"


def test_a_write_that_fails_leaves_nothing(tmp_path: Path):
    with pytest.raises(RuntimeError), AtomicFile(tmp_path / "new" / "file") as file:
        file.write(b"half")
        raise RuntimeError
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_killed_run_left_is_removed_after_a_day(line: Line):
    folder = line.settings.archive / "aa"
    folder.mkdir(parents=True)
    (folder / ".tmp-old").write_text("half")
    (folder / ".tmp-new").write_text("half")
    os.utime(folder / ".tmp-old", (0, 0))
    collected(line)
    assert [path.name for path in folder.iterdir()] == [".tmp-new"]
