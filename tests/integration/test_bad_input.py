"""Bad documents beside the real ones, through the whole line: each is named, none stops another."""

from __future__ import annotations

import shutil
from io import StringIO

import duckdb
import pytest
import yaml
from rich.console import Console

from ingest.display.status import show_status
from ingest.settings import ROOT, Settings
from ingest.steps import run_line

REAL = ROOT / "documents"
NANSHA = "广州南沙经济技术开发区科学技术局"
TIANHE = "广州市天河区科学技术局"
FORM = "department_target_form"
REPORT = "self_evaluation_report"


def form(cut: tuple[str, str] | None = None, **changes: str) -> bytes:
    """Nansha's real form, made Tianhe's: a block cut out, or words changed."""
    text = (REAL / "nansha/2023/department_target_form.txt").read_text(encoding="utf-8")
    text = text.replace(NANSHA, TIANHE)
    if cut:
        start, end = (text.index(word) for word in cut)
        text = text[:start] + text[end:]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def report() -> bytes:
    """Huangpu's real report of 2022, made Tianhe's."""
    text = (REAL / "huangpu/2022/self_evaluation_report.md").read_text(encoding="utf-8")
    return text.replace("广州市黄埔区科学技术局（广州开发区科技创新局）", TIANHE).encode()


BAD: dict[str, tuple[str, int, bytes, str, str]] = {
    "empty.txt": (FORM, 2016, b"", "quarantined", "tianhe/empty.txt: the file is empty"),
    "poem.txt": (FORM, 2017, "床前明月光\n".encode(), "quarantined", "tianhe/poem.txt: "),
    "no budget.txt": (
        FORM,
        2018,
        form(cut=("预算整体情况", "总体绩效目标")),
        "loaded",
        "tianhe/no budget.txt: read in part, not used: money 资金: no budget block",
    ),
    "wrong form.md": (
        FORM,
        2019,
        report(),
        "quarantined",
        f"tianhe/wrong form.md: registered as {FORM}, reads as {REPORT}",
    ),
    "wrong year.md": (
        REPORT,
        2023,
        report() + b"\n",
        "quarantined",
        "tianhe/wrong year.md: registered for 2023, printed is 2022 (",
    ),
    "wrong department.txt": (
        FORM,
        2020,
        form(**{TIANHE: "广州市越秀区科学技术局"}),
        "quarantined",
        f"tianhe/wrong department.txt: registered for {TIANHE}, printed is 广州市越秀区科学技术局",
    ),
    "binary.txt": (FORM, 2021, bytes(range(256)) * 9, "quarantined", "tianhe/binary.txt: "),
    "copy.txt": (
        FORM,
        2022,
        (REAL / "nansha/2023/department_target_form.txt").read_bytes(),
        "quarantined",
        "tianhe/copy.txt: same bytes as nansha/nansha_science/2023/department_target_form",
    ),
    "adds up to more.txt": (
        FORM,
        2023,
        form(**{"83,250.04": "83,251.04"}),
        "held",
        "83251.04",
    ),
}
"""Form and year registered, bytes, the state expected, and how its reason begins (held: holds)."""


THIN = f"""# {TIANHE}2018年度部门整体支出绩效自评报告

一、部门基本情况

1938年全区高新技术企业数量达10家。

二、部门整体收支情况

2018年度，全年预算数100.00万元，执行数90.00万元，执行率90%。
"""
"""Sound, though hardly any check can be made of it, and with a figure of long ago."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One run over the real documents and the bad ones."""
    root = tmp_path_factory.mktemp("night")
    settings = Settings(home=root / "var", documents=root / "documents", places=root / "places")
    shutil.copytree(REAL, settings.documents)
    shutil.copytree(ROOT / "ingest" / "places", settings.places)
    (settings.documents / "tianhe").mkdir()
    forms: dict[str, dict[str, object]] = {}
    made = {name: each[:3] for name, each in BAD.items()}
    made["thin.md"] = (REPORT, 2018, THIN.encode())
    for name, (kind, year, content) in made.items():
        (settings.documents / "tianhe" / name).write_bytes(content)
        rule = {"since": 2016, "due": {"month": 4, "day": 30}, "sources": {}}
        forms.setdefault(kind, rule)["sources"][year] = f"tianhe/{name}"
    (settings.documents / "tianhe" / "nobody's.txt").write_bytes(form() + b"\n")
    department = {
        "key": "tianhe_science",
        "name_zh": TIANHE,
        "scope": "department",
        "body_key": "tianhe_science",
        "forms": forms,
    }
    place = {
        "key": "tianhe",
        "code": "440106",
        "name_en": "Tianhe District",
        "departments": [department],
    }
    text = yaml.safe_dump(place, allow_unicode=True)
    (settings.places / "tianhe.yml").write_text(text, encoding="utf-8")
    assert run_line(settings, "night") is not None
    return settings


