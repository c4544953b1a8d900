"""Which forms a document holds: by their titles and, where the two disagree, by structure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from ingest.document import Block, Cell, Document, Line, Place, Table
from ingest.forms.cutting import (
    Blocks,
    cut,
    heading,
    leaves_name_blank,
    opens_project,
    split_tables,
    trimmed,
)
from ingest.forms.head import year_of
from ingest.forms.table_amid_prose import amid_prose, is_title_of_prose
from ingest.forms.title_name import department_in, project_in
from ingest.lexicon.examples import example, seen
from ingest.lexicon.headers import role as role_of
from ingest.lexicon.labels import aside, roles, usual_names
from ingest.records import ONE_PROJECT, Form, Problem
from ingest.understand.columns.header_cells import OF_ANOTHER_YEAR, TOLD_BY_CELLS, row_headers
from ingest.understand.project_headers import header_word, list_headers
from ingest.vocabulary import load
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.understand.columns.header_cells import Header

_LONGEST_TITLE = 80
_LONGEST_LABEL = 30
_PROJECT = "项目名称"
# What opens a row by its label, and what heads columns: each means what its words are composed of.
_OPENING = ("sections", "project_sections", "head", "goals")
_COLUMNS = ("indicators", "tasks")
_TITLE_ROWS = 3
_MOST_EXAMPLES = 2
_ADD_HEADERS = (
    "a header worded otherwise goes into reading.headers of the place file,"
    " or ingest/vocabulary/headers.yml"
)
_ADD_TITLE = (
    "a title worded otherwise goes into reading.titles of the place file,"
    " or ingest/vocabulary/forms.yml"
)
_ABOVE_ALL = 1  # the last block that may be a title which no 表 ends
_WITH_EDGES = ("department_target_form", "project_target_form", "self_evaluation_table")
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.部]分?|[(][一二三四五六七八九十\d]+[)]|\d+[、.])"
)
_TAIL = re.compile(r"[(][^()]*[)]$|:$")
_YEAR = re.compile(r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年(?:度|度?部门预算)?$")
_ANNEX = re.compile(r"^附[件表](?:[\d一二三四五六七八九十]{1,3}|[:、.])[:、.]?(?:-\d+)?")
# Titles of a publisher's own, as labels.
_Own = dict[str, Form]


@dataclass(frozen=True, slots=True)
class Title:
    """A printed title, and where; ``forms`` are those that are called so."""

    forms: tuple[Form, ...]
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Recognised:
    """One form of a file: the part of the document that holds it, its title, what to report.

    ``form`` is None, with an error among ``problems``, where no known form was found. ``heading``
    are the title and captions of the form before, where this one goes on below it with but the
    name of the next project: they are its own too. ``titled`` is what the title calls a form that
    has the headers of another: it is that one where nothing can be read as the other.
    """

    form: Form | None
    document: Document
    title: Title | None = None
    problems: tuple[Problem, ...] = ()
    heading: Blocks = ()
    titled: Form | None = None


@dataclass(frozen=True, slots=True)
class _Description:
    """One form of forms.yml, compiled; ``structure`` by the name of the group."""

    form: Form
    title: re.Pattern[str]
    above: re.Pattern[str] | None
    structure: dict[str, re.Pattern[str]]
    excludes: re.Pattern[str] | None
    project: str | None

    def missing(self, labels: set[str]) -> list[str]:
        """The groups of headers that are not printed."""
        return [
            group
            for group, pattern in self.structure.items()
            if not any(map(pattern.fullmatch, labels))
        ]

    def distance(self, labels: set[str]) -> tuple[int, bool]:
        """How far labels are from the form; rows of projects need the header above their names."""
        missing = self.missing(labels)
        return len(missing), self.project == "below" and "project" in missing

    def foreign(self, labels: set[str]) -> list[str]:
        """Printed headers that this form never has."""
        return sorted(filter(self.excludes.fullmatch, labels)) if self.excludes else []


def recognise(document: Document) -> list[Recognised]:
    """The forms in a document, in order; never empty.

    A file is cut where the title of another form, or the name of another project, is followed by
    that form's structure. What stands before a form's title and behind its last table is no part
    of it.
    """
    own = _own(document)
    blocks = split_tables(document.blocks, lambda text: bool(_called_so(text, own)))
    titles = dict(_titles(blocks, own))
    parts: list[Blocks] = []
    strays: list[tuple[int, Blocks]] = []
    for part in cut(blocks, {index: _kinds(title) for index, title in titles.items()}):
        if not parts or (_is_form(part.blocks, own) and _is_form(parts[-1], own)):
            parts.append(part.blocks)
        elif not part.of_a_project or not _is_form(parts[-1], own):
            parts[-1] = (*parts[-1], *part.blocks)
        elif any(_titles(part.blocks, own)):
            parts.append(part.blocks)
        else:
            strays.append((len(parts) - 1, part.blocks))
    found = [_decide(replace(document, blocks=part)) for part in parts]
    for index, stray in strays:
        warning = _not_read("what follows names another project but is no form", stray[0].place)
        found[index] = replace(found[index], problems=(*found[index].problems, warning))
    return _below_headings(found)


def _below_headings(found: list[Recognised]) -> list[Recognised]:
    """The forms of one project that have no heading of their own, with that of the one before."""
    above: Blocks = ()
    form: Form | None = None
    for at, part in enumerate(found):
        own = heading(part.document.blocks)
        if own or part.form != form or part.form not in ONE_PROJECT:
            above, form = own, part.form
        else:
            found[at] = replace(part, heading=above)
    return found


def _kinds(title: Title) -> tuple[str, ...]:
    """The forms that are called so, of a whole department apart from those of projects."""
    whole = "整体" in title.text
    return tuple(f"{form} {whole}" for form in title.forms)


def _not_read(what: str, place: Place) -> Problem:
    return Problem(severity="warning", message=f"{what}: not read", place=place)


def title_of(document: Document, form: Form) -> Title | None:
    """The title of ``form``, else the first of any form or of prose that holds one, else None."""
    titles = [title for _, title in _titles(document.blocks, _own(document))]
    first = next(iter(document.blocks), None)
    if not titles and isinstance(first, Line) and is_title_of_prose(first.text):
        return Title((form,), printed(first.text), first.place)
    fitting = (title for title in titles if form in title.forms)
    return next(fitting, titles[0] if titles else None)


def page_range(document: Document) -> tuple[int | None, int | None]:
    """The first and the last page of a document's blocks; None for formats without pages."""
    places = [block.place for block in document.blocks]
    places += [cell.place for table in document.tables for row in table.rows for cell in row]
    pages = [place.page for place in places if place.page]
    return min(pages, default=None), max(pages, default=None)


