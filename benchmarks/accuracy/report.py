"""The results as tables: for the terminal, as Markdown and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks.accuracy.score import Score, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COLUMNS = (
    "documents", "rows F1", "numbers P", "numbers R", "numbers F1", "value+name F1", "amounts F1",
    "prose F1", "wrong, unflagged", "amounts wrong, unflagged", "lost, unsaid", "s/document",
)  # fmt: skip


@dataclass(slots=True)
class Result:
    """One document read by one reader."""

    split: str
    group: str
    producer: str
    reader: str
    file: str
    forms: str
    style: str
    score: Score
    seconds: float
    error: str = ""
    pages: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(slots=True)
class _Line:
    documents: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    unflagged: int = 0
    unflagged_sums: int = 0
    silent: int = 0
    seconds: float = 0.0


def lines(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, list[str]]:
    """The results added up by ``key``, each line's cells in the order of COLUMNS."""
    added: dict[str, _Line] = {}
    for result in results:
        line = added.setdefault(key(result), _Line())
        line.documents += 1
        line.seconds += result.seconds
        line.unflagged += result.score.unflagged
        line.unflagged_sums += result.score.unflagged_sums
        line.silent += result.score.silent
        for name in ("rows", "numbers", "lenient", "sums", "narrative"):
            line.tallies[name] = line.tallies.get(name, Tally()) + getattr(result.score, name)
    return {name: _cells(line) for name, line in added.items()}


def _cells(line: _Line) -> list[str]:
    numbers = line.tallies["numbers"]
    return [
        str(line.documents),
        _share(line.tallies["rows"], "f1"),
        _share(numbers, "precision"),
        _share(numbers, "recall"),
        _share(numbers, "f1"),
        _share(line.tallies["lenient"], "f1"),
        _share(line.tallies["sums"], "f1"),
        _share(line.tallies["narrative"], "f1"),
        str(line.unflagged),
        str(line.unflagged_sums),
        str(line.silent),
        f"{line.seconds / line.documents:.2f}",
    ]


def _share(tally: Tally, name: str) -> str:
    return f"{getattr(tally, name):.4f}" if tally.right + tally.wrong + tally.lost else "–"


def sections(results: list[Result]) -> list[tuple[str, dict[str, list[str]]]]:
    """The tables of a run: jixiao by split and group, by producer, and beside the yardsticks."""
    made = []
    for split in dict.fromkeys(result.split for result in results):
        mine = [r for r in results if r.split == split and r.reader == "jixiao"]
        name = split.replace("_", "-")
        made.append((f"jixiao, {name} split", lines(mine, lambda r: r.group)))
        worn = [r for r in mine if r.group == "worn"]
        if worn:
            made.append((f"Worn scans, {name} split", lines(worn, lambda r: r.producer)))
        pdfs = [r for r in mine if r.group.startswith("pdf")]
        if pdfs:
            by_producer = lines(pdfs, lambda r: f"{r.group}, {r.producer}")
            made.append((f"PDFs by producer, {name} split", by_producer))
        beside = [r for r in results if r.split == split and r.group.startswith("pdf")]
        if {r.reader for r in beside} - {"jixiao"}:
            # The yardsticks read tables only, so all are compared on what stands in tables.
            tables = [r for r in beside if _comparable(r)]
            by_reader = lines(tables, lambda r: f"{r.group}: {r.reader}")
            made.append((f"Beside plain readers, {name} split", dict(sorted(by_reader.items()))))
    return made


def _comparable(result: Result) -> bool:
    return "report" not in result.forms


def terminal(title: str, rows: dict[str, list[str]]) -> Table:
    """A table for the terminal."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table


def markdown(title: str, rows: dict[str, list[str]]) -> str:
    """A table for a page."""
    head = f"| | {' | '.join(COLUMNS)} |\n|---|{'---:|' * len(COLUMNS)}\n"
    body = "".join(f"| {name} | {' | '.join(cells)} |\n" for name, cells in rows.items())
    return f"### {title}\n\n{head}{body}"