@pytest.fixture(scope="module")
def marts(night: Settings):
    with duckdb.connect(str(night.published / "marts.duckdb"), read_only=True) as connection:
        connection.execute("use marts")
        yield connection


@pytest.fixture(scope="module")
def status(night: Settings) -> str:
    console = Console(file=StringIO(), width=400, color_system=None)
    show_status(night, console)
    return console.file.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_each_is_in_the_ledger_with_its_reason(marts, status: str, name: str):
    kind, year, _, state, reason = BAD[name]
    [(found, why)] = marts.execute(
        "select state, reason from mart_document_ledger"
        " where district_key = 'tianhe' and form = ? and fiscal_year = ?",
        [kind, year],
    ).fetchall()
    assert found == state
    assert "\n" not in why
    assert reason in why if state == "held" else why.startswith(reason)
    shown = "in part" if state == "loaded" else state
    (line,) = [
        line for line in status.splitlines() if line.startswith(f"  {shown} ") and why in line
    ]
    assert name in line


def test_a_file_nobody_registered_is_in_the_ledger(marts, status: str):
    reason = "tianhe/nobody's.txt: no place file registers nobody's.txt"
    found = marts.execute(
        "select state from mart_document_ledger where reason = ?", [reason]
    ).fetchall()
    assert found == [("quarantined",)]
    assert f"  quarantined {reason}\n" in status


def test_nothing_of_them_is_in_the_facts(marts):
    for fact in ("fct_budget_line", "fct_task_funding", "fct_indicator_value"):
        assert marts.execute(
            f"select count(*) from {fact}"
            " where department_key = 'tianhe_science' and document_id not in"
            " (select document_id from dim_document"
            " where source_uri in ('tianhe/thin.md', 'tianhe/no budget.txt'))"
        ).fetchall() == [(0,)]


def test_what_is_left_of_a_form_without_its_budget_is_published(marts):
    counts = [
        marts.execute(
            f"select count(*) > 0 from {fact} join dim_document using (document_id)"
            " where source_uri = 'tianhe/no budget.txt'"
        ).fetchall()
        for fact in ("fct_budget_line", "fct_indicator_value")
    ]
    assert counts == [[(False,)], [(True,)]]


def test_a_thin_document_is_published_and_stops_nobody(marts):
    found = marts.execute(
        "select value, fct_indicator_value.fiscal_year from fct_indicator_value"
        " join dim_document using (document_id) where source_uri = 'tianhe/thin.md'"
    ).fetchall()
    assert found == [(10, 1938)]


def test_the_real_documents_are_published(marts):
    found = marts.execute(
        "select source_uri from dim_document where status = 'loaded' and is_current"
        " and source_uri not like 'tianhe/%' order by all"
    ).fetchall()
    real = sorted(path.relative_to(REAL).as_posix() for path in REAL.rglob("*.*"))
    assert [uri for (uri,) in found] == real


def test_the_copy_did_not_take_the_bytes_from_their_slot(marts):
    [(state, department)] = marts.execute(
        "select status, department_key from dim_document where source_uri like 'nansha/%'"
    ).fetchall()
    assert (state, department) == ("loaded", "nansha_science")


def test_what_does_not_add_up_says_by_how_much(marts):
    found = marts.execute(
        "select rule_key, abs(difference) from fct_reconciliation join dim_document"
        " using (document_id) where source_uri = 'tianhe/adds up to more.txt'"
        " and severity = 'identity' and fct_reconciliation.status = 'fail'"
    ).fetchall()
    assert ("budget_lines_add_up", 1) in found
