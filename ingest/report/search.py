"""What the search box searches: scripts with data, as a page from a folder may fetch nothing.

Names (of indicators, departments, documents) are one file; the printed text is one file a document,
which the box loads when somebody searches.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.report.show import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.report.queries import Row

MOST_TEXTS = 400
"""The printed text of so many documents is searched, of the current and newest ones first."""


def name_script(
    indicators: Iterable[Row], departments: Iterable[Row], documents: list[Row]
) -> bytes:
    """Every name with its kind, what else finds it, and its page."""
    names = [
        [
            "指标",
            row["name_zh"] + (f"（{row['unit']}）" if row["unit"] else ""),
            f"{row['name_en'] or ''} {row['words'] or ''}".strip(),
            f"indicator/{file_name(row['indicator_key'])}.html"
            if row["has_page"]
            else f"catalogue.html#{file_name(row['indicator_key'])}",
        ]
        for row in indicators
    ]
    names += [
        [
            "部门",
            row["department_zh"],
            row["district_zh"] or "",
            f"department/{file_name(row['department_key'])}.html",
        ]
        for row in departments
    ]
    names += [
        [
            "文件",
            " ".join(str(row[name] or "") for name in ("department_zh", "fiscal_year", "form_zh")),
            row["title"] or "",
            f"document/{file_name(row['document_id'])}.html",
        ]
        for row in documents
    ]
    texts = [file_name(row["document_id"]) for row in documents[:MOST_TEXTS]]
    told = {"names": names, "texts": texts, "documents": len(documents)}
    return f"jixiao.names({_data(told)});\n".encode()


def text_script(name: str, pieces: list[tuple[str, str]]) -> bytes:
    """The printed text of a document, a piece a line or cell, each with its anchor."""
    told = [[anchor, text] for anchor, text in pieces if text]
    return f"jixiao.text({_data(name)},{_data(told)});\n".encode()


def _data(value: object) -> str:
    """JSON that no HTML or JavaScript parser takes for anything else."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        told = told.replace(char, f"\\u{ord(char):04x}")
    return told
