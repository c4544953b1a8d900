"""What a publication changed, and why: the tables ``dim_publication`` and ``fct_change``.

The rows of each table's differing groups are put beside those of the former publication, by the
table's grain (``grain.yml``). Both tables, and ``fct_rollback``, are carried over from publication
to publication.
"""
# ruff: noqa: S608 (names are quoted, values are parameters)

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sql import quoted, text
from ingest.warehouse.differences import differing_rows, grain, is_technical, is_untold, tables

if TYPE_CHECKING:
    import duckdb

    from ingest.warehouse.differences import Difference, Table
    from ingest.warehouse.rollbacks import RollBack

_DEFINITIONS = Path(__file__).with_name("history.sql")
HISTORY = ("dim_publication", "fct_change", "fct_rollback")
KEPT_PUBLICATIONS = 400
"""Of so many publications the single changes are kept."""
MOST_CHANGES = 20_000
"""A table with more changes than this in one publication has them summed up by column."""

_OF_THE_ROW = ("document_id", "district_key", "department_key", "fiscal_year")
_ORDER = ("page", "line_from", "row_no", "ordinal", "document_id")
_OF_DOCUMENTS = {
    *("slot_key", "is_current", "status", "extractor_version", "load", "decisions_hash"),
    *_OF_THE_ROW,
}

_FOUND = """
create or replace temp table found (
    table_name varchar, kind varchar, key varchar, column_name varchar, old_value varchar,
    new_value varchar, document_id varchar, district_key varchar, department_key varchar,
    fiscal_year integer, documents varchar[], rows_changed bigint
)"""
# What became of each document since, the weightiest cause first. A document of a slot that had
# another one before is its revision.
_EVENTS = """
create or replace temp table events as
with both_versions as (
    select
        coalesce(new.document_id, old.document_id) as document_id,
        coalesce(new.slot_key, old.slot_key) as slot_key,
        coalesce(new.district_key, old.district_key) as district_key,
        coalesce(new.department_key, old.department_key) as department_key,
        coalesce(new.fiscal_year, old.fiscal_year) as fiscal_year,
        old.document_id is null as is_new,
        new.document_id is null as is_gone,
        coalesce(old.is_current, false) as was_current,
        coalesce(new.is_current, false) as is_current,
        new.status as status,
        old.extractor_version is distinct from new.extractor_version as is_read_anew,
        old.decisions_hash is distinct from new.decisions_hash as is_decided_anew,
        old.status is distinct from new.status or old.is_current is distinct from new.is_current
        or old.load is distinct from new.load
        or old.decisions_hash is distinct from new.decisions_hash as has_changed
    from former.marts.dim_document as old
    full join warehouse.marts.dim_document as new on old.document_id = new.document_id
),
slots as (
    select slot_key, bool_or(not is_new) as was_filled, bool_or(is_current) as is_filled
    from both_versions
    where slot_key is not null
    group by slot_key
)
select
    changed.document_id,
    changed.district_key,
    changed.department_key,
    changed.fiscal_year,
    case
        when changed.is_new and slots.was_filled then '1 revision'
        when changed.is_new then '3 new_document'
        when changed.is_gone or (changed.was_current and changed.status = 'withdrawn')
            then '2 withdrawal'
        when changed.was_current and not changed.is_current and slots.is_filled
            then '1 revision'
        when changed.is_read_anew then '4 extractor'
        when changed.is_decided_anew then '6 correction'
        when $project then '5 project'
        when changed.was_current and not changed.is_current then '2 withdrawal'
        else '6 correction'
    end as cause
from both_versions as changed
left join slots on changed.slot_key = slots.slot_key
where changed.has_changed"""
_NO_EVENTS = """
create or replace temp table events (
    document_id varchar, district_key varchar, department_key varchar, fiscal_year integer,
    cause varchar
)"""
# The cause of a row: of its documents, else of what happened to its department, its district, or at
# all; else of what differs between the two publications as a whole.
_CHANGES = """
insert into published.marts.fct_change by name
with numbered as (select *, row_number() over () as n from found),
of_documents as (
    select numbered.n, min(events.cause) as cause
    from (select n, unnest(documents) as document_id from numbered) as numbered
    inner join events on numbered.document_id = events.document_id
    group by numbered.n
),
of_years as (
    select department_key, fiscal_year, min(cause) as cause from events group by all
),
of_departments as (select department_key, min(cause) as cause from events group by all),
of_districts as (select district_key, min(cause) as cause from events group by all),
at_all as (select min(cause) as cause from events)
select
    $publication as publication_id,
    numbered.table_name,
    numbered.kind,
    regexp_replace(coalesce(
        of_documents.cause, of_years.cause, of_departments.cause,
        case when numbered.department_key is null then of_districts.cause end,
        case when numbered.department_key is null and numbered.district_key is null
            then at_all.cause end,
        $otherwise
    ), '^\\d ', '') as cause,
    numbered.key,
    numbered.column_name,
    numbered.old_value,
    numbered.new_value,
    numbered.document_id,
    numbered.district_key,
    numbered.department_key,
    numbered.fiscal_year,
    numbered.rows_changed
from numbered
left join of_documents on numbered.n = of_documents.n
left join of_years
    on numbered.department_key = of_years.department_key
    and numbered.fiscal_year = of_years.fiscal_year
left join of_departments on numbered.department_key = of_departments.department_key
left join of_districts on numbered.district_key = of_districts.district_key
cross join at_all
order by numbered.table_name, numbered.key, numbered.column_name"""


