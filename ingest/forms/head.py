"""The head of a form of one project: what stands beside its labels, its year, its unit of money."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.lexicon import headers
from ingest.understand.project_sections import HEAD, heads_money, rows_of
from ingest.vocabulary import alternatives, load
from ingest.words.money import printed_unit
from ingest.words.printed import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Place
    from ingest.forms.recognise import Title
    from ingest.understand.sections import Section

_LONGEST_CAPTION = 80
# A year that a text prints as its own: no date, no span of years, no document's number.
YEAR = re.compile(r"(?<![\d〔\-–—至])(20\d\d)年(?!\d{1,2}月|[\-–—至])|(?:年度|年份)[:：](20\d\d)")
_BARE_YEAR = re.compile(r"(20\d\d)(?:年度?)?")
_CHINESE_YEAR = re.compile(
    r"二[〇○零0Oo]([〇○零0Oo一二三四五六七八九])([〇○零0Oo一二三四五六七八九])(?=年)"
)
_DIGITS = {
    **dict.fromkeys("〇○零0Oo", "0"),
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}
_CODE = re.compile(
    r"^[\[(（【]?\d{3,}[\])）】]?[-—_、\s]*|[-—_、\s]*[\[(（【]?\d{3,}[\])）】]?$"
    r"|[(（](?:公章|盖章|签章|章)[)）]$"
)
_FIRST_LEVEL = re.compile("^一级")
_LEAST_INNER = 4  # characters; a shorter label may be the end of another word
_LABELS = [label for labels in load("headers")[HEAD].values() for label in labels]
_INNER = alternatives(label for label in _LABELS if len(label) >= _LEAST_INNER)
_INNER_LABEL = re.compile(rf"([:：]\S*?)({_INNER})(?=[:：])")
# Who a form is of, the first that is printed.
SIGNERS = ("department", "filer", "unit", "central")


@dataclass(slots=True)
class Head:
    """Texts and places by role; ``money_unit`` is the unit that a caption prints."""

    values: dict[str, tuple[str, Place]] = field(default_factory=dict)
    money_unit: str | None = None
    year: int | None = None
    year_evidence: str | None = None

    @property
    def department(self) -> str | None:
        """Whose form it is: the department in charge, else who fills it in. Codes are no name."""
        for role in SIGNERS:
            if role in self.values and (name := without_code(self.values[role][0])):
                return name
        return None


def head(parts: list[Section], title: Title | None) -> Head:
    """Read the head; a label printed twice counts where it stands first."""
    found = Head()
    for role, text, place in _pairs(parts):
        if text and role not in found.values:
            found.values[role] = printed(text), place
    captions = [text for text in _captions(parts) if len(text) <= _LONGEST_CAPTION]
    found.money_unit = next(filter(None, map(printed_unit, captions)), None)
    if "year" in found.values and (match := _BARE_YEAR.fullmatch(found.values["year"][0])):
        found.year, found.year_evidence = int(match[1]), found.values["year"][0]
    else:
        found.year, found.year_evidence = year_of([title.text if title else "", *captions])
    return found


def year_of(texts: Sequence[str]) -> tuple[int | None, str | None]:
    """The first year that a text prints as its own, and that text."""
    for text in map(printed, texts):
        plain = unicodedata.normalize("NFKC", text)
        arabic = _CHINESE_YEAR.sub(lambda match: f"20{_DIGITS[match[1]]}{_DIGITS[match[2]]}", plain)
        if match := YEAR.search(arabic):
            return int(match[1] or match[2]), text
    return None, None


def without_code(name: str) -> str:
    """A department's name less the number that its ledger gives it, and the seal's place."""
    while (shorter := _CODE.sub("", name)) != name:
        name = shorter
    return name


def _pairs(parts: list[Section]) -> Iterator[tuple[str, str, Place]]:
    """Role, text and place of every label with what stands behind it.

    一级项目名称 comes last: beside a finer name it says what the project belongs to.
    """
    found = [*_beside_labels(parts), *_in_lines(parts)]
    above = [
        each for each in found if each[0] == "project_name" and _FIRST_LEVEL.match(each[1].strip())
    ]
    for role, _, text, place in (*(each for each in found if each not in above), *above):
        yield role, text, place


def _beside_labels(parts: list[Section]) -> Iterator[tuple[str, str, str, Place]]:
    """Role, label, text and place of what stands in rows."""
    for _, row in rows_of(parts, HEAD, "funding"):
        cells = row.filled
        if heads_money(cell.text for cell in cells):
            continue
        for cell, behind in zip(cells, [*cells[1:], None], strict=False):
            role = headers.role(cell.text, HEAD)
            if role and behind and not headers.role(behind.text, HEAD):
                yield role, printed(cell.text), before_label(behind.text), behind.place
            elif not role:
                for inner, text in _labelled(cell.text):
                    yield inner, printed(cell.text), text, cell.place


def _in_lines(parts: list[Section]) -> Iterator[tuple[str, str, str, Place]]:
    """Role, line, text and place of what stands in lines."""
    for part in parts:
        if part.key == HEAD:
            for line in part.lines:
                for role, text in _labelled(line.text):
                    yield role, line.text, text, line.place


def before_label(text: str) -> str:
    """What stands behind a label, without the next label, which may stand too near to be told."""
    words = _apart(f"：{text}").removeprefix("：").split(" ")
    ends = (at for at, word in enumerate(words) if at and (_is_label(word) or _is_known(word)))
    return " ".join(words[: next(ends, None)]).strip()


def _is_label(word: str) -> bool:
    label, colon, _ = word.replace(":", "：").partition("：")
    return bool(colon) and label.isalpha() and not headers.AMONG.match(word)


def _is_known(word: str) -> bool:
    """Whether a word of its own is a label of the head or of money, without a colon."""
    of_head = len(word) >= _LEAST_INNER and headers.role(word, HEAD)
    return bool(of_head) or headers.role(word, "funds") in headers.SUMS


def _apart(text: str) -> str:
    """A text with white space before each label with a colon (某局实施单位：某所)."""
    return _INNER_LABEL.sub(r"\1 \2", " ".join(text.split()))


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """``label：value`` in running text; several may share a line."""
    role = None
    for word in _apart(text).split():
        label, colon, value = word.partition("：") if "：" in word else word.partition(":")
        found = headers.role(label, HEAD) if colon else None
        if found and value:
            yield found, value
        elif role and not colon:
            yield role, word
        role = found if found and not value else None


def _captions(parts: list[Section]) -> Iterator[str]:
    """Lines outside the table, and rows of one cell in its head: titles, years, units."""
    for part in parts:
        if part.key == HEAD:
            yield from (line.text.strip() for line in part.lines)
    for _, row in rows_of(parts, HEAD):
        if len(row.filled) == 1 or row.cells[0].row <= 1:
            yield from (cell.text.strip() for cell in row.filled)
        else:
            yield from (c.text.strip() for c in row.filled if headers.captions_unit(c.text))
