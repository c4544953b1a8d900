"""A made-up province: its bureaus, what they publish from which night on, and its web site.

>>> site_of(1)["/hz/"]  # the listing of Hangzhou's bureau as it is in the first night
Answer(body=b'...', ...)
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ingest.settings import ROOT
from tests.unit.landing import bureau_forms
from tests.unit.landing.bureau_forms import Rows, evaluation_report, project_form, target_form
from tests.unit.landing.bureau_site import HTML, Answer

READS_SCANS = find_spec("rapidocr") is not None
SCAN = ROOT / "tests" / "forms" / "scanned_project_form.png"
NIGHTS = 10
WRITERS = {
    ".csv": bureau_forms.comma_separated,
    ".docx": bureau_forms.word,
    ".html": bureau_forms.web_page,
    ".pdf": bureau_forms.pdf,
    ".txt": lambda rows: bureau_forms.text(rows, "gbk"),
    ".xls": bureau_forms.old_workbook,
    ".xlsx": bureau_forms.workbook,
}

TARGETS, REPORT, PROJECT = "department_target_form", "self_evaluation_report", "project_target_form"
FORMER, TODAY, RENAMED = "杭州市西湖区科技局", "杭州市西湖区科学技术局", "杭州市西湖区科技创新局"
"""What the district's bureau was called until 2023, then, and from 2025 on."""


class Area(NamedTuple):
    """An area with one bureau, and what `jixiao new-district` is told of it."""

    place: str
    key: str
    options: list[str]


def areas(site: str) -> list[Area]:
    """All areas, those above first; ``site`` is the address of the province's web site."""
    every_form = ["--form", TARGETS, "--form", REPORT, "--form", PROJECT]
    scanned = ["--alias", "hz_science=某区科学技术局"] if READS_SCANS else []
    return [
        Area(
            *("浙江省", "zhejiang"),
            [
                *("--department", "zj_science=浙江省科学技术厅"),
                *("--listing", f"zj_science={site}/kjt/"),
            ],
        ),
        Area(
            *("杭州市", "hangzhou"),
            [
                *("--department", "hz_science=杭州市科学技术局", *scanned),
                *("--listing", f"hz_science={site}/hz/", *every_form),
            ],
        ),
        Area(
            *("杭州西湖区", "xihu"),
            [
                *("--department", f"xihu_science={TODAY}"),
                *("--former", f"xihu_science={FORMER}:2023"),
                *("--listing", f"xihu_science={site}/xihu/"),
            ],
        ),
        Area(
            *("宁波鄞州区", "yinzhou"),
            [
                *("--department", "yz_science=宁波市鄞州区科学技术局"),
                *("--pattern", f"yz_science={site}/yz/{{year}}/mbb.csv"),
                *("--pattern", f"yz_science={site}/yz/{{year}}/zpbg.txt"),
            ],
        ),
        Area(
            *("湖州德清县", "deqing"),
            [
                *("--department", "dq_science=湖州市德清县科学技术局"),
                *("--listing", f"dq_science={site}/dq/", *every_form),
            ],
        ),
    ]


@dataclass(frozen=True)
class Item:
    """What is published at a path in some nights."""

    path: str
    title: str
    body: bytes
    nights: range
    offered_name: str

    def answer(self) -> Answer:
        headers = {"ETag": f'"{sha256(self.body).hexdigest()}"'}
        if self.path.endswith(".html"):
            headers["Content-Type"] = HTML
        if self.offered_name:
            headers["Content-Disposition"] = f'attachment; filename="{self.offered_name}"'
        return Answer(self.body, headers=headers)


def _item(row: dict[str, str]) -> Item:
    form, signed, year = row["form"], row["signed"], int(row["year"])
    enterprises = int(row["enterprises"] or 0)
    last = int(row["last_night"] or NIGHTS)
    suffix = PurePosixPath(row["offered_name"] or row["path"]).suffix
    what = {"report": "部门整体绩效自评", "project": "项目绩效目标", "scan": "项目绩效目标"}
    return Item(
        path=row["path"],
        title=f"{year}年{what.get(form, '部门整体绩效目标')}",
        body=SCAN.read_bytes()
        if form == "scan"
        else WRITERS[suffix](_rows(form, signed, year, enterprises)),
        nights=range(int(row["first_night"]), last + 1),
        offered_name=row["offered_name"],
    )


def _rows(form: str, signed: str, year: int, enterprises: int) -> Rows:
    match form:
        case "report":
            return evaluation_report(signed, year, enterprises)
        case "project":
            return project_form(signed, year, "高新技术企业奖补项目", 200)
        case "targets without a year":
            return target_form(signed, None, enterprises)
        case "targets that do not add up":
            return target_form(signed, year, enterprises, budget=(300, 200, 510))
    return target_form(signed, year, enterprises)


@cache
def items() -> list[Item]:
    """All that is ever published, each made once: its bytes stay the same."""
    with Path(__file__).with_name("published.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [_item(row) for row in rows if READS_SCANS or row["form"] != "scan"]


def site_of(night: int) -> dict[str, Answer]:
    """What the site answers in a night in which all is well."""
    there = [item for item in items() if night in item.nights]

    def below(folder: str) -> list[Item]:
        return [item for item in there if item.path.startswith(folder)]

    return (
        {item.path: item.answer() for item in there}
        | _with_articles("/kjt/", below("/kjt/"))
        | _paged("/hz/", below("/hz/"), "gbk")
        | _paged("/xihu/", below("/xihu/"), "utf-8")
        | _paged("/dq/", below("/dq/"), "utf-8")
    )


def _with_articles(folder: str, items: list[Item]) -> dict[str, Answer]:
    """A list in UTF-8 of articles, each of which links its attachment."""
    pages = {}
    entries = ""
    for item in items:
        name = f"art{item.path.rpartition('=')[2]}.html"
        link = f'<a href="{item.path.rpartition("/")[2]}">附件：{item.offered_name}</a>'
        pages[folder + name] = _page(f"<h1>{item.title}</h1><p>见附件。</p>{link}", "utf-8")
        entries += f'<li><a href="{name}">{item.title}</a>'
    return pages | {folder: _page(f"<ul>{entries}</ul>", "utf-8")}


def _paged(folder: str, items: list[Item], encoding: str, most: int = 4) -> dict[str, Answer]:
    """A list of files by relative links, so many a page, each page with a link to the next."""
    pages = {}
    for start in range(0, len(items), most):
        entries = "".join(
            f'<li><a href="{item.path.rpartition("/")[2]}">{item.title}</a>'
            for item in items[start : start + most]
        )
        number = start // most
        following = f'<a class="next" href="index_{number + 1}.html">下一页</a>'
        following *= start + most < len(items)
        name = f"index_{number}.html" if number else ""
        pages[folder + name] = _page(f'<ul class="list">{entries}</ul>{following}', encoding)
    return pages


def _page(body: str, encoding: str) -> Answer:
    page = f'<html><head><meta charset="{encoding}"></head><body>{body}</body></html>'
    return Answer(page.encode(encoding), headers={"Content-Type": "text/html"})
