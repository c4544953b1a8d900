"""Servers that misbehave, and the manners with which they are asked."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.resolver import ThreadedResolver

from ingest.landing.archive import archived
from ingest.landing.collect import collect
from ingest.landing.finding.addresses import AddressError, Permission, PublicResolver
from ingest.landing.finding.manners import Turns
from ingest.landing.finding.memory import Memory, Seen
from ingest.landing.finding.web import Web, WebError, offered_name
from ingest.publishing import is_public
from tests.unit.landing.bureau_site import Answer, Site, bureau_site
from tests.unit.small_line import AS_OF, Line, nansha, slot

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.landing.collect import Collected

PDF = b"%PDF-1.7 made up"
LOGIN = '<html><body><form><input name="u"><input type="password" name="p"></form></body></html>'


@pytest.fixture
def line(tmp_path: Path) -> Line:
    line = Line(tmp_path)
    line.settings.retry_seconds = 0
    return line


def looked(line: Line) -> Collected:
    return collect(line.settings, line.registry, as_of=AS_OF)


def named(line: Line, *sources: str, **fetching: Any) -> None:
    """The place file names these sources, for one year after the other."""
    years = dict(enumerate(sources, 2023))
    line.place(nansha(years) | {"fetching": {"delay": 0, **fetching}})


def why(found: Collected, source: str) -> tuple[str, str]:
    (one,) = found["failures"]
    assert one["reason"].startswith(f"{source}: ")
    return one["kind"], one["reason"].removeprefix(f"{source}: ")


def is_archived(line: Line, content: bytes) -> bool:
    return archived(line.settings.archive, hashlib.sha256(content).hexdigest()).exists()


def test_a_server_that_says_nothing_is_left_after_the_time_allowed(line: Line, site: Site):
    never = threading.Event()
    site.answers["/a.pdf"] = Answer(PDF, waits=never)
    line.settings.fetch_idle_seconds = 0.1
    named(line, f"{site.url}/a.pdf")
    kind, reason = why(looked(line), f"{site.url}/a.pdf")
    never.set()
    assert (kind, "Timeout" in reason) == ("not_reached", True)
    assert len(site.paths()) == 4


def test_an_endless_answer_is_cut_off_at_the_size_allowed(line: Line, site: Site):
    site.answers["/a.pdf"] = Answer(PDF, is_endless=True)
    line.settings.max_bytes = 100_000
    named(line, f"{site.url}/a.pdf")
    found = why(looked(line), f"{site.url}/a.pdf")
    assert found == ("refused", "larger than the 100,000 bytes allowed")
    assert site.paths() == ["/a.pdf"]


def test_an_endless_answer_within_the_size_is_left_after_the_time_allowed(line: Line, site: Site):
    site.answers["/a.pdf"] = Answer(PDF, is_endless=True)
    line.settings.max_bytes = 1 << 50
    line.settings.fetch_seconds = 0.05
    named(line, f"{site.url}/a.pdf")
    kind, reason = why(looked(line), f"{site.url}/a.pdf")
    assert (kind, "Timeout" in reason) == ("not_reached", True)


def test_a_size_that_is_announced_too_large_is_not_fetched(line: Line, site: Site):
    site.answers["/a.pdf"] = Answer(b"", says_length=1 << 40)
    named(line, f"{site.url}/a.pdf")
    assert why(looked(line), f"{site.url}/a.pdf")[0] == "refused"


def test_a_truncated_answer_is_no_document(line: Line, site: Site):
    site.answers["/a.pdf"] = Answer(PDF, says_length=len(PDF) + 9)
    named(line, f"{site.url}/a.pdf")
    kind, reason = why(looked(line), f"{site.url}/a.pdf")
    assert (kind, "ContentLengthError" in reason) == ("not_reached", True)
    assert not is_archived(line, PDF)
    site.answers["/a.pdf"] = [Answer(PDF, says_length=len(PDF) + 9), Answer(PDF)]
    assert len(looked(line)["sightings"]) == 1


@pytest.mark.parametrize(("status", "times"), [(500, 4), (503, 4), (429, 4), (403, 1), (401, 1)])
def test_what_may_be_over_is_tried_again_and_other_refusals_are_not(
    line: Line, site: Site, status: int, times: int
):
    site.answers["/a.pdf"] = Answer(b"<h1>no</h1>", status)
    named(line, f"{site.url}/a.pdf")
    kind, reason = why(looked(line), f"{site.url}/a.pdf")
    assert kind == "not_reached"
    assert reason.startswith(f"the server answers {status}")
    assert len(site.paths()) == times


def test_a_page_that_says_404_is_no_document_whatever_it_holds(line: Line, site: Site):
    site.answers["/a.html"] = Answer("<h1>绩效目标表</h1>".encode(), 404)
    named(line, f"{site.url}/a.html")
    assert why(looked(line), f"{site.url}/a.html") == ("not_reached", "not found")


BEFORE = [
    (Answer(b"<h1>gone</h1>", 404), "not found"),
    (Answer(b"<h1>gone</h1>", 410), "not found"),
    (Answer(b""), "gives nothing"),
    (Answer(LOGIN.encode()), "asks for a password"),
    (Answer(b"<html><body>moved</body></html>"), "gives a web page in place of the file"),
]


@pytest.mark.parametrize(("answer", "reason"), BEFORE)
def test_what_gave_a_file_and_gives_none_now_is_an_alarm_and_no_version(
    line: Line, site: Site, answer: Answer, reason: str
):
    source = f"{site.url}/download?id=1"
    site.put("/download?id=1", PDF, ETag='"1"')
    named(line, source)
    assert len(looked(line)["sightings"]) == 1
    line.run()
    good, site.answers["/download?id=1"] = site.answers["/download?id=1"], answer
    for _ in range(2):  # the night after is no better
        found = looked(line)
        assert found["sightings"] == []
        assert why(found, source)[0] == "alarm"
        assert why(found, source)[1].startswith(reason)
    site.answers["/download?id=1"] = good
    well = looked(line)
    assert (well["unchanged"], well["sightings"], well["failures"]) == (1, [], [])


@pytest.mark.parametrize(
    ("path", "body"),
    [("/a.pdf", "<html><body>验证</body></html>"), ("/a.html", LOGIN), ("/b.xlsx", "")],
)
def test_what_is_no_document_at_first_sight_is_an_alarm(
    line: Line, site: Site, path: str, body: str
):
    site.put(path, body)
    named(line, f"{site.url}{path}")
    assert why(looked(line), f"{site.url}{path}")[0] == "alarm"
    assert not is_archived(line, body.encode())


def test_the_same_bytes_from_a_server_without_validators_are_unchanged(line: Line, site: Site):
    site.put("/a.pdf", PDF)
    named(line, f"{site.url}/a.pdf")
    line.run()
    for body, unchanged, news in [(PDF, 1, 0), (PDF + b" more", 0, 1)]:
        site.put("/a.pdf", body)
        found = looked(line)
        assert (found["unchanged"], len(found["sightings"])) == (unchanged, news)


def test_changed_bytes_are_news_and_unchanged_ones_are_not_fetched(line: Line, site: Site):
    site.put("/a.pdf", PDF, ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")
    named(line, f"{site.url}/a.pdf")
    line.run()
    assert looked(line)["unchanged"] == 1
    asked = site.asked[-1][1]
    assert asked["If-None-Match"] == '"1"'
    assert asked["If-Modified-Since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert asked["User-Agent"].startswith("jixiao/")
    site.put("/a.pdf", PDF + b"2", ETag='"2"')
    found = looked(line)
    assert (found["unchanged"], len(found["sightings"])) == (0, 1)


def test_bytes_that_are_not_in_the_archive_any_more_are_fetched_again(line: Line, site: Site):
    site.put("/a.pdf", PDF, ETag='"1"')
    named(line, f"{site.url}/a.pdf")
    looked(line)
    archived(line.settings.archive, hashlib.sha256(PDF).hexdigest()).unlink()
    looked(line)
    assert is_archived(line, PDF)


def test_what_was_seen_but_never_landed_is_seen_again_without_fetching(line: Line, site: Site):
    site.put("/a.pdf", PDF, ETag='"1"')
    named(line, f"{site.url}/a.pdf")
    first = looked(line)["sightings"]
    again = looked(line)["sightings"]  # as after a kill before landing
    assert [row["document_id"] for row in again] == [row["document_id"] for row in first]


@pytest.mark.parametrize("damage", ["lost", "torn", "of another make"])
def test_losing_what_was_remembered_costs_only_fetching(line: Line, site: Site, damage: str):
    site.put("/a.pdf", PDF, ETag='"1"')
    named(line, f"{site.url}/a.pdf")
    line.run()
    for path in line.settings.home.glob("seen.sqlite-*"):
        path.unlink()
    if damage == "lost":
        line.settings.seen.unlink()
    elif damage == "torn":
        line.settings.seen.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    else:
        line.settings.seen.write_bytes(b"something else")
    found = looked(line)
    assert (found["unchanged"], found["sightings"], found["failures"]) == (0, [], [])
    assert looked(line)["unchanged"] == 1


def test_memory_keeps_what_it_is_told_and_skips_what_it_cannot_read(tmp_path: Path):
    seen = Seen(document_id="d", size_bytes=3, etag="e", links=(("u", "绩效"),), is_page=True)
    with Memory(tmp_path / "seen.sqlite") as memory:
        memory.put("a", seen)
        memory.put("a", seen)
        assert memory.get("a") == seen
        assert memory.get("b") is None
        assert memory.last_seen("b") is None
        memory._connection.execute("update seen set what = '[1'")
        assert memory.get("a") is None
        assert memory.last_seen("a") is not None


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": to})


def test_redirects_are_followed_within_reason(line: Line, site: Site):
    site.answers["/a"] = redirect("/b")
    site.answers["/b"] = redirect(f"{site.url}/c.pdf", 308)
    site.put("/c.pdf", PDF)
    named(line, f"{site.url}/a")
    (found,) = looked(line)["sightings"]
    assert found.get("fetched_uri") == f"{site.url}/c.pdf"
    assert found["source_uri"] == f"{site.url}/a"


def test_a_circle_of_redirects_ends(line: Line, site: Site):
    site.answers["/a"] = redirect("/b")
    site.answers["/b"] = redirect("/a")
    named(line, f"{site.url}/a")
    assert why(looked(line), f"{site.url}/a") == ("not_reached", "more than 5 redirects")
    assert len(site.paths()) == 6


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://a/", "javascript:alert(1)"],
)
def test_redirects_to_other_schemes_are_refused(line: Line, site: Site, to: str):
    site.answers["/a"] = redirect(to)
    named(line, f"{site.url}/a", allow_private=True)
    kind, reason = why(looked(line), f"{site.url}/a")
    assert kind == "refused"
    assert "no address of the web" in reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "10.0.0.1"])
def test_redirects_to_private_addresses_are_refused(line: Line, site: Site, host: str):
    site.answers["/a"] = redirect(f"http://{host}:1/b")
    named(line, f"{site.url}/a")
    kind, reason = why(looked(line), f"{site.url}/a")
    assert (kind, "a private address (fetching: allow_private)" in reason) == ("refused", True)


def test_a_place_file_may_allow_private_addresses(line: Line, site: Site):
    with bureau_site() as other:
        other.put("/b.pdf", PDF)
        site.answers["/a"] = redirect(f"{other.url}/b.pdf")
        named(line, f"{site.url}/a")
        assert why(looked(line), f"{site.url}/a")[0] == "refused"
        assert other.asked == []
        named(line, f"{site.url}/a", allow_private=True)
        assert len(looked(line)["sightings"]) == 1


def test_https_leads_to_http_only_where_that_is_allowed():
    with pytest.raises(AddressError, match="allow_http"):
        Permission().require("http://a.cn/x", before="https://a.cn/")
    Permission(allow_http=True).require("http://a.cn/x", before="https://a.cn/")
    Permission().require("https://a.cn/x", before="http://a.cn/")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool):
    assert is_public(address) == public


def test_a_name_is_asked_only_where_all_its_addresses_are_public(monkeypatch: pytest.MonkeyPatch):
    answers = [["8.8.8.8"], ["8.8.8.8", "127.0.0.1"]]

    async def resolve(self: Any, host: str, port: int = 0, family: int = 0) -> Any:
        return [{"host": each, "hostname": host, "port": port} for each in answers.pop(0)]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)

    async def twice() -> None:
        resolver = PublicResolver()
        assert [each["host"] for each in await resolver.resolve("a.cn")] == ["8.8.8.8"]
        with pytest.raises(AddressError, match=r"a\.cn is 127\.0\.0\.1"):
            await resolver.resolve("a.cn")

    asyncio.run(twice())


def test_a_name_that_leads_inside_is_not_connected_to(
    line: Line, site: Site, monkeypatch: pytest.MonkeyPatch
):
    async def resolve(self: Any, host: str, port: int = 0, family: int = 0) -> Any:
        return [
            {"host": "127.0.0.1", "hostname": host, "port": port}
            | {"family": 2, "proto": 0, "flags": 0}
        ]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    source = site.url.replace("127.0.0.1", "kjj.example.cn") + "/a.pdf"
    site.put("/a.pdf", PDF)
    named(line, source)
    kind, reason = why(looked(line), source)
    assert (kind, "kjj.example.cn is 127.0.0.1" in reason) == ("refused", True)
    assert site.asked == []
    named(line, source, allow_private=True)
    assert len(looked(line)["sightings"]) == 1


def test_robots_txt_is_heeded(line: Line, site: Site):
    site.put("/robots.txt", "User-agent: *\nDisallow: /*.pdf$\n\nUser-agent: other\nDisallow: /")
    site.put("/a.pdf", PDF)
    site.put("/b.doc", PDF)
    named(line, f"{site.url}/a.pdf", f"{site.url}/b.doc")
    found = looked(line)
    assert why(found, f"{site.url}/a.pdf") == (
        "refused",
        "the site's robots.txt asks not to fetch it",
    )
    assert [row["slot_key"] for row in found["sightings"]] == [slot(2024)]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_robots_txt_cannot_be_read_is_not_asked_tonight(
    line: Line, site: Site, status: int
):
    site.answers["/robots.txt"] = Answer(b"", status)
    site.put("/a.pdf", PDF)
    named(line, f"{site.url}/a.pdf")
    kind, reason = why(looked(line), f"{site.url}/a.pdf")
    assert kind == "not_reached"
    assert reason.startswith(f"robots.txt could not be read: the server answers {status}")
    assert site.paths() == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_site_without_robots_txt_may_be_asked(line: Line, site: Site, status: int):
    site.answers["/robots.txt"] = Answer(b"", status)
    site.put("/a.pdf", PDF)
    named(line, f"{site.url}/a.pdf")
    assert len(looked(line)["sightings"]) == 1


def test_at_most_two_are_asked_of_a_host_at_a_time(line: Line, site: Site):
    pairs: Any = threading.Barrier(2)
    for number in range(6):
        site.answers[f"/{number}.pdf"] = Answer(PDF + bytes([number]), waits=pairs)
    named(line, *(f"{site.url}/{number}.pdf" for number in range(6)))
    assert len(looked(line)["sightings"]) == 6
    assert site.most_at_once == 2


def test_a_host_that_never_answers_is_given_up(line: Line, site: Site):
    sources = [f"{site.url}/{number}.pdf" for number in range(12)]
    for number in range(12):
        site.answers[f"/{number}.pdf"] = Answer(b"", 500)
    named(line, *sources)
    reasons = [one["reason"] for one in looked(line)["failures"]]
    assert len(reasons) == 12
    assert any("its server does not answer tonight" in reason for reason in reasons)
    assert len(site.paths()) in {12, 13}  # one may have been on its way


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def asked(line: Line, clock: Clock, url: str, times: int = 1, delay: float = 0.0) -> list[Any]:
    async def ask() -> list[Any]:
        permission = Permission(allow_private=True)
        async with Web(line.settings, Turns(clock, clock.sleep)) as web:
            return [await web.get(url, permission, delay) for _ in range(times)]

    return asyncio.run(ask())


def test_a_host_is_left_alone_between_two_requests(line: Line, site: Site):
    site.put("/a.pdf", PDF)
    clock = Clock()
    asked(line, clock, f"{site.url}/a.pdf", times=3, delay=2)
    assert clock.slept == [2, 2, 2]  # robots.txt was the first of four


def test_robots_txt_counts_where_redirects_lead(line: Line, site: Site):
    site.answers["/robots.txt"] = redirect("/r.txt")
    site.put("/r.txt", "User-agent: *\nDisallow: /a.pdf")
    site.put("/a.pdf", PDF)
    named(line, f"{site.url}/a.pdf")
    assert why(looked(line), f"{site.url}/a.pdf")[0] == "refused"


def test_robots_txt_in_a_circle_of_redirects_is_none(line: Line, site: Site):
    site.answers["/robots.txt"] = redirect("/robots.txt")
    site.put("/a.pdf", PDF)
    named(line, f"{site.url}/a.pdf")
    assert len(looked(line)["sightings"]) == 1
    assert [path for path, _ in site.asked].count("/robots.txt") == 6


def test_robots_txt_leads_to_no_private_address(line: Line, site: Site):
    with bureau_site() as other:
        site.answers["/robots.txt"] = redirect(f"{other.url}/robots.txt")
        named(line, f"{site.url}/a.pdf")
        kind, reason = why(looked(line), f"{site.url}/a.pdf")
        assert (kind, "a private address" in reason) == ("refused", True)
        assert other.asked == []


def test_robots_txt_may_want_longer_pauses(line: Line, site: Site):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7")
    site.put("/a.pdf", PDF)
    clock = Clock()
    asked(line, clock, f"{site.url}/a.pdf", times=3, delay=2)
    assert clock.slept == [2, 7, 7]


def test_a_server_that_says_when_to_ask_again_is_asked_then(line: Line, site: Site):
    busy = Answer(b"", 503, {"Retry-After": "7"})
    site.answers["/a.pdf"] = [busy, busy, Answer(PDF)]
    clock = Clock()
    asked(line, clock, f"{site.url}/a.pdf")
    assert clock.slept == [7, 7]


@pytest.mark.parametrize("again", ["3600", "Wed, 01 Jan 2070 00:00:00 GMT"])
def test_a_server_that_wants_long_is_left_for_another_night(line: Line, site: Site, again: str):
    site.answers["/a.pdf"] = Answer(b"", 503, {"Retry-After": again})
    clock = Clock()
    with pytest.raises(WebError, match="and to ask again in"):
        asked(line, clock, f"{site.url}/a.pdf")
    assert (clock.slept, len(site.paths())) == ([], 1)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=%E7%9B%AE%E6%A0%87.pdf", "目标.pdf"),
        ("attachment; filename*=UTF-8''%E7%9B%AE%E6%A0%87.pdf", "目标.pdf"),
        ('attachment; filename="目标.pdf"', "目标.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\x\\\\a.doc"', "a.doc"),
        ("inline", None),
        ("attachment; filename=..", ".."),
    ],
)
def test_the_name_that_a_server_gives_a_file(said: str, name: str | None):
    assert offered_name(said) == name


def test_a_name_in_gb_18030_is_read(line: Line):
    raw = 'attachment; filename="目标.pdf"'.encode("gb18030").decode("utf-8", "surrogateescape")
    assert offered_name(raw) == "目标.pdf"
