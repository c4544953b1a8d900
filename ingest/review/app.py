"""The pages of ``jixiao review`` and what they are sent, as an ASGI application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import jinja2
from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from ingest.decisions import DecisionError
from ingest.report import show
from ingest.review.access import Access
from ingest.review.desk import Answer, Naming, Page, Reason
from ingest.review.queue import Filter, Item, NothingToReviewError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from ingest.review.desk import Desk, Settled

_HERE = Path(__file__).parent
_REPORT = _HERE.with_name("report") / "templates"
ROWS = 200
"""The list shows so many open items; its filters lead to the others."""
_STATISTICS = {
    "stock": "存量",
    "flow": "流量（当年数）",
    "rate": "比率",
    "rank": "名次",
    "amount": "金额",
    "qualitative": "定性",
}
_DIRECTIONS = {"higher": "越高越好", "lower": "越低越好"}
_SAID = {"confirm": "已确认", "correct": "已改正", "misprint": "已记为印错"}
_NAMED = {"alias": "已归并", "new": "已记为新指标", "leave": "已记为暂不归并"}


def filter_of(
    district: str = "",
    department: str = "",
    kind: str = "",
    document: str = "",
    flagship: bool = False,
) -> Filter:
    """The filter that an address says; what is empty leaves nothing out."""
    return Filter(district or None, department or None, kind or None, document or None, flagship)


Chosen = Annotated[Filter, Depends(filter_of)]


def _document_name(item: Item) -> str:
    told = (item.department_zh, item.fiscal_year, item.form_zh)
    return " ".join(str(part) for part in told if part) or item.title or _sheet(item)


def _sheet(item: Item) -> str:
    """What a document's pictures are called."""
    return show.file_name(item.document_id or "")


_CHOICES: list[tuple[str, str, str, Callable[[Item], str | None]]] = [
    ("district", "地区 District", "district_key", lambda item: item.district_zh),
    ("department", "部门 Department", "department_key", lambda item: item.department_zh),
    ("kind", "类别 Kind", "kind", lambda item: item.kind),
    ("document", "文件 Document", "document_id", _document_name),
]


