"""Listing pages, articles, folders and object stores as bureaus have them."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

from ingest.landing.archive import archived
from ingest.landing.collect import collect
from ingest.landing.finding import folders, look
from ingest.landing.finding.pages import Page, what_it_says
from ingest.publishing import Listing
from tests.unit.landing.bureau_site import Answer, Site, bureau_site
from tests.unit.small_line import AS_OF, Line, nansha

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.landing.collect import Collected

FORM_PAGE = """<html><body><h1>2024年部门整体预算绩效目标申报表</h1>{more}<table>
<tr><td>部门名称</td><td colspan=3>某区科学技术局</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>高新技术企业数</td><td>≥{value}家</td></tr></table></body></html>"""


@pytest.fixture
def line(tmp_path: Path) -> Line:
    line = Line(tmp_path)
    line.settings.retry_seconds = 0
    return line


def published(line: Line, *rules: dict[str, Any]) -> None:
    line.place(nansha({}, publishes=list(rules)) | {"fetching": {"delay": 0}})


def listing(site: Site, **more: Any) -> dict[str, Any]:
    return {"listing": f"{site.url}/list/", "links": "绩效", **more}


def looked(line: Line) -> Collected:
    return collect(line.settings, line.registry, as_of=AS_OF)


def sources(found: Collected, site: Site) -> list[str]:
    return [row["source_uri"].removeprefix(site.url) for row in found["sightings"]]


def alarms(found: Collected) -> list[str]:
    assert {one["kind"] for one in found["failures"]} <= {"alarm"}
    return [one["reason"].rpartition(": ")[2] for one in found["failures"]]


def links(*names: str) -> str:
    return "".join(f'<li><a href="{name}">绩效 {name}</a></li>' for name in names)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("gb18030", "gb2312"), ("gb18030", "gbk"), ("gb18030", "")],
)
def test_a_list_in_any_encoding_is_read(line: Line, site: Site, encoding: str, declared: str):
    meta = f'<meta charset="{declared}">' if declared else ""
    anchor = "部门预算公开<a href='表.txt'>整体绩效目标</a>"
    page = f"<html><head>{meta}</head><body>{anchor}</body></html>"
    site.answers["/list/"] = Answer(page.encode(encoding))
    site.put("/list/%E8%A1%A8.txt", "x")
    published(line, listing(site, links="整体绩效"))
    (found,) = looked(line)["sightings"]
    assert (found["file_name"], found.get("link_text")) == ("表.txt", "整体绩效目标")


def entries(page: str, **rule: Any) -> list[str]:
    said = Listing.model_validate({"listing": "https://a.cn/x/", **rule})
    return [link.url for link in Page(page.encode(), "https://a.cn/x/y.html").entries(said)]


@pytest.mark.parametrize(
    ("page", "rule", "found"),
    [
        ("<a href='b.pdf'>绩效</a><a href='c.pdf'>其他</a>", {"links": "绩效"}, ["/x/b.pdf"]),
        ("<a href='jx/b.pdf'>下载</a><a href='c.pdf'>x</a>", {"links": "^.*/jx/"}, ["/x/jx/b.pdf"]),
        ("<a href='b' title='绩效目标'>绩…</a>", {"links": "目标"}, ["/x/b"]),
        ("<ul class=l><a href=b>1</a></ul><a href=c>2</a>", {"selector": ".l"}, ["/x/b"]),
        (
            "<a class=l href=b>绩效</a><a class=l href=c>2</a>",
            {"selector": "a.l", "links": "绩"},
            ["/x/b"],
        ),
        ("<a href='/r#top'>绩效</a><a href='/r'>绩效</a>", {"links": "绩"}, ["/r"]),
        ("<base href='/base/'><a href='b'>绩效</a>", {"links": "绩"}, ["/base/b"]),
        ("<a href='javascript:void(0)'>绩效</a><a href='mailto:a@b'>绩效</a>", {"links": "绩"}, []),
        ("<a href='#a'>绩效</a><a>绩效</a><a href='http://[x'>绩效</a>", {"links": "绩"}, []),
        ("<a href=' b\n.pdf '>绩效</a>", {"links": "绩"}, ["/x/b .pdf"]),
        ("", {"links": "绩"}, []),
    ],
)
def test_which_links_of_a_page_are_meant(page: str, rule: dict[str, str], found: list[str]):
    assert entries(page, **rule) == [f"https://a.cn{path}" for path in found]


def test_attachments_of_all_formats_are_found_in_an_article(line: Line, site: Site):
    names = ["a.pdf", "b.doc", "c.docx", "d.xls", "e.xlsx", "f.csv", "g.txt", "down?f=h.wps"]
    site.put("/list/", links("art.html"))
    article = links(*names, "other.html", "p.jpg") + '<a href="get?id=7">附件：目标表.xlsx</a>'
    site.put("/list/art.html", f"<html><body>{article}</body></html>")
    for name in [*names, "get?id=7"]:
        site.put(f"/list/{name}", f"bytes of {name}")
    published(line, listing(site))
    found = looked(line)
    assert sources(found, site) == sorted(f"/list/{name}" for name in [*names, "get?id=7"])
    assert {row.get("page_uri") for row in found["sightings"]} == {f"{site.url}/list/art.html"}
    assert "/list/other.html" not in site.paths()
    assert found["failures"] == []


def test_an_article_that_is_the_form_is_the_document(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", FORM_PAGE.format(value=1, more=""))
    published(line, listing(site))
    (found,) = looked(line)["sightings"]
    assert found["source_uri"] == f"{site.url}/list/art.html"


def test_an_article_may_be_a_form_and_have_attachments(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", FORM_PAGE.format(value=1, more=links("a.pdf")))
    site.put("/list/a.pdf", b"%PDF")
    published(line, listing(site))
    assert sources(looked(line), site) == ["/list/a.pdf", "/list/art.html"]


def test_without_following_a_linked_page_is_the_document(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", f"<html><body>绩效{links('a.pdf')}</body></html>")
    published(line, listing(site, follow=False))
    assert sources(looked(line), site) == ["/list/art.html"]


def test_a_page_that_says_the_same_is_no_new_version(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    for visit, value, unchanged in [(1, 1, 0), (2, 1, 1), (3, 2, 0)]:
        counter = f"<script>token='{visit}'</script><p>浏览次数：{visit}次</p>"
        site.put("/list/art.html", FORM_PAGE.format(value=value, more=counter))
        published(line, listing(site))
        assert looked(line)["unchanged"] == unchanged


def test_what_a_page_says():
    one, other = (what_it_says(FORM_PAGE.format(value=v, more="").encode()) for v in (1, 2))
    assert one
    assert other
    assert one.is_form
    assert one.digest != other.digest
    assert what_it_says(b"\x00\xff" * 50) is None


def test_pages_are_followed_by_their_link_to_the_last(line: Line, site: Site):
    for number in (1, 2, 3):
        path = "/list/" if number == 1 else f"/list/{number}"
        following = f'<a class="next" href="{number + 1}">下一页</a>' if number < 3 else ""
        site.put(path, f"<html>{links(f'{number}.txt')}{following}</html>")
        site.put(f"/list/{number}.txt", f"{number}")
    published(line, listing(site, pages={"next": "a.next"}))
    assert sources(looked(line), site) == ["/list/1.txt", "/list/2.txt", "/list/3.txt"]


@pytest.mark.parametrize("following", ["/list/", "2"])
def test_pages_that_go_round_in_a_circle_end(line: Line, site: Site, following: str):
    site.put("/list/", f"{links('1.txt')}<a class=next href='2'>下一页</a>")
    site.put("/list/2", f"{links('2.txt')}<a class=next href='{following}'>下一页</a>")
    for number in (1, 2):
        site.put(f"/list/{number}.txt", f"{number}")
    published(line, listing(site, pages={"next": "a.next", "most": 50}))
    assert len(looked(line)["sightings"]) == 2
    assert site.paths().count("/list/") == site.paths().count("/list/2") == 1


def test_pages_without_end_stop_at_the_most(line: Line, site: Site):
    for number in range(1, 9):
        path = "/list/" if number == 1 else f"/list/index_{number - 1}.html"
        site.put(path, links(f"{number}.txt"))
        site.put(f"/list/{number}.txt", f"{number}")
    pages = {"pattern": "index_{page}.html", "first": 1, "most": 4}
    published(line, listing(site, pages=pages))
    assert len(looked(line)["sightings"]) == 4


@pytest.mark.parametrize("last", ["404", "the first page again"])
def test_pages_by_number_end_where_there_is_nothing_new(line: Line, site: Site, last: str):
    site.put("/list/", links("1.txt"))
    site.put("/list/index_2.html", links("2.txt"))
    if last != "404":
        site.put("/list/index_3.html", links("1.txt"))
        site.put("/list/index_4.html", links("never.txt"))
    for number in (1, 2):
        site.put(f"/list/{number}.txt", f"{number}")
    published(line, listing(site, pages={"pattern": "index_{page}.html"}))
    found = looked(line)
    assert sources(found, site) == ["/list/1.txt", "/list/2.txt"]
    assert found["failures"] == []


def test_a_list_that_links_nothing_that_is_meant_is_said(line: Line, site: Site):
    site.put("/list/", "<a href='a'>其他</a>")
    published(line, listing(site))
    assert alarms(looked(line)) == ["links nothing that is meant"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body>维护中</body></html>", look._NO_LINKS),
        ("<html><form><input type='password'></form></html>", look._LOGIN),
        ("", look._NO_LINKS),
    ],
)
def test_a_list_that_links_nothing_any_more_is_an_alarm(
    line: Line, site: Site, page: str, reason: str
):
    site.put("/list/", links("a.txt"))
    site.put("/list/a.txt", "x")
    published(line, listing(site))
    looked(line)
    site.put("/list/", page)
    assert alarms(looked(line)) == [reason.rpartition(": ")[2]]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body>维护中</body></html>", look._NO_LINKS),
        ("<html><form><input type='password'></form></html>", look._LOGIN),
        ("", look._EMPTY),
    ],
)
def test_an_article_without_the_links_of_yesterday_is_an_alarm(
    line: Line, site: Site, page: str, reason: str
):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", f"<html>{links('a.txt')}</html>")
    site.put("/list/a.txt", "x")
    published(line, listing(site))
    assert sources(looked(line), site) == ["/list/a.txt"]
    site.put("/list/art.html", page)
    found = looked(line)
    assert found["sightings"] == []
    assert alarms(found) == [reason.rpartition(": ")[2]]


def test_an_article_whose_form_is_gone_is_an_alarm(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", FORM_PAGE.format(value=1, more=""))
    published(line, listing(site))
    looked(line)
    site.put("/list/art.html", "<html><body>您访问的页面不存在</body></html>")
    assert alarms(looked(line)) == [look._NO_FORM]


def test_an_article_that_has_not_changed_keeps_its_links(line: Line, site: Site):
    site.put("/list/", links("art.html"), ETag='"l"')
    site.put("/list/art.html", f"<html>{links('a.txt')}</html>", ETag='"p"')
    site.put("/list/a.txt", "x", ETag='"a"')
    published(line, listing(site))
    first, again = looked(line), looked(line)
    assert sources(first, site) == sources(again, site)
    assert again["unchanged"] == 1
    assert [path for path, headers in site.asked if "If-None-Match" in headers] == [
        "/list/",
        "/list/art.html",
        "/list/a.txt",
    ]


def test_a_changed_rule_reads_the_list_again(line: Line, site: Site):
    site.put("/list/", links("a.txt") + "<a href='b.txt'>决算</a>", ETag='"l"')
    for name in ("a.txt", "b.txt"):
        site.put(f"/list/{name}", name)
    published(line, listing(site))
    looked(line)
    published(line, listing(site, links="决算"))
    assert sources(looked(line), site) == ["/list/b.txt"]


def test_what_two_lists_link_is_fetched_once_for_both(line: Line, site: Site):
    site.put("/list/", links("a.txt"))
    site.put("/list/a.txt", "x")
    place = nansha({}, publishes=[listing(site)])
    line.place(place | {"publishes": [listing(site)], "fetching": {"delay": 0}})
    (found,) = looked(line)["sightings"]
    assert found.get("publishers") == "nansha,nansha/nansha_science"
    assert site.paths().count("/list/a.txt") == 1


def test_a_link_that_a_place_file_names_is_its_slots(line: Line, site: Site):
    site.put("/list/", links("a.txt"))
    site.put("/list/a.txt", "x")
    line.place(
        nansha({2023: f"{site.url}/list/a.txt"}, publishes=[listing(site)])
        | {"fetching": {"delay": 0}}
    )
    (found,) = looked(line)["sightings"]
    assert (found["slot_key"] is None, found.get("found_in")) == (False, None)


def test_a_list_that_leads_inside_is_not_followed(line: Line, site: Site):
    with bureau_site() as other:
        site.put("/list/", links(f"{other.url}/a.txt", "b.txt"))
        site.put("/list/b.txt", "x")
        published(line, listing(site))
        found = looked(line)
        assert other.asked == []
    assert sources(found, site) == ["/list/b.txt"]
    assert [one["kind"] for one in found["failures"]] == ["refused"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which all files have been left alone for a while."""
    now = time.time
    monkeypatch.setattr(folders.time, "time", lambda: now() + 60)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened."""
    names: list[str] = []
    copy = folders.copy_file

    def told(settings: Any, path: Path) -> Any:
        names.append(path.name)
        return copy(settings, path)

    monkeypatch.setattr(look, "copy_file", told)
    return names


@pytest.mark.usefixtures("later")
def test_files_that_did_not_change_are_not_opened(line: Line, opened: list[str]):
    line.write("a.txt", "one")
    line.write("b.txt", "two")
    line.place(nansha({2023: "a.txt"}))
    looked(line)
    assert sorted(opened) == ["a.txt", "b.txt"]
    opened.clear()
    assert (looked(line)["unchanged"], opened) == (2, [])
    line.write("a.txt", "ONE")  # as long as before
    assert (looked(line)["unchanged"], opened) == (1, ["a.txt"])


def test_a_file_that_changed_just_now_is_opened_again(line: Line, opened: list[str]):
    line.write("a.txt", "one")
    line.place(nansha({2023: "a.txt"}))
    looked(line)
    looked(line)
    assert opened == ["a.txt", "a.txt"]


@pytest.mark.usefixtures("later")
def test_a_file_that_is_empty_now_is_an_alarm(line: Line):
    line.write("a.txt", "one")
    line.place(nansha({2023: "a.txt"}))
    looked(line)
    line.write("a.txt", "")
    assert alarms(looked(line)) == [look._EMPTY.rpartition(": ")[2]]


def test_a_folder_is_looked_through_as_its_pattern_says(line: Line, tmp_path: Path):
    shared = tmp_path / "shared"
    for name in ("a.pdf", "sub/b.pdf", "c.txt", ".d.pdf", "~$e.pdf", "f.pdf.part"):
        (shared / name).parent.mkdir(parents=True, exist_ok=True)
        (shared / name).write_text(name)
    (tmp_path / "secret.pdf").write_text("secret")
    (shared / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    published(line, {"folder": str(shared), "files": "**/*.pdf"})
    found = [row["source_uri"] for row in looked(line)["sightings"]]
    assert found == [f"file://{shared}/{name}" for name in ("a.pdf", "sub/b.pdf")]
    published(line, {"folder": str(shared), "files": "*.pdf"})
    assert len(looked(line)["sightings"]) == 1


def test_a_folder_that_is_empty_now_is_an_alarm(line: Line, tmp_path: Path):
    shared = tmp_path / "shared"
    shared.mkdir()
    published(line, {"folder": str(shared)})
    assert looked(line)["failures"] == []  # nothing yet
    (shared / "a.pdf").write_text("x")
    looked(line)
    (shared / "a.pdf").unlink()
    assert alarms(looked(line)) == [look._NO_FILES]
    shared.rmdir()
    assert alarms(looked(line)) == ["not found"]


def test_what_is_dropped_is_found(line: Line):
    published(line)
    line.settings.dropped.mkdir(parents=True)
    (line.settings.dropped / "a.pdf").write_text("x")
    (found,) = looked(line)["sightings"]
    assert (found["source_uri"], found.get("found_in")) == ("inbox://a.pdf", "inbox")
    assert collect(line.settings, line.registry, "nansha", None, AS_OF)["checked"] == 0


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of a server that speaks S3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    S3FileSystem.clear_instance_cache()  # those of another server
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3").create_bucket(Bucket="绩效".encode().hex())
    yield made
    server.stop()


def test_a_prefix_of_an_object_store_is_looked_through(
    line: Line, bucket: Any, monkeypatch: pytest.MonkeyPatch
):
    for key in ("kjj/a.pdf", "kjj/sub/目标 表.pdf", "kjj/b.txt", "other/c.pdf", "kjj/empty/"):
        bucket.put_object(Key=key, Body=b"" if key.endswith("/") else key.encode())
    root = f"s3://{bucket.name}"
    published(line, {"folder": f"{root}/kjj", "files": "**/*.pdf"})
    found = looked(line)
    assert found["failures"] == []
    assert [row["source_uri"] for row in found["sightings"]] == [
        f"{root}/kjj/a.pdf",
        f"{root}/kjj/sub/目标 表.pdf",
    ]
    line.run()
    read: list[str] = []
    copy = look.copy_object
    monkeypatch.setattr(look, "copy_object", lambda s, uri: read.append(uri) or copy(s, uri))
    quiet = looked(line)
    assert (quiet["unchanged"], quiet["sightings"], read) == (2, [], [])
    bucket.put_object(Key="kjj/a.pdf", Body=b"KJJ/A.PDF")
    assert [row["source_uri"] for row in looked(line)["sightings"]] == [f"{root}/kjj/a.pdf"]
    assert read == [f"{root}/kjj/a.pdf"]


def test_an_object_that_a_place_file_names_is_fetched_when_it_changes(line: Line, bucket: Any):
    source = f"s3://{bucket.name}/a.pdf"
    line.place(nansha({2023: source}))
    assert [one["kind"] for one in looked(line)["failures"]] == ["not_reached"]
    bucket.put_object(Key="a.pdf", Body=b"one")
    assert len(looked(line)["sightings"]) == 1
    assert looked(line)["unchanged"] == 1
    bucket.Object("a.pdf").delete()
    assert alarms(looked(line)) == ["not found"]


def test_a_form_page_that_left_the_archive_is_fetched_again(line: Line, site: Site):
    site.put("/list/", links("art.html"))
    site.put("/list/art.html", FORM_PAGE.format(value=1, more=links("a.pdf")), ETag='"p"')
    site.put("/list/a.pdf", b"%PDF")
    published(line, listing(site))
    page = next(row for row in looked(line)["sightings"] if row["file_name"] == "art.html")
    path = archived(line.settings.archive, page["document_id"])
    path.unlink()
    looked(line)
    assert path.exists()
