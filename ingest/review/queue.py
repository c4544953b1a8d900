"""What waits for a person: the published queue, item by item.

queue = read_queue(settings)
next(iter(queue.items.values())).label   # '高新技术企业认定数'
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from hashlib import md5
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import duckdb

from ingest.warehouse.publish import current

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.settings import Settings

Kind = Literal["doubt", "check", "uncatalogued", "lapsed"]

_QUEUE = """
with recognised as (
    select distinct document_id, page from (
        select document_id, page, confidence from fct_indicator_value
        union all
        select document_id, page, confidence from fct_budget_line
        union all
        select document_id, page, confidence from fct_task_funding
        union all
        select document_id, page, confidence from fct_project_funding
        union all
        select document_id, page, confidence from fct_evaluation_score
    )
    where confidence is not null
)

select
    queue.*,
    recognised.page is not null as is_recognised,
    documents.title,
    documents.media_type,
    forms.label_zh as form_zh,
    districts.name_zh as district_zh,
    departments.name_zh as department_zh,
    figures.operator,
    figures.value as example,
    figures.indicator_value_id is not null as is_published,
    figures.indicator_name as row_name,
    indicators.name_zh as indicator_zh,
    rules.statement_zh as rule_zh
from mart_review_queue as queue
left join dim_document as documents on queue.document_id = documents.document_id
left join dim_district as districts on queue.district_key = districts.district_key
left join dim_department as departments on queue.department_key = departments.department_key
left join fct_indicator_value as figures
    on queue.indicator_value_id = figures.indicator_value_id
left join recognised
    on queue.document_id = recognised.document_id and queue.page = recognised.page
left join dim_code as forms on queue.form = forms.code and forms.code_set = 'form'
left join dim_indicator as indicators on queue.indicator_key = indicators.indicator_key
left join dim_reconciliation_rule as rules on queue.rule_key = rules.rule_key
order by queue.queue_no"""
_CATALOGUE = """
select indicator_key, name_zh, name_en, statistic, unit, direction
from dim_indicator where is_catalogued order by indicator_key"""
_NEAREST = 3
_IDENTITY = (
    "kind",
    "document_id",
    "fact",
    "figure_key",
    "field",
    "rule_key",
    "indicator_key",
    "printed_text",
    "was_read",
)


class NothingToReviewError(LookupError):
    """Why there is no queue to settle. The message is one line for people."""


class Indicator(NamedTuple):
    """A catalogued indicator with what it means."""

    indicator_key: str
    name_zh: str
    name_en: str | None
    statistic: str | None
    unit: str | None
    direction: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be decided, with its place and the names of what it belongs to.

    ``key`` is what it is called in addresses, the same in the next publication. What was read
    beside a number (``operator``) is known of what is published alone (``is_published``);
    ``example`` is a figure under a label.
    """

    key: str
    queue_no: int
    kind: Kind
    document_id: str | None
    district_key: str | None
    department_key: str | None
    fiscal_year: int | None
    form: str | None
    fact: str | None
    figure_key: str | None
    field: str | None
    place: str | None
    page: int | None
    line_from: int | None
    line_to: int | None
    bbox: tuple[float, float, float, float] | None
    cell: str | None
    is_recognised: bool
    label: str
    printed_text: str | None
    was_read: str | None
    operator: str | None
    example: Decimal | None
    unit: str | None
    why: str
    rule_key: str | None
    indicator_key: str | None
    is_flagship: bool
    indicator_value_id: str | None
    is_published: bool
    project_no: int | None
    row_name: str | None
    nearest: tuple[str, ...]
    title: str | None
    media_type: str | None
    form_zh: str | None
    district_zh: str | None
    department_zh: str | None
    indicator_zh: str | None
    rule_zh: str | None

    @property
    def number(self) -> Decimal | None:
        """The number that was read, of a label that of its figure; None for words."""
        if self.kind == "uncatalogued":
            return self.example
        try:
            return Decimal(self.was_read or "")
        except InvalidOperation:
            return None

    @property
    def way(self) -> str:
        """How it is decided: ``figure``, ``check`` (of several), ``uncatalogued``, ``lapsed``."""
        if self.kind in {"uncatalogued", "lapsed"}:
            return self.kind
        return "figure" if self.fact else "check"

    @property
    def anchor(self) -> str:
        """Where it is marked in what is printed."""
        return f"i{self.key}"

    @property
    def drawn_page(self) -> int | None:
        """The page whose picture shows it; None where lines or tables do."""
        return self.page if self.bbox else None

    @property
    def sheet(self) -> tuple[str | None, int | str | None]:
        """The page, sheet or (of files without pages) document that is confirmed at once."""
        return self.document_id, self.page or (self.cell or "").partition("!")[0] or None


@dataclass(frozen=True)
class Queue:
    """All items of one publication, in the order in which they matter."""

    publication_id: str
    items: dict[str, Item]
    catalogue: dict[str, Indicator]


@dataclass(frozen=True)
class Filter:
    """Which items are looked at; what is None leaves nothing out."""

    district: str | None = None
    department: str | None = None
    kind: str | None = None
    document: str | None = None
    flagship: bool = False

    def of(self, items: Iterable[Item]) -> list[Item]:
        """The items that pass."""
        return [item for item in items if self._takes(item)]

    def without(self, name: str) -> Filter:
        """The filter but for one of its parts."""
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name != name}
        return Filter(**told)

    def query(self) -> dict[str, str]:
        """The filter as the parameters of an address."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: "1" if value is True else value for name, value in told.items() if value}

    def _takes(self, item: Item) -> bool:
        return (
            self.district in (None, item.district_key)
            and self.department in (None, item.department_key)
            and self.kind in (None, item.kind)
            and self.document in (None, item.document_id)
            and (item.is_flagship or not self.flagship)
        )


def published_id(settings: Settings) -> str:
    """The current publication. Raises NothingToReviewError before the first."""
    publication = current(settings)
    if publication is None:
        raise NothingToReviewError("nothing is published yet: run `make refresh` first")
    return publication.id


def read_queue(settings: Settings) -> Queue:
    """The queue of the current publication. Raises NothingToReviewError where there is none."""
    publication_id = published_id(settings)
    # The version's own path: one process sees one file below a path, and `current` goes on.
    file = settings.published / "versions" / publication_id / "jixiao.duckdb"
    try:
        with duckdb.connect(str(file), read_only=True) as marts:
            marts.execute("use marts")
            rows = _rows(marts, _QUEUE)
            catalogue = [Indicator(**row) for row in _rows(marts, _CATALOGUE)]
    except duckdb.CatalogException:
        raise NothingToReviewError(
            "the publication is older than the review: run `make refresh` first"
        ) from None
    return Queue(
        publication_id,
        {item.key: item for item in map(_item, rows)},
        {each.indicator_key: each for each in catalogue},
    )


def _item(row: dict[str, Any]) -> Item:
    nearest = tuple(
        key for number in range(1, _NEAREST + 1) if (key := row[f"nearest_{number}_key"])
    )
    told = repr([row[name] for name in _IDENTITY]).encode()
    key = md5(told, usedforsecurity=False).hexdigest()[:16]
    known = {each.name: row[each.name] for each in fields(Item) if each.name in row}
    return Item(key=key, nearest=nearest, **known)


def _rows(marts: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    answer = marts.execute(sql)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
