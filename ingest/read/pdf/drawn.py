"""What a page of a PDF draws, each thing with the box that it is clipped to.

pdfminer passes clipping by; but programs that print sheets write a cell's text whole and clip it
to what the page shows of the cell, so that the same words may be in the file twice, or lie over
those of a neighbour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTContainer
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect
from pdfplumber.utils.exceptions import PdfminerException

from ingest.read.pdf.content import around, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdfminer.layout import LTComponent, LTItem
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdfinterp import PDFTextState
    from pdfminer.pdfpage import PDFPage
    from pdfplumber.page import Page

    from ingest.document import BBox

_INVISIBLE = {3, 7}  # text rendering modes: in no colour, and as a clip


class State(PDFGraphicState):
    """The graphics state with its clip (x0, y0, x1, y1) and whether text is drawn in no colour."""

    def __init__(self, clip: BBox) -> None:
        super().__init__()
        self.clip = clip
        self.invisible = False

    def copy(self) -> State:
        """A copy."""
        other = State(self.clip)
        other.__dict__.update(self.__dict__)
        return other


def drawn(page: Page) -> Iterator[LTComponent]:
    """The characters, curves and images of a page, in the page's own frame (up is up).

    The ``graphicstate`` of a character is a State; a curve has its ``clip``. Raises
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


class _Device(PDFPageAggregator):
    """Lets what is drawn know the graphics state it was drawn in."""

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: Any, graphicstate: Any
    ) -> None:
        graphicstate.invisible = textstate.render in _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def paint_path(self, gstate: Any, *arguments: Any) -> None:
        before = len(self.cur_item)
        super().paint_path(gstate, *arguments)
        for item in self.cur_item._objs[before:]:
            item.clip = gstate.clip  # type: ignore[attr-defined]
