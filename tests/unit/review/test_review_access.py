"""Who may ask: each rule with a request that passes and one that does not."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request  # noqa: TC002
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ingest.review.access import MOST_BYTES, Access

PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"
TOKEN = "the-secret"


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.url.query}|{len(await request.body())}")


def client(base_url: str = OWN) -> TestClient:
    routes = [Route("/{path:path}", echo, methods=["GET", "POST"])]
    app = Access(Starlette(routes=routes), token=TOKEN, port=PORT)
    return TestClient(app, base_url=base_url, follow_redirects=False)


@pytest.fixture
def known() -> TestClient:
    """A browser that opened the printed address."""
    browser = client()
    assert browser.get("/", params={"token": TOKEN}).status_code == 303
    return browser


def test_the_token_becomes_a_cookie_and_leaves_the_address():
    browser = client()
    answer = browser.get("/item/3", params={"kind": "doubt", "token": TOKEN})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/item/3?kind=doubt"
    cookie = answer.headers["set-cookie"]
    assert TOKEN not in cookie
    assert re.match(rf"jixiao_review_{PORT}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=strict", cookie)
    assert browser.get("/item/3").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=wrong", f"?token={TOKEN}x", f"?token=wrong&token={TOKEN}"]
)
def test_who_knows_no_token_sees_one_plain_page(query):
    answer = client().get(f"/{query}")
    assert answer.status_code == 403
    assert "jixiao review" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_wrong_token_is_refused_even_with_the_cookie(known):
    assert known.get("/").status_code == 200
    assert known.get("/?token=wrong").status_code == 403


def test_the_cookie_of_another_sitting_is_none(known):
    (name, value), *_ = known.cookies.items()
    assert client().get("/", headers={"Cookie": f"{name}={value}"}).status_code == 403
    assert known.get("/", headers={"Cookie": f"{name}={value}x"}).status_code == 403


def test_a_token_only_opens_pages():
    answer = client().post("/", params={"token": TOKEN}, headers={"Origin": OWN})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example"])
def test_the_redirect_stays_here(path):
    answer = client().get(f"{OWN}{path}", params={"token": TOKEN})
    assert re.match(r"/(?![/\\])", answer.headers["location"])


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_this_machine_has_these_names(host):
    assert client().get("/", params={"token": TOKEN}, headers={"Host": host}).status_code == 303


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", f"127.0.0.1.evil:{PORT}"],
)
def test_a_name_that_resolves_here_is_none_of_them(known, host):
    """DNS rebinding."""
    assert known.get("/", headers={"Host": host}).status_code == 403
    assert client().get("/", params={"token": TOKEN}, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("more", [{}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_pages_decide(known, more):
    assert known.post("/", headers={"Origin": OWN} | more).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Origin": "http://127.0.0.1:8888"},
        {"Origin": OWN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": OWN, "Sec-Fetch-Site": "same-site"},
        {"Origin": OWN, "Sec-Fetch-Site": "none"},
    ],
)
def test_other_pages_do_not(known, headers):
    answer = known.post("/", headers=headers)
    assert answer.status_code == 403
    assert "Origin" in answer.text or "origin" in answer.text


def test_other_methods_need_the_origin_as_well(known):
    assert known.delete("/").status_code == 403


def test_a_body_has_its_bounds(known):
    fits = known.post("/", content=b"x" * MOST_BYTES, headers={"Origin": OWN})
    assert fits.text == f"|{MOST_BYTES}"
    beyond = known.post("/", content=b"x" * (MOST_BYTES + 1), headers={"Origin": OWN})
    assert beyond.status_code == 413


def test_a_body_that_does_not_say_its_size_has_them_too(known):
    def chunks():
        for _ in range(9):
            yield b"x" * (MOST_BYTES // 8)

    assert known.post("/", content=chunks(), headers={"Origin": OWN}).status_code == 413


@pytest.mark.parametrize("query", ["", f"?token={TOKEN}", "?token=wrong"])
def test_every_answer_says_what_may_be_loaded(query):
    headers = client().get(f"/{query}").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