def make_app(desk: Desk, *, token: str, port: int) -> ASGIApp:
    """The application of one sitting, which answers only who knows ``token``."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    pages = _Pages(desk)
    app.get("/")(pages.listed)
    app.get("/item/{key}")(pages.item)
    app.post("/item/{key}")(pages.settle)
    app.post("/label/{key}")(pages.name)
    app.post("/page/{key}")(pages.settle_page)
    app.post("/waive/{key}")(pages.waive)
    app.post("/drop/{key}")(pages.drop)
    app.post("/undo")(pages.take_back)
    app.get("/picture/{sheet}-{page}.webp")(pages.picture)
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    app.exception_handler(NothingToReviewError)(pages.nothing)
    return Access(app, token=token, port=port)


@dataclass(frozen=True)
class _View:
    """The queue through a filter: what it shows, and what of it is settled."""

    chosen: Filter
    items: list[Item]
    settled: dict[str, Settled]

    @property
    def query(self) -> str:
        told = self.chosen.query()
        return f"?{urlencode(told)}" if told else ""

    @property
    def waiting(self) -> list[Item]:
        return [item for item in self.items if item.key not in self.settled]

    def after(self, item: Item) -> Item | None:
        """The next item that waits, from the beginning again after the last."""
        waiting = [each for each in self.waiting if each.key != item.key]
        later = (each for each in waiting if each.queue_no > item.queue_no)
        return next(later, waiting[0] if waiting else None)


class _Pages:
    """What each address answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said = ""
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(
                [
                    jinja2.FileSystemLoader(_HERE / "templates"),
                    jinja2.PrefixLoader({"report": jinja2.FileSystemLoader(_REPORT)}),
                ]
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["shown"] = show.shown

    def listed(self, chosen: Chosen) -> Response:
        """The list, with its filters."""
        view = self._view(chosen)
        waiting = view.waiting
        return self._page(
            "list",
            view,
            waiting=waiting,
            rows=waiting[:ROWS] or view.items[:ROWS],
            more=max(0, len(waiting) - ROWS),
            chosen=chosen,
            filters=self._filters(chosen),
            documents=_documents(view),
        )

    def item(self, key: str, chosen: Chosen) -> Response:
        """One item, to be settled."""
        return self._item(self._find(key), self._view(chosen))

    def settle(self, key: str, chosen: Chosen, answer: Annotated[Answer, Form()]) -> Response:
        """Take a decision about a figure; then the next item that waits."""
        item = self._find(key, "figure")
        try:
            self._decides(answer.by)
            self._desk.settle(item, answer)
        except DecisionError as error:
            return self._item(item, self._view(chosen), str(error), figure=answer)
        said = f" {answer.value.strip()}" if answer.decision == "correct" else ""
        return self._onward(item, chosen, f"{_SAID[answer.decision]}：{item.label}{said}")

    def name(self, key: str, chosen: Chosen, naming: Annotated[Naming, Form()]) -> Response:
        """Take a decision about a label; then the next item that waits."""
        item = self._find(key, "uncatalogued")
        try:
            self._decides(naming.by)
            self._desk.name(item, naming)
        except DecisionError as error:
            return self._item(item, self._view(chosen), str(error), label=naming)
        said = "" if naming.decision == "leave" else f" → {naming.indicator_key}"
        return self._onward(item, chosen, f"{_NAMED[naming.decision]}：{item.label}{said}")

    def settle_page(self, key: str, chosen: Chosen, page: Annotated[Page, Form()]) -> Response:
        """Confirm what was shown of a page, as far as it still waits; then the next item."""
        item = self._find(key, "figure")
        settled = self._desk.settled()
        shown = [
            each
            for each in self._desk.page_of(item)
            if each.key in page.keys and each.key not in settled
        ]
        try:
            self._decides(page.by)
            if not shown:
                raise DecisionError("本页没有待定的数 nothing of this page waits")
            self._desk.settle_all(shown, page.reason)
        except DecisionError as error:
            return self._item(item, self._view(chosen), str(error))
        return self._onward(item, chosen, f"已确认 {len(shown)} 处")

    def waive(self, key: str, chosen: Chosen, form: Annotated[Reason, Form()]) -> Response:
        """Let a check pass; then the next item that waits."""
        item = self._find(key, "check")
        try:
            self._decides(form.by)
            self._desk.waive(item, form.reason)
        except DecisionError as error:
            return self._item(item, self._view(chosen), str(error))
        return self._onward(item, chosen, f"已豁免：{item.label}")

    def drop(self, key: str, chosen: Chosen) -> Response:
        """Remove a decision that lapsed; then the next item that waits."""
        item = self._find(key, "lapsed")
        try:
            self._desk.drop(item)
        except DecisionError as error:
            return self._item(item, self._view(chosen), str(error))
        return self._onward(item, chosen, f"已删去失效的决定：{item.label}")

    def take_back(self, chosen: Chosen) -> Response:
        """Take the last decision back, and show what it was about."""
        try:
            items = self._desk.take_back()
        except DecisionError as error:
            self._said = str(error)
            return self._to("/", chosen)
        self._said = f"已撤回：{items[0].label}" + (
            f" 等 {len(items)} 处" if len(items) > 1 else ""
        )
        return self._to(f"/item/{items[0].key}", chosen)

    def picture(self, sheet: str, page: int) -> Response:
        """The picture of a page that the queue names."""
        items = self._desk.queue().items.values()
        found = next(
            (each for each in items if (_sheet(each), each.drawn_page) == (sheet, page)), None
        )
        shown = self._desk.shown(found).pages if found else []
        if not shown:
            raise HTTPException(404)
        return Response(shown[0].picture, media_type="image/webp")

    def nothing(self, _request: Request, error: Exception) -> Response:
        """There is no queue: why."""
        return HTMLResponse(self._rendered("nothing", why=str(error)), status_code=503)

    def _find(self, key: str, way: str | None = None) -> Item:
        """An item, of those that are decided in a ``way``."""
        found = self._desk.queue().items.get(key)
        if found is None or way not in (None, found.way):
            raise HTTPException(404)  # of a publication that has gone, or of nobody
        return found

    def _decides(self, by: str) -> None:
        if name := " ".join(by.split()):
            self._desk.by = name
        if not self._desk.by:
            raise DecisionError("请填复核人 say who decides")

    def _view(self, chosen: Filter) -> _View:
        items = chosen.of(self._desk.queue().items.values())
        return _View(chosen, items, self._desk.settled())

    def _onward(self, item: Item, chosen: Filter, said: str) -> Response:
        self._said = said
        following = self._view(chosen).after(item)
        return self._to(f"/item/{following.key}" if following else "/", chosen)

    def _to(self, path: str, chosen: Filter) -> Response:
        told = chosen.query()
        return RedirectResponse(f"{path}?{urlencode(told)}" if told else path, status_code=303)

    def _item(
        self,
        item: Item,
        view: _View,
        error: str = "",
        figure: Answer | None = None,
        label: Naming | None = None,
    ) -> Response:
        """The page of an item; again with what was typed, where an ``error`` refuses it."""
        order = [each.key for each in view.items]
        at = order.index(item.key) if item.key in order else 0
        page = self._desk.page_of(item)
        catalogue = self._desk.queue().catalogue
        following = view.after(item)
        blank = Naming() if item.kind == "uncatalogued" else Answer(decision="confirm")
        return self._page(
            "item",
            view,
            status=422 if error else 200,
            error=error,
            item=item,
            sheet=_sheet(item),
            shown=self._desk.shown(item),
            settled=view.settled.get(item.key),
            asked=figure or label or blank,
            example="12.5" if (item.field or "").endswith("_wan") else "≥4,000家",
            at=at + 1,
            before=order[at - 1] if at else None,
            after=order[at + 1] if at + 1 < len(order) else None,
            open=following.key if following else None,
            extent="本页" if item.page else "本表" if item.cell else "全文",
            others=[each for each in page if each.key != item.key],
            page=[each for each in page if each.key not in view.settled],
            nearest=[catalogue[key] for key in item.nearest if key in catalogue],
            catalogue=catalogue.values(),
            statistics=_STATISTICS,
            directions=_DIRECTIONS,
        )

    def _page(self, name: str, view: _View, status: int = 200, **values: Any) -> Response:
        said, self._said = self._said, ""
        content = self._rendered(
            name,
            **{"error": "", "said": said, "query": view.query, "states": view.settled} | values,
            by=self._desk.by,
            made=len(self._desk.made),
            total=len(view.items),
            done=len(view.items) - len(view.waiting),
        )
        return HTMLResponse(content, status_code=status)

    def _rendered(self, name: str, **values: Any) -> str:
        return self._environment.get_template(f"{name}.html.j2").render(values)

    def _filters(self, chosen: Filter) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
        """Each filter with what can be chosen and how many items that leaves, the others kept."""
        told = []
        for name, title, key, text in _CHOICES:
            found: dict[str, tuple[str, int]] = {}
            for item in chosen.without(name).of(self._desk.queue().items.values()):
                if value := getattr(item, key):
                    found[value] = (text(item) or value, found.get(value, ("", 0))[1] + 1)
            told.append((name, title, [(value, *rest) for value, rest in found.items()]))
        return told


def _documents(view: _View) -> list[dict[str, Any]]:
    """The documents of a view, in the queue's order, each with how far it is."""
    found: dict[str, dict[str, Any]] = {}
    for item in view.items:
        if not item.document_id:
            continue
        told = replace(view.chosen, document=item.document_id).query()
        each = found.setdefault(
            item.document_id,
            {"name": _document_name(item), "query": f"?{urlencode(told)}", "total": 0, "done": 0},
        )
        each["total"] += 1
        each["done"] += item.key in view.settled
    return list(found.values())
