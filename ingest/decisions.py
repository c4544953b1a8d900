"""What people decide, appended to the curated CSVs that dbt reads (``dbt_project/seeds``).

    append_reviews(settings, [decision(Review, document_id="9f…", fact="fct_budget_line", …)])

Each row says who decided, when and why. A decision is checked before it is written, is written
whole or not at all, and adds its row to the end of the file, so that its diff is that row. To
take a decision back, remove its row: the next build follows the file.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
from contextlib import contextmanager
from datetime import date  # noqa: TC003 (pydantic needs it at run time)
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.landing.archive import AtomicFile
from ingest.landing.raw import query
from ingest.one_line import one_line
from ingest.registry import today
from ingest.words.money import is_held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ingest.settings import Settings

REVIEWS = "reviewed_figures.csv"
ALIASES = "indicator_aliases.csv"
CATALOGUE = "indicator_catalogue.csv"
WAIVERS = "reconciliation_waivers.csv"
LOSSES = "accepted_losses.csv"
RULES = "reconciliation_rules.csv"
UNITS = "units.csv"
REVIEWED = ("document_id", "fact", "figure_key", "field", "place", "printed_text", "was_read")
"""What a review is about."""
Model = TypeVar("Model", bound=BaseModel)
EVERY_DOCUMENT = "*"
"""An accepted loss of all documents that a version of the extractor reads."""


class DecisionError(Exception):
    """A decision that cannot be written. The message is one line for people."""


def _line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValueError("must not be empty")
    return line


def _known_date(day: date) -> date:
    if day > today():
        raise ValueError("is in the future")
    return day


Line = Annotated[str, AfterValidator(_line)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Statistic = Literal["stock", "flow", "rate", "rank", "amount", "qualitative"]


class _Decision(BaseModel):
    """Who decided, when and why; the fields in the order of the file's columns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Line
    by: Line
    on: Annotated[date, AfterValidator(_known_date)] = Field(default_factory=today)


class Review(_Decision):
    """One figure in doubt, settled: what is read at a place of a document, and what a person says.

    ``confirm``: it is read rightly. ``correct``: it is read wrongly, and ``value`` is what is
    printed, in the unit of ``field``. ``misprint``: it is read rightly and the print is wrong; the
    printed figure stays and is marked. ``fact`` is a published table, ``figure_key`` its row,
    ``place``, ``printed_text`` and ``was_read`` are what the review queue says of it: where one of
    them no longer holds, the decision lapses.
    """

    document_id: DocumentId
    fact: str
    figure_key: Line
    field: str
    place: str | None = None
    printed_text: str | None = None
    was_read: str | None = None
    decision: Literal["confirm", "correct", "misprint"]
    value: Line | None = None

    @model_validator(mode="after")
    def _value_of_a_correction(self) -> Self:
        if self.decision != "correct":
            if self.value is not None:
                raise ValueError(f"{self.decision} has no value; correct has one")
            return self
        if self.value is None:
            raise ValueError("correct needs the value as printed")
        if self.value == self.was_read or _same_number(self.value, self.was_read):
            raise ValueError(f"{self.value} is what was read; confirm says so")
        return self


class Alias(_Decision):
    """What an indicator's printed phrase means; no ``indicator_key`` leaves it as printed."""

    phrase: Line
    indicator_key: Key | None = None
    context: Line | None = None


