"""Draw small PDFs for tests: words at places, rules, pages, with a font that needs no file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Drawing:
    """A PDF in the making; places are in points from the top left of the page."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self._data = BytesIO()
        self.height = size[1]
        self.canvas = Canvas(self._data, pagesize=size)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """Text that begins at ``x`` and whose line's upper edge is ``y``; one line a line end."""
        self.canvas.setFont(FONT, size)
        for number, line in enumerate(text.split("\n")):
            self.canvas.drawString(x, self.height - y - size - number * size * 1.25, line)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroke."""
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def cell(self, box: tuple[float, float, float, float], text: str, ruled: bool = True) -> None:
        """A framed cell (x0, top, x1, bottom) with its text at the top left."""
        x0, top, x1, bottom = box
        if ruled:
            self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top)
        self.text(x0 + 3, top + 3, text)

    def table(
        self,
        top: float,
        rows: Sequence[Sequence[str]],
        xs: Sequence[float],
        ruled: bool = True,
        pitch: float = 20,
    ) -> float:
        """Rows of one height below one another; the lower edge is returned."""
        for number, row in enumerate(rows):
            for text, x0, x1 in zip(row, xs, xs[1:], strict=False):
                self.cell((x0, top + number * pitch, x1, top + (number + 1) * pitch), text, ruled)
        return top + len(rows) * pitch

    def page(self) -> None:
        """End the page."""
        self.canvas.showPage()

    def data(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self._data.getvalue()
