from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from ingest import decisions
from ingest.decisions import (
    AcceptedLoss,
    Alias,
    DecisionError,
    Indicator,
    Review,
    Waiver,
    append_accepted_loss,
    append_alias,
    append_reviews,
    append_waiver,
    decision,
    known_documents,
    reviewable,
    rows,
    take_back,
    today,
)
from ingest.settings import ROOT, Settings

ONE, OTHER = "1f" * 32, "2e" * 32
WHO = {"reason": "看过原件", "by": "李明", "on": date(2026, 1, 5)}
FIGURE = {
    "document_id": ONE,
    "fact": "fct_budget_line",
    "figure_key": "部门预算支出/项目支出/budget",
    "field": "amount_wan",
    "place": "page 2 cell 表1!B3",
    "printed_text": "1,2O3.40",
    "was_read": "1203.4",
    **WHO,
}


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    shutil.copytree(
        ROOT / "dbt_project", tmp_path / "dbt", ignore=shutil.ignore_patterns("target", "logs")
    )
    landed = [{"document_id": ONE}, {"document_id": OTHER}, {"document_id": "2f" * 32}]
    monkeypatch.setattr(decisions, "query", lambda *_arguments: landed)
    return Settings(home=tmp_path / "home", dbt_project=tmp_path / "dbt")


def lines(settings: Settings, name: str) -> list[str]:
    return (settings.dbt_project / "seeds" / name).read_text("utf-8").splitlines()


def added(settings: Settings, name: str) -> list[str]:
    """What a diff shows: the rows behind those of the project, which are as they were."""
    before = (ROOT / "dbt_project/seeds" / name).read_text("utf-8").splitlines()
    now = lines(settings, name)
    assert now[: len(before)] == before
    return now[len(before) :]


def review(**fields) -> Review:
    return decision(Review, **{**FIGURE, "decision": "confirm", **fields})


def test_a_review_is_one_row_more(settings):
    append_reviews(settings, [review(decision="correct", value="1208.40")])
    assert added(settings, "reviewed_figures.csv") == [
        f"{ONE},fct_budget_line,部门预算支出/项目支出/budget,amount_wan,page 2 cell 表1!B3,"
        '"1,2O3.40",1203.4,correct,1208.40,看过原件,李明,2026-01-05'
    ]


def test_what_a_decision_lacks_is_said_in_one_line():
    for fields, said in [
        ({"decision": "correct"}, "correct needs the value as printed"),
        ({"decision": "confirm", "value": "3"}, "confirm has no value"),
        ({"decision": "correct", "value": "1203.40"}, "is what was read"),
        ({"decision": "guess"}, "decision: "),
        ({"by": "  "}, "by: must not be empty"),
        ({"reason": "\n"}, "reason: must not be empty"),
        ({"on": today() + timedelta(days=1)}, "on: is in the future"),
        ({"document_id": "1f"}, "document_id: "),
    ]:
        with pytest.raises(DecisionError) as refused:
            review(**fields)
        assert said in str(refused.value)
        assert "\n" not in str(refused.value)


def test_what_nobody_knows_is_refused_and_nothing_is_written(settings):
    for wrong, said in [
        ({"document_id": "3c" * 32}, "there is no document 3c"),
        ({"fact": "fct_reconciliation"}, "no figures of fct_reconciliation"),
        ({"field": "goal"}, "no figure of fct_budget_line is called goal"),
        ({"decision": "correct", "value": "约三千"}, "no number"),
        ({"decision": "correct", "value": "NaN"}, "no number"),
        ({"decision": "correct", "value": "1e30"}, "no number"),
    ]:
        with pytest.raises(DecisionError, match=said):
            append_reviews(settings, [review(field="execution_rate"), review(**wrong)])
    operator = {"fact": "fct_indicator_value", "field": "operator", "decision": "correct"}
    with pytest.raises(DecisionError, match="no operator: at least"):
        append_reviews(settings, [review(**operator, value="at least")])
    assert added(settings, "reviewed_figures.csv") == []


