"""Suites of conformed facts: as printed, each once, nothing lost on the way, all keys known."""

from __future__ import annotations

from expectations.families import forms_that_hold
from expectations.suite import Check, Suite, place, union

FACTS = {
    "budget_line": ("budget_lines", ("section", "item", "phase", "amount_wan")),
    "task_funding": ("tasks", ("task_no", "task_name")),
    "project_funding": ("projects", ("project_no", "project_name")),
    "project_fund": (
        "project_funds",
        ("project_no", "source", "source_text", "stage", "amount_wan"),
    ),
    "indicator_value": ("indicator_values", ("indicator_value_id",)),
    "evaluation_score": ("scores", ("project_no", "level1", "level2", "score", "full_mark")),
    "indicator_score": ("indicator_scores", ("project_no", "row_no")),
    "shortfall": ("shortfalls", ("subject", "reason")),
}
"""Each fact: what it is called where it lands, and what tells its rows of one place apart."""

FIGURES = {
    "budget_line": ("amount_wan", "execution_rate"),
    "task_funding": ("amount_wan",),
    "project_fund": ("amount_wan",),
    "indicator_value": ("value",),
    "evaluation_score": ("score", "full_mark"),
    "indicator_score": ("weight", "score"),
}
"""The figures that people may correct; those of projects follow their funds, or are told alike."""


def corrected(column: str) -> str:
    """The SQL for whether a person corrected that column of a row: `value=2500` was read."""
    return f"coalesce(regexp_matches(facts.read_value, '(^|; ){column}='), false)"


# What people decided, beside the figure that they decided of: what stands there now is theirs.
DECIDED = union(
    *(
        f"""
    select facts.document_id, {place("facts")}, '{fact}' as fact, facts.figure_key,
           '{column}' as field, facts.{column} as figure, facts.reviewed_by, facts.reviewed_on,
           bool_or(
               decisions.decision = 'correct'
               and try_cast(decisions.value as decimal(24, 6)) = facts.{column}
               and contains(facts.read_value, '{column}=' || coalesce(decisions.was_read, ''))
               or decisions.decision <> 'correct'
               and try_cast(decisions.was_read as decimal(24, 6)) = facts.{column}
           ) as is_as_decided
    from core.core_{fact} as facts
    left join core.reviewed_figures as decisions
        on decisions.fact = 'fct_{fact}' and facts.document_id = decisions.document_id
        and facts.figure_key = decisions.figure_key and decisions.field = '{column}'
    where list_contains(string_split(facts.decided_fields, ' '), '{column}')
        or {corrected(column)}
    group by all"""
        for fact, columns in FIGURES.items()
        for column in columns
    )
)

VALUES = f"""
    select facts.document_id, {place("facts")}, facts.indicator_value_id, facts.metric,
           facts.value_kind, facts.operator, facts.value, facts.unit,
           {corrected("value")} as is_corrected,
           facts.value_std, facts.unit_std,
           facts.value_text as printed, facts.indicator_name, facts.indicator_key,
           facts.fiscal_year, facts.district_key, known.indicator_key as known_key,
           coalesce(from_unit.factor, 1) as factor, coalesce(to_unit.factor, 1) as standard_factor
    from core.core_indicator_value as facts
    left join core.core_indicator as known on facts.indicator_key = known.indicator_key
    left join core.units as from_unit on facts.unit = from_unit.unit
    left join core.units as to_unit on facts.unit_std = to_unit.unit"""

NUMBERS = f"select * from ({VALUES}) where value is not null"
READ_NUMBERS = f"select * from ({NUMBERS}) where not is_corrected"

AMOUNTS = union(
    *(
        f"""
    select facts.document_id, {place("facts")}, '{fact}' as fact, {item} as item, amount_wan,
           amount_text as printed, rounding_wan, documents.amount_unit as unit,
           printed_amount(amount_text, rounding_wan) as printed_wan,
           {corrected("amount_wan")} as is_corrected
    from core.core_{fact} as facts
    inner join core.core_document as documents on facts.document_id = documents.document_id
    where amount_wan is not null or amount_text is not null"""
        for fact, item in (
            ("budget_line", "section || '/' || item"),
            ("task_funding", "task_name"),
            ("project_fund", "source_text"),
        )
    )
)

