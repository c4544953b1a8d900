"""Development styles with one thing changed that no list of words or arrangements can foresee.

    .venv/bin/python -m benchmarks.accuracy.perturbed                # all kinds, all formats
    .venv/bin/python -m benchmarks.accuracy.perturbed --kind "unknown name" --failures 5

Made without end: another seed gives other styles, words and orders, so that nothing can be learned
by heart. What is measured is how much of a form one unknown thing costs.
"""

from __future__ import annotations

import copy
import json
import logging
import warnings
from collections import defaultdict
from pathlib import Path
from random import Random
from statistics import mean, pstdev
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.accuracy import corpus
from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.corpus import Variant
from benchmarks.accuracy.grids import Grid
from benchmarks.accuracy.layouts import blocks
from benchmarks.accuracy.making import Maker
from benchmarks.accuracy.score import Found, Tally, found_by_jixiao, score
from benchmarks.accuracy.truth import Truth
from ingest.document import UnreadableError
from ingest.forms import extract
from ingest.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.accuracy.score import Score

Style = dict[str, Any]

ROLES = (
    "name", "annual", "actual", "unit", "cycle", "level1", "level2", "nature", "weight", "score",
    "deviation", "remark",
)  # fmt: skip
FORMATS = {
    "xlsx": Variant("xlsx", "xlsx"),
    "html": Variant("html", "html"),
    "pdf": Variant("pdf", "reportlab-cid"),
    "txt": Variant("txt", "txt"),
    "page": Variant("page", "page"),
    "lines": Variant("lines", "lines"),
    "bars": Variant("bars", "bars"),
}
_LEFT = ("number", "level1", "weight1", "level2", "weight2", "name")
# Characters that stand in no heading, so that nothing can be guessed from them.
_STRANGE = "沐岚珂珊庭榭蔷薇汐澜翎羽"
_PLACES = ("县", "区", "市", "镇", "乡", "街道办", "街道")
_BAND = "项目{number}：{project}（资金总额{total}{unit}）"


def _strange(rng: Random) -> str:
    return "".join(rng.sample(_STRANGE, 2)) + rng.choice("项栏况记")


def unknown_word(role: str) -> Callable[[Style, Random], bool]:
    """A word that nobody has heard of heads the column of a role."""

    def change(style: Style, rng: Random) -> bool:
        if role not in style.get("headers", {}):
            return False
        style["headers"][role] = _strange(rng)
        return True

    return change


def permuted(style: Style, rng: Random) -> bool:
    """The columns right of the name in another order."""
    heads = style.get("headers", {})
    right = [role for role in heads if role not in _LEFT]
    mixed = rng.sample(right, len(right))
    style["headers"] = {r: heads[r] for r in (*(r for r in heads if r in _LEFT), *mixed)}
    # A head over several columns wants them side by side.
    style.get("printing", {}).pop("over", None)
    return mixed != right


def added(words: str, role: str) -> Callable[[Style, Random], bool]:
    """One more column somewhere right of the name, which says nothing of the year's target."""

    def change(style: Style, rng: Random) -> bool:
        heads = style.get("headers", {})
        if role in heads or "name" not in heads:
            return False
        order = list(heads)
        at = rng.randint(order.index("name") + 1, len(order))
        told = words or _strange(rng)
        before, after = order[:at], order[at:]
        new = {role: told}
        style["headers"] = {r: heads[r] for r in before} | new | {r: heads[r] for r in after}
        style.get("printing", {}).pop("over", None)
        style["memos"] = ["按季度通报", "由业务科室填报", "见附件", "以年末统计为准"]
        return True

    return change


def two_tiers(style: Style, rng: Random) -> bool:
    """The columns of levels and name, and those of values, each under a head nobody knows."""
    heads = style.get("headers", {})
    values = [role for role in heads if role in ("cycle", "annual", "actual")]
    if len(values) < 2 or "over" in style.get("printing", {}):
        return False
    order = list(heads)
    if [order.index(role) for role in values] != list(
        range(order.index(values[0]), order.index(values[0]) + len(values))
    ):
        return False
    style.setdefault("printing", {})["over"] = {_strange(rng): values}
    return True


def place_columns(style: Style, rng: Random) -> bool:
    """A column of the year's targets for each of several places, half of them under a head."""
    heads = style.get("headers", {})
    over = style.get("printing", {}).get("tasks_over", {})
    beside = [role for roles in over.values() for role in roles]
    if "annual" not in heads or "annual" in beside or style.get("two_horizons"):
        return False
    kinds = rng.sample(_PLACES, rng.randint(2, 3))
    names = ["".join(rng.sample(_STRANGE, 2)) + kind for kind in kinds]
    places = {f"place{number}": name for number, name in enumerate(names, 1)}
    order = ((places if role == "annual" else {role: text}) for role, text in heads.items())
    style["headers"] = {role: text for some in order for role, text in some.items()}
    style["places"] = places
    style["also"] = [*style.get("also", []), *places]
    printing = style.setdefault("printing", {})
    printing.pop("over", None)
    if rng.random() < 0.5:
        printing["over"] = {heads["annual"]: [*places]}
    return True


