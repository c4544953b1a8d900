"""How fast documents are read, beside plain pdfplumber (``extract_tables`` on every page).

Run it from the project's folder; all figures of a table come from one run on one machine:

    .venv/bin/python -m benchmarks.read_speed
    .venv/bin/python -m benchmarks.read_speed --documents 1000    # memory over 1,000 documents
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import pdfplumber
import psutil
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy.books import book
from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.draw import draw
from benchmarks.accuracy.excel import write_xlsx
from benchmarks.accuracy.fonts import has_embedded
from benchmarks.accuracy.layouts import blocks
from benchmarks.accuracy.look import Look
from benchmarks.accuracy.making import Maker
from benchmarks.accuracy.plain import to_csv
from ingest.forms import extract
from ingest.read import read
from ingest.worker import extract_safely

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMS = ("department_target_form", "project_target_form", "self_evaluation_table")
console = Console()


def main(
    books: Annotated[int, typer.Option(help="Budget books of 20 to 60 pages.")] = 4,
    forms: Annotated[int, typer.Option(help="PDFs that are forms from end to end.")] = 10,
    documents: Annotated[int, typer.Option(help="Documents for the memory; 0 for none.")] = 200,
) -> None:
    """Speed of reading beside plain pdfplumber, two workers beside one, and memory."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        console.print("making documents …")
        many = [_book(folder, number) for number in range(books)]
        pure = [_pure(folder, number) for number in range(forms)]
        extract(read(pure[0]))  # loads what forms need, as a worker does once
        table = Table("", "pages", "pdfplumber pages/s", "jixiao pages/s", "times as fast")
        for title, files in (("budget books", many), ("pure forms", pure)):
            _beside(table, title, files)
        console.print(table)
        console.print(_workers(many + pure))
        if documents:
            console.print(_memory(folder, documents))


def _maker(number: int) -> Maker:
    styles = data("styles")["development"]
    return Maker(number, "development", styles[number % len(styles)])


def _look(number: int, **more: str) -> Look:
    return Look(font="serif" if number % 2 and has_embedded() else "cid", **more)


def _book(folder: Path, number: int) -> Path:
    maker = _maker(number)
    rng = Random(number)
    path = folder / f"book{number}.pdf"
    forms = [maker.form(_FORMS[number % 3], index) for index in range(1 + number % 3)]
    draw(path, book(forms, rng, rng.randint(20, 60), merge=True), _look(number))
    return path


def _pure(folder: Path, number: int) -> Path:
    maker = _maker(number)
    path = folder / f"form{number}.pdf"
    draw(path, [blocks(maker.form(form)) for form in _FORMS], _look(number))
    return path


def _beside(table: Table, title: str, files: list[Path]) -> None:
    pages = 0
    plain = own = 0.0
    # Each file by both in turn, so that a busy machine is busy for both.
    for path in track(files, title, console=console):
        with pdfplumber.open(path) as pdf:
            pages += len(pdf.pages)
        plain += _seconds(_plainly, path)
        own += _seconds(lambda path: extract(read(path)), path)
    cells = [f"{pages / plain:.1f}", f"{pages / own:.1f}", f"{plain / own:.2f}"]
    table.add_row(title, str(pages), *cells)


def _plainly(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()


def _seconds(work: Callable[[Path], object], path: Path) -> float:
    """The shorter of two times: what else the machine does only ever adds to them."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        work(path)
        times.append(time.perf_counter() - start)
    return min(times)


def _workers(files: list[Path]) -> Table:
    table = Table("workers", "documents/s", "times one worker")
    seconds = {1: inf, 2: inf}
    # In turn; the first round starts the workers, which load what they need.
    for count in (2, 1, 2, 1, 2):
        with ThreadPoolExecutor(count) as pool:
            start = time.perf_counter()
            list(pool.map(extract_safely, files * 2))
            seconds[count] = min(seconds[count], time.perf_counter() - start)
    for count, taken in seconds.items():
        each = f"{2 * len(files) / taken:.2f}"
        table.add_row(str(count), each, f"{seconds[1] / taken:.2f}")
    return table


def _memory(folder: Path, documents: int) -> Table:
    """Memory of this process and its worker while it reads ever more documents of three formats."""
    files = [_small(folder, number) for number in range(30)]
    table = Table("documents read", "this process, MiB", "workers, MiB")
    for number in track(range(1, documents + 1), "memory", console=console):
        extract_safely(files[number % len(files)])
        if number in (10, documents) or number % max(documents // 5, 1) == 0:
            me = psutil.Process()
            children = sum(child.memory_info().rss for child in me.children(recursive=True))
            own = me.memory_info().rss
            table.add_row(str(number), f"{own / 2**20:.0f}", f"{children / 2**20:.0f}")
    return table


def _small(folder: Path, number: int) -> Path:
    laid = [blocks(_maker(number).form(_FORMS[number % 3]))]
    path = folder / f"small{number}{('.pdf', '.xlsx', '.csv')[number % 3]}"
    if path.suffix == ".pdf":
        draw(path, laid, _look(0))
    elif path.suffix == ".xlsx":
        write_xlsx(path, laid, Look())
    else:
        path.write_text(to_csv(laid), encoding="utf-8")
    return path


if __name__ == "__main__":
    typer.run(main)
