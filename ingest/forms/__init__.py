"""From a Document to typed records: one module a form family, chosen by title and structure."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.forms.doubts import (
    doubt_levels,
    doubt_repeats,
    doubtful_figures,
    with_doubts_of_funds,
    with_doubts_of_projects,
)
from ingest.forms.projects.project_bands import with_projects_in_columns
from ingest.forms.projects.project_headings import with_headings_in_tables
from ingest.forms.recognise import Recognised, module_of, page_range, recognise
from ingest.forms.title_name import department_in
from ingest.lexicon.headers import own_words
from ingest.records import ONE_PROJECT, Extraction, Header, Problem
from ingest.understand import in_columns
from ingest.understand.columns.roles import with_told_roles
from ingest.understand.indicators.bracketed import with_bracketed_indicators
from ingest.understand.indicators.packed_names import with_packed_rows
from ingest.understand.indicators.told_indicators import with_told_indicators

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.records import Form

__all__ = ["EXTRACTOR_VERSION", "Recognised", "extract", "recognise"]

# Whatever decides what is read from given bytes; a change in any of it means reading again.
_SOURCES = (
    "read/**/*.py",
    "lexicon/*.py",
    "understand/**/*.py",
    "forms/**/*.py",
    "vocabulary/*.*",
    "words/*.py",
    "document.py",
    "records.py",
)


def _extractor_version() -> str:
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _SOURCES for path in root.glob(pattern)):
        if path.suffix in {".py", ".yml"}:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    with suppress(PackageNotFoundError):  # an optional extra: with it, scans are read too
        digest.update(version("rapidocr").encode())
    return f"{version('jixiao')}+{digest.hexdigest()[:12]}"


EXTRACTOR_VERSION = _extractor_version()


def extract(document: Document) -> list[Extraction]:
    """One Extraction a form found, in order; never empty.

    A document of no known form gives one Extraction whose header's form is None, with an error
    that says what was looked for. What the reader could not read is a warning of the first one.
    """
    with own_words(document.reading.headers):
        return _extractions(document)


def _extractions(document: Document) -> list[Extraction]:
    placed = in_columns(document)
    extractions = _of_columns(placed)
    _number_projects(extractions)
    extractions[0].problems[:0] = [
        Problem(severity="warning", message=message, place=place)
        for message, place in placed.warnings
    ]
    for extraction in extractions:
        with_doubts_of_projects(extraction)
        doubt_repeats(extraction)
        doubt_levels(extraction)
        with_doubts_of_funds(extraction)
        extraction.problems += doubtful_figures(extraction)
    return extractions


def _of_columns(document: Document) -> list[Extraction]:
    """The forms of a document whose headers each stand in one row."""
    aligned = with_told_roles(document)
    rows = with_told_indicators(with_bracketed_indicators(aligned))
    listed = with_projects_in_columns(with_headings_in_tables(rows))
    read = with_packed_rows(listed)
    return [_extract(part) for part in recognise(read)]


def _number_projects(extractions: list[Extraction]) -> None:
    """Number the projects of one form after those of such forms before it in the file."""
    counts: Counter[str | None] = Counter()
    for extraction in extractions:
        form = extraction.header.form
        if form in ONE_PROJECT:
            extraction.renumber_projects(counts[form])
            counts[form] += sum(project.project_no > 0 for project in extraction.projects)


def _named_in_title(extraction: Extraction) -> str | None:
    """Whose form it is by its title; what a project is called is not."""
    name = department_in(extraction.header.title or "")
    named = any(project.project_name == name for project in extraction.projects)
    return None if named else name


def _extract(part: Recognised) -> Extraction:
    if part.form is None:
        return Extraction(header=Header(form=None), problems=list(part.problems))
    extraction, problems = _read_as(part.form, part), part.problems
    if part.titled and _is_refused(extraction):
        other = _read_as(part.titled, part)
        if not _is_refused(other):
            extraction, problems = other, ()
    page_from, page_to = page_range(part.document)
    header = replace(extraction.header, page_from=page_from, page_to=page_to)
    if not header.department_name:
        header = replace(header, department_name=_named_in_title(extraction))
    extraction.header = header
    extraction.problems[:0] = problems
    return extraction


def _read_as(form: Form, part: Recognised) -> Extraction:
    # Imported here so that a form that can't be imported stops nothing but its own documents.
    document = replace(part.document, blocks=(*part.heading, *part.document.blocks))
    extraction: Extraction = import_module(module_of(form)).extract(document)
    return extraction


def _is_refused(extraction: Extraction) -> bool:
    errors = {each.family for each in extraction.problems if each.severity == "error"}
    return not errors.isdisjoint((None, "indicators")) or not extraction.indicator_values
