"""Tell a night to whom the settings name: by mail, and to a webhook.

What goes wrong is one line without the address, which may hold a secret.
"""

from __future__ import annotations

import base64
import hmac
import json
import smtplib
import ssl
import time
from email.message import EmailMessage
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import Request, urlopen

import yaml

from ingest.notify.render import html, subject, text

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ingest.notify.night import Night
    from ingest.settings import Settings

SECONDS = 30
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotToldError(Exception):
    """A message that did not arrive. The message is one line for people."""


class _RefusedError(ValueError):
    """What a setting or a receiver says of itself, without a secret."""


def send(settings: Settings, night: Night) -> list[str]:
    """Tell a night to all that are to be told; how.

    A quiet night is told only where the settings want it. All are tried before NotToldError is
    raised.
    """
    if night.is_quiet and not settings.notify_unchanged:
        return []
    told, failed = [], []
    for name, is_set, tell in (
        ("mail", settings.smtp and settings.mail_to, _mail),
        ("webhook", settings.webhook, _post),
    ):
        try:
            if is_set:
                tell(settings, night)
                told.append(name)
        except (OSError, smtplib.SMTPException, HTTPException, ValueError) as error:
            failed.append(f"{name}: {_reason(error)}")
    if failed:
        raise NotToldError("; ".join(failed))
    return told


def _mail(settings: Settings, night: Night) -> None:
    assert settings.smtp
    server = urlsplit(settings.smtp.get_secret_value())
    if server.scheme not in _PORTS:
        raise _RefusedError(f"JIXIAO_SMTP begins with none of {', '.join(_PORTS)}")
    message = EmailMessage()
    message["Subject"] = subject(night)
    message["From"] = settings.mail_from
    message["To"] = settings.mail_to
    message.set_content(text(night))
    message.add_alternative(html(night), subtype="html")
    host, port = server.hostname or "localhost", server.port or _PORTS[server.scheme]
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if server.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=SECONDS)
    ) as client:
        if server.scheme == "smtp+starttls":
            client.starttls(context=context)
        if server.username:
            client.login(unquote(server.username), unquote(server.password or ""))
        client.send_message(message)


def _post(settings: Settings, night: Night) -> None:
    assert settings.webhook
    address = settings.webhook.get_secret_value()
    if urlsplit(address).scheme not in ("http", "https"):
        raise _RefusedError("JIXIAO_WEBHOOK begins with none of http, https")
    shape = _shapes().get(settings.webhook_shape)
    if shape is None and settings.webhook_shape != "json":
        raise _RefusedError(f"JIXIAO_WEBHOOK_SHAPE is none of json, {', '.join(_shapes())}")
    if shape:
        body = _filled(shape["body"], _short(text(night), shape["most_bytes"]))
    else:
        body = night.model_dump(mode="json") | {"subject": subject(night), "text": text(night)}
    if settings.webhook_secret:
        address, body = _signed(shape or {}, address, body, settings.webhook_secret)
    request = Request(  # noqa: S310 (http or https)
        address,
        json.dumps(body, ensure_ascii=False).encode(),
        {"Content-Type": "application/json; charset=utf-8"},
    )
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        said = answer.read(65536)
    if shape and (refused := json.loads(said).get(shape["refused"])):
        raise _RefusedError(f"the receiver refused it with code {refused}")


def _signed(
    shape: dict[str, Any], address: str, body: dict[str, Any], secret: SecretStr
) -> tuple[str, dict[str, Any]]:
    """Address and body with what shows that we know the robot's secret."""
    if "signed" not in shape:
        raise _RefusedError("JIXIAO_WEBHOOK_SECRET is set, but receivers of this shape take none")
    how = shape["signed"]
    known = {
        "timestamp": str(int(time.time() * how["per_second"])),
        "secret": secret.get_secret_value(),
    }
    key, message = (how[part].format(**known).encode() for part in ("key", "message"))
    sign = base64.b64encode(hmac.digest(key, message, "sha256")).decode()
    said = {"timestamp": known["timestamp"], "sign": sign}
    if how["in"] == "body":
        return address, body | said
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(said))))
    return parts._replace(query=query).geturl(), body


@cache
def _shapes() -> Any:
    return yaml.safe_load(Path(__file__).with_name("webhooks.yml").read_text(encoding="utf-8"))


def _filled(body: Any, message: str) -> Any:
    """A body with the message in place of ``$text``."""
    if isinstance(body, dict):
        return {key: _filled(part, message) for key, part in body.items()}
    return message if body == "$text" else body


def _short(message: str, most_bytes: int) -> str:
    """A message of at most so many bytes, in which nothing mentions anybody (`<at …>`)."""
    plain = message.replace("<", "＜").encode()
    if len(plain) <= most_bytes:
        return plain.decode()
    return plain[: most_bytes - len("…".encode())].decode(errors="ignore") + "…"


def _reason(error: Exception) -> str:
    """Why, in one line, without what a server repeats of us."""
    if isinstance(error, HTTPError):
        return f"HTTP status {error.code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, OSError):
        inner = getattr(error, "reason", error)
        return inner.strerror or type(inner).__name__ if isinstance(inner, OSError) else "no answer"
    return str(error) if isinstance(error, _RefusedError) else type(error).__name__
