"""Whose a form is, where but its title says so: 某市水利局2024年部门预算项目绩效目标表."""

from __future__ import annotations

import re

from ingest.vocabulary import load
from ingest.words.printed import printed

_WORDS = load("report")
_ORGANISATION = re.compile(_WORDS["organisation"])
_SUBJECT = re.compile(_WORDS["title_subject"])
_YEAR = re.compile(r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年度?")
_NUMBERING = re.compile(r"^(?:附件|附表|表)?[\d一二三四五六七八九十-]*[:：、.．]|^关于")
_NAME = re.compile(r"[\u4e00-\u9fff（）()]{4,40}")


def department_in(title: str) -> str | None:
    """The name of an organisation that ``title`` begins with; None where it may be no name."""
    text = _NUMBERING.sub("", printed(title))
    name, *behind = _YEAR.split(text, maxsplit=1)
    if not name or not behind:
        name = _SUBJECT.split("".join(behind) or name, maxsplit=1)[0]
    return name if _NAME.fullmatch(name) and _ORGANISATION.search(name) else None