def test_a_figure_is_decided_once_for_what_is_read(settings):
    append_reviews(settings, [review()])
    with pytest.raises(DecisionError, match=r"decided already \(李明 2026-01-05\)"):
        append_reviews(settings, [review(decision="misprint", by="王芳")])
    with pytest.raises(DecisionError, match="decided already"):
        append_reviews(settings, [review(document_id=OTHER), review(document_id=OTHER)])
    append_reviews(settings, [review(was_read="1200"), review(field="execution_rate")])
    assert len(added(settings, "reviewed_figures.csv")) == 3


def test_reviewable_fields_are_columns_of_the_facts():
    fields = reviewable(Settings())
    assert fields["fct_indicator_value"] == {
        "value": "number",
        "operator": "operator",
        "unit": "text",
        "value_text": "text",
    }
    for fact, known in fields.items():
        columns = (ROOT / f"dbt_project/models/marts/{fact}.yml").read_text("utf-8")
        assert all(f"- name: {field}\n" in columns for field in known)


def test_an_alias_has_the_statistic_of_its_indicator(settings):
    append_alias(
        settings, decision(Alias, phrase="高企家数", indicator_key="high_tech_enterprises", **WHO)
    )
    assert added(settings, "indicator_aliases.csv") == [
        "高企家数,high_tech_enterprises,stock,,看过原件,李明,2026-01-05"
    ]


def test_a_phrase_is_left_as_printed(settings):
    append_alias(settings, decision(Alias, phrase="其他成效", **WHO))
    assert added(settings, "indicator_aliases.csv") == ["其他成效,,,,看过原件,李明,2026-01-05"]


def test_a_new_indicator_comes_with_its_phrase(settings):
    new = {
        "indicator_key": "robots",
        "name_zh": "机器人数",
        "name_en": "Robots",
        "statistic": "stock",
        "unit": "台",
        "direction": "higher",
    }
    alias = decision(Alias, phrase="机器人保有量", indicator_key="robots", **WHO)
    append_alias(settings, alias, decision(Indicator, **new))
    assert added(settings, "indicator_catalogue.csv") == [
        "robots,机器人数,Robots,stock,台,higher,,,"
    ]
    assert added(settings, "indicator_aliases.csv") == [
        "机器人保有量,robots,stock,,看过原件,李明,2026-01-05"
    ]


def test_aliases_of_nothing_known_are_refused(settings):
    phrase = lines(settings, "indicator_aliases.csv")[1].split(",")[0]
    context = lines(settings, "indicator_aliases.csv")[1].split(",")[3] or None
    known = {"indicator_key": "high_tech_enterprises"}
    for fields, new, said in [
        ({"indicator_key": "robots"}, None, "no indicator robots"),
        ({"phrase": phrase, "context": context, **known}, None, "decided already"),
        ({"indicator_key": "robots"}, {"indicator_key": "robot"}, "the new indicator is robot"),
        (known, known, "has high_tech_enterprises already"),
        ({"indicator_key": "robots"}, {"name_zh": "高新技术企业总数"}, "高新技术企业总数 is"),
        ({"indicator_key": "robots"}, {"unit": "大堆"}, "no unit 大堆"),
        ({"indicator_key": "robots"}, {"family": "robots"}, "no family robots"),
    ]:
        alias = decision(Alias, **{"phrase": "机器人数", **fields, **WHO})
        base = {
            "indicator_key": "robots",
            "name_zh": "机器人数",
            "name_en": "Robots",
            "statistic": "stock",
        }
        made = None if new is None else decision(Indicator, **{**base, **new})
        with pytest.raises(DecisionError, match=said):
            append_alias(settings, alias, made)
    assert added(settings, "indicator_aliases.csv") == []
    assert added(settings, "indicator_catalogue.csv") == []


