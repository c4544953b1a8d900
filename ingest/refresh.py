"""The nightly refresh by hand: Airflow runs the very DAG, the terminal shows how it goes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.markup import escape

from ingest.display.summary import show_summary
from ingest.runs import Run, new_run_id, read_run
from ingest.servers.airflow import AirflowError, log_file, start_run
from ingest.turns import BusyError, turn

if TYPE_CHECKING:
    import subprocess
    from datetime import date, datetime

    from rich.console import Console

    from ingest.settings import Settings

POLL_SECONDS = 0.2


def refresh(
    settings: Settings,
    console: Console,
    *,
    district: str | None = None,
    year: int | None = None,
    full: bool = False,
    as_of: date | None = None,
    wait: bool = False,
    notify: bool = False,
) -> bool:
    """Run the DAG ``nightly_refresh`` once and summarise what is published; whether it went well.

    ``notify`` tells it by mail and webhook too, as nights are.
    A run has gone well only when Airflow says so and the run's report tells how it ended. While
    another run is under way it says so and does nothing, or ``wait``s for its end.
    """
    run_id = new_run_id()
    try:
        with turn(settings, run_id, wait=wait, say=console.print) as held:
            return _run_dag(
                settings,
                console,
                run_id,
                held,
                district=district,
                year=year,
                full=full,
                as_of=as_of,
                notify=notify,
            )
    except BusyError as busy:
        console.print(f"[red]✗[/] {escape(str(busy))}; --wait waits for its end", soft_wrap=True)
        return False


def _run_dag(
    settings: Settings,
    console: Console,
    run_id: str,
    held: int,
    *,
    district: str | None,
    year: int | None,
    full: bool,
    as_of: date | None,
    notify: bool,
) -> bool:
    begun = time.monotonic()
    conf: dict[str, object] = {
        "district": district,
        "fiscal_year": year,
        "full_rebuild": full,
        "notify": notify,
    }
    log = log_file(settings, run_id)
    try:
        with console.status("starting Airflow …"):
            process = start_run(settings, run_id, conf, as_of=as_of, held=held)
        run = _follow(settings, console, run_id, process)
    except AirflowError as error:
        console.print(
            f"[red]✗[/] {escape(str(error))}; the log: {escape(str(log))}", soft_wrap=True
        )
        return False
    if process.returncode or run is None or run.outcome not in {"published", "unchanged"}:
        why = (run and run.failure) or f"Airflow ended with status {process.returncode}"
        console.print(f"\n[bold red]✗ refresh failed[/] at {escape(why)}", soft_wrap=True)
        console.print("The former publication stays as it was.", f"The log: {log}", soft_wrap=True)
        return False
    show_summary(settings, console, run, seconds=time.monotonic() - begun)
    return True


def _follow(
    settings: Settings, console: Console, run_id: str, process: subprocess.Popen[bytes]
) -> Run | None:
    """Print each step as it ends, until the process has ended; then the run's report."""
    shown: set[tuple[str, datetime]] = set()
    with console.status("starting Airflow …") as status:
        try:
            while True:
                ended = process.poll() is not None
                run = read_run(settings, run_id)
                for step in run.steps if run else ():
                    if step.state == "running":
                        status.update(f"{step.name} …")
                    elif (step.name, step.started_at) not in shown:
                        shown.add((step.name, step.started_at))
                        status.update("…")
                        said = "[red]failed[/]" if step.error else escape(step.said or "")
                        seconds = f"[dim]({step.seconds or 0:.1f} s)[/]"
                        console.print(f"  {step.name:<12} {said} {seconds}", soft_wrap=True)
                if ended:
                    return run
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
