"""The benchmarks start: what they import from one another and from jixiao is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.perturbed import KINDS, documents, perturbed
from benchmarks.compare import differences, shown
from ingest.settings import ROOT


@pytest.mark.parametrize(
    "module",
    ["accuracy", "accuracy.perturbed", "compare", "fit_roles", "fuzz", "nightly", "read_speed"],
)
def test_a_benchmark_says_what_it_does(module: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{module}", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert said.returncode == 0, said.stderr
    assert "usage" in said.stdout.lower()


@pytest.mark.parametrize("kind", KINDS)
def test_each_perturbation_makes_a_document_again_and_again(kind: str, tmp_path: Path) -> None:
    style, family = perturbed(kind, 1, 0)
    assert perturbed(kind, 1, 0) == (style, family)
    assert style not in data("styles")["development"]
    (made,) = documents(tmp_path, kind, "txt", 1, 1)
    assert made.forms == family
    assert made.path.stat().st_size > 100


@pytest.mark.parametrize("number", range(8))
def test_lists_of_projects_in_columns_print_their_values(number: int) -> None:
    style, _ = perturbed("projects as columns", 20, number)
    assert "annual" in style["headers"]


def test_what_differs_between_two_commits_is_told_record_by_record() -> None:
    one = {"form_no": 0, "kind": "indicator_values", "indicator_name": "培训人数", "value": 300}
    other = one | {"indicator_name": "培训场次"}
    assert differences([one, other], [one, other]) == []
    ((before, after),) = differences([one, other], [one | {"value": 30}, other])
    assert (before, after) == (one, one | {"value": 30})
    assert shown(before, after) == "~ indicator_values 培训人数: value 300 → 30"
    assert differences([one], [other]) == [(one, None), (None, other)]