READ_AMOUNTS = f"select * from ({AMOUNTS}) where not is_corrected"

# What a form of one project says in its columns is what its printed amounts say beside them.
PROJECTS = f"""
    select projects.document_id, {place("projects")}, projects.project_no,
           funds.source, funds.stage,
           case funds.stage
               when 'cycle' then projects.cycle_total_wan
               when 'annual' then projects.total_wan
               when 'budget_initial' then projects.budget_initial_wan
               when 'budget' then projects.budget_wan
               when 'executed' then projects.executed_wan
           end as column_wan,
           list(funds.amount_wan) as printed_wan
    from core.core_project_funding as projects
    inner join core.core_project_fund as funds
        on projects.document_id = funds.document_id
        and projects.project_no = funds.project_no
        and funds.source = 'total'
    group by all"""

OF_DOCUMENTS = union(
    *(
        f"""
    select facts.document_id, '{fact}' as fact, facts.fiscal_year,
           {
            "coalesce(facts.year, documents.fiscal_year)"
            if fact == "indicator_value"
            else "documents.fiscal_year"
        } as document_year,
           facts.department_key, documents.department_key as document_department,
           facts.district_key, documents.district_key as document_district
    from core.core_{fact} as facts
    left join core.core_document as documents on facts.document_id = documents.document_id"""
        for fact in FACTS
    )
)


def _copies(fact: str) -> str:
    key = ", ".join(("document_id", *FACTS[fact][1]))
    at = "page, line_from, bbox, cell" if fact != "indicator_value" else "null"
    line = ", ".join(FACTS[fact][1])
    return f"""
    select document_id, '{fact}' as fact, concat_ws(' ', {line}) as line, count(*) as copies
    from core.core_{fact}
    group by {key}, {at}"""


VALUE_FORMS = forms_that_hold("indicator_values")