def test_a_waiver_names_a_rule_and_a_document(settings):
    whole = {"document_id": ONE, "rule_key": "carry_over", **WHO}
    append_waiver(settings, decision(Waiver, **whole))
    append_waiver(settings, decision(Waiver, **whole, project_no=3))
    assert added(settings, "reconciliation_waivers.csv") == [
        f"{ONE},carry_over,,看过原件,李明,2026-01-05",
        f"{ONE},carry_over,3,看过原件,李明,2026-01-05",
    ]
    for wrong, said in [
        ({}, "decided already"),
        ({"rule_key": "carryover"}, "no rule carryover"),
        ({"document_id": "3c" * 32}, "there is no document"),
    ]:
        with pytest.raises(DecisionError, match=said):
            append_waiver(settings, decision(Waiver, **{**whole, **wrong}))


def test_an_accepted_loss_names_a_document_or_all(settings):
    for document_id in (ONE, "*"):
        loss = {"document_id": document_id, "extractor_version": "0.1.0+1f", **WHO}
        append_accepted_loss(settings, decision(AcceptedLoss, **loss))
    assert added(settings, "accepted_losses.csv") == [
        f"{ONE},0.1.0+1f,看过原件,李明,2026-01-05",
        "*,0.1.0+1f,看过原件,李明,2026-01-05",
    ]
    with pytest.raises(DecisionError, match="decided already"):
        append_accepted_loss(settings, decision(AcceptedLoss, **loss))


def test_the_beginning_of_an_id_names_one_document(settings):
    assert known_documents(settings, {"1f1f"}) == {"1f1f": ONE}
    with pytest.raises(DecisionError, match="2 documents have ids that begin with 2"):
        known_documents(settings, {"2"})


def test_other_line_ends_stay(settings):
    path = settings.dbt_project / "seeds/accepted_losses.csv"
    path.write_bytes(b"document_id,extractor_version,reason,by,on")
    loss = {"document_id": "*", "extractor_version": "1", **WHO}
    append_accepted_loss(settings, decision(AcceptedLoss, **loss))
    assert path.read_bytes().count(b"\n") == 2
    path.write_bytes(b"document_id,extractor_version,reason,by,on\r\n")
    append_accepted_loss(settings, decision(AcceptedLoss, **loss))
    assert path.read_bytes().count(b"\r\n") == 2


def test_a_file_that_cannot_be_written_stays(settings, monkeypatch):
    def full(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(decisions.os, "fsync", full)
    with pytest.raises(DecisionError, match="cannot be written: No space left"):
        append_reviews(settings, [review()])
    assert added(settings, "reviewed_figures.csv") == []
    assert not list((settings.dbt_project / "seeds").glob(".*"))


def test_what_was_just_written_can_be_taken_back(settings):
    before = lines(settings, "reviewed_figures.csv")
    first = append_reviews(settings, [review()])
    second = append_reviews(settings, [review(field="execution_rate", was_read=None)])
    take_back(settings, first)
    assert [row["field"] for row in rows(settings, "reviewed_figures.csv")] == ["execution_rate"]
    take_back(settings, second)
    assert lines(settings, "reviewed_figures.csv") == before


def test_what_is_gone_already_is_not_taken_back(settings):
    written = append_reviews(settings, [review()])
    take_back(settings, written)
    with pytest.raises(DecisionError, match="has no such row"):
        take_back(settings, written)


def test_a_new_indicator_is_taken_back_with_its_alias(settings):
    names = ("indicator_catalogue.csv", "indicator_aliases.csv")
    before = [lines(settings, name) for name in names]
    new = Indicator(
        indicator_key="science_museums", name_zh="科技馆数", name_en="Museums", statistic="stock"
    )
    alias = decision(Alias, phrase="科技馆", indicator_key="science_museums", **WHO)
    take_back(settings, append_alias(settings, alias, new))
    assert [lines(settings, name) for name in names] == before
