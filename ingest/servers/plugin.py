"""A page in Airflow: what waits for a person, the last nights, the publications, the ledger.

Airflow finds ``NightsPlugin`` by the package's entry point, in each of its processes; so all that
the page needs is imported when somebody looks at it. Only who is logged in sees it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from fastapi import FastAPI

PUBLICATIONS = 10
_PREFIX = "/jixiao"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """The page as an ASGI application."""
    await _application()(scope, receive, send)


class NightsPlugin(AirflowPlugin):
    """The page at ``/jixiao/``, and its place in Airflow's menu."""

    name = "jixiao"
    fastapi_apps = [{"app": page, "url_prefix": _PREFIX, "name": "jixiao"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": "绩效 jixiao",
            "href": f"{_PREFIX}/",
            "destination": "nav",
            "category": "browse",
            "url_route": "jixiao",
        }
    ]


@cache
def _application() -> FastAPI:
    from airflow.api_fastapi.core_api.security import get_user  # noqa: PLC0415
    from fastapi import Depends, FastAPI  # noqa: PLC0415
    from fastapi.responses import HTMLResponse  # noqa: PLC0415

    application = FastAPI(
        dependencies=[Depends(get_user)], docs_url=None, redoc_url=None, openapi_url=None
    )

    @application.get("/", response_class=HTMLResponse)
    def nights() -> str:
        return nights_page()

    return application


def nights_page() -> str:
    """The page itself, which needs nothing else."""
    from jinja2 import Environment, PackageLoader, select_autoescape  # noqa: PLC0415

    from ingest.notify.health import health, step_names  # noqa: PLC0415
    from ingest.runs import local_time  # noqa: PLC0415
    from ingest.settings import settings  # noqa: PLC0415
    from ingest.warehouse.publications import publications  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("ingest.servers"),
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local_time"] = local_time
    here = settings()
    now = health(here)
    return environment.get_template("nights.html.j2").render(
        now=now,
        steps=step_names(now.nights),
        publications=publications(here)[: -PUBLICATIONS - 1 : -1],
        report=here.published / "report" / "index.html",
    )
