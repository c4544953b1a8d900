"""Telling: real mails and posts on loopback, in the shape that each receiver takes."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from airflow.triggers.callback import CallbackTrigger
from pydantic import SecretStr

from ingest.notify.night import Night, ToDo
from ingest.notify.notifier import NightNotifier
from ingest.notify.send import NotToldError, send
from ingest.settings import Settings
from ingest.settings import settings as settings_here
from tests.unit.receivers import free_port, http_server, mail_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.unit.receivers import Received

NIGHT = Night(
    run_id="n1",
    outcome="failed",
    why="build: 模型 <at user_id=all> failed",
    to_do=[ToDo(what="看看 look", command="jixiao status")],
)
SCHEDULED = {"run_id": "scheduled__2026-11-22", "reason": "task_failure"}


@pytest.fixture
def mail() -> Iterator[Received]:
    with mail_server() as received:
        yield received


@pytest.fixture
def webhook() -> Iterator[Received]:
    with http_server() as received:
        yield received


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mail: Received, webhook: Received
) -> Iterator[pytest.MonkeyPatch]:
    """The settings as Airflow's processes have them."""
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path))
    monkeypatch.setenv("JIXIAO_SMTP", mail.url)
    monkeypatch.setenv("JIXIAO_MAIL_TO", "li@example.org")
    monkeypatch.setenv("JIXIAO_WEBHOOK", webhook.url)
    monkeypatch.delenv("JIXIAO_RUN_ID", raising=False)
    settings_here.cache_clear()
    yield monkeypatch
    settings_here.cache_clear()


def to(tmp_path: Path, **more: object) -> Settings:
    return Settings(home=tmp_path, **more)


def test_a_mail_has_text_and_html(tmp_path: Path, mail: Received) -> None:
    several = "li@example.org, wang@example.org"
    assert send(to(tmp_path, smtp=mail.url, mail_to=several), NIGHT) == ["mail"]
    (message,) = mail.mails
    assert message["Subject"] == "绩效 jixiao: 失败 FAILED · 未发布 not published"
    assert [address.addr_spec for address in message["To"].addresses] == several.split(", ")
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "build: 模型 <at user_id=all> failed" in text
    assert "$ jixiao status" in text
    assert "<code>jixiao status</code>" in html
    assert "&lt;at user_id=all&gt;" in html


def test_a_mail_server_may_want_a_password(tmp_path: Path) -> None:
    with mail_server(password="p@ss/word") as received:
        address = received.url.replace("//", "//li:p%40ss%2Fword@")
        assert send(to(tmp_path, smtp=address, mail_to="li@example.org"), NIGHT) == ["mail"]
        assert received.logins == [(b"li", b"p@ss/word")]
        wrong = received.url.replace("//", "//li:secret@")
        with pytest.raises(NotToldError, match="mail: SMTPAuthenticationError 535") as told:
            send(to(tmp_path, smtp=wrong, mail_to="li@example.org"), NIGHT)
        assert "secret" not in str(told.value)


def test_a_webhook_gets_all_as_json(tmp_path: Path, webhook: Received) -> None:
    assert send(to(tmp_path, webhook=webhook.url), NIGHT) == ["webhook"]
    (body,) = webhook.posts
    assert (body["outcome"], body["run_id"]) == ("failed", "n1")
    assert body["subject"].startswith("绩效 jixiao")
    assert body["to_do"] == [{"what": "看看 look", "command": "jixiao status"}]


@pytest.mark.parametrize(
    ("shape", "path", "code"),
    [
        ("wecom", ("text", "content"), "errcode"),
        ("dingtalk", ("text", "content"), "errcode"),
        ("feishu", ("content", "text"), "code"),
    ],
)
def test_a_robot_gets_the_text_in_its_shape_and_may_refuse_it(
    tmp_path: Path, webhook: Received, shape: str, path: tuple[str, str], code: str
) -> None:
    robot = to(tmp_path, webhook=webhook.url, webhook_shape=shape)
    webhook.answer = {code: 0}
    assert send(robot, NIGHT) == ["webhook"]
    body = webhook.posts[0]
    said = body[path[0]][path[1]]
    assert said.startswith("绩效 jixiao: 失败")
    assert "＜at user_id=all>" in said
    assert body.get("msgtype", body.get("msg_type")) == "text"
    webhook.answer = {code: 93000}
    with pytest.raises(NotToldError, match="webhook: the receiver refused it with code 93000"):
        send(robot, NIGHT)


def hmac_sha256(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), "sha256").digest()).decode()


def dingtalk_knows(received: Received, secret: str) -> bool:
    """As its documentation has it: the time in milliseconds, beside the token in the address."""
    said = parse_qs(urlsplit(received.asked[-1]).query)
    (timestamp,), (sign,) = said["timestamp"], said["sign"]
    assert said["key"] == ["secret-token"]
    assert abs(int(timestamp) / 1000 - time.time()) < 3600
    return sign == hmac_sha256(secret, f"{timestamp}\n{secret}")


def feishu_knows(received: Received, secret: str) -> bool:
    """As its documentation has it: the time in seconds, in the body; nothing is the message."""
    body = received.posts[-1]
    assert abs(int(body["timestamp"]) - time.time()) < 3600
    return body["sign"] == hmac_sha256(f"{body['timestamp']}\n{secret}", "")