def _decide(document: Document) -> Recognised:
    titled = dict(_titles(document.blocks, _own(document)))
    if below := _below_lists(document, titled):
        return below
    titles = list(titled.values())
    built = _built_as(document.blocks)
    # A form of targets may have results of former years, 2020年完成 of 2022, or what looks so.
    year = _year(document.blocks)
    by_words = _built_as(document.blocks, year, guessed=False)
    for others in (built, _built_as(document.blocks, year), by_words):
        for title in titles:
            for form in title.forms:
                if form in others:
                    return _recognised(form, document, title)
    if built:
        return _by_structure(document, titles, built)
    # A title may be called as a block of its form is: it does not show the form to be there.
    labels = _labels(
        [
            block
            for at, block in enumerate(document.blocks)
            if at not in titled or not isinstance(block, Line)
        ]
    )
    for title in titles:
        likely = [_descriptions()[form] for form in title.forms]
        if any(map(opens_project, document.blocks)) or project_in(title.text):
            likely = [each for each in likely if each.project != "below"]
        likely = [
            each
            for each in likely
            if not each.foreign(labels) and len(each.missing(labels)) < len(each.structure)
        ]
        if likely:
            nearest = min(likely, key=lambda each: each.distance(labels))
            return _recognised(nearest.form, document, title)
    if found := amid_prose(document):
        form, part = found
        around = _not_read("prose around a table", part.blocks[0].place)
        return Recognised(form, part, title_of(part, form), (around,))
    return Recognised(None, document, None, (_unknown(document, titles, labels),))