class Indicator(BaseModel):
    """One row of the catalogue: one statistic of one thing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator_key: Key
    name_zh: Line
    name_en: Line
    statistic: Statistic
    unit: Line | None = None
    direction: Literal["higher", "lower"] | None = None
    family: Key | None = None


class Waiver(_Decision):
    """A failed check that does not hold its document, or one project of it, any longer."""

    document_id: DocumentId
    rule_key: Key
    project_no: Annotated[int, Field(ge=0)] | None = None


class AcceptedLoss(_Decision):
    """Figures that a document may lose under one version of the extractor; ``*`` is all of them."""

    document_id: DocumentId | Literal["*"]
    extractor_version: Line


def decision(model: type[Model], **fields: Any) -> Model:
    """A decision of that kind. Raises DecisionError, one line that names the field."""
    try:
        return model(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise DecisionError(one_line(f"{where}: {said}" if where else said)) from None


def append_reviews(settings: Settings, reviews: list[Review]) -> list[Written]:
    """Write the decisions, all or none. Raises DecisionError."""
    fields = reviewable(settings)
    known_documents(settings, {review.document_id for review in reviews})

    def refuse(row: Row, rows: list[Row]) -> str | None:
        known = fields.get(row["fact"] or "")
        if known is None:
            return f"no figures of {row['fact']} are reviewed ({', '.join(fields)})"
        kind = known.get(row["field"] or "")
        if kind is None:
            return f"no figure of {row['fact']} is called {row['field']} ({', '.join(known)})"
        value = row["value"]
        if value is not None and kind == "number" and not _is_number(value):
            return f"no number that the warehouse holds: {value[:40]}"
        if value is not None and kind == "operator" and value not in OPERATORS:
            return f"no operator: {value[:40]} ({' '.join(OPERATORS)})"
        return _decided(row, rows, REVIEWED)

    return _append(settings, REVIEWS, reviews, refuse)


def append_alias(settings: Settings, alias: Alias, new: Indicator | None = None) -> list[Written]:
    """Say which indicator a printed phrase names. Raises DecisionError.

    ``new`` is one that is catalogued for it, whose key the alias has.
    """

    def refuse(row: Row, rows: list[Row]) -> str | None:
        if row["indicator_key"] is not None and row["statistic"] is None:
            return f"the catalogue has no indicator {row['indicator_key']}"
        return _decided(row, rows, ("phrase", "context"))

    with _alone(settings):
        catalogue = _read(settings, CATALOGUE).rows
        if new is not None:
            _check_new(settings, new, alias, catalogue)
            catalogue = [*catalogue, _row(new)]
        statistics = {row["indicator_key"]: row["statistic"] for row in catalogue}
        row = _row(alias) | {"statistic": statistics.get(alias.indicator_key)}
        written = _with(settings, ALIASES, [row], refuse)
        if new is not None:  # first, so that a kill between the two leaves no alias of nothing
            _write(settings, CATALOGUE, _with(settings, CATALOGUE, [_row(new)], _accept))
        _write(settings, ALIASES, written)
    catalogued = [Written(CATALOGUE, _row(new))] if new is not None else []
    return [*catalogued, Written(ALIASES, row)]


def append_waiver(settings: Settings, waiver: Waiver) -> list[Written]:
    """Let a document pass a rule in spite of a failure. Raises DecisionError."""
    known_documents(settings, {waiver.document_id})
    rules = {row["rule_key"] for row in _read(settings, RULES).rows}

    def refuse(row: Row, rows: list[Row]) -> str | None:
        if row["rule_key"] not in rules:
            return f"there is no rule {row['rule_key']} (dim_reconciliation_rule lists them)"
        return _decided(row, rows, ("document_id", "rule_key", "project_no"))

    return _append(settings, WAIVERS, [waiver], refuse)


def append_accepted_loss(settings: Settings, loss: AcceptedLoss) -> None:
    """Let a document lose published figures under a version. Raises DecisionError."""
    known_documents(settings, {loss.document_id} - {EVERY_DOCUMENT})

    def refuse(row: Row, rows: list[Row]) -> str | None:
        return _decided(row, rows, ("document_id", "extractor_version"))

    _append(settings, LOSSES, [loss], refuse)


def rows(settings: Settings, name: str) -> list[Row]:
    """What was decided in one of the files, NULL for what is empty. Raises DecisionError."""
    return _read(settings, name).rows


def take_back(settings: Settings, written: Iterable[Written]) -> None:
    """Remove rows, the last one first. Raises DecisionError where one is not there."""
    with _alone(settings):
        for name, row in reversed(list(written)):
            file = _read(settings, name)
            line = _line_of(file, row)
            before, found, after = file.text.rpartition(f"\n{line}")
            if not found:
                raise DecisionError(f"{name} has no such row any more")
            _write(settings, name, f"{before}\n{after}")


def known_documents(settings: Settings, beginnings: set[str]) -> dict[str, str]:
    """The documents whose ids begin so. Raises DecisionError where not just one does."""
    if not beginnings:
        return {}
    landed = query(settings.raw, "documents", "select distinct document_id from landed")
    found = {}
    for beginning in sorted(beginnings):
        ids = [row["document_id"] for row in landed if row["document_id"].startswith(beginning)]
        if len(ids) != 1:
            said = (
                f"{len(ids)} documents have ids that begin with" if ids else "there is no document"
            )
            raise DecisionError(f"{said} {one_line(beginning)[:80]}")
        found[beginning] = ids[0]
    return found


def reviewable(settings: Settings) -> dict[str, dict[str, str]]:
    """The fields of each fact that people may decide, with what they are.

    That is ``number``, ``operator`` or ``text``; the project says it (variable ``reviewable``).
    """
    project = yaml.safe_load((settings.dbt_project / "dbt_project.yml").read_text("utf-8"))
    return {
        fact: {
            **dict.fromkeys(told["figures"], "number"),
            **told.get("beside", {}),
            told["text"]: "text",
        }
        for fact, told in project["vars"]["reviewable"].items()
    }


# --- the files -------------------------------------------------------------------------------

Row = dict[str, str | None]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
OPERATORS = (">=", ">", "<=", "<", "=", "~", "rank")


class Written(NamedTuple):
    """A row that was added to a file."""

    file: str
    row: Row


class _File(NamedTuple):
    text: str
    columns: list[str]
    rows: list[Row]

    @property
    def ending(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


def _append(
    settings: Settings,
    name: str,
    decisions: Iterable[_Decision],
    refuse: Callable[[Row, list[Row]], str | None],
) -> list[Written]:
    added = [_row(each) for each in decisions]
    with _alone(settings):
        _write(settings, name, _with(settings, name, added, refuse))
    return [Written(name, row) for row in added]


def _with(
    settings: Settings,
    name: str,
    added: list[Row],
    refuse: Callable[[Row, list[Row]], str | None],
) -> str:
    """The file's text with the rows added, its own lines as they are."""
    file = _read(settings, name)
    rows = list(file.rows)
    whole = file.text if file.text.endswith("\n") else file.text + file.ending
    for row in added:
        if said := refuse(row, rows):
            raise DecisionError(said)
        rows.append(row)
        whole += _line_of(file, row)
    return whole