CORE = (
    Suite(
        "core.documents",
        (
            Check(
                "status",
                "文件状态 · status of a document",
                "select document_id, status from status.status_document",
                "status in ('loaded', 'held', 'quarantined', 'withdrawn')",
                ("status",),
            ),
            Check(
                "year",
                "文件年度即其登记的年度 · the slot's year is the document's",
                """select documents.document_id, documents.fiscal_year as document_year,
                          slots.fiscal_year as slot_year, documents.department_key,
                          slots.department_key as slot_department
                   from status.status_document as documents
                   inner join staging.stg_slots as slots on documents.slot_key = slots.slot_key
                   where documents.status <> 'quarantined'""",
                "document_year = slot_year and department_key = slot_department",
                ("document_year", "slot_year", "department_key", "slot_department"),
                wherever="select 1 from status.status_current_document",
            ),
            Check(
                "facts",
                "每行的年度、部门、地区随其文件 · year, department and district are the document's",
                OF_DOCUMENTS,
                """fiscal_year = document_year and department_key = document_department
                   and district_key = document_district""",
                ("fact", "fiscal_year", "document_year", "department_key", "document_department"),
                wherever="select 1 from core.core_document",
            ),
            Check(
                "decided",
                "人工复核的数即其裁定的数 · a reviewed figure is the one decided, by whom and when",
                DECIDED,
                "is_as_decided and reviewed_by is not null and reviewed_on is not null",
                ("fact", "figure_key", "field", "figure"),
                wherever=None,
            ),
            Check(
                "waivers",
                "豁免都对应已知文件 · every waiver is for a known document",
                """select waivers.document_id as waived, documents.document_id
                   from reconciliation.reconciliation_waivers as waivers
                   left join core.core_document as documents
                       on waivers.document_id = documents.document_id""",
                "document_id is not null",
                ("waived",),
                "warning",
                wherever=None,
            ),
        ),
    ),
    Suite(
        "core.values",
        (
            Check(
                "value",
                "每个数都印在其原文中 · the digits of each value are printed",
                READ_NUMBERS,
                "is_printed(value, operator, printed, indicator_name)",
                ("metric", "value", "printed"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "converted",
                "换算后的数即印出的数 · the converted value is the printed one",
                NUMBERS,
                "value_std is null or abs(value_std - value * factor / standard_factor) <= 0.000001"
                " + abs(value_std) / 1000000000000",
                ("metric", "value", "unit", "value_std", "unit_std", "printed"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "number",
                "数值型才有数值 · numbers alone have a value",
                VALUES,
                "(value_kind = 'number') = (value is not null)",
                ("metric", "value_kind", "value", "printed"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "operator",
                "运算符 · operators of the contract",
                NUMBERS,
                "operator in ('>=', '>', '<=', '<', '=', '~', 'rank')",
                ("metric", "operator", "printed"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "words",
                "每个数都有名称、原文与出处 · every value has its label, its text and its place",
                VALUES,
                "metric is not null and printed is not null and place <> ''",
                ("indicator_value_id", "metric", "printed"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "indicator",
                "指标都在维表中 · every indicator is in the dimension",
                VALUES,
                "known_key is not null and district_key is not null",
                ("metric", "indicator_key"),
                wherever=VALUE_FORMS,
            ),
            Check(
                "plausible_year",
                "年度可信 · a plausible year",
                VALUES,
                "fiscal_year >= 1949",
                ("metric", "fiscal_year", "printed"),
                "warning",
                wherever=None,
            ),
            Check(
                "catalogued",
                "已编目的数占四分之一以上 · a quarter of the numbers is catalogued",
                """select avg(is_catalogued::int) as catalogued_share
                   from core.core_indicator_value
                   where value_kind = 'number'
                   having count(*) > 0""",
                "catalogued_share >= 0.25",
                ("catalogued_share",),
                "warning",
                wherever=None,
            ),
        ),
        by_district=True,
    ),
    Suite(
        "core.amounts",
        (
            Check(
                "amount",
                "每笔金额都印在其原文中 · each amount is what is printed",
                READ_AMOUNTS,
                "abs(amount_wan) = printed_wan and rounding_wan > 0",
                ("fact", "item", "amount_wan", "printed", "unit"),
                wherever=forms_that_hold("budget_lines"),
            ),
            Check(
                "amount_place",
                "每笔金额都有出处 · every amount knows its place",
                AMOUNTS,
                "place <> ''",
                ("fact", "item", "amount_wan", "printed"),
                wherever=forms_that_hold("budget_lines"),
            ),
            Check(
                "amount_unit",
                "金额单位与文件一致 · amounts are read in the document's unit",
                f"""select * from ({READ_AMOUNTS})
                    where unit is not null and printed_power(printed) is null
                        and amount_wan <> 0""",
                "read_power(printed, rounding_wan) = printed_power('1' || unit)",
                ("fact", "item", "amount_wan", "printed", "unit"),
                "warning",
                wherever=None,
            ),
            Check(
                "project",
                "项目金额即其印出的金额 · a project's amounts are those printed for it",
                f"select * from ({PROJECTS}) where column_wan is not null",
                "list_contains(printed_wan, column_wan)",
                ("project_no", "stage", "column_wan", "printed_wan"),
                wherever=None,
            ),
        ),
        by_district=True,
    ),
    Suite(
        "core.keys",
        (
            Check(
                "unique",
                "每行只有一次 · every row is there once",
                union(*(_copies(fact) for fact in FACTS)),
                "copies = 1",
                ("fact", "line", "copies"),
                wherever="select 1 from core.core_document",
            ),
            Check(
                "landed",
                "从原始层到核心层一行不少 · no row lost or added on the way",
                union(
                    *(
                        f"""
                    select coalesce(landed.document_id, facts.document_id) as document_id,
                           '{fact}' as fact, coalesce(rows_landed, 0) as rows_landed,
                           coalesce(rows_core, 0) as rows_core
                    from (
                        select document_id, count(*) as rows_landed
                        from staging.stg_{staged}
                        where document_id in (select document_id from core.core_document)
                            {"and amount_wan is not null" if "amount_wan" in told else ""}
                        group by document_id
                    ) as landed
                    full join (
                        select document_id, count(*) as rows_core from core.core_{fact}
                        group by document_id
                    ) as facts on landed.document_id = facts.document_id"""
                        # an amount whose unit nobody says lands as text alone
                        for fact, (staged, told) in FACTS.items()
                    )
                ),
                "rows_landed = rows_core",
                ("fact", "rows_landed", "rows_core"),
                wherever="select 1 from core.core_document",
            ),
        ),
        by_district=True,
    ),
)