def _below_lists(document: Document, titled: Iterable[int]) -> Recognised | None:
    """The form below a title with lists above it that are none: of what money goes where.

    ``titled`` are the blocks with titles. None for a document that has no such title.
    """
    blocks, own = document.blocks, _own(document)
    lists = [at for at, each in enumerate(blocks) if isinstance(each, Table) and _lists(each)]
    for at in titled:
        above = [blocks[each].place for each in lists if each < at]
        if not above or not isinstance(blocks[at], Line) or not _is_form(blocks[at:], own):
            continue
        if _is_form(blocks[:at], own):
            return None
        found = _decide(replace(document, blocks=blocks[at:]))
        left_out = (_not_read("a table beside the form", place) for place in above)
        return replace(found, problems=(*left_out, *found.problems))
    return None


def _lists(table: Table) -> bool:
    """Whether a table has a header of projects."""
    filled = ([cell for cell in row if cell.text.strip()] for row in table.rows[:_TITLE_ROWS])
    return any(map(list_headers, filled))


def _recognised(form: Form, document: Document, title: Title | None) -> Recognised:
    """The form without what stands around it in a long document."""
    if form not in _WITH_EDGES:
        return Recognised(form, document, title)
    patterns = _descriptions()[form].structure.values()

    def begins(blocks: Blocks) -> bool:
        labels = _labels(blocks)
        return any(pattern.fullmatch(label) for pattern in patterns for label in labels)

    titles = _titles(document.blocks, _own(document))
    starts = [index for index, other in titles if form in other.forms]
    blocks, left_out = trimmed(document.blocks, starts, begins)
    problems = tuple(_not_read("a table beside the form", table.place) for table in left_out)
    trimmed_document = replace(document, blocks=blocks)
    return Recognised(form, trimmed_document, title_of(trimmed_document, form) or title, problems)


def _by_structure(document: Document, titles: list[Title], built: list[Form]) -> Recognised:
    found = _recognised(built[0], document, None)
    if not titles:
        return found
    title = titles[0]
    warning = Problem(
        severity="warning",
        message=f"titled “{title.text}” ({' or '.join(title.forms)}) but has the headers of a "
        f"{built[0]}, and is read as such",
        place=title.place,
    )
    labels = _labels(document.blocks)
    called = (_descriptions()[form] for form in title.forms)
    likely = (each.form for each in called if not (each.foreign(labels) and each.missing(labels)))
    problems = (warning, *found.problems)
    return replace(found, title=title, problems=problems, titled=next(likely, None))


def _unknown(document: Document, titles: list[Title], labels: set[str]) -> Problem:
    """The error of a document of no known form: what was seen, what the nearest one lacks."""
    descriptions = _descriptions()
    forms = titles[0].forms if titles else [*descriptions]
    form = min(forms, key=lambda name: len(descriptions[name].missing(labels)))
    missing = descriptions[form].missing(labels)
    foreign = descriptions[form].foreign(labels)
    entries = load("forms")["forms"]
    if titles:
        said = f"titled “{titles[0].text}” as a {_called(form)} is"
    elif len(missing) < len(descriptions[form].structure):
        said = f"it looks most like a {_called(form)}, but has no known title"
        said += f" (such as {example(entries[form]['titles'][0])})"
    else:
        said = f"neither the title nor the headers of any: {', '.join(map(_called, descriptions))}"
        missing = []
    needed = [" or ".join(_examples(entries[form]["structure"][group])) for group in missing]
    said += f"; no header like {', '.join(needed)}" if needed else ""
    said += f"; found, though such a form has none: {', '.join(foreign)}" if foreign else ""
    found = seen(document.blocks)
    said += f"; seen: {found}" if found else ""
    said += f"; {_ADD_HEADERS}" if needed else ""
    said += "" if titles else f"; {_ADD_TITLE}"
    place = titles[0].place if titles else Place()
    return Problem(severity="error", message=f"no known form: {said}", place=place)


