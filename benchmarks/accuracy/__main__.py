"""Measures how accurately forms are read, by format and layout, on documents of known truth.

Documents are made anew from the real ones and from made-up forms of other bureaus, printed by
several programs in several looks, and read; what comes out is held against what went in. The
held-out split has other seeds, bureaus, headings and spellings; its failures are not shown.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from benchmarks.accuracy import report
from benchmarks.accuracy.baseline import by_camelot, by_pdfplumber
from benchmarks.accuracy.corpus import FORMATS, SPLITS, Made, make, variants
from benchmarks.accuracy.report import Result
from benchmarks.accuracy.score import Found, found_by_jixiao, score
from benchmarks.accuracy.truth import Truth
from ingest.document import UnreadableError
from ingest.forms import extract
from ingest.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

_SLOW = ("scan", "worn", "image", "book")
_MOST_SLOW = 4
_MEASURED = "<!-- measured -->"


@dataclass(frozen=True, slots=True)
class _Reader:
    read: Callable[[Path], Found]
    by_project: bool = True


def _by_jixiao(path: Path) -> Found:
    return found_by_jixiao(extract(read(path)))


def _yardsticks(wanted: str) -> dict[str, _Reader]:
    found = {}
    if wanted in ("all", "pdfplumber"):
        found["pdfplumber"] = _Reader(by_pdfplumber, by_project=False)
    if wanted in ("all", "camelot"):
        for flavor in ("lattice", "stream"):
            found[f"camelot {flavor}"] = _Reader(
                lambda path, flavor=flavor: by_camelot(path, flavor), by_project=False
            )
    return found


def _result(made: Made, split: str, name: str, reader: _Reader) -> Result:
    truth = Truth.from_json(json.loads(made.truth.read_text(encoding="utf-8")))
    start = time.perf_counter()
    error = ""
    try:
        found = reader.read(made.path)
    except UnreadableError as problem:
        found, error = Found(problems=1), str(problem)
    except Exception as problem:  # a reader that breaks has read nothing: that is its score
        found, error = Found(), f"{type(problem).__name__}: {problem}"
    seconds = time.perf_counter() - start
    marks = score(truth, found, by_project=reader.by_project)
    if error:
        marks.failures.insert(0, error)
    file = str(made.path)
    return Result(
        split,
        made.variant.group,
        made.variant.producer,
        name,
        file,
        made.forms,
        made.style,
        marks,
        seconds,
        error,
    )


def main() -> None:
    """Make, read, score, report; an interrupted run reports what it has."""
    options = _options()
    console = Console()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    chosen, missing = variants(options.only or list(FORMATS))
    chosen = [v for v in chosen if not options.producer or v.producer in options.producer]
    for sentence in missing:
        console.print(f"[yellow]{sentence}")
    results: list[Result] = []
    with TemporaryDirectory() as passing, _bar(console) as bar, suppress(KeyboardInterrupt):
        folder = options.out / "documents" if options.keep and options.out else Path(passing)
        plan = [(split, variant) for split in options.split for variant in chosen]
        task = bar.add_task("accuracy", total=len(plan) * options.limit)
        for split, variant in plan:
            bar.update(task, description=f"{split} {variant.group} {variant.producer}")
            readers = {"jixiao": _Reader(_by_jixiao)}
            if variant.format == "pdf":
                readers |= _yardsticks(options.yardsticks)
            count = min(options.limit, _MOST_SLOW) if variant.format in _SLOW else options.limit
            for made in make(folder, split, variant, count, options.seed):
                results += [_result(made, split, *reader) for reader in readers.items()]
                bar.advance(task)
            bar.advance(task, options.limit - count)
    _report(console, results, options)


def _bar(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(), *Progress.get_default_columns(), TimeElapsedColumn(), console=console
    )


def _report(console: Console, results: list[Result], options: argparse.Namespace) -> None:
    tables = report.sections(results)
    for title, rows in tables:
        console.print(report.terminal(title, rows))
    shown = [r for r in results if r.reader == "jixiao" and r.score.failures]
    for result in shown:
        if result.split == "held_out" and not options.show_held_out:
            result.score.failures = []
    for result in [r for r in shown if r.score.failures][: options.failures]:
        file = "/".join(Path(result.file).parts[-3:])
        console.print(f"[bold]{file}[/] {result.forms} ({result.style})")
        for failure in result.score.failures[:8]:
            console.print(f"  {failure}", markup=False, highlight=False)
    page = "\n".join(report.markdown(title, rows) for title, rows in tables)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        data = [result.to_json() for result in results]
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (options.out / "accuracy.json").write_text(text, encoding="utf-8")
        (options.out / "accuracy.md").write_text(page, encoding="utf-8")
    if options.page:
        told = options.page.read_text(encoding="utf-8").partition(_MEASURED)[0]
        options.page.write_text(f"{told}{_MEASURED}\n\n{page}", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=FORMATS, help="only this format (again for more)"
    )
    parser.add_argument("--producer", action="append", help="only this producer, e.g. chromium")
    parser.add_argument("--split", action="append", choices=SPLITS, help="only this split")
    parser.add_argument(
        "--limit",
        type=int,
        default=6,
        help="documents a variant (default 6; of scans, images and books at most 4)",
    )
    parser.add_argument("--seed", type=int, default=1, help="another corpus (default 1)")
    parser.add_argument("--out", type=Path, help="folder for accuracy.json and accuracy.md")
    parser.add_argument(
        "--page", type=Path, help=f"page whose part behind {_MEASURED} the tables replace"
    )
    parser.add_argument("--keep", action="store_true", help="keep the documents below --out")
    parser.add_argument(
        "--yardsticks",
        choices=("all", "pdfplumber", "camelot", "none"),
        default="all",
        help="other readers to score on the PDFs (default all)",
    )
    parser.add_argument(
        "--failures", type=int, default=0, help="show failures of so many documents"
    )
    parser.add_argument(
        "--show-held-out", action="store_true", help="show failures of the held-out split too"
    )
    options = parser.parse_args()
    options.split = options.split or list(SPLITS)
    return options


if __name__ == "__main__":
    main()
