from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from ingest.place_file import SCHEMA, SCHEMA_LINE, RegistryError, read_place, schema
from ingest.settings import ROOT
from tests.unit.small_line import nansha

if TYPE_CHECKING:
    from pathlib import Path

PLACES = sorted((ROOT / "ingest" / "places").glob("*.yml"))
PLACE = """\
# yaml-language-server: $schema=schema.json
key: nansha
code: "440115"
name_en: Nansha District
departments:
  - key: nansha_science
    name_zh: 广州南沙经济技术开发区科学技术局
    scope: department
    body_key: nansha_science
    publishes:
      - listing: https://example.gov.cn/
        links: 绩效
    forms:
      department_target_form:
        since: 2023
        due: {month: 4, day: 30}
"""


def as_editors_see(text: str) -> object:
    return json.loads(json.dumps(yaml.safe_load(text)))  # keys of JSON are texts


def wrong(text: str) -> list[str]:
    found = Draft202012Validator(json.loads(schema())).iter_errors(as_editors_see(text))
    return [".".join(map(str, error.absolute_path)) for error in found]


def test_the_schema_is_up_to_date():
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "python -m ingest.place_file writes it"
    Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)
def test_place_files_name_the_schema_and_are_valid(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"{SCHEMA_LINE}\n")
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("scope: department", "scope: all", "departments.0.scope"),
        ("name_en: Nansha District", "colour: red", ""),
        ("since: 2023", "since: soon", "departments.0.forms.department_target_form.since"),
        ("department_target_form:", "poem:", "departments.0.forms"),
    ],
)
def test_the_schema_finds_what_is_wrong(old: str, new: str, where: str):
    assert wrong(PLACE) == []
    assert where in wrong(PLACE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scope: department", "scope: all", r"departments\.0\.scope: .* \(line 8\)"),
        ("    scope: department\n", "", r"departments\.0\.scope: Field required \(line 6\)"),
        ("name_en: Nansha District", "colour: red", r"name_en: Field required .*\(line 2\)"),
        ("links: 绩效", "links: '('", r"publishes\.0\.listing\.links: .* \(line 12\)"),
        ("since: 2023", "since: soon", r"forms\.department_target_form\.since: .* \(line 15\)"),
        ("key: nansha\n", "key: nansha\nkey: panyu\n", r"key is given twice \(line 2\)"),
    ],
)
def test_a_mistake_is_told_with_file_field_and_line(
    tmp_path: Path, old: str, new: str, message: str
):
    path = tmp_path / "nansha.yml"
    path.write_text(PLACE, encoding="utf-8")
    assert read_place(path).place.key == "nansha"
    path.write_text(PLACE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegistryError, match=rf"^nansha\.yml: .*{message}"):
        read_place(path)


@pytest.mark.parametrize("text", ["", "- 1\n", "poem\n"])
def test_a_file_that_says_nothing_of_a_place(tmp_path: Path, text: str):
    path = tmp_path / "empty.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError, match=r"^empty\.yml: "):
        read_place(path)


def test_small_place_files_of_tests_are_valid():
    assert wrong(yaml.safe_dump(nansha({2023: "a.txt"}))) == []