def _examples(patterns: Sequence[str]) -> list[str]:
    """Words that would do for a group of headers: those of its first patterns, no roles."""
    of_words = (pattern for pattern in patterns if not pattern.isascii())
    return [*dict.fromkeys(map(example, of_words))][:_MOST_EXAMPLES]


def _called(form: Form) -> str:
    return str(load("forms")["forms"][form]["name"])


def _is_form(blocks: Blocks, own: _Own) -> bool:
    """Whether blocks are a form by their structure, or by their title and all but one of it."""
    labels = _labels(blocks)
    likely = (_descriptions()[form] for _, title in _titles(blocks, own) for form in title.forms)
    return bool(_built_as(blocks)) or any(
        len(each.missing(labels)) == 1
        and "indicators" not in each.missing(labels)
        and not each.foreign(labels)
        for each in likely
    )


def _built_as(blocks: Blocks, year: int | None = None, *, guessed: bool = True) -> list[Form]:
    """The forms whose headers are all printed in ``blocks``, and none that they never have.

    With the form's ``year``, results of another are none; without ``guessed``, neither is a column
    whose header is unknown.
    """
    labels = _labels(blocks, year, guessed=guessed)
    found = [
        description
        for description in _descriptions().values()
        if not description.missing(labels) and not description.foreign(labels)
    ]
    is_beside = any(opens_project(block) or leaves_name_blank(block) for block in blocks)
    other = "below" if is_beside else "beside"
    return [description.form for description in found if description.project != other]


def _titles(blocks: Blocks, own: _Own) -> Iterator[tuple[int, Title]]:
    """Printed titles with the index of their block; a title may be wrapped over two lines."""
    for index, block in enumerate(blocks):
        for text, place in _title_candidates(blocks, index, block, own):
            forms = _called_so(text, own) or (_titled_above(text) if index <= _ABOVE_ALL else ())
            if forms:
                yield index, Title(forms, text, place)
                break


def _title_candidates(
    blocks: Blocks, index: int, block: Block, own: _Own
) -> Iterator[tuple[str, Place]]:
    if isinstance(block, Line):
        yield printed(block.text), block.place
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(after, Line):
            both = printed(f"{block.text}\n{after.text}")
            forms = _called_so(both, own)
            if forms and forms != _called_so(printed(after.text), own):
                yield both, block.place.to(after.place)
        return
    for row in block.rows[:_TITLE_ROWS]:
        for cell in row:
            yield printed(cell.text), cell.place


def _own(document: Document) -> _Own:
    """The titles that the document's place file tells, as labels; of two alike the last one."""
    return {_label(title): cast("Form", form) for title, form in document.reading.titles}


def _called_so(text: str, own: _Own) -> tuple[Form, ...]:
    """The forms that are called so, by the place file or else by the vocabulary."""
    form = _own_form(text, own) if own and len(text) <= _LONGEST_TITLE else None
    return (form,) if form else _titled(text)


def _own_form(text: str, own: _Own) -> Form | None:
    """The form with this title of the publisher's own, but for whose it is and its year."""
    label = _label(text)
    if label in own:
        return own[label]
    for title in sorted(own, key=len, reverse=True):
        before = label.removesuffix(title)
        whose = _YEAR.sub("", _ANNEX.sub("", before))
        if before != label and (not whose or department_in(whose) == whose):
            return own[title]
    return None


@lru_cache(maxsize=8192)
def _titled(text: str) -> tuple[Form, ...]:
    if not 4 <= len(text) <= _LONGEST_TITLE:
        return ()
    plain = _label(text)
    return tuple(form for form, each in _descriptions().items() if each.title.search(plain))


@lru_cache(maxsize=8192)
def _titled_above(text: str) -> tuple[Form, ...]:
    """The forms that are called so above all else, where a label below may be worded alike."""
    if not 4 <= len(text) <= _LONGEST_TITLE:
        return ()
    plain = _label(text)
    found = _descriptions().items()
    return tuple(form for form, each in found if each.above and each.above.search(plain))