def level_bands(style: Style, _: Random) -> bool:
    """First levels in a line of their own above their rows."""
    if "level1" not in style.get("headers", {}):
        return False
    style.setdefault("printing", {}).setdefault("rows", {})["band"] = True
    style["layouts"] = style["layouts"] | {
        "project_target_form": "single",
        "self_evaluation_table": "",
    }
    return True


def project_bands(style: Style, _: Random) -> bool:
    """Each project of a list named in a line above its rows, which have a column for values."""
    if "annual" not in style.get("headers", {}):
        return False
    style["layouts"] = style["layouts"] | {"project_target_table": "banded"}
    style.setdefault("printing", {})["band"] = _BAND
    style["shown"] = ["total"]
    style["printing"].pop("amounts", None)
    return True


def project_columns(style: Style, _: Random) -> bool:
    """Each project of a list named in a column beside its rows."""
    if "annual" not in style.get("headers", {}):
        return False  # the values are packed behind the names, which no column would print
    style["layouts"] = style["layouts"] | {"project_target_table": "listed"}
    style.setdefault("printing", {})["heads"] = {
        "number": "序号",
        "project": "项目名称",
        "total": "预算金额（{unit}）",
    }
    style["printing"].pop("over", None)
    style["printing"].pop("tail", None)
    style["printing"].pop("rows_packed", None)
    return True


def project_headings(style: Style, _: Random) -> bool:
    """Each project of a list named in a paragraph above a table of its own."""
    if "annual" not in style.get("headers", {}):
        return False
    style["layouts"] = style["layouts"] | {"project_target_table": "in_paragraphs"}
    style.setdefault("printing", {})["paragraphs"] = [
        "{number}、项目名称：{project}",
        "项目预算{total}{unit}。",
        "绩效目标：{goal}",
    ]
    style["shown"] = ["total"]
    style["printing"].pop("amounts", None)
    return True


def money_in_columns(style: Style, _: Random) -> bool:
    """A header row of money, the amounts below it, other money blank."""
    style["layouts"] = style["layouts"] | {"project_target_form": "single"}
    style.setdefault("printing", {})["money"] = {
        "way": "matrix",
        "corner": "资金来源",
        "columns": {"资金总额": "total", "财政拨款": "fiscal", "其他资金": "other"},
        "lines": [["金额", "total"]],
    }
    return True


def two_blocks(style: Style, _: Random) -> bool:
    """The term's indicators beside the year's."""
    # Both blocks are printed with values alone, so that units must stand in these.
    if not style.get("two_horizons") or style["unit_at"] != "value":
        return False
    if not {"level1", "level2", "name", "annual"} <= style["headers"].keys():
        return False
    style["layouts"] = style["layouts"] | {"project_target_form": "twin"}
    return True


KINDS: dict[str, tuple[Callable[[Style, Random], bool], tuple[str, ...]]] = {
    **{
        f"unknown {role}": (
            unknown_word(role),
            ("project_target_form", "self_evaluation_table", "department_target_form"),
        )
        for role in ROLES
    },
    "columns permuted": (permuted, ("self_evaluation_table", "project_target_form")),
    "added: a remark": (added("", "memo"), ("self_evaluation_table", "project_target_form")),
    "added: last year": (
        added("{previous}年情况", "last"),
        ("project_target_form", "department_target_form"),
    ),
    "two tiers": (two_tiers, ("self_evaluation_table", "project_target_form")),
    "places as columns": (place_columns, ("project_target_form", "department_target_form")),
    "levels as bands": (level_bands, ("project_target_form", "self_evaluation_table")),
    "projects as bands": (project_bands, ("project_target_table",)),
    "projects as columns": (project_columns, ("project_target_table",)),
    "projects as headings": (project_headings, ("project_target_table",)),
    "two blocks": (two_blocks, ("project_target_form",)),
}


def perturbed(kind: str, seed: int, number: int) -> tuple[Style, str]:
    """A style of the development split with one thing changed, and the family that shows it."""
    change, families = KINDS[kind]
    rng = Random(f"{kind}-{seed}-{number}")
    styles = data("styles")["development"]
    while True:
        style = copy.deepcopy(rng.choice(styles))
        family = rng.choice(families)
        own = style.get("by_form", {}).pop(family, {}) | (
            style.get("whole", {}) if family == "self_evaluation_table" else {}
        )
        style |= copy.deepcopy(own)
        style.pop("whole", None)
        style["by_form"] = {}
        if family not in style["titles"] or not _plain(style, family):
            continue
        if change(style, rng) and _shown(kind, style, family) and _is_whole(style, family):
            return style, family


