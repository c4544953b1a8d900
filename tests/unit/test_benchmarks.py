"""The benchmarks start: what they import from one another and from jixiao is there."""

import subprocess
import sys

import pytest

from ingest.settings import ROOT


@pytest.mark.parametrize("module", ["accuracy", "fuzz", "nightly", "read_speed"])
def test_a_benchmark_says_what_it_does(module: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{module}", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert shown.returncode == 0, shown.stderr
    assert "usage" in shown.stdout.lower()
