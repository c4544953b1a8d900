"""Made-up forms with known truth: a seed and a style give the same form every time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.accuracy.choosing import Chooser
from benchmarks.accuracy.touches import QUARTERS, numbered_names, quarters, remarks
from benchmarks.accuracy.truth import Form, Item, Number, Row
from benchmarks.accuracy.wording import (
    Kind,
    actual,
    by_midyear,
    first_number,
    in_value,
    meets,
    portion,
    printed,
    ratio,
)

if TYPE_CHECKING:
    from random import Random

FORMS = (
    "department_target_form",
    "project_target_table",
    "project_target_form",
    "self_evaluation_table",
    "self_evaluation_report",
)
_FIRST = {
    "数量": "产出指标",
    "质量": "产出指标",
    "时效": "产出指标",
    "经济成本": "成本指标",
    "满意度": "满意度指标",
}
_ORDER = [
    "数量", "质量", "时效", "经济成本", "经济效益", "社会效益", "生态效益", "可持续影响", "满意度",
]  # fmt: skip
_SENTENCE = "{year}年，{name}达到{value}{unit}。"
_REPORT = "{department}{year}年部门整体支出绩效自评报告"
_EARLIER = ("half", "before_last", "last")
_LATER = ("next", "after")
_EXTRA = (*_EARLIER, *_LATER, *QUARTERS, "kind", "direction", "note", "rule", "basis", "memo")


class Maker(Chooser):
    """Makes the forms of one document."""

    def form(self, form: str, index: int = 0) -> Form:
        """A form of family ``form``; ``index`` counts the project forms of a book.

        What a style says of the ``whole`` is of an evaluation of the department, not of a project:
        the first of a file.
        """
        style = self.whole | self.whole.get("by_form", {}).get(form, {})
        if not index:
            style |= style.get("whole", {})
        self.style = style
        made = Form(
            form=form,
            title=style["titles"].get(form, "").replace("{year}", str(self.year)),
            department=self.department,
            year=self.year,
            unit=style["amount_unit"],
            headers=dict(style["headers"]),
            layout=style["layouts"].get(form, ""),
            printing=dict(style.get("printing", {})),
        )
        if over := made.printing.get("over"):
            year = str(self.year)
            made.printing["over"] = {head.replace("{year}", year): at for head, at in over.items()}
        getattr(self, f"_{form}")(made, index)
        return made

    def _department_target_form(self, made: Form, _: int) -> None:
        made.headers = self._columns("nature", "cycle", "annual", "unit", *_EXTRA)
        made.goal = self._goal()
        if "funds" in made.printing:
            made.budget = self._funds(made.printing["funds"])
        elif made.layout not in ("tasks", "sections", "parts"):
            basic, project = self._wan(600, 9000), self._wan(900, 60000)
            parts = {"基本支出": basic, "财政拨款": basic + project, "项目支出": project}
            for item, wan in (parts | {"其他资金": Decimal("0.00")}).items():
                made.budget[item] = self._sum(item, wan)
        made.tasks = self._tasks(made.printing.get("tasks", ""))
        if words := made.printing.get("tasks_total"):
            whole = sum((task.amounts["total"].wan for task in made.tasks), Decimal(0))
            made.budget[words] = self._sum(words, whole)
        two = self.style["two_horizons"] and "cycle" in made.headers
        made.rows = self._rows(self.rng.randint(10, 18), "", two_horizons=two)

    def _tasks(self, heads: str | dict[str, str]) -> list[Item]:
        """Tasks, with money where their heads have a column for it."""
        made = []
        for name in self.rng.sample(self.words["tasks"], min(4, len(self.words["tasks"]))):
            task = Item(name=name, content=self._one("contents"), goal=self._one("aims"))
            if heads != "plain" and not (isinstance(heads, dict) and "total" not in heads):
                task.amounts["total"] = self._sum("total", self._wan(20, 9000), name)
            made.append(task)
        return made

    def _project_target_table(self, made: Form, _: int) -> None:
        made.headers = self._columns("nature", "annual", "unit", "weight", *_EXTRA)
        for name in self._names(self.rng.randint(3, 6)):
            project = self._target_project(name, self.rng.randint(5, 9))
            if made.layout in ("long", "listed", "outline", "by_kind", "in_lines"):
                shown = {"total", *made.printing.get("heads", {})}
                project.amounts = {key: s for key, s in project.amounts.items() if key in shown}
            if not made.printing.get("amounts", True):
                project.amounts = {}
            if made.layout in ("packed", "wide", "in_lines"):
                project.rows = [replace(row, level2="") for row in project.rows]
            made.projects.append(project)

    def _project_target_form(self, made: Form, index: int) -> None:
        made.headers = self._columns("nature", "annual", "unit", *_EXTRA)
        names = sorted(self.words["projects"])
        name = names[index % len(names)] + ("（二期）" if index >= len(names) else "")
        made.title = made.title.format(number=index + 1, project=name)
        twin = made.layout in ("twin", "stacked", "by_goal") or "cycle" in made.headers
        made.projects.append(self._target_project(name, self.rng.randint(7, 13), two_horizons=twin))

    def _self_evaluation_table(self, made: Form, index: int) -> None:
        made.headers = self._columns("annual", "actual", "weight", "score", "deviation", "remark")
        names = sorted(self.words["projects"])
        if made.layout == "whole":
            self._whole(made)
        elif made.layout in ("listed", "outline"):
            names = self._names(self.rng.randint(2, 4))
            made.projects = [self._evaluated(made, name) for name in names]
        else:
            made.projects.append(self._evaluated(made, names[index % len(names)]))

    def _whole(self, made: Form) -> None:
        """What the department spent of its budget and achieved."""
        made.goal = self._goal()
        made.budget = self._funds(made.printing["funds"])
        percent = self.rng.randint(85, 99)
        for item, words in made.printing["spent"].items():
            spent = self._part(made.budget[item].wan, percent, percent)
            made.budget[f"{item} spent"] = self._sum(words, spent)
        for item, words in made.printing.get("initially", {}).items():
            made.budget[f"{item} initial"] = self._sum(
                words, self._part(made.budget[item].wan, 95, 95)
            )
        if "tasks" in made.printing:
            made.tasks = self._tasks(made.printing["tasks"])
        made.rows = self._rows(self.rng.randint(9, 15), "", achieved=True)

    def _evaluated(self, made: Form, name: str) -> Item:
        """A project with what was spent and achieved."""
        project = Item(name=name, goal=self._goal())
        initial = self._wan(80, 5000)
        budget = initial + self._wan(0, 90)
        executed = (budget * Decimal(self.rng.randint(82, 100)) / 100).quantize(Decimal("0.01"))
        printed_sums = {"initial": initial, "budget": budget, "executed": executed}
        # The row of the appropriation repeats the total's, that of other money is zero.
        printed_sums |= {"fiscal": budget, "other": Decimal("0.00")}
        if made.layout in ("transfer", "arrived"):
            del printed_sums["initial"]
        for item in self.style.get("shown", printed_sums):
            project.amounts[item] = self._sum(item, printed_sums[item], project.name)
        project.rate = f"{(executed / budget * 100).quantize(Decimal('0.01'))}%"
        project.rows = self._rows(self.rng.randint(8, 14), project.name, achieved=True)
        return project

    def _self_evaluation_report(self, made: Form, _: int) -> None:
        told = {"department": self.department, "year": self.year}
        made.title = self.style.get("report", _REPORT).format(**told)
        made.text = ["一、部门基本情况", self._one("filler"), "二、绩效自评情况"]
        for kind in self.rng.sample([k for k in self.kinds if k.unit], 6):
            self._told(made, kind)
        if self.style.get("joined"):
            made.text[3:] = ["".join(made.text[3:])]
        made.text += ["三、存在问题", "绩效管理水平有待进一步提高。", "四、下一步改进措施"]
        made.text.append("加强预算绩效管理培训，提高目标编制质量。")
        if marks := self.vocabulary.get("marks"):
            made.text.append(f"附：{self.year}年度部门整体支出绩效自评评分表")
            made.scores = [*marks["heads"], *(self._marked(line) for line in marks["lines"])]

    def _told(self, made: Form, kind: Kind) -> None:
        """A sentence of a report with what was achieved, beside what was planned or not."""
        value = kind.draw(self.rng)
        sentence = self._one("sentences") if "sentences" in self.vocabulary else _SENTENCE
        figures = {"value": value}
        if "{planned}" in sentence:
            share = 100 if kind.direction == "=" else self.rng.randint(90, 100)
            figures["planned"] = portion(value, share, kind)
        words = {"year": self.year, "name": kind.name, "unit": kind.unit}
        made.text.append(sentence.format(**words, **figures))
        made.narrative += [
            Number(
                name="",
                metric=kind.name,
                operator="=",
                value=figure,
                unit=kind.unit,
                measure="actual" if role == "value" else "target",
            )
            for role, figure in figures.items()
        ]

    def _marked(self, line: list[str]) -> list[str]:
        """A line of a table of marks, whose last column is the full mark, with those given."""
        full = Decimal(line[-1])
        short = Decimal(self.rng.randint(0, 10)) / 10 if self.rng.random() < 0.3 else 0
        return [*line, str(full - short)]

    def _target_project(self, name: str, rows: int, *, two_horizons: bool = False) -> Item:
        project = Item(name=name, content=self._one("contents"), goal=self._goal())
        fiscal = self._wan(15, 4000)
        other = self._wan(1, 90) if self.rng.random() < 0.3 else Decimal("0.00")
        for item, wan in (("total", fiscal + other), ("fiscal", fiscal), ("other", other)):
            project.amounts[item] = self._sum(item, wan, name)
        if shown := self.style.get("shown"):
            project.amounts = {key: project.amounts[key] for key in shown}
        project.rows = self._rows(rows, name, two_horizons=two_horizons)
        return project

    def _rows(
        self, count: int, subject: str, *, two_horizons: bool = False, achieved: bool = False
    ) -> list[Row]:
        must = [kind for kind in self.kinds if kind.level2 == "满意度"][:1]
        must += [Kind.parse(line) for line in self.style.get("process", [])]
        others = [kind for kind in self.kinds if kind not in must]
        chosen = must + self.rng.sample(others, min(count - 1, len(others)))
        order = self.style.get("order", _ORDER)
        chosen.sort(key=lambda kind: order.index(kind.level2))
        weights = _weights(self.rng, len(chosen), self.style.get("marks", 90))
        rows = []
        for kind, weight in zip(chosen, weights, strict=True):
            row = self._row(kind, subject, two_horizons=two_horizons, achieved=achieved)
            short = Decimal(self.rng.randint(0, 20)) / 10 if self.rng.random() < 0.25 else 0
            row.cells["weight"] = str(weight)
            row.cells["score"] = str(max(weight - short, Decimal(0)))
            row.cells["deviation"] = self._one("reasons") if short else ""
            row.cells["checked"] = row.cells["score"]
            row.cells["remark"] = ""
            if joined := self.style.get("levels_joined"):
                row.cells["levels"] = joined.format(level1=row.level1, level2=row.level2)
            row.cells.update(self._extra(kind, row))
            row.cells.update(remarks(row, self.style.get("asides", {})))
            rows.append(row)
        if unused := self.style.get("unused"):
            rows = self._with_unused(rows, *unused)
        rows = [_weighed(row, rows) for row in rows]
        if "prefixed" in self.style:
            rows = list(numbered_names(rows, self.style, self.rng))
        for number, row in enumerate(rows, 1):
            row.cells["number"] = str(number)
            for role in ("weight", "weight1", "weight2"):
                if role in row.cells:
                    row.cells[role] += self.style.get("weight_sign", "")
        return rows

    def _with_unused(self, rows: list[Row], name: str, value: str) -> list[Row]:
        """The rows with a placeholder in each second level that has none."""
        style, by_level = self.style, {}
        for row in rows:
            by_level.setdefault(row.level2, []).append(row)
        for kind in style.get("order", _ORDER):
            empty = Row(
                level1=self._first(kind),
                level2=style["level2"][kind],
                name=name,
                cells={},
                blank=True,
            )
            told = dict.fromkeys(("annual", *style.get("places", ()), *_EARLIER), value)
            by_level.setdefault(empty.level2, [replace(empty, cells=told)])
        order = [style["level2"][kind] for kind in style.get("order", _ORDER)]
        return [row for level2 in dict.fromkeys(order) for row in by_level[level2]]

    def _row(self, kind: Kind, subject: str, *, two_horizons: bool, achieved: bool) -> Row:
        style = self.style
        level1, level2 = self._levels(kind)
        if not kind.unit:
            text = self._one("words") if kind.direction == "~" else self._date()
            text = style.get("told", {}).get(kind.name, text)
            cells = {
                "annual": text,
                "cycle": text,
                "nature": "定性",
                "unit": "",
                "actual": text if style.get("repeats") else "已完成",
                "midyear": "正在推进",
                "met": "是",
                **dict.fromkeys(style.get("places", ()), text),
            }
            return Row(level1=level1, level2=level2, name=kind.name, cells=cells)
        plain = in_value(style) if achieved and "unit" not in style.get("also", []) else style
        shown = printed(self.rng, kind, kind.draw(self.rng), plain)
        cells = {"nature": shown.nature, "annual": shown.text, "unit": shown.unit_cell}

        def number(operator: str, value: Decimal, **more: str) -> Number:
            return Number(
                name=shown.name,
                metric=shown.metric,
                operator=operator,
                value=value,
                unit=shown.unit or None,
                subject=subject,
                **more,
            )

        numbers = [number(shown.operator, shown.value)]
        if "places" in style:
            numbers = []
            for role, place in style["places"].items():
                part = portion(shown.value, self.rng.randint(60, 100), kind)
                cells[role] = shown.text.replace(first_number(shown.text), str(part))
                of_place = replace(number(shown.operator, part), metric=place + shown.metric)
                numbers.append(of_place)
        if two_horizons:
            further = shown.value
            if self.rng.random() < 0.6 and kind.unit != "%":
                further *= self.rng.randint(2, 4)
            again = shown.text.replace(first_number(shown.text), str(further))
            cells["cycle"] = again
            numbers.append(number(shown.operator, further, horizon="cycle"))
        if achieved:
            cells["actual"], reached = actual(self.rng, kind, shown.value, plain)
            cells["reached"] = ratio(reached, shown.value)
            cells["midyear"] = by_midyear(kind, reached, plain)
            cells["met"] = "是" if meets(shown.operator, kind, reached, shown.value) else "否"
            operator = "="
            if style.get("repeats") and reached == shown.value:
                cells["actual"], operator = shown.text, shown.operator
            numbers.append(number(operator, reached, measure="actual"))
        return Row(
            level1=level1, level2=level2, name=shown.name, cells=cells, numbers=tuple(numbers)
        )

    def _extra(self, kind: Kind, row: Row) -> dict[str, str]:
        """Columns that explain a row: none of their figures is a target of the year."""
        if not any(role in self.style["headers"] for role in _EXTRA) and "asides" not in self.style:
            return {}
        ways = {"+": "正向指标", "-": "反向指标"}
        cells = {
            "kind": "定量指标" if kind.unit else "定性指标",
            "direction": ways.get(kind.direction, "中性指标"),
            "note": self._one("notes").format(name=kind.name),
            "rule": self._one("rules"),
            "basis": self._one("bases"),
            "memo": self.rng.choice(self.style["memos"]) if "memos" in self.style else "",
        }
        reached = self.style.get("past_reached", False)
        for role in _EARLIER:
            earlier = row.cells["annual"]
            if row.numbers:
                percent = self.rng.randint(*(85, 99) if reached else (40, 95))
                fewer = str(portion(row.numbers[0].value, percent, kind))
                done = fewer + kind.unit if reached == "unit" else fewer
                earlier = done if reached else earlier.replace(first_number(earlier), fewer)
            cells[role] = earlier
        cells |= quarters(kind, row)
        step = {"+": 6, "-": -6}.get(kind.direction, 0)
        for years, role in enumerate(_LATER, 1):
            if role in self.style["headers"]:
                percent = 100 + years * step
                cells[role] = self._later(kind, row, percent)
        return cells

    def _later(self, kind: Kind, row: Row, percent: int) -> str:
        """What is aimed at in a later year: so much of the year's target."""
        text = row.cells["annual"]
        if not row.numbers:
            return text
        now = row.numbers[0].value
        value = portion(now, percent, kind)
        if kind.unit == "%":
            value = min(value, max(now, Decimal(99)))
        return text.replace(first_number(text), str(value))

    def _columns(self, *roles: str) -> dict[str, str]:
        """The style's columns for levels and name, and those of ``roles``, in the style's order."""
        wanted = {"levels", "level1", "level2", "name", *roles, *self.style.get("also", [])}
        return {
            role: text.format(**self._years())
            for role, text in self.style["headers"].items()
            if role in wanted
        }

    def _levels(self, kind: Kind) -> tuple[str, str]:
        """The labels of an indicator's levels, empty where the style has no column for them."""
        style, heads = self.style, self.style["headers"]
        both = "levels" in heads
        level1 = self._first(kind.level2) if "level1" in heads or both else ""
        return level1, style["level2"][kind.level2] if "level2" in heads or both else ""

    def _first(self, level2: str) -> str:
        """The first level of a second one; a style may call each second level a first one."""
        labels: dict[str, str] = self.style["levels"]
        return labels.get(level2) or labels[_FIRST.get(level2, "效益指标")]


def _weighed(row: Row, rows: list[Row]) -> Row:
    """The row with the weights of its levels printed where the style's labels want them."""
    mine = [each for each in rows if each.level1 == row.level1 and not each.blank]
    first = sum(Decimal(each.cells["weight"]) for each in mine)
    second = sum(Decimal(each.cells["weight"]) for each in mine if each.level2 == row.level2)
    sums = {"weight1": first, "weight2": second}
    cells = row.cells | {role: f"{Decimal(one).normalize():f}" for role, one in sums.items()}
    level1, level2 = row.level1.format(first), row.level2.format(second)
    return replace(row, level1=level1, level2=level2, cells=cells)


def _weights(rng: Random, count: int, marks: int) -> list[Decimal]:
    cuts = sorted(rng.sample(range(1, 2 * marks), count - 1))
    edges = [0, *cuts, 2 * marks]
    return [Decimal(b - a) / 2 for a, b in pairwise(edges)]
