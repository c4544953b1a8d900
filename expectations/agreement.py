"""Suites that hold the marts against the facts: each figure, each sum, each row that must be there.

Sums are worked out here in another way than the models do. A new mart is a line in a table below.
"""

from __future__ import annotations

from typing import NamedTuple

from expectations.core import FACTS
from expectations.suite import Check, Suite, place, union


class Figure(NamedTuple):
    """A column of a mart that shows the value which ``{prefix}_indicator_value_id`` names."""

    mart: str
    column: str
    prefix: str
    measure: str
    horizon: str | None
    years_before: int = 0


FIGURES = (
    Figure("mart_indicator_trend", "target_annual", "target_annual", "target", "annual"),
    Figure("mart_indicator_trend", "target_cycle", "target_cycle", "target", "cycle"),
    Figure("mart_indicator_trend", "actual", "actual", "actual", None),
    Figure("mart_high_tech_enterprises", "target_annual", "target_annual", "target", "annual"),
    Figure("mart_high_tech_enterprises", "target_cycle", "target_cycle", "target", "cycle"),
    Figure("mart_high_tech_enterprises", "actual", "actual", "actual", None),
    Figure("mart_target_vs_actual", "target_value", "target", "target", "annual"),
    Figure("mart_target_vs_actual", "actual_value", "actual", "actual", None),
    Figure(
        "mart_target_vs_actual", "last_year_actual_value", "last_year_actual", "actual", None, 1
    ),
    Figure("mart_indicator_wide", "target", "target", "target", "annual"),
    Figure("mart_indicator_wide", "target_cycle", "target_cycle", "target", "cycle"),
    Figure("mart_indicator_wide", "actual", "actual", "actual", None),
)

# Which amount of a mart is which of a project: mart, column, document, project, the fact's column.
PROJECT_FIGURES = (
    ("mart_project", "planned_wan", "planned_document_id", "planned_project_no", "total_wan"),
    *(
        ("mart_project", column, "evaluated_document_id", "evaluated_project_no", fact_column)
        for column, fact_column in (
            ("budget_initial_wan", "budget_initial_wan"),
            ("budget_final_wan", "budget_wan"),
            ("executed_wan", "executed_wan"),
        )
    ),
    ("mart_transfer", "amount_wan", "document_id", "project_no", "total_wan"),
)

# Which role of printed budget lines an amount of the overview is the sum of.
BUDGET_FIGURES = {
    "budget_initial_wan": "spending",
    "budget_final_wan": "whole_budget",
    "executed_wan": "whole_executed",
    "income_wan": "income",
    "basic_wan": "basic",
    "project_wan": "project",
    "development_wan": "development",
    "fiscal_appropriation_wan": "fiscal",
    "own_level_wan": "own_level",
    "transfer_wan": "transfer",
    "executed_basic_wan": "executed_basic",
    "executed_project_wan": "executed_projects",
    "carry_over_wan": "carry_over",
}

# What makes a row of a mart, or of a fact, one.
GRAINS = {
    "dim_district": "district_key",
    "dim_department": "department_key",
    "dim_indicator": "indicator_key",
    "dim_document": "document_id",
    "dim_project": "project_key",
    "mart_indicator_trend": "indicator_key, department_key, fiscal_year",
    "mart_indicator_wide": "indicator_key, department_key, fiscal_year",
    "mart_high_tech_enterprises": "district_key, fiscal_year, statistic",
    "mart_target_vs_actual": "target_indicator_value_id",
    "mart_budget_overview": "department_key, fiscal_year",
    "mart_coverage": "department_key, fiscal_year",
    "mart_project": "project_key, department_key, fiscal_year",
    "mart_document_ledger": "ledger_key",
}


def _shown(figure: Figure) -> str:
    """The rows of a mart that show a figure, with the id of the value that it should be."""
    mart, column, prefix, measure, horizon, years_before = figure
    return f"""
        select '{mart}.{column}' as figure, {prefix}_document_id as document_id, fiscal_year,
               {column} as shown, {prefix}_operator as operator,
               {prefix}_indicator_value_id as indicator_value_id,
               fiscal_year - {years_before} as fact_year, '{measure}' as measure,
               {f"'{horizon}'" if horizon else "null::varchar"} as horizon
        from marts.{mart}
        where {column} is not null or {prefix}_indicator_value_id is not null"""


