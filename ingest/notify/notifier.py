"""Airflow's way to tell a night: at its end, good or bad, and when it is late.

Everything else is imported when there is something to tell, so that a DAG file reads quickly.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any

from airflow.sdk.bases.notifier import BaseNotifier

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

log = logging.getLogger("airflow.task")

_BY_HAND = ("manual", "backfill")


class NightNotifier(BaseNotifier):
    """Tell what came of a night by mail and webhook, as the environment says (``JIXIAO_…``).

    >>> dag(on_success_callback=NightNotifier(), on_failure_callback=NightNotifier(failed=True))

    Runs by hand are told only with the run's configuration ``{"notify": true}``. What cannot be
    told is a line in the log, and never harms the run.
    """

    def __init__(
        self, *, failed: bool = False, late: bool = False, context: Context | None = None
    ) -> None:
        super().__init__(context=context)
        self.failed, self.late = failed, late

    def render_template_fields(self, *_: object, **__: object) -> None:
        """Nothing: no field is a template, and the DAG of ``airflow dags test`` renders none."""

    def notify(self, context: Any) -> None:
        """Tell it now."""
        try:
            told = self._tell(context)
            log.info("night told by: %s", ", ".join(told) or "nobody is to be told")
        except Exception as error:  # whatever it is, the night went as it went
            log.error("night not told: %s", " ".join(str(error).split()) or type(error).__name__)

    async def async_notify(self, context: Any) -> None:
        """Tell it from the triggerer, where a deadline calls."""
        await asyncio.to_thread(self.notify, context)

    def _tell(self, context: Any) -> list[str]:
        from ingest.notify.night import night_of  # noqa: PLC0415
        from ingest.notify.send import send  # noqa: PLC0415
        from ingest.settings import settings  # noqa: PLC0415

        run_id, conf = _run_of(context)
        if run_id.startswith(_BY_HAND) and not conf.get("notify"):
            return []
        reason = str(context.get("reason") or "") or "no reason given"
        night = night_of(
            settings(),
            os.environ.get("JIXIAO_RUN_ID") or run_id,
            late=self.late,
            failed=reason if self.failed else None,
        )
        return send(settings(), night)


def _run_of(context: Any) -> tuple[str, dict[str, Any]]:
    """The run's id and configuration; a deadline's run is a dict, a callback's an object."""
    run = context.get("dag_run")
    if isinstance(run, dict):
        return run["dag_run_id"], run.get("conf") or {}
    return context.get("run_id") or run.run_id, getattr(run, "conf", None) or {}
