"""Suites of the former publication against now: nothing that was published goes unnoticed.

``previous`` is its catalog. A document of the same load must say what it said, figures that people
corrected aside; one that was read again may say something else, within bounds: beyond them a person
accepts it, with a reason, in ``dbt_project/seeds/accepted_losses.csv``.
"""

from __future__ import annotations

from expectations.suite import Check, Suite, union

# Of the figures of a document that is read again, that share may be gone before a person is asked:
# a better reading corrects some. No more than LOST_FEW are no share of anything.
LOST_SHARE = 0.02
LOST_FEW = 2

# Of the published documents that share may stop being published in one night, and always a few: one
# bad document among five is an accident of its own, many are one of the line.
KEPT_OUT_SHARE = 0.1
KEPT_OUT_FEW = 3

ACCEPT = "dbt_project/seeds/accepted_losses.csv"
AT_ONCE = "*"
"""The document_id that accepts for every document that an extractor version reads."""

# What a document says in figures: the fact, the column of the figure, what tells figures apart, and
# how a person knows one.
_FIGURES = (
    ("indicator_value", "value", "concat_ws(' ', measure, horizon, operator, unit)", "value_text"),
    ("budget_line", "amount_wan", "phase", "amount_text"),
    ("task_funding", "amount_wan", "'task'", "amount_text"),
    ("project_funding", "total_wan", "'total'", "project_name"),
    ("project_funding", "budget_initial_wan", "'budget_initial'", "project_name"),
    ("project_funding", "budget_wan", "'budget'", "project_name"),
    ("project_funding", "executed_wan", "'executed'", "project_name"),
    ("project_fund", "amount_wan", "stage", "amount_text"),
    ("evaluation_score", "score", "'score'", "level1"),
    ("indicator_score", "score", "'score'", "indicator_name"),
)

QUEUE = "mart_review_queue"
"""The table that is published since people can correct figures."""

# What is read now is told by the conformed facts: a form that is held is read, but not published.
_BEFORE, _NOW = "previous.marts.fct_", "core.core_"


def _said(facts: str, tables: set[str]) -> str:
    """How much each document says, and in one number what: the same rows give the same."""
    return union(
        *(
            f"""
        select document_id, sum(hash('{fact}', {kind}, {column})::hugeint) as said,
               count(*) as figures
        from ({_as_read(facts, fact, tables)})
        where {column} is not null
        group by document_id"""
            for fact, column, kind, _ in _FIGURES
            if f"fct_{fact}" in tables
        )
    )


def _figures(facts: str, tables: set[str]) -> str:
    """Every figure of the documents that say something else than they did, and how often."""
    return union(
        *(
            f"""
        select document_id, '{fact}' as fact, {kind} as kind, {column} as figure,
               count(*) as times, min({printed}) as printed
        from ({_as_read(facts, fact, tables)})
        where {column} is not null
            and document_id in (select document_id from reread where differs)
        group by all"""
            for fact, column, kind, printed in _FIGURES
            if f"fct_{fact}" in tables
        )
    )


def _as_read(facts: str, fact: str, tables: set[str]) -> str:
    """The rows of a fact with what was read where people corrected it: what they say is no loss."""
    if facts == _BEFORE and QUEUE not in tables:  # published before people could correct figures
        return f"select * from {facts}{fact}"
    columns = {column: "decimal(24, 6)" for name, column, *_ in _FIGURES if name == fact}
    if fact == "indicator_value":
        columns |= {"operator": "varchar", "unit": "varchar"}
    read = ", ".join(
        f"case when regexp_matches(read_value, '(?:^|; ){column}=')"
        f" then try_cast(nullif(regexp_extract(read_value, '(?:^|; ){column}=([^;]*)', 1), '')"
        f" as {kind}) else {column} end as {column}"
        for column, kind in columns.items()
    )
    return f"select * replace ({read}) from {facts}{fact}"


def _prepared(tables: set[str]) -> str:
    """The statements that find which documents say something else, and which figures they lost."""
    return f"""
create or replace temp table reread as
    with said_before as (
        select document_id, sum(said) as said, sum(figures) as figures
        from ({_said(_BEFORE, tables)}) group by document_id
    ),
    said_now as (
        select document_id, sum(said) as said from ({_said(_NOW, tables)}) group by document_id
    )
    select before.document_id, now.extractor_version,
           before.load = now.load as is_same_load,
           coalesce(said_before.figures, 0) as figures,
           said_before.said is distinct from said_now.said as differs,
           exists (
               select 1 from status.accepted_losses as accepted
               where accepted.document_id in (before.document_id, '{AT_ONCE}')
                   and accepted.extractor_version = now.extractor_version
           ) as is_accepted
    from previous.marts.dim_document as before
    inner join marts.dim_document as now using (document_id)
    left join said_before using (document_id)
    left join said_now using (document_id)
    where before.status = 'loaded' and before.is_current
        and now.status = 'loaded' and now.is_current;

create or replace temp table lost_figures as
    select former.*, former.times - coalesce(since.times, 0) as times_lost
    from ({_figures(_BEFORE, tables)}) as former
    left join ({_figures(_NOW, tables)}) as since
        on former.document_id = since.document_id and former.fact = since.fact
        and former.kind = since.kind and former.figure = since.figure
    where former.times > coalesce(since.times, 0);"""