_FIGURES = f"""
    select mart.figure, mart.document_id, {place("facts")}, mart.fiscal_year, mart.shown,
           mart.operator, coalesce(facts.value_std, facts.value) as fact_value,
           facts.operator as fact_operator, facts.value_text as printed,
           facts.document_id = mart.document_id and facts.fiscal_year = mart.fact_year
           and facts.measure = mart.measure
           and facts.horizon = coalesce(mart.horizon, facts.horizon) as is_its_fact
    from ({union(*map(_shown, FIGURES))}) as mart
    left join marts.fct_indicator_value as facts
        on mart.indicator_value_id = facts.indicator_value_id"""


def _project_amount(mart: str, column: str, document: str, project: str, fact_column: str) -> str:
    return f"""
    select '{mart}.{column}' as figure, mart.{document} as document_id, {place("facts")},
           mart.project_name, mart.{column} as shown, facts.{fact_column} as fact_value
    from marts.{mart} as mart
    left join marts.fct_project_funding as facts
        on mart.{document} = facts.document_id and mart.{project} = facts.project_no
    where mart.{column} is not null"""


def _once(mart: str, grain: str) -> str:
    return f"""
    select '{mart}' as mart, concat_ws(' ', {grain}) as key, count(*) as copies
    from marts.{mart}
    group by {grain}"""


# A printed line plays the roles whose patterns it matches, but a printed total is no addend, and
# what is part of a line beside it is none of the sums of all.
_ROLES = """
    with labels as (
        select distinct section, item, phase from marts.fct_budget_line
    ),
    labelled as (
        select labels.*, list(roles.role) as roles
        from labels
        inner join reconciliation.reconciliation_budget_roles as roles
            on coalesce(roles.phase, labels.phase) = labels.phase
            and regexp_matches(labels.section, roles.section_pattern)
            and regexp_matches(labels.item, roles.item_pattern)
        group by all
    ),
    addends as (
        select lines.document_id, departments.body_key, departments.scope, lines.fiscal_year,
               lines.amount_wan, labelled.roles
        from marts.fct_budget_line as lines
        inner join labelled using (section, item, phase)
        inner join marts.dim_department as departments
            on lines.department_key = departments.department_key
        where not list_contains(labelled.roles, 'total')
    ),
    present as (
        select document_id, list_distinct(flatten(list(roles))) as roles
        from addends
        group by document_id
    ),
    sums as (
        select addends.body_key, addends.scope, addends.fiscal_year, addends.document_id, role.role,
               sum(addends.amount_wan) as amount_wan
        from addends
        inner join present on addends.document_id = present.document_id
        cross join unnest(addends.roles) as role (role)
        where role.role not in ('spending', 'income')
            or not list_has_any(
                list_transform(present.roles, lambda whole: 'part_of_' || whole), addends.roles
            )
        group by all
    )"""

