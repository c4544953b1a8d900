"""Damage documents of all formats in many ways and see that the readers say so in one line.

``python -m benchmarks.fuzz --minutes 60`` makes documents, damages them, and reads each in the
worker. What is neither read nor refused in good order (a failed reader, a crash, too much time or
memory) is kept, one file for each way to fail, below ``var/fuzz``.
"""

from __future__ import annotations

import argparse
import io
import re
import time
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.accuracy.corpus import FORMATS, make, variants
from ingest.document import UnreadableError
from ingest.settings import settings
from ingest.worker import extract_safely

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = re.compile(r"extraction failed|crashed|not read within|needed more|was killed|^nested too")
SLOW_SECONDS = 20
SLOW = "not read within reasonable time"
SELDOM = {"image", "scan", "doc"}  # seconds each
STREAM = re.compile(
    rb"(?<=stream\n).+?(?=\n?endstream)|(?<=stream\r\n).+?(?=\r?\n?endstream)", re.S
)
TOKEN = re.compile(rb"[0-9]+|[A-Za-z]+|[^\x00-\x7f]+|[^0-9A-Za-z]")
ODD = [
    *(b"0", b"-1", b"1e400", b"99999999999999999999", b"0.000000000000000000001", b"NaN"),
    *(b"\x00", b"\xff\xfe", b"\xf0\x9f\x98\x80", "\u202e\u2028\uffff".encode(), b"&#0;", b"<!--"),
    *(text.encode() for text in ("≥≥", "（（（", "①", "百分之", "万亿", "。" * 500, "-" * 3000)),
    *(b"=cmd|' /C calc'!A0", b"../../../etc/passwd", b"<" * 500, b"[" * 2000, b"(" * 2000),
]


def main() -> int:
    """Damage and read until the time is over; how many ways to fail were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--folder", type=Path, default=settings().home / "fuzz")
    chosen = parser.parse_args()
    rng = Random(chosen.seed)
    seeds = _seeds(chosen.folder / "seeds", chosen.formats.split(","), chosen.seed)
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    until = time.monotonic() + 60 * chosen.minutes
    while time.monotonic() < until:
        kind = rng.choice(list(seeds))
        if kind in SELDOM and rng.random() < 0.9:
            continue
        seed = rng.choice(seeds[kind])
        data = damaged(seed.read_bytes(), rng, [one.read_bytes() for one in seeds[kind]])
        path = chosen.folder / f"now{seed.suffix}"
        path.write_bytes(data)
        tried[kind] += 1
        reason = _refusal(path)
        if reason and "not read within" in reason:  # the machine may have been busy
            reason = _refusal(path)
        refused[kind] += reason not in (None, SLOW)
        if reason and BAD.search(reason):
            what = re.sub(r"\W+", "_", re.sub(r"\d+|[^\x00-\x7f]+", "", reason))[:80]
            found[f"{kind}: {what}"] += 1
            if found[f"{kind}: {what}"] == 1:
                kept = chosen.folder / f"{what}{seed.suffix}"
                path.replace(kept)
                print(f"{kept.name}: {reason}", flush=True)
    for kind, count in sorted(tried.items()):
        print(f"{kind}: {count} damaged, {refused[kind]} refused")
    for what, count in found.most_common():
        print(f"{count:6} × {what}")
    return len(found)


def _seeds(folder: Path, formats: list[str], seed: int) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {
        "real": [path for path in settings().documents.rglob("*") if path.is_file()]
    }
    for variant in variants(formats)[0]:
        for made in make(folder, "development", variant, 2, seed):
            found.setdefault(variant.format, []).append(made.path)
    return found


def _refusal(path: Path) -> str | None:
    began = time.monotonic()
    try:
        extract_safely(path)
    except UnreadableError as error:
        return str(error)
    return SLOW if time.monotonic() - began > SLOW_SECONDS else None


def damaged(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """The bytes of a document, damaged from outside or, in its parts, from inside."""
    if data.startswith(b"PK") and rng.random() < 0.8:
        with suppress(zipfile.BadZipFile, zlib.error, ValueError):
            return _in_zip(data, rng, others)
    if data.startswith(b"%PDF") and rng.random() < 0.7:
        data = _in_streams(data, rng)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        data = rng.choice(DAMAGES)(data, rng, rng.choice(others))
    return data


def _in_zip(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(rng.choice((1, 1, 2, 3))):
        name = rng.choice([part for part in parts if part.endswith((".xml", ".rels"))])
        with zipfile.ZipFile(io.BytesIO(rng.choice(others))) as archive:
            other = archive.read(name) if name in archive.namelist() else b""
        for _ in range(rng.choice((1, 1, 2, 8))):
            parts[name] = rng.choice(INSIDE)(parts[name], rng, other)
    if rng.random() < 0.1:
        del parts[rng.choice(list(parts))]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _in_streams(data: bytes, rng: Random) -> bytes:
    """A PDF with one of its streams damaged, or its objects' numbers and names."""

    def one(match: re.Match[bytes]) -> bytes:
        if match.start() != chosen:
            return match[0]
        with suppress(zlib.error):
            plain = zlib.decompress(match[0])
            return zlib.compress(rng.choice(INSIDE)(plain, rng, plain))
        return rng.choice(INSIDE)(match[0], rng, match[0])

    starts = [match.start() for match in STREAM.finditer(data)]
    chosen = rng.choice(starts) if starts else -1
    return STREAM.sub(one, data)


def _flip(data: bytes, rng: Random, _: bytes) -> bytes:
    changed = bytearray(data)
    for _bit in range(rng.choice((1, 3, 20))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(data: bytes, rng: Random, _: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _drop(data: bytes, rng: Random, _: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice((1, 10, 1000)) :]


def _repeat(data: bytes, rng: Random, _: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice((10, 100, 2000))]
    return data[:start] + piece * rng.choice((2, 10, 300)) + data[start:]


def _splice(data: bytes, rng: Random, other: bytes) -> bytes:
    start = rng.randrange(len(other) + 1)
    at = rng.randrange(len(data) + 1)
    return data[:at] + other[start : start + rng.choice((20, 500, 10_000))] + data[at:]


def _odd(data: bytes, rng: Random, _: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(ODD) + data[at:]


def _token(data: bytes, rng: Random, _: bytes) -> bytes:
    """One word or number replaced by something odd, or by another of the document."""
    start = rng.randrange(len(data) + 1)
    match = TOKEN.search(data, start)
    if not match:
        return data
    other = TOKEN.search(data, rng.randrange(len(data) + 1))
    new = rng.choice(ODD) if rng.random() < 0.5 or not other else other[0]
    return data[: match.start()] + new + data[match.end() :]


def _lines(data: bytes, rng: Random, _: bytes) -> bytes:
    """Two pieces of the document, between tags or line ends, exchanged."""
    parts = re.split(rb"(?<=>)|(?<=\n)", data)
    if len(parts) > 2:
        a, b = rng.randrange(len(parts)), rng.randrange(len(parts))
        parts[a], parts[b] = parts[b], parts[a]
    return b"".join(parts)


INSIDE: tuple[Callable[[bytes, Random, bytes], bytes], ...] = (
    _flip,
    _drop,
    _repeat,
    _splice,
    _odd,
    _token,
    _token,
    _lines,
    _lines,
)
DAMAGES = (*INSIDE, _cut)

if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
