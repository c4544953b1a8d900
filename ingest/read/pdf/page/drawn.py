"""What a page of a PDF draws, each thing with the box that it is clipped to.

pdfminer passes clipping by; but programs that print sheets write a cell's text whole and clip it
to what the page shows of the cell, so that the same words may be in the file twice, or lie over
those of a neighbour.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTContainer
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import PSKeyword, keyword_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect
from pdfplumber.utils.exceptions import PdfminerException

from ingest.read.pdf.page.content import around, shared
from ingest.read.pdf.page.operators import operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pdfminer.layout import LTComponent, LTCurve, LTItem
    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdfinterp import PDFTextState
    from pdfminer.pdfpage import PDFPage
    from pdfplumber.page import Page

    from ingest.document import BBox

# Text rendering modes: in no colour or as a clip, as outlines, and as outlines that are filled.
_INVISIBLE, _OUTLINED, _BOTH = {3, 7}, {1, 5}, {2, 6}
_INKS = {"Separation", "DeviceN"}  # colour spaces whose numbers say how much ink there is


class Paint(NamedTuple):
    """How a curve is painted: the box it is clipped to, how pale its stroke and its fill are."""

    clip: BBox
    stroke: float
    fill: float


class State(PDFGraphicState):
    """The graphics state of text: its clip (x0, y0, x1, y1), whether it has no colour, how pale."""

    def __init__(self, clip: BBox) -> None:
        super().__init__()
        self.clip = clip
        self.invisible = False
        self.pale = 0.0

    def copy(self) -> State:
        """A copy."""
        other = State(self.clip)
        other.__dict__.update(self.__dict__)
        return other


def drawn(page: Page) -> Iterator[LTComponent]:
    """The characters, curves and images of a page, in the page's own frame (up is up).

    The ``graphicstate`` of a character is a State; ``paint`` tells of a curve. Raises
    PdfminerException for a damaged page.
    """
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number)
    try:
        _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except (MemoryError, RecursionError, TimeoutError):
        raise
    except Exception as error:
        raise PdfminerException(error) from error
    return _leaves(device.get_result())


def paint(curve: LTCurve) -> Paint:
    """How a curve that was drawn is painted."""
    return cast("Paint", getattr(curve, "paint"))  # noqa: B009 - the device sets it


def paleness(color: object, space: PDFColorSpace) -> float:
    """0 for black to 1 for white, of a colour as pdfminer gives it."""
    parts = color if isinstance(color, (tuple, list)) else (color,)
    shares = [float(part) for part in parts if isinstance(part, (int, float))]
    if space.name in _INKS:
        return 1 - min(1.0, max(shares, default=1.0))
    if len(shares) == 4:
        return 1 - min(1.0, sum(shares[:3]) / 3 + shares[3])
    return min(shares, default=0.0)


def _leaves(container: Iterable[LTItem]) -> Iterator[Any]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _leaves(item)
        else:
            yield item


class _Interpreter(PDFPageInterpreter):
    """Keeps the clip in the graphics state, which pdfminer saves and restores."""

    _outer: BBox | None = None
    _crop: BBox = (0, 0, 0, 0)
    graphicstate: State

    def process_page(self, page: PDFPage) -> None:
        self._crop = page.cropbox
        super().process_page(page)

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = State(self._outer or apply_matrix_rect(ctm, self._crop))

    def subinterp(self) -> PDFPageInterpreter:
        inner = cast("_Interpreter", super().subinterp())
        inner._outer = self.graphicstate.clip
        return inner

    def execute(self, streams: Sequence[object]) -> None:
        """Carry out the operators of streams; those inside themselves are left to pdfminer."""
        read = [stream_value(stream) for stream in streams]
        numbers = {stream.objid for stream in read}
        unusual = None in numbers or numbers & self.parent_stream_ids
        found = None if unusual else operators([stream.get_data() for stream in read])
        if found is None:
            super().execute(streams)
            return
        self.stream_ids = cast("set[int]", numbers)
        for each in found:
            if not isinstance(each, PSKeyword):
                self.argstack.append(each)
                continue
            method, count = _method(each)
            values = self.pop(count)
            if method and len(values) == count:
                method(self, *values)

    def do_W(self) -> None:  # noqa: N802 - named for the operator
        """Clip to the box around the path."""
        points = [
            apply_matrix_pt(self.ctm, cast("tuple[float, float]", part[at : at + 2]))
            for part in self.curpath
            for at in range(1, len(part), 2)
        ]
        if points:
            self.graphicstate.clip = shared(
                self.graphicstate.clip, around([(*point, *point) for point in points])
            )

    do_W_a = do_W  # noqa: N815


@lru_cache
def _method(operator: PSKeyword) -> tuple[Callable[..., None] | None, int]:
    """What carries out an operator, and how many values that takes."""
    name = keyword_name(operator).replace("*", "_a").replace('"', "_w").replace("'", "_q")
    method = getattr(_Interpreter, f"do_{name}", None)
    return method, method.__code__.co_argcount - 1 if method else 0


class _Device(PDFPageAggregator):
    """Lets what is drawn know the graphics state it was drawn in."""

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: Any, graphicstate: Any
    ) -> None:
        mode = textstate.render
        graphicstate.invisible = mode in _INVISIBLE
        stroke = paleness(graphicstate.scolor, graphicstate.scs)
        fill = paleness(graphicstate.ncolor, graphicstate.ncs)
        both = min(stroke, fill) if mode in _BOTH else fill
        graphicstate.pale = stroke if mode in _OUTLINED else both
        super().render_string(textstate, seq, ncs, graphicstate)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        before = len(self.cur_item)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        look = Paint(
            gstate.clip,
            paleness(gstate.scolor, gstate.scs) if stroke else 1.0,
            paleness(gstate.ncolor, gstate.ncs) if fill else 1.0,
        )
        for item in self.cur_item._objs[before:]:
            item.paint = look  # type: ignore[attr-defined]