_BUDGETS = _ROLES + union(
    *(
        f"""
    select mart.department_key, mart.fiscal_year, '{column}' as figure, mart.{column} as shown,
           list(sums.amount_wan) as recomputed, list(sums.document_id) as documents
    from marts.mart_budget_overview as mart
    left join sums
        on mart.body_key = sums.body_key
        and mart.scope = sums.scope
        and mart.fiscal_year = sums.fiscal_year
        and sums.role = '{role}'
    group by all"""
        for column, role in BUDGET_FIGURES.items()
    ),
    """
    select mart.department_key, mart.fiscal_year, 'task_sum_wan' as figure,
           mart.task_sum_wan as shown, list(sums.amount_wan), list(sums.document_id)
    from marts.mart_budget_overview as mart
    left join (
        select departments.body_key, departments.scope, documents.fiscal_year,
               min(document_id) as document_id, sum(amount_wan) as amount_wan
        from marts.fct_task_funding as facts
        inner join marts.dim_document as documents using (document_id)
        inner join marts.dim_department as departments
            on documents.department_key = departments.department_key
        group by all
    ) as sums using (body_key, scope, fiscal_year)
    group by all""",
    *(
        f"""
    select mart.department_key, mart.fiscal_year, '{column}' as figure, mart.{column} as shown,
           list(sums.amount_wan), list(sums.document_id)
    from marts.mart_budget_overview as mart
    left join (
        select departments.body_key, departments.scope, documents.fiscal_year, documents.form,
               min(document_id) as document_id, sum({amount}) as amount_wan
        from marts.fct_project_funding as facts
        inner join marts.dim_document as documents using (document_id)
        inner join marts.dim_department as departments
            on documents.department_key = departments.department_key
        where project_no <> 0
        group by all
    ) as sums using (body_key, scope, fiscal_year)
    group by all"""
        for column, amount in (
            ("project_sum_wan", "coalesce(total_wan, budget_wan)"),
            ("project_executed_wan", "executed_wan"),
        )
    ),
)

_RATES = union(
    *(
        f"""
    select department_key, fiscal_year, '{rate}' as rate, {rate} as shown,
           {part} as part_wan, {whole} as whole_wan
    from marts.mart_budget_overview
    where {rate} is not null"""
        for rate, part, whole in (
            ("execution_rate", "executed_wan", "budget_final_wan"),
            ("basic_share", "basic_wan", "budget_initial_wan"),
            ("project_share", "project_wan", "budget_initial_wan"),
            ("development_share", "development_wan", "budget_initial_wan"),
            ("transfer_share", "transfer_wan", "budget_initial_wan"),
            ("fiscal_appropriation_share", "fiscal_appropriation_wan", "income_wan"),
        )
    )
)

# A figure that nothing of its document contradicts must be in the series: a department's own, of
# the document's own year, and the only one of its kind.
_ALONE = """
    select facts.document_id, facts.indicator_key, departments.body_key, departments.scope,
           facts.fiscal_year, facts.measure, facts.horizon, min(facts.value_text) as printed
    from marts.fct_indicator_value as facts
    inner join marts.dim_document as documents
        on facts.document_id = documents.document_id
        and facts.fiscal_year = documents.fiscal_year
    inner join marts.dim_department as departments
        on facts.department_key = departments.department_key
    inner join marts.dim_indicator as indicators
        on facts.indicator_key = indicators.indicator_key
    where facts.value_kind = 'number' and facts.project_no is null
        and (facts.value_std is not null or not indicators.is_catalogued)
    group by facts.document_id, facts.indicator_key, departments.body_key, departments.scope,
             facts.fiscal_year, facts.measure, facts.horizon
    having min(coalesce(facts.value_std, facts.value)) = max(coalesce(facts.value_std, facts.value))
        and count(distinct coalesce(facts.unit_std, facts.unit, '')) = 1"""


def _present(mart: str, rows: str, keys: tuple[str, ...]) -> str:
    on = " and ".join(f"wanted.{key} = mart.{key}" for key in keys)
    shown = " || ' ' || ".join(f"coalesce(wanted.{key}::varchar, '')" for key in keys)
    return f"""
    select '{mart}' as mart, {shown} as key, mart.found
    from ({rows}) as wanted
    left join (
        select distinct {", ".join(keys)}, true as found from marts.{mart}
    ) as mart on {on}"""


_DEPARTMENT_YEARS = """
    select distinct department_key, fiscal_year from status.status_current_document"""
_BODY_YEARS = """
    select distinct departments.body_key, departments.scope, documents.fiscal_year
    from status.status_current_document as documents
    inner join core.core_department as departments
        on documents.department_key = departments.department_key"""
_TREND = "select * from marts.mart_indicator_trend"
_TREND_KEY = ("indicator_key", "department_key", "fiscal_year")
_SERIES_KEY = ("indicator_key", "body_key", "scope", "fiscal_year")

