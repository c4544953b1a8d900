"""The characters of a PDF page → words: upright, once each, without watermarks and hidden text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, cast

from ingest.document import Place
from ingest.read.pdf.page.content import PageContent, Word, around, lies_on, turned
from ingest.read.pdf.page.symbols import sign
from ingest.read.tables.continued import CUT_OFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pdfminer.layout import LTChar

    from ingest.document import BBox
    from ingest.read.pdf.page.drawn import State

REPLACEMENT = "\ufffd"
UNUSUAL = "疑似字符对照错误 (the font map may be wrong)"
UNMAPPED = "字体缺字符对照 (broken font map)"
_CID = re.compile(r"\(cid:\d+\)")
_GAP = 0.3  # of the size of the type: wider is a space between words
_OVERLAP = 0.1
_STICKS_OUT = 0.25
_SHIFT = 0.15  # of the size: a character printed again this near makes it bold
_WATERMARK = 1.8  # times the page's usual size, when it is also pale or lies across words
_PALE, _WHITE = 0.6, 0.98
_TINY = 1.5
_STRANGE = 0.3
# Radicals that fonts hand out for the characters that look the same.
_RADICALS = str.maketrans(
    "⼾⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "户母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)


@dataclass(slots=True)
class _Found:
    """Words by how their text is turned, and hidden characters."""

    runs: dict[int, list[Word]] = field(default_factory=dict)
    hidden: list[Word] = field(default_factory=list)


def add_words(content: PageContent, chars: Iterable[LTChar], *, on_image: bool) -> None:
    """Fill ``content`` with the words of a page, turned so that most of them stand upright.

    Rules and shades of ``content`` are in the frame of the page as displayed and stay so.
    ``on_image`` says that an image covers the page: white text may be to be seen on it, text
    without a colour says what it shows.
    """
    found = _read(content, chars, on_image=on_image)
    counts = {turn: sum(len(word.text) for word in run) for turn, run in found.runs.items()}
    content.turn = max(counts, key=lambda turn: counts[turn], default=0)
    for turn, run in found.runs.items():
        content.words += _in_frame(_once(run), turn, content)
    _drop_watermarks(content)
    _report(content, found)


def _read(content: PageContent, chars: Iterable[LTChar], *, on_image: bool) -> _Found:
    found = _Found()
    open_: Word | None = None
    open_turn, open_clip = 0, None
    for char in chars:
        turn = _turn(char)
        text = _text(char.get_text())
        if text == REPLACEMENT:
            text = sign(char.fontname, char.get_text()) or text
        if turn is None or not text:
            open_ = None
            continue
        box = _down(char.bbox, content.height)
        state = cast("State", char.graphicstate)
        clip = state.clip
        if not on_image and (state.invisible or _is_white(state.pale, box, content.shades)):
            found.hidden.append(Word(text, *box, char.size))
            continue
        if char.size < _TINY or min(clip[2] - clip[0], clip[3] - clip[1]) < _TINY:
            found.hidden.append(Word(text, *box, char.size))
            continue
        shown = _down(clip, content.height) if _is_cut_off(char, clip) else None
        if turn:
            box = turned(box, turn, content.width, content.height)
            shown = shown and turned(shown, turn, content.width, content.height)
        size = box[3] - box[1]
        alike = turn == open_turn and (clip == open_clip or not (shown or (open_ and open_.shown)))
        if open_ and alike and _goes_on(open_, box, size):
            if text != open_.text[-1:] or box[0] - open_.edges[-1][0] > _SHIFT * size:
                _append(open_, text, box)
            open_.shown = open_.shown or shown
            continue
        open_ = Word(text, *box, size, _spread(text, box), pale=state.pale > _PALE, shown=shown)
        open_turn, open_clip = turn, clip
        found.runs.setdefault(turn, []).append(open_)
    return found


def _goes_on(word: Word, box: BBox, size: float) -> bool:
    return (
        abs(box[3] - word.bottom) < 0.15 * size
        and -_OVERLAP * size < box[0] - word.x1 < _GAP * size
        and 0.7 < size / word.size < 1.4
    ) or (abs(box[3] - word.bottom) < 0.05 * size and abs(box[0] - word.edges[-1][0]) < 0.5)


def _append(word: Word, text: str, box: BBox) -> None:
    word.text += text
    word.edges += _spread(text, box)
    word.x1 = max(word.x1, box[2])
    word.top, word.bottom = min(word.top, box[1]), max(word.bottom, box[3])


def _spread(text: str, box: BBox) -> list[tuple[float, float]]:
    """The edges of each character: a ligature's box is shared out."""
    if len(text) == 1:
        return [(box[0], box[2])]
    step = (box[2] - box[0]) / len(text)
    return [(box[0] + step * at, box[0] + step * (at + 1)) for at in range(len(text))]


