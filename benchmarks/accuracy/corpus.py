"""The documents of a split: which forms, in which style, format and look, with their truth."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import plain, programs
from benchmarks.accuracy.books import book
from benchmarks.accuracy.choosing import data
from benchmarks.accuracy.draw import draw
from benchmarks.accuracy.excel import write_xlsx
from benchmarks.accuracy.fonts import has_embedded
from benchmarks.accuracy.html import to_print, web_page
from benchmarks.accuracy.layouts import blocks
from benchmarks.accuracy.look import Look, Page, Rules
from benchmarks.accuracy.making import FORMS, Maker
from benchmarks.accuracy.real import real_forms
from benchmarks.accuracy.scan import WAYS, scan
from benchmarks.accuracy.truth import truth_of
from benchmarks.accuracy.word import write_docx

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.accuracy.grids import Block
    from benchmarks.accuracy.truth import Form

SPLITS = ("development", "held_out")
FORMATS = (
    "pdf",
    "book",
    "xlsx",
    "xls",
    "docx",
    "doc",
    "html",
    "csv",
    "txt",
    "md",
    "page",
    "lines",
    "bars",
    "scan",
    "worn",
    "image",
)
_RULES: tuple[Rules, ...] = ("ruled", "half-ruled", "borderless")
_PAGES: tuple[Page, ...] = ("portrait", "landscape", "rotated", "portrait")
_WATERMARKS = ("", "", "征求意见稿", "")
_DRAWN = ("reportlab-cid", "reportlab-serif", "reportlab-sans")


@dataclass(frozen=True, slots=True)
class Variant:
    """A format with its producer and rules; ``group`` is the line of the table it counts in."""

    format: str
    producer: str
    rules: Rules = "ruled"

    @property
    def group(self) -> str:
        """What the scores of this variant are added up under."""
        return f"pdf {self.rules}" if self.format == "pdf" else self.format


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the corpus beside the file with its truth."""

    path: Path
    truth: Path
    variant: Variant
    forms: str
    style: str


def variants(formats: list[str]) -> tuple[list[Variant], list[str]]:
    """What can be made here of ``formats``, and a sentence for each thing that cannot."""
    found: list[Variant] = []
    missing = []
    producers = [name for name in _DRAWN if name.endswith("cid") or has_embedded()]
    if not has_embedded():
        missing.append("no Noto CJK fonts: no PDFs with embedded fonts")
    if programs.browser():
        producers.append("chromium")
    else:
        missing.append("no chromium: no PDFs printed by a browser")
    if programs.office():
        producers += ["writer", "calc"]
    else:
        missing.append("no LibreOffice: no PDFs, DOC and XLS made by it")
    for name in formats:
        if name == "pdf":
            found += [Variant(name, made, rules) for rules in _RULES for made in producers]
        elif name == "worn":
            found += [Variant(name, way) for way in WAYS]
        elif name in ("doc", "xls") and not programs.office():
            continue
        else:
            found.append(Variant(name, {"book": "mixed"}.get(name, name)))
    return found, missing


def make(folder: Path, split: str, variant: Variant, count: int, seed: int) -> list[Made]:
    """Write ``count`` documents of a variant below ``folder``, the same for the same ``seed``."""
    where = folder / split / f"{variant.format}-{variant.producer}-{variant.rules}"
    where.mkdir(parents=True, exist_ok=True)
    return _Writer(where, variant, split, seed).write(count)


def make_one(folder: Path, variant: Variant, style: dict[str, Any], family: str, seed: int) -> Made:
    """Write one document of a family in a style that need not be one of a split's."""
    writer = _Writer(folder, variant, "development", seed)
    writer.seed, writer.styles = seed, [style]
    writer.family = family
    return writer.write(1)[0]


