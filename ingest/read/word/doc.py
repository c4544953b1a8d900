"""Old Word texts (DOC): the last paragraph that some lack, without which their last table is lost.

Every DOC ends with a paragraph. LibreOffice leaves it out where a table ends the text; then the
table's rows are run together by whoever opens the file. Structures are those of [MS-DOC].
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import olefile

_CELL_END = b"\x07\x00"
_PARAGRAPH_END = b"\r\x00"
_SECOND_TABLE = 0x0200
_COMPRESSED = 0x40000000
_PAGE = 512
_RUN = 13  # bytes of a page that lead from a paragraph to its properties, in words
# Pairs of position and length in the file information block, by number.
_PARAGRAPHS, _PIECES = 13, 33


class _Text:
    """The two streams of a DOC that hold its text and where what of it stands."""

    def __init__(self, file: olefile.OleFileIO[Any]) -> None:
        with file.openstream("WordDocument") as stream:
            self.main = bytearray(stream.read())
        (flags,) = struct.unpack_from("<H", self.main, 10)
        self.name = "1Table" if flags & _SECOND_TABLE else "0Table"
        with file.openstream(self.name) as stream:
            self.table = bytearray(stream.read())
        (shorts,) = struct.unpack_from("<H", self.main, 32)
        longs = 34 + 2 * shorts
        self._length_at = longs + 2 + 12
        self._pairs = longs + 2 + 4 * struct.unpack_from("<H", self.main, longs)[0] + 2
        (pieces, _) = self.pair(_PIECES)
        count = (struct.unpack_from("<I", self.table, pieces + 1)[0] - 4) // 12
        self._last_at = pieces + 5 + 4 * count
        (start, end) = struct.unpack_from("<II", self.table, self._last_at - 4)
        (at,) = struct.unpack_from("<I", self.table, self._last_at + 4 + 8 * (count - 1) + 2)
        self._is_wide = self.table[pieces] == 2 and not at & _COMPRESSED
        self._end = at + 2 * (end - start)

    def pair(self, number: int) -> tuple[int, int]:
        """Position and length of a structure in the table stream."""
        position, length = struct.unpack_from("<II", self.main, self._pairs + 8 * number)
        return position, length

    @property
    def ends_in_table(self) -> bool:
        """Whether nothing at all follows the last cell."""
        return self._is_wide and self.main[self._end - 2 : self._end] == _CELL_END

    def add_paragraph(self) -> bool:
        """Put a paragraph behind the text; False where there is no room for it."""
        (length,) = struct.unpack_from("<I", self.main, self._length_at)
        position, size = self.pair(_PARAGRAPHS)
        pages = (size - 4) // 8
        (number,) = struct.unpack_from("<I", self.table, position + size - 4)
        start = number * _PAGE
        page = _with_paragraph(bytes(self.main[start : start + _PAGE]), self._end)
        if page is None or any(self.main[self._end : self._end + 2]):
            return False
        self.main[start : start + _PAGE] = page
        self.main[self._end : self._end + 2] = _PARAGRAPH_END
        struct.pack_into("<I", self.main, self._length_at, length + 1)
        struct.pack_into("<I", self.table, self._last_at, length + 1)
        struct.pack_into("<I", self.table, position + 4 * pages, self._end + 2)
        return True


def with_last_paragraph(data: bytes) -> bytes:
    """The bytes of a DOC whose text ends with a paragraph; the same where it does already."""
    file = BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        text = _Text(ole)
        if text.ends_in_table and text.add_paragraph():
            ole.write_stream("WordDocument", bytes(text.main))
            ole.write_stream(text.name, bytes(text.table))
    return file.getvalue()


def _with_paragraph(page: bytes, end: int) -> bytes | None:
    """A page of paragraphs with one more, plain and of one mark, at ``end``; None if it is full."""
    count = page[-1]
    ends = 4 * (count + 1)
    runs = page[ends : ends + _RUN * count]
    taken_from = min((2 * run for run in runs[::_RUN] if run), default=_PAGE - 1)
    grown = ends + len(runs) + 4 + _RUN
    if grown > taken_from or struct.unpack_from("<I", page, ends - 4) != (end,):
        return None
    head = page[:ends] + struct.pack("<I", end + 2) + runs + bytes(_RUN)
    return head + page[grown:-1] + bytes([count + 1])