def _is_whole(style: Style, family: str) -> bool:
    """Whether each cell of a form so changed has a place in its table."""
    grids = [block for block in blocks(Maker(1, "development", style).form(family))
             if isinstance(block, Grid)]  # fmt: skip
    return all(
        box.col_span > 0 and box.row_span > 0 and box.col + box.col_span <= grid.columns
        for grid in grids
        for box in grid.boxes
    )


def _plain(style: Style, family: str) -> bool:
    """Whether a family is printed as one table with a column for each thing that is said."""
    plain_layouts = {
        "project_target_form": {"single", ""},
        "self_evaluation_table": {""},
        "department_target_form": {"budget", "tasks", "sections"},
        "project_target_table": {"long", "listed", "banded", "packed"},
    }
    return style["layouts"].get(family, "") in plain_layouts[family]


def _shown(kind: str, style: Style, family: str) -> bool:
    """Whether the family prints the column that was changed."""
    role = kind.removeprefix("unknown ")
    printed = {
        "department_target_form": {"nature", "cycle", "annual", "unit"},
        "project_target_form": {"nature", "annual", "unit"},
        "self_evaluation_table": {
            "annual", "actual", "weight", "score", "deviation", "remark",
        },
    }  # fmt: skip
    return (
        role not in ROLES
        or role in {"level1", "level2", "name", *style.get("also", [])}
        or role in printed.get(family, ())
    )


def documents(folder: Path, kind: str, name: str, count: int, seed: int) -> list[corpus.Made]:
    """``count`` files of a kind in a format, each in a style of its own."""
    made = []
    variant = FORMATS[name]
    for number in range(count):
        style, family = perturbed(kind, seed, number)
        where = folder / kind.replace(" ", "-").replace(":", "") / name / f"{number:03}"
        where.mkdir(parents=True)
        made.append(corpus.make_one(where, variant, style, family, seed * 1000 + number))
    return made


def _read(made: corpus.Made) -> tuple[Score, Truth]:
    truth = Truth.from_json(json.loads(made.truth.read_text(encoding="utf-8")))
    try:
        found = found_by_jixiao(extract(read(made.path)))
    except UnreadableError:
        found = Found(problems=1)
    return score(truth, found), truth


app = typer.Typer(add_completion=False)


@app.command(help=__doc__)
def main(  # noqa: D103 (its help is the module's)
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind.")] = None,
    format: Annotated[
        list[str] | None, typer.Option(help="xlsx, html, pdf, txt, page, lines, bars.")
    ] = None,
    documents_a_cell: Annotated[int, typer.Option("--documents", help="Of each kind.")] = 8,
    seed: Annotated[int, typer.Option(help="Others each time.")] = 1,
    failures: Annotated[int, typer.Option(help="Show failures of so many documents.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write the table there, as Markdown.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the documents there.")] = None,
) -> None:
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    console = Console(width=150)
    kinds, formats = kind or list(KINDS), format or list(FORMATS)
    scores: dict[tuple[str, str], list[Score]] = defaultdict(list)
    with TemporaryDirectory() as passing:
        for one in track(kinds, description="perturbed", console=console):
            for name in formats:
                folder = keep or Path(passing)
                for made in documents(folder, one, name, documents_a_cell, seed):
                    marks, _ = _read(made)
                    scores[one, name].append(marks)
                    if failures and marks.failures:
                        failures -= 1
                        console.print(f"[bold]{one} {name} {made.style} {made.forms}")
                        if keep:
                            console.print(str(made.path))
                        for line in marks.failures[:8]:
                            console.print(f"  {line}", markup=False, highlight=False)
    rows = _rows(scores, kinds, formats)
    table = Table(*HEADS)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if out:
        lines = [HEADS, ["---", *["---:"] * (len(HEADS) - 1)], *rows]
        out.write_text("".join(f"| {' | '.join(line)} |\n" for line in lines), encoding="utf-8")


HEADS = [
    "changed", "format", "documents", "numbers F1", "mean by document", "spread",
    "wrong, unflagged", "of numbers", "amounts F1",
]  # fmt: skip


def _rows(
    scores: dict[tuple[str, str], list[Score]], kinds: list[str], formats: list[str]
) -> list[list[str]]:
    rows = [_row(kind, name, scores[kind, name]) for kind in kinds for name in formats]
    return rows + [
        _row("all", name, [each for kind in kinds for each in scores[kind, name]])
        for name in formats
    ]


def _row(kind: str, name: str, marks: list[Score]) -> list[str]:
    numbers, sums = Tally(), Tally()
    for each in marks:
        numbers, sums = numbers + each.numbers, sums + each.sums
    f1 = [each.numbers.f1 for each in marks]
    return [
        kind, name, str(len(marks)), f"{numbers.f1:.3f}", f"{mean(f1):.3f}", f"{pstdev(f1):.3f}",
        str(sum(each.unflagged for each in marks)), str(numbers.right + numbers.lost),
        f"{sums.f1:.3f}",
    ]  # fmt: skip


if __name__ == "__main__":
    app()