# Rows that must be there: the mart, what asks for them, and the columns of both.
_WANTED = union(
    _present("mart_indicator_trend", _ALONE, _SERIES_KEY),
    _present("mart_indicator_wide", _TREND, _TREND_KEY),
    _present(
        "mart_target_vs_actual",
        f"select * from ({_ALONE}) where measure = 'target' and horizon = 'annual'",
        _SERIES_KEY,
    ),
    _present(
        "mart_high_tech_enterprises",
        f"""select trend.*, indicators.facet as statistic
            from ({_TREND}) as trend
            inner join core.core_indicator as indicators using (indicator_key)
            where indicators.family = 'high_tech_enterprise' and indicators.facet in (
                select code from core.code_labels where code_set = 'enterprise_statistic'
            )""",
        ("district_key", "fiscal_year", "statistic"),
    ),
    _present("mart_budget_overview", _BODY_YEARS, ("body_key", "scope", "fiscal_year")),
    _present("mart_coverage", _DEPARTMENT_YEARS, ("department_key", "fiscal_year")),
    _present("mart_document_ledger", "select * from staging.stg_slots", ("slot_key",)),
    _present("dim_document", "select * from status.status_document", ("document_id",)),
    _present("dim_department", "select * from core.core_department", ("department_key",)),
    _present("dim_district", "select * from core.core_district", ("district_key",)),
    _present("dim_year", _DEPARTMENT_YEARS, ("fiscal_year",)),
    _present(
        "dim_reconciliation_rule",
        "select * from reconciliation.reconciliation_rules",
        ("rule_key",),
    ),
)

_COLUMNS = {
    "budget_line": "section, item, phase, amount_wan, amount_text",
    "task_funding": "task_no, task_name, amount_wan, amount_text",
    "project_funding": "project_no, project_name, total_wan, budget_wan, executed_wan",
    "project_fund": "project_no, source, stage, amount_wan, amount_text",
    "evaluation_score": "project_no, level1, level2, score, full_mark",
    "indicator_score": "project_no, row_no, indicator_key, weight, score",
    "shortfall": "subject, indicator_key, reason",
}


def _published(fact: str, columns: str) -> str:
    """The rows of a fact that only one side has: the conformed facts, or what is published."""
    has_project = "project_no" in columns
    of_current = f"""
        select document_id, fiscal_year, department_key, district_key, {columns}
        from core.core_{fact} as facts
        where document_id in (select document_id from status.status_current_document)
            {_not_held("facts") if has_project else ""}"""
    shown = f"""
        select document_id, fiscal_year, department_key, district_key, {columns}
        from marts.fct_{fact}"""
    line = f"concat_ws(' ', fiscal_year, {columns}) as line"
    return f"""
    select document_id, 'fct_{fact}' as fact, 'only in marts' as side, {line}
    from ({shown} except all {of_current})
    union all
    select document_id, 'fct_{fact}' as fact, 'only in core' as side, {line}
    from ({of_current} except all {shown})"""


def _not_held(facts: str) -> str:
    return f"""and not exists (
                select 1 from status.status_held_form as held
                where held.document_id = {facts}.document_id
                    and held.project_no = {facts}.project_no)"""


_VALUES = f"""
    select coalesce(shown.document_id, facts.document_id) as document_id,
           coalesce(shown.value_text, facts.value_text) as printed, shown.value as shown,
           facts.value as fact_value, shown.fiscal_year, facts.fiscal_year as fact_year,
           shown.indicator_value_id is not null and facts.indicator_value_id is not null
           and shown.value is not distinct from facts.value
           and shown.value_std is not distinct from facts.value_std
           and shown.unit is not distinct from facts.unit
           and shown.unit_std is not distinct from facts.unit_std
           and shown.operator is not distinct from facts.operator
           and shown.value_text = facts.value_text
           and shown.fiscal_year = facts.fiscal_year
           and shown.indicator_key = facts.indicator_key
           and shown.measure = facts.measure and shown.horizon = facts.horizon
           and shown.department_key = facts.department_key as is_same
    from marts.fct_indicator_value as shown
    full join (
        select * from core.core_indicator_value as facts
        where document_id in (select document_id from status.status_current_document)
            {_not_held("facts")}
    ) as facts on shown.indicator_value_id = facts.indicator_value_id"""

