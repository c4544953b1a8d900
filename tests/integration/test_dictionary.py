"""The data dictionary in docs/ is what the published comments say."""

from ingest.settings import ROOT, Settings
from ingest.warehouse.dictionary import dictionary


def test_the_dictionary_in_docs_is_the_published_one(night: Settings) -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary(night.published / "marts.duckdb"), (
        "write it again: jixiao dictionary > docs/data-dictionary.md"
    )


def test_every_column_has_its_meaning(night: Settings) -> None:
    rows = [
        line
        for line in dictionary(night.published / "marts.duckdb").splitlines()
        if line.startswith("| `")
    ]
    assert len(rows) > 300
    assert not [row for row in rows if row.endswith("|  |")]
