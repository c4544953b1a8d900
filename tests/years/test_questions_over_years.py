"""The questions of docs/questions.md that want several years, on made-up ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from huangpu import DEPARTMENT, FORMS, REPORTS, SCIENCE
from made import Budget, Document, form, report
from worked import assert_as_printed
from world import Marts, World

from ingest.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

INNOVATION = "广州市黄埔区科技创新局"
CITY = "guangzhou_science_bureau"
_PROJECTS = (ROOT / "documents/guangzhou/2023/project_target_table.txt").read_text(encoding="utf-8")
_OF_2025 = {
    "累计国家高新技术企业数量": (">3200家", ">2900家"),
    "全区高企总数": "将超过2900家",
    "净增高新技术企业": "超过88家",
}
REVISED = form(
    2024,
    {
        "累计国家高新技术企业数量": (">3000家", ">2750家"),
        "全区高企总数": "将超过2750家",
        "净增高新技术企业": "超过94家",
    },
    budget=Budget("2,400.00", "330,000.00", "0.00", "50,000.00"),
)
FIRST = form(
    2024,
    {
        "累计国家高新技术企业数量": (">3000家", ">2700家"),
        "全区高企总数": "将超过2700家",
        "净增高新技术企业": "超过44家",
    },
    budget=Budget("2,400.00", "320,000.00", "0.00", "50,000.00"),
)


def projects(year: int, texts: dict[str, str]) -> Document:
    text = _PROJECTS
    for old, new in texts.items():
        assert old in text
        text = text.replace(old, new)
    return Document("project_target_table", year, text)


PROJECTS = {
    2023: projects(2023, {}),
    2024: projects(
        2024,
        {
            "信息化运维项目(2023)": "信息化运维项目(2024)",
            "193.37": "212.40",
            "476,904.29": "476,923.32",
        },
    ),
}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the second night publishes, after a form was revised."""
    world = World(tmp_path_factory.mktemp("questions"))
    world.department(SCIENCE, **DEPARTMENT, until=2024, successor="huangpu_innovation")
    world.hand_in(SCIENCE, FORMS[2022], FORMS[2023], FIRST, *REPORTS.values())
    world.department("huangpu_innovation", name_zh=INNOVATION, body_key=SCIENCE)
    world.hand_in(
        "huangpu_innovation",
        form(2025, _OF_2025, department=INNOVATION),
        report(2025, {"高新技术企业总数": "达2950家"}, department=INNOVATION),
    )
    world.department(CITY, "guangzhou", name_zh="广州市科学技术局（本级）", scope="bureau_only")
    world.hand_in(CITY, *PROJECTS.values())
    world.night()
    world.hand_in(SCIENCE, REVISED)
    night: Marts = world.night()
    return night.path


def test_the_answers_are_those_printed(marts: Path) -> None:
    assert_as_printed(marts, "questions.md", "Made-up further years 虚构的后续年度")
