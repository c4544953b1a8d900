"""Whose a form is, where but its title says so: 某市水利局2024年部门预算项目绩效目标表.

Or of which project: 2020年度某县中职助学金项目绩效目标表.
"""

from __future__ import annotations

import re

from ingest.lexicon.composition import morphemes
from ingest.lexicon.headers import names_locality
from ingest.vocabulary import alternatives, load
from ingest.words.printed import printed

_WORDS = load("report")
_ORGANISATION = re.compile(_WORDS["organisation"])
_SUBJECT = re.compile(_WORDS["title_subject"])
_YEAR = re.compile(r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年度?")
_DIGITS = r"[\d一二三四五六七八九十-]*"
_NUMBERING = re.compile(rf"^(?:附件|附表|表)?{_DIGITS}[:：、.．]|^附[件表]{_DIGITS}\s|^关于")
_FORM = re.compile(_WORDS["title_form"])
_PROJECT = re.compile(_WORDS["title_project"])
# What a title may say of any project: 市级财政专项资金, 部门预算重点项目.
_GENERAL = re.compile(alternatives(morphemes(*_WORDS["title_general"])))
_LEAST_SAID = 3
_QUOTES = '“”"《》'
_NAME = re.compile(r"[\u4e00-\u9fff（）()]{4,40}")


def department_in(title: str) -> str | None:
    """The name of an organisation that ``title`` begins with; None where it may be no name."""
    text = _NUMBERING.sub("", printed(title))
    name, *behind = _YEAR.split(text, maxsplit=1)
    if not name or not behind:
        name = _SUBJECT.split("".join(behind) or name, maxsplit=1)[0]
    return name if _NAME.fullmatch(name) and _ORGANISATION.search(name) else None


def project_in(title: str) -> str | None:
    """The name of a project that ``title`` begins with; None where it may be no name.

    Without whose it is: 中职助学金项目 of 某县教育局2020年中职助学金项目绩效目标表.
    """
    text = _NUMBERING.sub("", printed(title))
    name = _FORM.split(text, maxsplit=1)[0].strip(_QUOTES)
    department = department_in(text)
    if department:
        name = _YEAR.sub("", name.removeprefix(department), count=1)
    said = _GENERAL.sub("", _YEAR.sub("", name))
    is_told = len(said) >= _LEAST_SAID and not names_locality(said)
    is_told = is_told and not _ORGANISATION.search(said)
    return name if name != text and is_told and _PROJECT.search(name) else None