def _line_of(file: _File, row: Row) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator=file.ending).writerow(
        [row.get(column) for column in file.columns]
    )
    return line.getvalue()


def _read(settings: Settings, name: str) -> _File:
    path = _path(settings, name)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
    except OSError as error:
        raise DecisionError(f"{path} cannot be read: {error.strerror}") from None
    columns, *lines = csv.reader(io.StringIO(text))
    rows = [
        {column: value or None for column, value in zip(columns, line, strict=True)}
        for line in lines
        if line
    ]
    return _File(text, columns, rows)


def _write(settings: Settings, name: str, text: str) -> None:
    path = _path(settings, name)
    try:
        with AtomicFile(path) as file:
            os.fchmod(file.fileno(), path.stat().st_mode)
            file.write(text.encode())
    except OSError as error:
        raise DecisionError(f"{path} cannot be written: {error.strerror}") from None


def _path(settings: Settings, name: str) -> Path:
    return settings.dbt_project / "seeds" / name


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Wait until no other process writes a decision."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / ".decisions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- checks ----------------------------------------------------------------------------------


def _check_new(settings: Settings, new: Indicator, alias: Alias, catalogue: list[Row]) -> None:
    if alias.indicator_key != new.indicator_key:
        raise DecisionError(f"the new indicator is {new.indicator_key}, not {alias.indicator_key}")
    if any(row["indicator_key"] == new.indicator_key for row in catalogue):
        raise DecisionError(f"the catalogue has {new.indicator_key} already")
    if named := [row for row in catalogue if row["name_zh"] == new.name_zh]:
        raise DecisionError(f"{new.name_zh} is {named[0]['indicator_key']}")
    units = {row["unit"] for row in _read(settings, UNITS).rows}
    if new.unit is not None and new.unit not in units:
        raise DecisionError(f"units.csv has no unit {new.unit}")
    families = sorted({row["family"] for row in catalogue if row["family"]})
    if new.family is not None and new.family not in families:
        raise DecisionError(f"there is no family {new.family} ({', '.join(families)})")


def _decided(row: Row, rows: list[Row], key: tuple[str, ...]) -> str | None:
    for former in rows:
        if all(former[column] == row[column] for column in key):
            what = " ".join(str(row[column]) for column in key if row[column])[:80]
            who = " ".join(str(former[each]) for each in ("by", "on") if former.get(each))
            return f"decided already{f' ({who})' if who else ''}: {what}"
    return None


def _accept(_row: Row, _rows: list[Row]) -> None:
    """Refuse nothing: what is to be checked was."""


def _row(decision: BaseModel) -> Row:
    told = decision.model_dump(mode="json")
    return {name: None if value is None else str(value) for name, value in told.items()}


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and is_held(Decimal(text))


def _same_number(text: str, other: str | None) -> bool:
    numbers = [Decimal(each) for each in (text, other) if each and _NUMBER.fullmatch(each)]
    return len(numbers) == 2 and numbers[0] == numbers[1]
