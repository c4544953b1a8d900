"""What docker-compose.yml says of a service, as Compose would read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_VARIABLE = re.compile(
    r"\$(?:(?P<dollar>\$)|(?P<plain>\w+)|\{(?P<name>\w+)(?:(?P<rule>:?[-?+])(?P<word>[^}]*))?\})"
)


class UnsetError(Exception):
    """A variable that must have a value; the message is what the Compose file says of it."""


@dataclass(frozen=True)
class Service:
    """One service: the words of its command, its environment, the words of its health check."""

    command: list[str]
    environment: dict[str, str]
    healthcheck: list[str]
    restarts: bool


def services(file: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """All services of a Compose file, with the variables of its ``.env``."""
    content = _map(yaml.safe_load(file.read_text(encoding="utf-8")), variables)
    return {
        name: Service(
            command=[str(word) for word in said.get("command", [])],
            environment={key: str(value) for key, value in said.get("environment", {}).items()},
            healthcheck=said.get("healthcheck", {}).get("test", []),
            restarts=said.get("restart") == "unless-stopped",
        )
        for name, said in content["services"].items()
    }


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """A text with its variables put in, by Compose's rules. Raises UnsetError.

    >>> interpolated("${PORT:-8080}, $$HOME", {})
    '8080, $HOME'
    """

    def value(found: re.Match[str]) -> str:
        if found["dollar"]:
            return "$"
        name, rule, word = found["plain"] or found["name"], found["rule"] or "", found["word"]
        given = variables.get(name)
        is_set = bool(given) if rule.startswith(":") else given is not None
        if rule.endswith("+"):
            return word if is_set else ""
        if is_set or not rule:
            return given or ""
        if rule.endswith("?"):
            raise UnsetError(word)
        return word

    return _VARIABLE.sub(value, text)


def _map(node: Any, variables: Mapping[str, str]) -> Any:
    """The node with the variables of all its texts put in."""
    if isinstance(node, str):
        return interpolated(node, variables)
    if isinstance(node, dict):
        return {key: _map(value, variables) for key, value in node.items()}
    return [_map(value, variables) for value in node] if isinstance(node, list) else node
