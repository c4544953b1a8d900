"""Fits the weights by which unknown headers are told from the cells below them.

    .venv/bin/python -m benchmarks.fit_roles --documents 1500     # writes column_roles.yml, minutes

Made-up forms of the development styles are printed as workbooks and as text, and read. Of each
indicator table every column in turn is taken for unknown; the weights are those of a softmax over
the roles that no other column of the table has. A fifth of the styles is left out of the fit, to
say what to expect.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.corpus import Variant, make_one
from benchmarks.accuracy.making import Maker
from benchmarks.accuracy.score import plain
from ingest.document import UnreadableError
from ingest.read import read
from ingest.settings import ROOT
from ingest.understand.columns.evidence import features
from ingest.understand.columns.header_cells import told_headers
from ingest.understand.columns.roles import OTHER, columns_below

ROLES = (
    "level1", "level2", "name", "cycle", "annual", "actual", "nature", "unit", "weight", "score",
    "deviation", OTHER,
)  # fmt: skip
FAMILIES = (
    "department_target_form", "project_target_table", "project_target_form",
    "self_evaluation_table",
)  # fmt: skip
FORMATS = ("xlsx", "txt")
TARGET = ROOT / "ingest" / "vocabulary" / "column_roles.yml"
_RATE, _STEPS, _RIDGE = 0.5, 1500, 1e-4
_LEAST_SEEN = 30
_SMALL = 0.01


@dataclass(frozen=True, slots=True)
class Sample:
    """One column: what is seen of it, its role, and the roles that others of its table have."""

    style: str
    seen: dict[str, float]
    role: str
    taken: frozenset[str]


def samples(folder: Path, style: dict, family: str, seed: int) -> list[Sample]:
    """The columns of the indicator tables of one made-up form."""
    form = Maker(seed, "development", copy.deepcopy(style)).form(family)
    roles = {plain(text): role if role in ROLES else OTHER for role, text in form.headers.items()}
    folder.mkdir(parents=True)
    name = FORMATS[seed % len(FORMATS)]
    made = make_one(folder, Variant(name, name), copy.deepcopy(style), family, seed)
    try:
        document = read(made.path)
    except UnreadableError:
        return []
    found: list[Sample] = []
    for table in document.tables:
        for at, row in enumerate(table.rows):
            heads = told_headers([cell for cell in row if cell.text.strip()], "indicators")
            if not heads or len(heads) < len(roles):
                continue
            mine = [roles.get(plain(head.text)) for head in heads]
            if sum(role is not None for role in mine) < len(roles):
                continue
            columns = columns_below(heads, table.rows, at)
            for place, role in enumerate(mine):
                if role is None or columns[place].rows < 2:
                    continue
                known = {n: r for n, r in enumerate(mine) if r not in (None, OTHER) and n != place}
                seen = features(columns, place, known)
                taken = frozenset(known.values()) - {role}
                found.append(Sample(style["name"], seen, role, taken))
    return found


def fit(found: list[Sample]) -> dict[str, dict[str, float]]:
    """The weights of features by role, by gradient descent on the regularised log loss."""
    names = sorted({name for each in found for name in each.seen})
    x = np.array([[each.seen[name] for name in names] + [1.0] for each in found])
    y = np.array([ROLES.index(each.role) for each in found])
    free = np.array([[role not in each.taken for role in ROLES] for each in found])
    # Each role weighs as much as another, however often it is printed.
    counts = Counter(y.tolist())
    weight = np.array([1 / max(counts[role], _LEAST_SEEN) for role in y.tolist()])
    weight /= weight.sum()
    w = np.zeros((x.shape[1], len(ROLES)))
    momentum = np.zeros_like(w)
    truth = np.eye(len(ROLES))[y]
    for _ in range(_STEPS):
        gradient = x.T @ ((shares(x @ w, free) - truth) * weight[:, None]) + _RIDGE * w
        momentum = 0.9 * momentum - _RATE * gradient
        w += momentum
    return {
        role: {
            name: round(float(w[row, column]), 2)
            for row, name in enumerate([*names, "bias"])
            if abs(w[row, column]) >= _SMALL or name == "bias"
        }
        for column, role in enumerate(ROLES)
    }


def shares(points: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The softmax of each row over the roles that are free."""
    masked = np.where(free, points, -np.inf)
    grown = np.exp(masked - masked.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def told(sample: Sample, weights: dict[str, dict[str, float]]) -> str:
    """The likeliest role of a column."""
    points = {
        role: own["bias"] + sum(own.get(name, 0.0) * value for name, value in sample.seen.items())
        for role, own in weights.items()
        if role == OTHER or role not in sample.taken
    }
    return max(points, key=points.__getitem__)


def main(
    documents: Annotated[int, typer.Option(help="Made-up forms to learn from.")] = 1500,
    seed: Annotated[int, typer.Option(help="Others each time.")] = 1,
) -> None:
    """Make, read, fit; say what was told rightly of styles that were left out; write the file."""
    console = Console()
    rng = Random(seed)
    styles = data("styles")["development"]
    found: list[Sample] = []
    with TemporaryDirectory() as passing:
        for number in track(range(documents), description="reading", console=console):
            style = rng.choice(styles)
            folder = Path(passing) / f"{number:05}"
            found += samples(folder, style, rng.choice(FAMILIES), seed * 100_000 + number)
    names = sorted({each.style for each in found})
    left_out = set(rng.sample(names, len(names) // 5))
    trial = fit([each for each in found if each.style not in left_out])
    _report(console, [each for each in found if each.style in left_out], trial)
    weights = fit(found)
    head = (
        "# Fitted by benchmarks/fit_roles.py; how much a feature of a column speaks for a role.\n"
    )
    TARGET.write_text(
        head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=False, default_flow_style=None,
                              width=110),
        encoding="utf-8",
    )  # fmt: skip
    console.print(f"{len(found)} columns of {len(names)} styles; wrote {TARGET.relative_to(ROOT)}")


def _report(console: Console, left: list[Sample], weights: dict[str, dict[str, float]]) -> None:
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in left:
        marks[sample.role][told(sample, weights)] += 1
    table = Table("role", "columns", "told", "otherwise taken for")
    for role in ROLES:
        right = marks[role][role]
        others = ", ".join(f"{each} {n}" for each, n in marks[role].most_common() if each != role)
        table.add_row(role, str(sum(marks[role].values())), str(right), others)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