class _Writer:
    """Writes the documents of one variant."""

    def __init__(self, folder: Path, variant: Variant, split: str, seed: int) -> None:
        self.folder, self.variant, self.split = folder, variant, split
        # Variants begin at different forms and styles, so that each sees others.
        self.turn = zlib.crc32(folder.name.encode()) % 60
        self.seed = seed * 1000 + self.turn
        self.styles: list[dict[str, Any]] = data("styles")[split]
        self.later: list[tuple[Path, Path]] = []
        self.family = ""

    def write(self, count: int) -> list[Made]:
        """All documents; those of LibreOffice in one start at the end."""
        made = [self._one(index) for index in range(count)]
        if self.later:
            suffix = self.later[0][1].suffix.lstrip(".")
            programs.convert([source for source, _ in self.later], suffix, self.folder)
            for source, _ in self.later:
                source.unlink()
        return made

    def _one(self, index: int) -> Made:
        rng = Random(f"{self.split}-{self.seed}-{index}")
        style = self.styles[(self.turn + index) % len(self.styles)]
        forms = self._forms(index, style)
        look = self._look(index, forms[0], style.get("look", {}))
        made = _LOOKS.get(self.variant.format, _Writer._pdf)
        path = made(self, self.folder / f"{index:03d}", forms, look, rng)
        truth = self.folder / f"{index:03d}.truth"
        truth.write_text(
            json.dumps(truth_of(forms).to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        families = "+".join(dict.fromkeys(form.form for form in forms))
        return Made(path, truth, self.variant, families, style["name"])

    def _forms(self, index: int, style: dict[str, Any]) -> list[Form]:
        """Families take turns, the real documents among them while developing."""
        maker = Maker(self.seed + index, self.split, style)
        if self.family:
            return [maker.form(self.family)]
        if self.variant.format == "book":
            families = ("project_target_form", "self_evaluation_table")
            family = families[index % 2]
            forms = [maker.form(family, number) for number in range(2 + index % 3)]
            return [maker.form("department_target_form"), *forms]
        small = self.variant.format in ("scan", "worn", "image")
        families = [name for name in FORMS if not small or name.endswith(("_form", "n_table"))]
        # A style prints another family each time its turn comes, however many styles there are.
        turn = sum(divmod(self.turn + index, len(self.styles))) % (len(families) + 1)
        if turn == len(families):
            if self.split == "development" and not small:
                return [real_forms()[(self.turn + index) % 4]]
            turn = 0
        together = {"project_target_form": 3, "self_evaluation_table": style.get("evaluations", 1)}
        count = 1 if small else together.get(families[turn], 1)
        return [maker.form(families[turn], number) for number in range(count)]

    def _look(self, index: int, form: Form, own: dict[str, Any]) -> Look:
        turn = self.turn + index
        page = _PAGES[turn % len(_PAGES)]
        if form.form == "project_target_table" or form.layout in ("listed", "outline"):
            page = "landscape"
        look = Look(
            rules=self.variant.rules,
            page=page,
            repeat_header=turn % 2 == 0,
            split_rows=turn % 3 != 0,
            merge=turn % 4 != 3,
            middle=turn % 5 != 4,
            watermark=_WATERMARKS[turn % len(_WATERMARKS)],
            size=(10.5, 9.0, 12.0)[turn % 3],
            font=self.variant.producer.removeprefix("reportlab-"),
        )
        head = own.get("head", "").format(department=form.department, year=form.year)
        return replace(look, **(own | {"head": head}))

    def _pdf(self, stem: Path, forms: list[Form], look: Look, _: Random) -> Path:
        path = stem.with_suffix(".pdf")
        laid = _laid(forms, look)
        if self.variant.producer == "chromium":
            page = to_print(laid, look)
            programs.print_page(page, path, header=look.watermark == "")
        elif self.variant.producer == "writer":
            write_docx(stem.with_suffix(".docx"), laid, look)
            self.later.append((stem.with_suffix(".docx"), path))
        elif self.variant.producer == "calc":
            write_xlsx(stem.with_suffix(".xlsx"), laid, look)
            self.later.append((stem.with_suffix(".xlsx"), path))
        else:
            draw(path, laid, look)
        return path

    def _book(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        path = stem.with_suffix(".pdf")
        font = ("cid", "serif")[int(stem.name) % 2] if has_embedded() else "cid"
        look = replace(look, font=font, size=10.5)
        draw(path, book(forms, rng, rng.randint(20, 60), merge=look.merge), look)
        return path

    def _xlsx(self, stem: Path, forms: list[Form], look: Look, _: Random) -> Path:
        path = stem.with_suffix(".xlsx")
        write_xlsx(path, _laid(forms, look), look)
        if self.variant.format == "xls":
            self.later.append((path, stem.with_suffix(".xls")))
        return stem.with_suffix(f".{self.variant.format}")

    def _docx(self, stem: Path, forms: list[Form], look: Look, _: Random) -> Path:
        path = stem.with_suffix(".docx")
        write_docx(path, _laid(forms, look), look)
        if self.variant.format == "doc":
            self.later.append((path, stem.with_suffix(".doc")))
        return stem.with_suffix(f".{self.variant.format}")

    def _html(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        path = stem.with_suffix(".html")
        charset = rng.choice(["utf-8", "gb18030"])
        path.write_bytes(web_page(_laid(forms, look), charset, cluttered=rng.random() < 0.7))
        return path

    def _text(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        kind = self.variant.format
        path = stem.with_suffix(f".{kind}")
        write = {"csv": plain.to_csv, "txt": plain.to_text, "md": plain.to_markdown}[kind]
        charset = rng.choice(["utf-8", "utf-8-sig", "gb18030"])
        path.write_bytes(write(_laid(forms, look)).encode(charset))
        return path

    def _page(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        path = stem.with_suffix(".txt")
        text = plain.to_page(_laid(forms, look), rng.choice([48, 60, 76]))
        path.write_text(text, encoding="utf-8")
        return path

    def _stored(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        path = stem.with_suffix(".txt")
        laid, either = _laid(forms, look), rng.random() < 0.5
        is_lines = self.variant.format == "lines"
        text = plain.to_lines(laid, blanks=either) if is_lines else plain.to_bars(laid, rows=either)
        path.write_text(text, encoding="utf-8")
        return path

    def _scan(self, stem: Path, forms: list[Form], look: Look, rng: Random) -> Path:
        drawn = stem.with_suffix(".drawn.pdf")
        font = ("cid", "serif", "sans")[int(stem.name) % 3] if has_embedded() else "cid"
        way = self.variant.producer if self.variant.format == "worn" else ""
        size = 7.5 if way == "small" else 10.5
        look = replace(look, font=font, watermark="", size=size, faint=way == "faint")
        draw(drawn, _laid(forms, look), look)
        suffix = ".pdf" if self.variant.format != "image" else rng.choice([".png", ".jpg"])
        path = scan(drawn, stem.with_suffix(suffix), rng, way)
        drawn.unlink()
        return path


_LOOKS = {
    "pdf": _Writer._pdf,
    "book": _Writer._book,
    "xlsx": _Writer._xlsx,
    "xls": _Writer._xlsx,
    "docx": _Writer._docx,
    "doc": _Writer._docx,
    "html": _Writer._html,
    "csv": _Writer._text,
    "txt": _Writer._text,
    "md": _Writer._text,
    "page": _Writer._page,
    "lines": _Writer._stored,
    "bars": _Writer._stored,
    "scan": _Writer._scan,
    "worn": _Writer._scan,
    "image": _Writer._scan,
}


def _laid(forms: list[Form], look: Look) -> list[list[Block]]:
    return [blocks(form, merge=look.merge) for form in forms]
