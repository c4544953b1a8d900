"""Which form a document is: by its title and, where the two disagree, by its structure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ingest.document import Block, Document, Line, Place
from ingest.printed import printed
from ingest.records import Form, Problem
from ingest.vocabulary import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_TITLE = 80
_LONGEST_LABEL = 30
_TITLE_ROWS = 3
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.部]分?|[(][一二三四五六七八九十\d]+[)]|\d+[、.])"
)
_TAIL = re.compile(r"[(][^()]*[)]$|:$")

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A printed title, and where."""

    form: Form
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Recognised:
    """One form of a file: the part of the document that holds it, its title, what to report.

    ``form`` is None, with an error among ``problems``, where no known form was found.
    """

    form: Form | None
    document: Document
    title: Title | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Description:
    """One form of forms.yml, compiled; ``structure`` by the name of the group."""

    form: Form
    title: re.Pattern[str]
    structure: dict[str, re.Pattern[str]]
    excludes: re.Pattern[str]

    def missing(self, labels: set[str]) -> list[str]:
        """The groups of headers that are not printed."""
        return [
            group
            for group, pattern in self.structure.items()
            if not any(map(pattern.fullmatch, labels))
        ]

    def foreign(self, labels: set[str]) -> list[str]:
        """Printed headers that this form never has."""
        return sorted(filter(self.excludes.fullmatch, labels))


def recognise(document: Document) -> list[Recognised]:
    """The forms in a document, in order; never empty.

    A file is cut where the title of another form is followed by that form's structure.
    """
    parts: list[Blocks] = []
    for blocks in _cut_at_titles(document.blocks):
        if parts and not (_built_as(parts[-1]) and _built_as(blocks)):
            parts[-1] = (*parts[-1], *blocks)
        else:
            parts.append(blocks)
    return [_decide(replace(document, blocks=blocks)) for blocks in parts]


def title_of(document: Document, form: Form) -> Title | None:
    """The title of ``form``, else the first title of any form, else None."""
    titles = [title for _, title in _titles(document.blocks)]
    return next((title for title in titles if title.form == form), titles[0] if titles else None)


def _decide(document: Document) -> Recognised:
    titles = [title for _, title in _titles(document.blocks)]
    labels = _labels(document.blocks)
    built = _built_as(document.blocks)
    for title in titles:
        if title.form in built:
            return Recognised(title.form, document, title)
    if built:
        return _by_structure(document, titles, built)
    for title in titles:
        description = _descriptions()[title.form]
        if not description.foreign(labels) and description.structure.keys() != set(
            description.missing(labels)
        ):
            return Recognised(title.form, document, title)
    return Recognised(None, document, None, (_unknown(titles, labels),))


def _by_structure(document: Document, titles: list[Title], built: list[Form]) -> Recognised:
    if not titles:
        return Recognised(built[0], document)
    title = titles[0]
    warning = Problem(
        severity="warning",
        message=f"titled “{title.text}” ({title.form}) but has the headers of a {built[0]}, "
        "and is read as such",
        place=title.place,
    )
    return Recognised(built[0], document, title, (warning,))


def _unknown(titles: list[Title], labels: set[str]) -> Problem:
    """The error of a document of no known form: what it lacks of the nearest one."""
    descriptions = _descriptions()
    if titles:
        form = titles[0].form
        said = f"titled “{titles[0].text}”"
    else:
        form = min(descriptions, key=lambda name: len(descriptions[name].missing(labels)))
        said = "no known title"
    missing = descriptions[form].missing(labels)
    foreign = descriptions[form].foreign(labels)
    if len(missing) == len(descriptions[form].structure) and not titles:
        lacks = f"none of the headers of {', '.join(descriptions)}"
    else:
        lacks = f"nearest form {form}"
        lacks += f", headers missing: {', '.join(missing)}" if missing else ""
        lacks += f", headers it never has: {', '.join(foreign)}" if foreign else ""
    return Problem(severity="error", message=f"no known form: {said}; {lacks}")


def _built_as(blocks: Blocks) -> list[Form]:
    """The forms whose headers are all printed in ``blocks``, and none that they never have."""
    labels = _labels(blocks)
    return [
        form
        for form, description in _descriptions().items()
        if not description.missing(labels) and not description.foreign(labels)
    ]


def _cut_at_titles(blocks: Blocks) -> Iterator[Blocks]:
    start, form = 0, None
    for index, title in _titles(blocks):
        if form not in (None, title.form) and index > start:
            yield blocks[start:index]
            start = index
        form = title.form
    yield blocks[start:]


def _titles(blocks: Blocks) -> Iterator[tuple[int, Title]]:
    """Printed titles with the index of their block; a title may be wrapped over two lines."""
    for index, block in enumerate(blocks):
        for text, place in _title_candidates(blocks, index, block):
            form = _titled(text)
            if form:
                yield index, Title(form, text, place)
                break


def _title_candidates(blocks: Blocks, index: int, block: Block) -> Iterator[tuple[str, Place]]:
    if isinstance(block, Line):
        yield printed(block.text), block.place
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(after, Line) and not _titled(printed(after.text)):
            yield printed(f"{block.text}\n{after.text}"), block.place.to(after.place)
        return
    for row in block.rows[:_TITLE_ROWS]:
        for cell in row:
            yield printed(cell.text), cell.place


def _titled(text: str) -> Form | None:
    if not 4 <= len(text) <= _LONGEST_TITLE:
        return None
    plain = _label(text)
    return next(
        (form for form, each in _descriptions().items() if each.title.search(plain)),
        None,
    )


def _labels(blocks: Sequence[Block]) -> set[str]:
    """Whatever may be a header: short cells, short lines, and the words of lines."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Line):
            found.update(_label(word) for word in (printed(block.text), *block.text.split()))
        else:
            found.update(_label(cell.text) for row in block.rows for cell in row)
    return {label for label in found if 0 < len(label) <= _LONGEST_LABEL}


def _label(text: str) -> str:
    """A header without numbering, emphasis, and what stands in parentheses behind it."""
    plain = unicodedata.normalize("NFKC", printed(text)).strip("*#")
    return _TAIL.sub("", _NUMBERING.sub("", plain))


@cache
def _descriptions() -> dict[Form, _Description]:
    return {
        form: _Description(
            form=form,
            title=re.compile(f"(?:{'|'.join(entry['titles'])})$"),
            structure={
                group: re.compile("|".join(patterns))
                for group, patterns in entry["structure"].items()
            },
            excludes=re.compile("|".join(entry["excludes"])),
        )
        for form, entry in load("forms")["forms"].items()
    }


def module_of(form: Form) -> str:
    """The full name of the module that reads ``form``."""
    return f"ingest.extract.{load('forms')['forms'][form]['module']}"