def find_changes(
    connection: duckdb.DuckDBPyConnection,
    old: dict[str, Table],
    new: dict[str, Table],
    differing: dict[str, Difference],
) -> None:
    """Put every change between the catalogs ``former`` and ``warehouse`` into ``found``."""
    connection.execute(_FOUND)
    if not old:
        return
    for name in sorted(old.keys() | new.keys()):
        if is_untold(name):
            continue
        if name not in old or name not in new:
            kind, catalog = ("added", "warehouse") if name in new else ("removed", "former")
            _sum_up(
                connection, name, kind, None, f"select count(*) from {catalog}.marts.{quoted(name)}"
            )
            continue
        count = f"select count(*) from warehouse.marts.{quoted(name)}"
        for column in new[name].types.keys() - old[name].types.keys():
            _sum_up(connection, name, "added", column, count)
        for column in old[name].types.keys() - new[name].types.keys():
            _sum_up(connection, name, "removed", column, count)
        if name in differing:
            _compare(connection, old, new, new[name], differing[name])


def carry_history(connection: duckdb.DuckDBPyConnection, source: str | None) -> None:
    """Make the tables of HISTORY in ``published``, with the rows of an earlier catalog."""
    for name in HISTORY:
        connection.execute(f"drop table if exists published.marts.{name}")
    connection.execute(_DEFINITIONS.read_text(encoding="utf-8"))
    if source is None:
        return
    there, here = tables(connection, source), tables(connection, "published")
    for name in HISTORY:
        if name in there:  # as an earlier version of jixiao may have made it
            columns = ", ".join(map(quoted, there[name].types.keys() & here[name].types.keys()))
            connection.execute(
                f"insert into published.marts.{name} by name"
                f" select {columns} from {source}.marts.{name}"
            )


def explain_changes(
    connection: duckdb.DuckDBPyConnection,
    publication_id: str,
    *,
    project_differs: bool,
    extractor_differs: bool,
) -> None:
    """Add what was found to ``fct_change``, each with its cause."""
    documents = [
        tables(connection, catalog).get("dim_document") for catalog in ("former", "warehouse")
    ]
    if all(table and table.types.keys() >= _OF_DOCUMENTS for table in documents):
        connection.execute(_EVENTS, {"project": project_differs})
    else:
        connection.execute(_NO_EVENTS)
    otherwise = "project" if project_differs else "extractor" if extractor_differs else None
    connection.execute(
        _CHANGES,
        {"publication": publication_id, "otherwise": otherwise or _otherwise(connection)},
    )
    connection.execute(
        "delete from published.marts.fct_change where publication_id not in ("
        "select distinct publication_id from published.marts.fct_change"
        " order by publication_id desc limit ?)",
        [KEPT_PUBLICATIONS],
    )


def add_publication(connection: duckdb.DuckDBPyConnection, row: dict[str, object]) -> None:
    """Add this publication's own row to ``dim_publication``."""
    names = ", ".join(row)
    values = ", ".join(f"${name}" for name in row)
    connection.execute(
        f"insert into published.marts.dim_publication ({names}) values ({values})",
        row,
    )


def add_rollbacks(connection: duckdb.DuckDBPyConnection, past: list[RollBack]) -> None:
    """Add the roll-backs that ``fct_rollback`` does not tell of yet."""
    for one in past:
        connection.execute(
            "insert or ignore into published.marts.fct_rollback by name"
            " select $at as rolled_back_at, $from_id as from_publication_id,"
            " $to_id as to_publication_id, $by as rolled_back_by, $reason as reason",
            one.model_dump(exclude={"inputs"}) | {"at": one.at.replace(tzinfo=None)},
        )


def _otherwise(connection: duckdb.DuckDBPyConnection) -> str:
    """Why rows differ though no document, extractor or model does: the registry, or the date."""
    ((corrected,),) = connection.execute(
        "select count(*) > 0 from found where table_name in ('dim_department', 'dim_district')"
        " or table_name = 'mart_document_ledger' and (kind <> 'changed' or column_name = 'due_on')"
    ).fetchall()
    return "correction" if corrected else "calendar"