@pytest.mark.parametrize(
    ("shape", "knows"), [("dingtalk", dingtalk_knows), ("feishu", feishu_knows)]
)
def test_a_robot_may_want_to_be_signed(
    tmp_path: Path, webhook: Received, shape: str, knows: Callable[[Received, str], bool]
) -> None:
    robot = to(tmp_path, webhook=webhook.url, webhook_shape=shape, webhook_secret="SEC+/=密")
    assert send(robot, NIGHT) == ["webhook"]
    assert knows(webhook, "SEC+/=密")
    assert not knows(webhook, "SEC of another")
    assert "SEC" not in json.dumps(webhook.posts) + "".join(webhook.asked)
    assert robot.hidden("SEC+/=密") == "***"


def test_a_robot_without_a_secret_is_not_signed(tmp_path: Path, webhook: Received) -> None:
    send(to(tmp_path, webhook=webhook.url, webhook_shape="feishu"), NIGHT)
    assert "sign" not in webhook.posts[0]


@pytest.mark.parametrize("shape", ["wecom", "json"])
def test_a_secret_for_who_takes_none_is_told(tmp_path: Path, webhook: Received, shape: str) -> None:
    robot = to(tmp_path, webhook=webhook.url, webhook_shape=shape, webhook_secret="SEC")
    with pytest.raises(NotToldError, match="JIXIAO_WEBHOOK_SECRET is set, but"):
        send(robot, NIGHT)
    assert webhook.posts == []


def test_a_long_text_is_cut_to_what_a_robot_takes(tmp_path: Path, webhook: Received) -> None:
    webhook.answer = {"errcode": 0}
    long = NIGHT.model_copy(update={"why": "长" * 5000})
    send(to(tmp_path, webhook=webhook.url, webhook_shape="wecom"), long)
    said = webhook.posts[0]["text"]["content"]
    assert len(said.encode()) <= 2048
    assert said.endswith("长…")


def test_a_receiver_that_fails_does_not_keep_it_from_the_others_nor_tell_secrets(
    tmp_path: Path, mail: Received, webhook: Received
) -> None:
    webhook.status = 500
    both = to(tmp_path, smtp=mail.url, mail_to="li@example.org", webhook=webhook.url)
    with pytest.raises(NotToldError, match=r"^webhook: HTTP status 500$"):
        send(both, NIGHT)
    assert len(mail.mails) == 1
    nowhere = f"smtp://li:secret@127.0.0.1:{free_port()}"
    both.smtp, webhook.status = SecretStr(nowhere), 200
    with pytest.raises(NotToldError, match=r"^mail: Connection refused$"):
        send(both, NIGHT)
    assert len(webhook.posts) == 2


def test_nobody_set_is_nobody_told_and_quiet_nights_may_be_left_out(
    tmp_path: Path, webhook: Received
) -> None:
    quiet = Night(run_id="n1", outcome="unchanged")
    assert send(to(tmp_path), NIGHT) == []
    assert send(to(tmp_path, webhook=webhook.url), quiet) == ["webhook"]
    sparing = to(tmp_path, webhook=webhook.url, notify_unchanged=False)
    assert send(sparing, quiet) == []
    assert send(sparing, NIGHT) == ["webhook"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"smtp": "file:///secret", "mail_to": "li@example.org"}, "JIXIAO_SMTP begins with none"),
        ({"webhook": "file:///secret"}, "JIXIAO_WEBHOOK begins with none of http, https"),
        ({"webhook": "http:// /secret"}, "webhook: InvalidURL"),
        (
            {"webhook": "http://127.0.0.1/secret", "webhook_shape": "slack"},
            "JIXIAO_WEBHOOK_SHAPE is none of json, wecom",
        ),
    ],
)
def test_a_setting_that_is_wrong_is_told_without_repeating_it(
    tmp_path: Path, wrong: dict[str, str], why: str
) -> None:
    with pytest.raises(NotToldError, match=why) as told:
        send(to(tmp_path, **wrong), NIGHT)
    assert "secret" not in str(told.value)


@pytest.mark.usefixtures("environment")
def test_a_scheduled_night_is_told_and_a_run_by_hand_only_when_asked(
    mail: Received, webhook: Received
) -> None:
    NightNotifier(failed=True)(dict(SCHEDULED))
    assert len(mail.mails) == len(webhook.posts) == 1
    by_hand = {"run_id": "manual__2026-11-22", "dag_run": SimpleNamespace(conf={})}
    NightNotifier()(dict(by_hand))
    assert len(webhook.posts) == 1
    NightNotifier()(by_hand | {"dag_run": SimpleNamespace(conf={"notify": True})})
    assert len(webhook.posts) == 2


def test_what_cannot_be_told_is_a_line_in_the_log_and_no_error(
    environment: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, webhook: Received
) -> None:
    environment.setenv("JIXIAO_SMTP", f"smtp://li:secret@127.0.0.1:{free_port()}")
    with caplog.at_level(logging.INFO, "airflow.task"):
        NightNotifier(failed=True)(dict(SCHEDULED))
    assert "night not told: mail: Connection refused" in caplog.messages
    assert "secret" not in caplog.text
    assert len(webhook.posts) == 1


@pytest.mark.usefixtures("environment")
def test_a_missed_deadline_is_told_from_the_triggerer(webhook: Received) -> None:
    context = {"dag_run": {"dag_run_id": "scheduled__2026-11-22", "conf": {}}, "deadline": {}}
    trigger = CallbackTrigger(
        "ingest.notify.notifier.NightNotifier", {"late": True, "context": context}
    )

    async def events() -> list[str]:
        return [event.payload["state"] async for event in trigger.run()]

    assert asyncio.run(events()) == ["running", "success"]
    assert [(post["outcome"], post["why"]) for post in webhook.posts] == [
        ("late", "it has not begun")
    ]
