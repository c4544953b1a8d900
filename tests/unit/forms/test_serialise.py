import json
from decimal import Decimal

from ingest.document import Document, Place
from ingest.forms import EXTRACTOR_VERSION
from ingest.forms.serialise import dumps, to_json, unreadable
from ingest.records import Extraction, Header, IndicatorValue, Problem, Project

HERE = Place(page=2, line_from=11, line_to=11, bbox=(1.0, 2.0, 3.0, 4.5), cell="表!B3")
EXTRACTION = Extraction(
    header=Header(
        form="project_target_table", title="项目支出绩效目标表", amount_unit="万元", page_from=2
    ),
    projects=[
        Project(project_no=1, project_name="工作经费", total_wan=Decimal("123.80"), place=HERE)
    ],
    indicator_values=[
        IndicatorValue(
            project_no=1,
            row_no=1,
            level1="产出指标",
            indicator_name="举办宣传座谈会场数",
            metric="举办宣传座谈会场数",
            measure="target",
            source_section="indicator_table",
            value_text="9场",
            value_kind="number",
            operator="=",
            value=Decimal("9"),
            unit="场",
            place=HERE,
        )
    ],
    problems=[Problem(severity="warning", message="看这里", place=HERE)],
)
OBJECT = to_json("a.txt", EXTRACTION, Document((), "text/plain", page_count=3))


def test_the_contracts_keys() -> None:
    assert set(OBJECT) >= {
        "file",
        "document",
        "budget_lines",
        "tasks",
        "projects",
        "indicator_values",
        "scores",
        "problems",
    }
    assert OBJECT["file"] == "a.txt"
    assert OBJECT["document"] == {
        "form": "project_target_table",
        "title": "项目支出绩效目标表",
        "department_name": None,
        "fiscal_year": None,
        "year_evidence": None,
        "amount_unit": "万元",
        "media_type": "text/plain",
        "page_count": 3,
        "extractor_version": EXTRACTOR_VERSION,
        "page_from": 2,
        "page_to": None,
    }
    assert OBJECT["budget_lines"] == OBJECT["tasks"] == OBJECT["scores"] == []


def test_rows_carry_their_columns_and_their_place() -> None:
    (project,) = OBJECT["projects"]
    assert project["total_wan"] == Decimal("123.80")
    assert project["fiscal_wan"] is None
    (value,) = OBJECT["indicator_values"]
    assert value["level1"] == "产出指标"
    for row in (project, value, *OBJECT["problems"]):
        assert "place" not in row
        assert (row["page"], row["line_from"], row["line_to"]) == (2, 11, 11)
        assert row["bbox"] == (1.0, 2.0, 3.0, 4.5)
        assert row["cell"] == "表!B3"


def test_one_line_of_json_with_printed_digits_and_legible_chinese() -> None:
    line = dumps(OBJECT)
    assert "\n" not in line
    assert '"total_wan": 123.80' in line
    assert "工作经费" in line
    assert json.loads(line)["problems"][0]["message"] == "看这里"


def test_a_file_that_cannot_be_read_has_its_problem_alone() -> None:
    assert unreadable("b.txt", "the file is empty") == {
        "file": "b.txt",
        "problems": [
            {
                "severity": "error",
                "message": "the file is empty",
                "page": None,
                "line_from": None,
                "line_to": None,
                "bbox": None,
                "cell": None,
                "confidence": None,
                "doubt": None,
            }
        ],
    }
