"""What people do with Airflow's API, for tests that run a real Airflow.

>>> api = AirflowApi("http://127.0.0.1:8080", password_file)
>>> api.ask("GET", "/dags/nightly_refresh")
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from pathlib import Path

DAG = "nightly_refresh"
REFUSED = {requests.codes.unauthorized, requests.codes.forbidden}


class AirflowApi:
    """The API at an address; ``passwords`` is the file in which Airflow keeps that of admin."""

    def __init__(self, at: str, passwords: Path) -> None:
        self.at, self.passwords = at, passwords
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, method: str, path: str, **said: Any) -> Any:
        """The answer; None while there is none, as while a service starts again."""
        try:
            if "Authorization" not in self.session.headers:
                login = {
                    "username": "admin",
                    "password": json.loads(self.passwords.read_bytes())["admin"],
                }
                token = self.session.post(f"{self.at}/auth/token", json=login, timeout=30).json()
                self.session.headers["Authorization"] = f"Bearer {token['access_token']}"
            answer = self.session.request(method, f"{self.at}/api/v2{path}", timeout=30, **said)
            if answer.status_code in REFUSED:  # the token is of an Airflow that has ended
                del self.session.headers["Authorization"]
            return answer.json() if answer.ok else None
        except (OSError, ValueError, KeyError):
            return None

    def runs(self, dag: str = DAG) -> list[dict[str, Any]]:
        return (self.ask("GET", f"/dags/{dag}/dagRuns") or {}).get("dag_runs", [])

    def tasks(self, run: str, task: str = "") -> list[dict[str, Any]]:
        found = self.ask("GET", f"/dags/{DAG}/dagRuns/{run}/taskInstances") or {}
        every = found.get("task_instances", [])
        return [one for one in every if task in {"", one["task_id"]}]

    def state(self, run: str) -> str | None:
        return next((one["state"] for one in self.runs() if one["dag_run_id"] == run), None)