# The figures that are gone, beside what now stands under the same id.
_LOST = """
    select lost.document_id, lost.fact, lost.kind, lost.figure, lost.printed, lost.times_lost,
           min(now.value) as now_figure, reread.is_same_load
    from lost_figures as lost
    inner join reread using (document_id)
    left join previous.marts.fct_indicator_value as before
        on lost.fact = 'indicator_value' and lost.document_id = before.document_id
        and lost.figure = before.value and lost.printed = before.value_text
    left join core.core_indicator_value as now
        on before.indicator_value_id = now.indicator_value_id
    group by all"""

_SHARES = """
    select reread.document_id, reread.extractor_version, reread.figures, reread.is_same_load,
           reread.is_accepted, coalesce(sum(lost.times_lost), 0) as lost
    from reread
    left join lost_figures as lost using (document_id)
    group by all"""

_KEPT_OUT = f"""
    select *, is_kept_out and not is_accepted as counts,
           sum((is_kept_out and not is_accepted)::int) over () as kept_out,
           count(*) over () as published
    from (
        select before.document_id, now.status, now.status_reason,
               coalesce(
                   now.status in ('held', 'quarantined')
                   or now.status = 'withdrawn' and slots.withdrawn_reason is null,
                   true
               ) as is_kept_out,
               exists (
                   select 1 from status.accepted_losses as accepted
                   where accepted.document_id in (before.document_id, '{AT_ONCE}')
                       and accepted.extractor_version = now.extractor_version
               ) as is_accepted
        from previous.marts.dim_document as before
        left join marts.dim_document as now using (document_id)
        left join staging.stg_slots as slots on now.slot_key = slots.slot_key
        where before.status = 'loaded' and before.is_current
    )"""


_NOTHING_LOST = (
    Check(
        "documents",
        "已发布的文件仍在册 · every published document is still known",
        """select before.document_id, now.status
           from previous.marts.dim_document as before
           left join marts.dim_document as now using (document_id)""",
        "status is not null",
        ("status",),
        wherever="select 1 from previous.marts.dim_document",
    ),
    Check(
        "unchanged",
        "未重读的文件一数不改 · a document that was not read again says what it said",
        f"select * from ({_LOST}) where is_same_load",
        "false",
        ("fact", "kind", "figure", "now_figure", "printed"),
        wherever=None,
    ),
    Check(
        "read_again",
        "重读后不见或改变的数 · figures that are gone or changed after reading again",
        f"select * from ({_LOST}) where not is_same_load",
        "false",
        ("fact", "kind", "figure", "now_figure", "printed"),
        "warning",
        wherever=None,
    ),
    Check(
        "share_of_document",
        f"重读一份文件所失不过 {LOST_SHARE:.0%}；由人在 {ACCEPT} 写明理由后可放行 · a document"
        " read again loses no more, or a person accepts it there with a reason",
        _SHARES,
        f"is_accepted or lost <= greatest({LOST_FEW}, {LOST_SHARE} * figures)",
        ("lost", "figures", "extractor_version"),
        wherever=None,
    ),
    Check(
        "share_of_all",
        f"重读各文件合计所失不过 {LOST_SHARE:.0%}；由人在 {ACCEPT} 写明理由后可放行 · all that is"
        " read again loses no more, or a person accepts it there with a reason",
        f"""select sum(lost) as lost, sum(figures) as figures, count(*) as documents
            from ({_SHARES}) where not is_same_load and not is_accepted
            having count(*) > 0""",
        f"lost <= greatest({LOST_FEW}, {LOST_SHARE} * figures)",
        ("lost", "figures", "documents"),
        wherever=None,
    ),
)

_STILL_PUBLISHED = Suite(
    "marts.still_published",
    (
        Check(
            "kept_out",
            "已发布的文件未被搁置、隔离或撤下 · no published document is now kept out",
            _KEPT_OUT,
            "not is_kept_out",
            ("status", "status_reason"),
            "warning",
            wherever=None,
        ),
        Check(
            "too_many_kept_out",
            f"一夜不再发布的文件不过 {KEPT_OUT_SHARE:.0%}（至少容许 {KEPT_OUT_FEW} 份）；"
            f"由人在 {ACCEPT} 写明理由后可放行"
            " · no more documents are kept out in one night, or a person accepts it there",
            _KEPT_OUT,
            f"not counts or kept_out <= greatest({KEPT_OUT_FEW}, {KEPT_OUT_SHARE} * published)",
            ("status", "status_reason", "kept_out", "published"),
            wherever=None,
        ),
    ),
)


def former(tables: set[str]) -> tuple[Suite, ...]:
    """The suites against a former publication that has those ``tables``."""
    return Suite("marts.nothing_lost", _NOTHING_LOST, _prepared(tables)), _STILL_PUBLISHED
