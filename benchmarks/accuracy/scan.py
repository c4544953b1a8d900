"""Pages as scanners and telephones give them: worn images, in a PDF or alone."""

from __future__ import annotations

from io import BytesIO
from math import cos, pi, sin
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

DPI = {"coarse": 150, "fine": 300}
_USUAL_DPI = 200
WAYS = ("small", "coarse", "fine", "fax", "stamped", "faint", "grey", "photo")
_RED = (196, 32, 40)


def scan(source: Path, out: Path, rng: Random, way: str = "") -> Path:
    """Scan a PDF into a PDF, or into an image when it has one page; the file made.

    Without a ``way`` at 200 dpi, as are pages in ``small`` print; ``coarse`` and ``fine`` have
    another resolution, a ``fax`` is black and white, ``stamped`` pages bear a red seal, ``grey``
    ones are dark paper, a ``photo`` is slightly out of square and unevenly lit.
    """
    dpi = DPI.get(way, _USUAL_DPI)
    with pypdfium2.PdfDocument(source) as document:
        images = [_worn(page.render(scale=dpi / 72).to_pil(), rng, way) for page in document]
    if len(images) > 1:
        out = out.with_suffix(".pdf")
    if out.suffix == ".pdf":
        images[0].save(out, save_all=True, append_images=images[1:], resolution=dpi)
    else:
        images[0].save(out)
    return out


def _worn(image: Image.Image, rng: Random, way: str) -> Image.Image:
    if way == "stamped":
        return _noisy(_turned(_stamped(image.convert("RGB"), rng), rng), rng)
    if way == "photo":
        return _noisy(_lit(_out_of_square(image.convert("RGB"), rng), rng), rng)
    if way == "grey":
        return _noisy(_lit(_turned(image.convert("L"), rng), rng), rng, share=0.8)
    worn = _noisy(_turned(image.convert("L"), rng), rng)
    if way == "fax":
        threshold = rng.randint(140, 190)
        return worn.point(lambda value: 255 * (value > threshold)).convert("1")
    return worn


def _turned(image: Image.Image, rng: Random) -> Image.Image:
    paper = 255 if image.mode == "L" else (255, 255, 255)
    angle = rng.uniform(-2.0, 2.0)
    return image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=paper)


def _noisy(image: Image.Image, rng: Random, share: float = 0.97) -> Image.Image:
    """Blurred, with noise, ``share`` of its light, as a JPEG."""
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    pixels = np.asarray(image, dtype=np.float64)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 9), pixels.shape)
    worn = np.clip(pixels * share + noise, 0, 255).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(worn).save(buffer, "JPEG", quality=rng.randint(55, 85))
    return Image.open(buffer)


def _stamped(image: Image.Image, rng: Random) -> Image.Image:
    """A round seal over the middle of the page, as ink that lets the print through."""
    seal = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(seal)
    radius = 0.11 * image.width
    x = rng.uniform(0.35, 0.8) * image.width
    y = rng.uniform(0.3, 0.7) * image.height
    width = int(0.09 * radius)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=width)
    star = [
        (x + far * radius * sin(at * pi / 5), y - far * radius * cos(at * pi / 5))
        for at, far in enumerate([0.36, 0.14] * 5)
    ]
    pen.polygon(star, fill=_RED)
    for at in range(12):  # the strokes of its letters
        angle = pi * (at - 16) / 11
        ends = [
            (x + far * radius * cos(angle), y + far * radius * sin(angle)) for far in (0.6, 0.8)
        ]
        pen.line(ends, fill=_RED, width=width)
    multiplied = np.asarray(image, dtype=np.uint16) * np.asarray(seal, dtype=np.uint16) // 255
    return Image.fromarray(multiplied.astype(np.uint8))


def _out_of_square(image: Image.Image, rng: Random) -> Image.Image:
    """Seen from a little aside: each corner moves by up to one hundredth of the page."""
    width, height = image.size
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    moved = [
        (x + rng.uniform(-0.01, 0.01) * width, y + rng.uniform(-0.01, 0.01) * height)
        for x, y in corners
    ]
    rows = []
    for (x, y), (u, v) in zip(corners, moved, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    target = [value for point in moved for value in point]
    told = np.linalg.solve(np.array(rows), np.array(target)).tolist()
    kind = Image.Transform.PERSPECTIVE
    return image.transform(
        image.size, kind, told, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )


def _lit(image: Image.Image, rng: Random) -> Image.Image:
    """Darker towards one side, as paper under a lamp is."""
    height, width = image.height, image.width
    angle, dark = rng.uniform(0, 2 * pi), rng.uniform(0.15, 0.35)
    across = np.linspace(-0.5, 0.5, width)[np.newaxis, :] * cos(angle)
    light = 1 - dark * (0.5 + across + np.linspace(-0.5, 0.5, height)[:, np.newaxis] * sin(angle))
    pixels = np.asarray(image, dtype=np.float64)
    light = light if pixels.ndim == 2 else light[:, :, np.newaxis]
    return Image.fromarray(np.clip(pixels * light, 0, 255).astype(np.uint8))