def _turn(char: LTChar) -> int | None:
    """By how much text must be turned to stand upright; None for slanted text (a watermark)."""
    a, b, c, d, _, _ = char.matrix
    if abs(b) + abs(c) <= 0.5 * (abs(a) + abs(d)):
        if abs(b) > 0.1 * abs(a):
            return None
        return 180 if a < 0 and d < 0 else 0
    if abs(a) > 0.1 * abs(b):
        return None
    return 90 if b > 0 else 270


@cache
def _text(text: str) -> str:
    """What a character is printed as: radicals as the characters they look like, spaces as ''."""
    if _CID.fullmatch(text):
        return REPLACEMENT
    text = text.translate(_RADICALS)
    plain = "".join(
        unicodedata.normalize("NFKC", char) if "\u2f00" <= char <= "\u2fdf" else char
        for char in text
        if not char.isspace() and char != "\u200b"
    )
    odd = (unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") for char in plain)
    return REPLACEMENT if any(odd) else plain


def _is_white(pale: float, box: BBox, shades: Sequence[BBox]) -> bool:
    """Whether what is drawn in ``box`` does not show on the paper."""
    return pale > _WHITE and not lies_on(box, shades)


def _is_cut_off(char: LTChar, clip: BBox) -> bool:
    """Whether a clip hides a character, or much of a side of one that is not punctuation."""
    if not lies_on(char.bbox, [clip]):
        return True
    most = _STICKS_OUT * char.width
    return char.get_text().isalnum() and (char.x0 < clip[0] - most or char.x1 > clip[2] + most)


def _down(box: BBox, height: float) -> BBox:
    """A box of the file's frame, whose y go up, as one whose y go down."""
    return (box[0], height - box[3], box[2], height - box[1])


def _once(words: Iterable[Word]) -> list[Word]:
    """Words without those that are printed a second time in the same place (fake bold)."""
    kept: list[Word] = []
    seen: dict[str, list[Word]] = {}
    for word in words:
        near = _SHIFT * word.size
        same = seen.setdefault(word.text, [])
        if not any(abs(w.x0 - word.x0) < near and abs(w.top - word.top) < near for w in same):
            same.append(word)
            kept.append(word)
    return kept


def _in_frame(words: Iterable[Word], turn: int, content: PageContent) -> list[Word]:
    """Words of text turned by ``turn`` in the frame of the page's main text."""
    if turn == content.turn:
        return list(words)
    across = turn in (90, 270)
    width, height = (content.height, content.width) if across else (content.width, content.height)
    found = []
    for word in words:
        shown = turned(word.box, -turn % 360, width, height)
        box = turned(shown, content.turn, content.width, content.height)
        found.append(Word(word.text, *box, word.size, pale=word.pale))
    return found


def _drop_watermarks(content: PageContent) -> None:
    """Take out large text that is pale or printed across other words."""
    sizes = [word.size for word in content.words for _ in word.text]
    usual = median(sizes) if sizes else 0.0
    large = [word for word in content.words if word.size > _WATERMARK * usual]
    dropped = {id(word) for word in large if word.pale or _across(word, content.words)}
    content.words = [word for word in content.words if id(word) not in dropped]


def _across(word: Word, words: Sequence[Word]) -> bool:
    others = (w for w in words if w is not word and w.size < word.size / 1.5)
    inside = (
        word.x0 < w.x1 and w.x0 < word.x1 and word.top + 1 < w.middle < word.bottom - 1
        for w in others
    )
    return sum(inside) > 1


def _report(content: PageContent, found: _Found) -> None:
    for word in content.words:
        word.doubt = CUT_OFF if word.shown else None
    unmapped = [word for word in content.words if REPLACEMENT in word.text]
    if unmapped:
        for word in unmapped:
            word.doubt = UNMAPPED
        count = sum(word.text.count(REPLACEMENT) for word in unmapped)
        message = f"{count} characters have no meaning in their font (broken font map)"
        content.warnings.append((message, content.place(around(w.box for w in unmapped))))
    if found.hidden:
        text = "".join(word.text for word in found.hidden)
        box = around(word.box for word in found.hidden)
        message = f"hidden text is not read: “{text[:40]}”"
        content.warnings.append((message, Place(page=content.number, bbox=box)))
    strange = _strange_share(content.words)
    if strange > _STRANGE:
        message = f"{strange:.0%} of the characters are not in everyday use: a wrong font map?"
        content.warnings.append((message, content.place(around(w.box for w in content.words))))
        for word in content.words:
            word.doubt = word.doubt or UNUSUAL


def _strange_share(words: Iterable[Word]) -> float:
    counts = Counter(char for word in words for char in word.text if char != REPLACEMENT)
    total = counts.total()
    strange = sum(count for char, count in counts.items() if not _is_everyday(char))
    return strange / total if total >= 20 else 0.0


@cache
def _is_everyday(char: str) -> bool:
    if char.isascii():
        return True
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    # GBK's rare plane: wrong maps land there, print seldom does.
    return len(char.encode("gb2312", "ignore")) > 0 or not "\u4e00" <= char <= "\u9fff"