_WITH_INDICATOR = {"indicator_value", "indicator_score", "shortfall"}
_DIMENSIONS = union(
    *(
        f"""
    select facts.document_id, 'fct_{fact}' as fact, facts.department_key, facts.district_key,
           {"facts.indicator_key" if fact in _WITH_INDICATOR else "null as indicator_key"},
           documents.status,
           documents.is_current and documents.status = 'loaded' as is_published,
           departments.department_key is not null and districts.district_key is not null
           {"and indicators.indicator_key is not null" if fact in _WITH_INDICATOR else ""}
               as is_known
    from (
        select distinct document_id, department_key, district_key
               {", indicator_key" if fact in _WITH_INDICATOR else ""}
        from marts.fct_{fact}
    ) as facts
    left join marts.dim_document as documents on facts.document_id = documents.document_id
    left join marts.dim_department as departments
        on facts.department_key = departments.department_key
    left join marts.dim_district as districts on facts.district_key = districts.district_key
    {"left join marts.dim_indicator as indicators" if fact in _WITH_INDICATOR else ""}
        {"on facts.indicator_key = indicators.indicator_key" if fact in _WITH_INDICATOR else ""}"""
        for fact in FACTS
    )
)

PUBLISHED = "select 1 from status.status_current_document"
_HAS_TREND = f"select 1 from ({_ALONE})"

