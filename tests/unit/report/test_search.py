from __future__ import annotations

import json
from typing import Any

from ingest.report.search import MOST_TEXTS, name_script, text_script

DOCUMENT = {
    "document_id": "d" * 64,
    "fiscal_year": 2023,
    "form_zh": "申报表",
    "department_zh": "某局",
    "title": "题",
}


def told(script: bytes, function: str) -> Any:
    text = script.decode()
    start, end = f"jixiao.{function}(", ");\n"
    assert text.startswith(start) and text.endswith(end)
    return json.loads("[" + text[len(start) : -len(end)] + "]")


def test_names_lead_to_their_pages() -> None:
    indicators = [
        {
            "indicator_key": "high_tech_enterprises",
            "name_zh": "高新技术企业总数",
            "name_en": "High-tech enterprises",
            "unit": "家",
            "words": "国高 高企",
            "has_page": True,
        },
        {
            "indicator_key": "gazelles",
            "name_zh": "瞪羚企业数",
            "name_en": None,
            "unit": None,
            "words": None,
            "has_page": False,
        },
    ]
    departments = [{"department_key": "a", "department_zh": "某局", "district_zh": None}]
    [found] = told(name_script(indicators, departments, [DOCUMENT]), "names")
    assert found["names"] == [
        [
            "指标",
            "高新技术企业总数（家）",
            "High-tech enterprises 国高 高企",
            "indicator/high_tech_enterprises.html",
        ],
        ["指标", "瞪羚企业数", "", "catalogue.html#gazelles"],
        ["部门", "某局", "", "department/a.html"],
        ["文件", "某局 2023 申报表", "题", f"document/{'d' * 20}.html"],
    ]
    assert found["texts"] == ["d" * 20]


def test_only_so_many_texts_are_searched() -> None:
    [found] = told(name_script([], [], [DOCUMENT] * (MOST_TEXTS + 1)), "names")
    assert len(found["texts"]) == MOST_TEXTS
    assert found["documents"] == MOST_TEXTS + 1


def test_text_is_data_to_any_parser() -> None:
    hostile = "</script><script>alert('1')</script>\u2028\"\\&"
    script = text_script("a", [("L1", hostile), ("L2", "")])
    assert b"<" not in script and b">" not in script and "\u2028".encode() not in script
    assert told(script, "text") == ["a", [["L1", hostile]]]