def _labels(blocks: Sequence[Block], year: int | None = None, *, guessed: bool = True) -> set[str]:
    """Whatever may be a header: short cells, short lines, and the words of lines.

    With them what labels that open a row, and headers of columns, mean (``goals.total``); a header
    of indicators stands for all that mean the same. With the form's ``year``, results of another
    are none; without ``guessed``, what only the cells below a header tell is not said.
    """

    def headers_of(cells: Sequence[Cell], group: str) -> list[Header]:
        found = _headers(cells, group, year)
        return [each for each in found if guessed or each.doubt != TOLD_BY_CELLS]

    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Line):
            words = (printed(block.text), *block.text.split())
            found.update(_label(word) for word in words)
            found.update(name for word in words for name in usual_names(word))
            cells = [Cell(word, block.place, 0, at) for at, word in enumerate(words[1:])]
            found.update(_opening(words[0]), _row_opening(cells))
            found.update(_heading(cells, headers_of))
            continue
        for row in block.rows:
            filled = [cell for cell in row if cell.text.strip()]
            found.update(_row_opening(filled))
            found.update(_heading(filled, headers_of))
            found.update(name for cell in row for name in usual_names(cell.text))
            found.update(_label(cell.text) for cell in row)
            found.update(aside(cell.text) for cell in row if cell.text.endswith((")", "）")))
            found.update(_usual(each.role) for each in headers_of(row, "indicators"))
            if any(role_of(cell.text, "head") == "project_name" for cell in row):
                found.add(_PROJECT)
    return {label for label in found if 0 < len(label) <= _LONGEST_LABEL}


def _row_opening(cells: Sequence[Cell]) -> list[str]:
    """What the label that opens a row means; empty where it heads a list of projects."""
    found = [*_opening(cells[0].text)] if cells else []
    known = [each for each in list_headers(cells) if each.role] if found else []
    return found if 2 * len(known) <= len(cells) else []


def _opening(text: str) -> Iterator[str]:
    """What a label means that opens a row: 绩效总目标 is ``goals.total``."""
    for group in _OPENING:
        if found := role_of(text, group):
            yield f"{group}.{found}"


def _year(blocks: Sequence[Block]) -> int | None:
    """The year of the title and captions."""
    texts: list[str] = []
    for block in blocks[:_TITLE_ROWS]:
        rows = [[block]] if isinstance(block, Line) else block.rows[:_TITLE_ROWS]
        texts += [each.text for row in rows for each in row]
    return year_of([text for text in texts if len(text) <= _LONGEST_TITLE])[0]


def _headers(cells: Sequence[Cell], group: str, year: int | None) -> Iterator[Header]:
    """The headers of a row; with the form's ``year``, less those of results of another."""
    for header in row_headers(cells, group, year):
        if not (header.role == "actual" and header.doubt == OF_ANOTHER_YEAR):
            yield header


def _heading(
    cells: Sequence[Cell], headers_of: Callable[[Sequence[Cell], str], list[Header]]
) -> Iterator[str]:
    """What the headers of a row mean; empty for another row."""
    for group in _COLUMNS:
        yield from (f"{group}.{each.role}" for each in headers_of(cells, group) if each.role)
    names = any(header_word(cell.text) == "project_name" for cell in cells)
    for each in list_headers(cells) if names else ():
        if each.role:
            yield f"{'projects' if each.role in roles('projects') else 'indicators'}.{each.role}"


def _usual(role: str | None) -> str:
    """How the header of a role is usually called; '' without one."""
    names: list[str] = load("headers")["indicators"].get(role, [""])
    return names[0]


@lru_cache(maxsize=8192)
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
            above=re.compile(f"(?:{'|'.join(entry['above'])})$") if "above" in entry else None,
            structure={
                group: re.compile("|".join(patterns))
                for group, patterns in entry["structure"].items()
            },
            excludes=re.compile("|".join(entry["excludes"])) if entry["excludes"] else None,
            project=entry.get("project"),
        )
        for form, entry in load("forms")["forms"].items()
    }


def module_of(form: Form) -> str:
    """The full name of the module that reads ``form``."""
    return f"ingest.forms.{load('forms')['forms'][form]['module']}"


def holds(form: Form) -> list[str]:
    """The records without which a document of ``form`` says too little to land."""
    names: list[str] = load("forms")["forms"][form]["holds"]
    return names