AGREEMENT = (
    Suite(
        "marts.facts",
        (
            Check(
                "values",
                "发布的指标值即核心层的 · published values are the conformed ones",
                _VALUES,
                "is_same",
                ("printed", "shown", "fact_value", "fiscal_year", "fact_year"),
                wherever="select 1 from core.core_indicator_value where document_id in"
                " (select document_id from status.status_current_document)",
            ),
            Check(
                "rows",
                "发布的其他事实即核心层的 · other published facts are the conformed ones",
                union(*(_published(fact, columns) for fact, columns in _COLUMNS.items())),
                "false",
                ("fact", "side", "line"),
                wherever=None,
            ),
            Check(
                "dimensions",
                "每行都能追到维表和已发布的文件 · every row leads to its dimensions",
                _DIMENSIONS,
                "is_published and is_known",
                ("fact", "status", "department_key", "district_key", "indicator_key"),
                wherever=PUBLISHED,
            ),
            Check(
                "documents",
                "文件维表即文件状态 · the documents are what became of them",
                """select document_id, shown.status, documents.status as actual_status,
                          shown.fiscal_year, documents.fiscal_year as document_year,
                          shown.is_current = documents.is_current
                          and shown.department_key is not distinct from documents.department_key
                          and shown.form is not distinct from documents.form as is_same
                   from marts.dim_document as shown
                   left join status.status_document as documents using (document_id)""",
                "is_same and status = actual_status"
                " and fiscal_year is not distinct from document_year",
                ("status", "actual_status", "fiscal_year", "document_year"),
            ),
        ),
        by_district=True,
    ),
    Suite(
        "marts.agreement",
        (
            Check(
                "figures",
                "集市中的数即其所指的事实 · each figure of a mart is the fact that its id names",
                _FIGURES,
                """is_its_fact and shown is not distinct from fact_value
                   and operator is not distinct from fact_operator""",
                ("figure", "fiscal_year", "shown", "fact_value", "printed"),
                wherever=_HAS_TREND,
            ),
            Check(
                "projects",
                "集市中的项目金额即事实 · each amount of a project is the fact's",
                union(*(_project_amount(*figure) for figure in PROJECT_FIGURES)),
                "shown = fact_value",
                ("figure", "project_name", "shown", "fact_value"),
                wherever="select 1 from marts.fct_project_funding where project_no > 0 and"
                " coalesce(total_wan, budget_initial_wan, budget_wan, executed_wan) is not null",
            ),
            Check(
                "budgets",
                "预算总览之数可由事实重算 · the sums of the overview are those of the facts",
                _BUDGETS,
                """case
                       when shown is null
                           then len(list_filter(recomputed, lambda sum: sum is not null)) = 0
                       else list_contains(recomputed, shown)
                   end""",
                ("department_key", "fiscal_year", "figure", "shown", "recomputed"),
                wherever=PUBLISHED,
            ),
            Check(
                "rates",
                "比率可由金额重算 · rates are those of the amounts",
                _RATES,
                "abs(shown - 100 * part_wan / whole_wan) <= 0.0001",
                ("department_key", "fiscal_year", "rate", "shown", "part_wan", "whole_wan"),
                wherever=None,
            ),
            Check(
                "targets",
                "目标的结论与数相符 · what is said of a target agrees with the figures",
                """select target_document_id as document_id, indicator_name_zh, fiscal_year,
                          outcome, target_operator, target_value, actual_value
                   from marts.mart_target_vs_actual
                   where outcome in ('met', 'missed') and target_operator in ('>=', '>', '<=', '<')
                       and actual_operator = '='""",
                """(outcome = 'met') = case target_operator
                       when '>=' then actual_value >= target_value
                       when '>' then actual_value > target_value
                       when '<=' then actual_value <= target_value
                       when '<' then actual_value < target_value
                   end""",
                ("indicator_name_zh", "fiscal_year", "outcome", "target_value", "actual_value"),
                wherever=None,
            ),
            Check(
                "coverage",
                "目标与文件的计数可重算 · counts of targets and documents are those of the rows",
                """select mart.department_key, mart.fiscal_year, mart.targets_printed,
                          mart.targets_met, mart.documents_loaded,
                          coalesce(targets.printed, 0) as printed,
                          coalesce(targets.met, 0) as met, coalesce(documents.loaded, 0) as loaded
                   from marts.mart_coverage as mart
                   left join (
                       select department_key, fiscal_year, count(*) as printed,
                              sum((outcome = 'met')::int) as met
                       from marts.mart_target_vs_actual
                       group by all
                   ) as targets using (department_key, fiscal_year)
                   left join (
                       select slots.department_key, slots.fiscal_year, count(*) as loaded
                       from staging.stg_slots as slots
                       inner join status.status_current_document as documents using (slot_key)
                       group by all
                   ) as documents using (department_key, fiscal_year)""",
                "targets_printed = printed and targets_met = met and documents_loaded = loaded",
                (
                    *("department_key", "fiscal_year", "targets_printed", "printed", "targets_met"),
                    *("met", "documents_loaded", "loaded"),
                ),
            ),
        ),
        by_district=True,
    ),
    Suite(
        "marts.rows",
        (
            Check(
                "present",
                "该有的行都在 · every row that must be there is there",
                _WANTED,
                "found",
                ("mart", "key"),
            ),
            Check(
                "once",
                "每行只有一次 · every row is there once",
                union(*(_once(mart, grain) for mart, grain in GRAINS.items())),
                "copies = 1",
                ("mart", "key", "copies"),
            ),
            Check(
                "ledger",
                "台账状态可由登记重算 · the ledger says what the registry and the documents say",
                """select slots.slot_key, ledger.state, slots.due_on,
                          ledger.due_on as ledger_due_on, documents.status as document_status,
                          coalesce(
                              getvariable('as_of')::date,
                              (strptime(left(slots.load, 15), '%Y%m%dT%H%M%S')
                                  + interval 8 hours)::date
                          ) as not_due_on,
                          coalesce(getvariable('as_of')::date, current_date + 1) as missing_on
                   from staging.stg_slots as slots
                   left join marts.mart_document_ledger as ledger
                       on slots.slot_key = ledger.ledger_key
                   left join status.status_document as documents
                       on ledger.document_id = documents.document_id""",
                """due_on = ledger_due_on and case state
                       when 'missing' then due_on < missing_on and document_status is null
                       when 'not_due'
                           then due_on >= not_due_on and document_status is null
                       when 'received' then true
                       when 'quarantined' then true
                       when 'withdrawn' then true
                       else state = document_status
                   end""",
                ("slot_key", "due_on", "not_due_on", "state", "document_status"),
            ),
        ),
        by_district=True,
    ),
)
