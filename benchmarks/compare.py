"""What a change of the code changes in what is read: two commits, record by record.

    .venv/bin/python -m benchmarks.compare HEAD~1              # the working tree beside HEAD~1
    .venv/bin/python -m benchmarks.compare main --format xlsx --format page --turns 2
    .venv/bin/python -m benchmarks.compare main --documents ~/forms    # files of one's own

Made-up forms of all development styles are printed anew, and the real documents are read too; both
commits read the same files. Only differences are shown: what is equal needs no look.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.corpus import Variant, make
from ingest.settings import ROOT

FORMATS = ("xlsx", "txt", "html", "page")
# Runs under either commit's code, so it uses nothing but what `jixiao extract --json` does.
_READ = """
import json, logging, sys
from pathlib import Path
import simplejson
from ingest.document import UnreadableError
try:
    from ingest.forms import extract
    from ingest.forms.serialise import to_json
except ImportError:  # a commit from before the forms had a folder of their own
    from ingest.extract import extract
    from ingest.extract.serialise import to_json
from ingest.read import read
logging.disable(logging.WARNING)
for name in sys.stdin.read().splitlines():
    try:
        document = read(Path(name))
        told = [to_json("", each, document) for each in extract(document)]
    except UnreadableError as error:
        told = [{"problems": [{"message": str(error)}]}]
    print(simplejson.dumps([name, told], ensure_ascii=False, use_decimal=True), flush=True)
"""
_NO_RECORD = {"file"}
# What two records of one kind have in common when one of them is the other, changed.
_NAMES = ("project_no", "indicator_name", "metric", "measure", "horizon", "task_no", "item",
          "section", "phase", "project_name", "source", "stage", "level1", "level2", "row_no",
          "subject", "message")  # fmt: skip

_PDFS = {
    name: Variant("pdf", "reportlab-cid", name) for name in ("ruled", "half-ruled", "borderless")
}

app = typer.Typer(add_completion=False)


def corpus(folder: Path, formats: list[str], turns: int) -> list[Path]:
    """Files of every development style, each in ``turns`` families, for each format."""
    count = len(data("styles")["development"]) * turns
    made = []
    for name in formats:
        variant = _PDFS.get(name, Variant(name, name))
        made += [each.path for each in make(folder, "development", variant, count, 1)]
    return made


def read_all(code: Path, files: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """What the code in a folder reads from each file, by all processors, as JSON objects."""
    parts: list[list[Path]] = [[] for _ in range(os.cpu_count() or 1)]
    for file in files:
        parts[zlib.crc32(str(file).encode()) % len(parts)].append(file)
    environment = {**os.environ, "PYTHONPATH": str(code)}
    running = []
    for part in parts:
        out = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (read when it ends)
        process = subprocess.Popen(
            [sys.executable, "-c", _READ],
            stdin=subprocess.PIPE,
            stdout=out,
            env=environment,
            cwd=code,
            text=True,
        )
        assert process.stdin
        process.stdin.write("\n".join(map(str, part)))
        process.stdin.close()
        running.append((process, out))
    found = {}
    for process, out in running:
        if process.wait():
            sys.exit(f"reading with the code in {code} failed")
        out.seek(0)
        found |= dict(json.loads(line) for line in out)
    return found


def records(extractions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that is said of a file as flat records, each with its ``kind`` and its form's number."""
    found = []
    for number, extraction in enumerate(extractions):
        for kind, said in extraction.items():
            if kind in _NO_RECORD:
                continue
            rows = said if isinstance(said, list) else [said]
            found += [{"form_no": number, "kind": kind} | _flat(row) for row in rows]
    # What is not said at all is equal to a field that there was not yet.
    return [
        {key: said for key, said in each.items() if said is not None and key != "extractor_version"}
        for each in found
    ]


