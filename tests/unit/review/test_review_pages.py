"""The pages, and what their forms write."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from ingest import decisions
from ingest.decisions import Review, append_reviews
from ingest.review.app import make_app
from ingest.review.desk import AS_PRINTED, Desk
from tests.unit.review.small_queue import small_queue, written

PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"
REVIEWS, ALIASES = "reviewed_figures.csv", "indicator_aliases.csv"


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    settings = small_queue(tmp_path)
    ids = [{"document_id": path.name} for path in settings.archive.glob("*/*")]
    monkeypatch.setattr(decisions, "query", lambda *_arguments: ids)
    return Desk(settings, by="王芳")


@pytest.fixture
def browser(desk) -> TestClient:
    app = make_app(desk, token="token", port=PORT)
    client = TestClient(app, base_url=OWN, headers={"Origin": OWN})
    assert client.get("/?token=token").status_code == 200
    return client


def key(desk: Desk, label: str) -> str:
    (found,) = [item.key for item in desk.queue().items.values() if label in item.label]
    return found


def test_the_list_shows_what_waits_and_how_far_it_is(browser, desk):
    append_lapsed(desk)
    page = browser.get("/").text
    assert "<b>0</b> / 7" in page
    order = re.findall(r'<th scope="row">.*?<a href="[^"]+">([^<]+)</a>', page)
    assert order[:3] == ["高新技术企业认定数", "申报数量", "重点任务"]
    assert "重点</span>" in page


def test_filters_leave_out_the_others(browser):
    assert "<b>0</b> / 1" in browser.get("/?flagship=1").text
    assert "<b>0</b> / 4" in browser.get("/?kind=doubt").text
    assert "<b>0</b> / 2" in browser.get("/?department=bureau&kind=doubt").text
    assert "<b>0</b> / 0" in browser.get("/?district=nowhere").text


def test_what_documents_say_is_text(browser, desk):
    for page in (browser.get("/"), browser.get(f"/item/{key(desk, '科技馆')}")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "onclick" not in page.text and "style=" not in page.text


def test_a_figure_is_marked_where_it_is_printed(browser, desk):
    first = key(desk, "认定数")
    page = browser.get(f"/item/{first}").text
    assert f'data-now="i{first}"' in page
    assert re.search(rf'<span id="i{first}"><a class="m" href="#r-i{first}">4000</a>', page)
    assert "≥4,000 <small>家</small>" in page
    assert "全文其余 1 处" in page


def test_confirming_writes_one_row_and_goes_on(browser, desk):
    answer = browser.post(f"/item/{key(desk, '认定数')}", data={"decision": "confirm"})
    assert answer.url.path == f"/item/{key(desk, '申报')}"
    assert "已确认：高新技术企业认定数" in answer.text
    (row,) = written(desk.settings, REVIEWS)
    assert (row["decision"], row["value"], row["was_read"]) == ("confirm", "", "4000")
    assert (row["reason"], row["by"], row["field"]) == (AS_PRINTED, "王芳", "value")
    assert "已确认</span>" in browser.get(f"/item/{key(desk, '认定数')}").text


def test_correcting_reads_what_is_typed(browser, desk):
    form = {"decision": "correct", "value": "≥4,800家", "reason": "扫描模糊", "by": "李明"}
    browser.post(f"/item/{key(desk, '申报')}", data=form)
    (row,) = written(desk.settings, REVIEWS)
    assert (row["decision"], row["value"], row["by"]) == ("correct", "4800", "李明")
    assert desk.by == "李明"


def test_a_correction_of_the_sign_alone_confirms_the_number(browser, desk):
    form = {"decision": "correct", "value": ">4500家", "reason": "符号"}
    browser.post(f"/item/{key(desk, '申报')}", data=form)
    number, sign = written(desk.settings, REVIEWS)
    assert (number["field"], number["decision"], number["value"]) == ("value", "confirm", "")
    assert (sign["field"], sign["was_read"], sign["value"]) == ("operator", ">=", ">")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("许多家", "读不出一个数"),
        ("3家或4家", "读不出一个数"),
        ("", "请填原文印的内容"),
        ("4500", "is what was read"),
    ],
)
def test_what_is_no_figure_is_refused_in_one_line(browser, desk, value, said):
    form = {"decision": "correct", "value": value, "reason": "看不清"}
    answer = browser.post(f"/item/{key(desk, '申报')}", data=form)
    assert answer.status_code == 422
    (line,) = re.findall(r'<p id="said" class="said bad"[^>]*>([^<]*)</p>', answer.text)
    assert said in html.unescape(line)
    assert 'value="看不清"' in answer.text
    assert written(desk.settings, REVIEWS) == []


@pytest.mark.parametrize("decision", ["correct", "misprint"])
def test_a_reason_is_needed_where_the_print_is_not_simply_right(browser, desk, decision):
    where = f"/item/{key(desk, '申报')}"
    value = {"value": "4800"} if decision == "correct" else {}
    refused = browser.post(where, data={"decision": decision, "reason": " "} | value)
    assert refused.status_code == 422
    assert "reason" in refused.text
    browser.post(where, data={"decision": decision, "reason": "原件如此"} | value)
    (row,) = written(desk.settings, REVIEWS)
    assert (row["decision"], row["reason"]) == (decision, "原件如此")


def test_nobody_decides_without_a_name(browser, desk):
    desk.by = ""
    where = f"/item/{key(desk, '申报')}"
    assert "请填复核人" in browser.post(where, data={"decision": "confirm"}).text
    assert written(desk.settings, REVIEWS) == []
    browser.post(where, data={"decision": "confirm", "by": "李明"})
    assert written(desk.settings, REVIEWS)[0]["by"] == "李明"


def test_nobody_decides_twice(browser, desk):
    where = f"/item/{key(desk, '申报')}"
    browser.post(where, data={"decision": "confirm"})
    again = browser.post(where, data={"decision": "misprint", "reason": "不"})
    assert again.status_code == 422
    assert "decided already" in again.text


def test_a_page_is_confirmed_at_once_as_it_was_shown(browser, desk):
    first, second = key(desk, "认定数"), key(desk, "申报")
    asked = browser.get(f"/item/{first}").text
    assert re.findall(r'name="keys" value="(\w+)"', asked) == [first, second]
    elsewhere = key(desk, "项目支出")
    answer = browser.post(f"/page/{first}", data={"keys": [first, second, elsewhere]})
    assert "已确认 2 处" in answer.text
    assert [row["figure_key"] for row in written(desk.settings, REVIEWS)] == ["v1", "v2"]
    nothing = browser.post(f"/page/{first}", data={"keys": [first]})
    assert nothing.status_code == 422


def test_the_last_decision_is_taken_back(browser, desk):
    first = key(desk, "认定数")
    browser.post(f"/page/{first}", data={"keys": [first, key(desk, "申报")]})
    browser.post(f"/item/{key(desk, '项目支出')}", data={"decision": "confirm"})
    answer = browser.post("/undo")
    assert answer.url.path == f"/item/{key(desk, '项目支出')}"
    assert len(written(desk.settings, REVIEWS)) == 2
    assert browser.post("/undo").url.path == f"/item/{first}"
    assert written(desk.settings, REVIEWS) == []
    assert "没有可撤回的" in browser.post("/undo").text


def test_a_label_takes_the_nearest_indicator(browser, desk):
    label = key(desk, "科技馆")
    page = browser.get(f"/item/{label}").text
    assert "科技馆数" in page and "越高越好" in page
    browser.post(f"/label/{label}", data={"indicator_key": "high_tech_enterprises"})
    (row,) = written(desk.settings, ALIASES)
    assert (row["phrase"], row["statistic"]) == ("<script>alert(1)</script> 科技馆", "stock")
    assert "已归并 high_tech_enterprises" in browser.get(f"/item/{label}").text
    browser.post("/undo")
    assert written(desk.settings, ALIASES) == []


def test_a_label_may_be_left_or_be_of_no_known_indicator(browser, desk):
    label = key(desk, "科技馆")
    unknown = browser.post(f"/label/{label}", data={"indicator_key": "no_such"})
    assert "has no indicator no_such" in unknown.text
    browser.post(f"/label/{label}", data={"decision": "leave"})
    (row,) = written(desk.settings, ALIASES)
    assert row["indicator_key"] == ""


def test_a_label_makes_a_new_indicator(browser, desk):
    label = key(desk, "科技馆")
    new = {
        "decision": "new",
        "indicator_key": "science_museums",
        "name_zh": "科技馆座数",
        "name_en": "Science museums",
        "statistic": "stock",
        "direction": "higher",
    }
    refused = browser.post(f"/label/{label}", data=new | {"unit": "尺"})
    assert "units.csv has no unit 尺" in refused.text
    assert 'value="science_museums"' in refused.text
    browser.post(f"/label/{label}", data=new | {"context": "公共"})
    (added,) = written(desk.settings, "indicator_catalogue.csv")
    (alias,) = written(desk.settings, ALIASES)
    assert (added["indicator_key"], added["unit"]) == ("science_museums", "")
    assert (alias["indicator_key"], alias["context"]) == ("science_museums", "公共")


def test_an_alias_of_other_rows_settles_nothing(browser, desk):
    label = key(desk, "科技馆")
    chosen = {"indicator_key": "high_tech_enterprises", "context": "教育"}
    browser.post(f"/label/{label}", data=chosen)
    assert label not in desk.settled()


def test_a_check_without_a_figure_is_waived_with_a_reason(browser, desk):
    check = key(desk, "重点任务")
    assert "任务之和等于支出" in browser.get(f"/item/{check}").text
    assert browser.post(f"/waive/{check}", data={"reason": ""}).status_code == 422
    browser.post(f"/waive/{check}", data={"reason": "原件如此"})
    (row,) = written(desk.settings, "reconciliation_waivers.csv")
    assert (row["rule_key"], row["reason"]) == ("tasks_against_spending", "原件如此")
    assert desk.settled()[check].how == "waive"


def append_lapsed(desk: Desk) -> None:
    (item,) = [item for item in desk.queue().items.values() if item.kind == "lapsed"]
    told = {name: getattr(item, name) for name in decisions.REVIEWED}
    append_reviews(desk.settings, [Review(**told, decision="confirm", reason="是", by="李明")])


def test_a_decision_that_lapsed_is_removed(browser, desk):
    append_lapsed(desk)
    lapsed = key(desk, "旧数")
    assert "现读作 8" in browser.get(f"/item/{lapsed}").text
    assert lapsed not in desk.settled()
    browser.post(f"/drop/{lapsed}")
    assert written(desk.settings, REVIEWS) == []
    assert lapsed in desk.settled()


def test_a_page_is_drawn_where_the_queue_names_it(browser, desk):
    page = browser.get(f"/item/{key(desk, '项目支出')}").text
    (picture,) = re.findall(r'<img src="([^"]+)"', page)
    drawn = browser.get(picture)
    assert drawn.headers["content-type"] == "image/webp"
    assert drawn.content.startswith(b"RIFF")
    assert browser.get(picture.replace("-1.webp", "-2.webp")).status_code == 404
    assert browser.get("/picture/..%2F..%2Fetc-1.webp").status_code == 404


def test_what_cannot_be_drawn_says_so_and_can_be_decided(browser, desk):
    broken = key(desk, "基本支出")
    page = browser.get(f"/item/{broken}")
    assert page.status_code == 200
    assert '<p class="note">' in page.text and "<img" not in page.text
    browser.post(f"/item/{broken}", data={"decision": "confirm"})
    assert len(written(desk.settings, REVIEWS)) == 1


def test_who_is_done_is_told_what_publishes(browser, desk):
    for item in desk.queue().items.values():
        if item.kind == "doubt":
            answer = browser.post(f"/item/{item.key}?kind=doubt", data={"decision": "confirm"})
    assert answer.url.path == "/"
    assert "都已处理完" in answer.text and "make refresh" in answer.text


def test_another_publication_is_seen_at_once(browser, desk):
    before = desk.queue()
    small_queue(desk.settings.home, publication_id="20260102T000000000000Z")
    assert browser.get("/").status_code == 200
    assert desk.queue() is not before


def test_without_a_publication_there_is_one_line(browser, desk):
    (desk.settings.published / "current").unlink()
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "make refresh" in answer.text


def test_an_item_is_decided_in_its_own_way_alone(browser, desk):
    append_lapsed(desk)
    ways = {
        "/item": {"decision": "confirm"},
        "/page": {},
        "/label": {"decision": "leave"},
        "/waive": {"reason": "原件如此"},
        "/drop": {},
    }
    own = {"figure": {"/item", "/page"}, "uncatalogued": {"/label"}, "check": {"/waive"}}
    for item in desk.queue().items.values():
        for way in ways.keys() - own.get(item.way, {"/drop"}):
            assert browser.post(f"{way}/{item.key}", data=ways[way]).status_code == 404
    assert len(written(desk.settings, REVIEWS)) == 1


def test_nothing_else_is_served(browser):
    for path in (
        "/docs",
        "/openapi.json",
        "/item/none",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ):
        assert browser.get(path).status_code == 404