def _sum_up(
    connection: duckdb.DuckDBPyConnection, table: str, kind: str, column: str | None, count: str
) -> None:
    connection.execute(
        "insert into found (table_name, kind, column_name, rows_changed)"
        f" values ($table, $kind, $column, ({count}))",
        {"table": table, "kind": kind, "column": column},
    )


def _compare(
    connection: duckdb.DuckDBPyConnection,
    old: dict[str, Table],
    new: dict[str, Table],
    table: Table,
    where: Difference,
) -> None:
    """Add the changes of one table to ``found``."""
    shared = {name: kind for name, kind in table.types.items() if name in old[table.name].types}
    told = {name: _told(name, kind) for name, kind in shared.items() if not is_technical(name)}
    key = grain(table.name) or list(told)
    told = {name: sql for name, sql in told.items() if name not in key}
    sides = {
        catalog: f"select {_side(there, shared, catalog, key, told)}"
        f" {differing_rows(table, catalog, where)}"
        for catalog, there in (("former", old), ("warehouse", new))
    }
    of_the_row = ", ".join(f"coalesce(new.{name}, old.{name}) as {name}" for name in _OF_THE_ROW)
    cells = ", ".join(
        f"{{'column_name': {text(name)}, 'old_value': old.{quoted(f'told {name}')},"
        f" 'new_value': new.{quoted(f'told {name}')}}}"
        for name in told
    )
    changed = f"list_filter([{cells}], lambda cell: cell.old_value is distinct from cell.new_value)"
    connection.execute(f"""
        create or replace temp table pairs as
        with old as ({sides["former"]}), new as ({sides["warehouse"]})
        select
            case
                when old.key is null then 'added'
                when new.key is null then 'removed'
                else 'changed'
            end as kind,
            coalesce(new.key, old.key) as key,
            {of_the_row},
            list_concat(coalesce(old.documents, []), coalesce(new.documents, [])) as documents,
            case
                when old.key is null or new.key is null then [
                    {{'column_name': null, 'old_value': old.whole, 'new_value': new.whole}}
                ]
                else {changed if told else "[]"}
            end as cells
        from old full join new on old.key = new.key and old.nth = new.nth
    """)
    ((count,),) = connection.execute("select sum(len(cells)) from pairs").fetchall()
    chosen = f"key, {', '.join(_OF_THE_ROW)}, documents, unnest(cells, recursive := true)"
    if (count or 0) > MOST_CHANGES:
        chosen = "unnest(cells, recursive := true)"
        connection.execute(
            "insert into found by name select $table as table_name, kind, column_name,"
            f" count(*) as rows_changed from (select kind, {chosen} from pairs) group by all",
            {"table": table.name},
        )
    else:
        connection.execute(
            "insert into found by name"
            f" select $table as table_name, kind, 1 as rows_changed, {chosen} from pairs",
            {"table": table.name},
        )


def _side(
    there: dict[str, Table],
    columns: dict[str, str],
    catalog: str,
    key: list[str],
    told: dict[str, str],
) -> str:
    """What is told of the rows of one side: their key, their columns as text."""
    parts = {name: f"held.{quoted(name)}" for name in key if name in columns}
    document = there.get("dim_document")
    if "slot_key" in set(key) - columns.keys() and document and "slot_key" in document.types:
        slot = f"select slot_key from {catalog}.marts.dim_document as document"
        slot = f"({slot} where document.document_id = held.document_id)"
        parts = {"slot_key": slot, **parts}
    named = ", ".join(f"{text(name)}: {sql}" for name, sql in parts.items())
    key_sql = f"to_json({{{named}}})::varchar" if parts else "'{}'"
    order = ", ".join(f"held.{name}" for name in _ORDER if name in columns) or "1"
    nulls = {"fiscal_year": "null::integer"}
    of_the_row = ", ".join(
        f"{f'held.{name}' if name in columns else nulls.get(name, 'null::varchar')} as {name}"
        for name in _OF_THE_ROW
    )
    documents = ", ".join(
        f"held.{quoted(name)}" for name in columns if name.endswith("document_id")
    )
    whole = ", ".join(
        f"{text(name)}: {sql}" for name, sql in told.items() if name not in _OF_THE_ROW
    )
    whole_sql = f"json_merge_patch('{{}}', to_json({{{whole}}}))::varchar" if whole else "'{}'"
    values = "".join(f", {sql} as {quoted(f'told {name}')}" for name, sql in told.items())
    return f"""
        {key_sql} as key,
        row_number() over (partition by {key_sql} order by {order}) as nth,
        {of_the_row},
        [{documents}]::varchar[] as documents,
        {whole_sql} as whole
        {values}
    """


def _told(name: str, kind: str) -> str:
    """A column as text; 2812.000000 as 2812."""
    sql = f"held.{quoted(name)}::varchar"
    is_decimal = re.fullmatch(r"DECIMAL\(\d+,[1-9]\d*\)", kind)
    return f"regexp_replace({sql}, '\\.?0+$', '')" if is_decimal else sql