def _flat(row: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(row, dict):
        return {prefix or "value": row}
    flat = {}
    for name, value in row.items():
        flat |= _flat(value, f"{prefix}{name}." if isinstance(value, dict) else f"{prefix}{name}")
    return flat


def differences(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """The records that only one side has, those of one thing side by side."""
    gone = list((_counted(old) - _counted(new)).elements())
    come = list((_counted(new) - _counted(old)).elements())
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    for text in gone:
        before = json.loads(text)
        beside = [each for each in come if _name(json.loads(each)) == _name(before)]
        if beside:
            come.remove(beside[0])
        pairs.append((before, json.loads(beside[0]) if beside else None))
    return pairs + [(None, json.loads(text)) for text in come]


def _counted(found: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(each, ensure_ascii=False, sort_keys=True) for each in found)


def _name(record: dict[str, Any]) -> tuple[Any, ...]:
    return record["kind"], record["form_no"], *(record.get(name) for name in _NAMES)


def shown(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """One difference in one line: ``~ indicator_values 培训人数 target annual: value 30 → 40``."""
    record = after or before or {}
    name = " ".join(str(record[key]) for key in _NAMES if record.get(key) not in (None, ""))
    if before and after:
        changed = [
            f"{key} {before.get(key)} → {after.get(key)}"
            for key in sorted(before.keys() | after.keys())
            if before.get(key) != after.get(key)
        ]
        return f"~ {record['kind']} {name}: {', '.join(changed)}"
    told = {k: v for k, v in record.items() if v is not None and k not in {*_NAMES, "kind"}}
    said = ", ".join(f"{key} {value}" for key, value in told.items() if "place" not in key)
    return f"{'+' if after else '-'} {record['kind']} {name}: {said}"


@app.command(help=__doc__)
def main(  # noqa: D103 (its help is the module's)
    revision: Annotated[str, typer.Argument(help="The commit to compare with.")] = "HEAD",
    format: Annotated[
        list[str] | None,
        typer.Option(help="xlsx, txt, html, page, docx, ruled, half-ruled, borderless …"),
    ] = None,
    turns: Annotated[int, typer.Option(help="Families that each style prints.")] = 5,
    documents: Annotated[Path | None, typer.Option(help="Read these files instead.")] = None,
    show: Annotated[int, typer.Option(help="Differences shown in full.")] = 40,
) -> None:
    console = Console(width=200)
    with tempfile.TemporaryDirectory() as passing:
        code = Path(passing) / "code"
        git = ["git", "-C", str(ROOT)]
        subprocess.run([*git, "worktree", "add", "-q", "--detach", code, revision], check=True)
        try:
            if documents:
                files = sorted(path for path in documents.rglob("*") if path.is_file())
            else:
                files = sorted(path for path in (ROOT / "documents").rglob("*") if path.is_file())
                files += corpus(Path(passing), format or list(FORMATS), turns)
            console.print(f"reading {len(files)} files twice …")
            old, new = read_all(code, files), read_all(ROOT, files)
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", code], check=True)
    _report(console, old, new, show)


def _report(
    console: Console,
    old: dict[str, list[dict[str, Any]]],
    new: dict[str, list[dict[str, Any]]],
    show: int,
) -> None:
    kinds: Counter[tuple[str, str]] = Counter()
    differing = 0
    for name in sorted(old):
        pairs = differences(records(old[name]), records(new[name]))
        differing += bool(pairs)
        if pairs and show > 0:
            console.print(f"[bold]{'/'.join(Path(name).parts[-2:])}")
        for before, after in pairs:
            record = after or before or {}
            change = "changed" if before and after else "new" if after else "gone"
            kinds[record["kind"], change] += 1
            if show > 0:
                console.print(f"  {shown(before, after)}", markup=False, highlight=False)
            show -= 1
    console.print(f"{differing} of {len(old)} files differ")
    for (kind, change), count in sorted(kinds.items()):
        console.print(f"  {kind}: {count} {change}")


if __name__ == "__main__":
    app()
