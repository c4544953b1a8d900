"""Pages as a scanner gives them: images with noise, blur and skew, in a PDF or alone."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

DPI = 200


def scan(source: Path, out: Path, rng: Random) -> Path:
    """Scan a PDF at 200 dpi into a PDF, or into an image when it has one page; the file made."""
    with pypdfium2.PdfDocument(source) as document:
        images = [_worn(page.render(scale=DPI / 72).to_pil(), rng) for page in document]
    if len(images) > 1:
        out = out.with_suffix(".pdf")
    if out.suffix == ".pdf":
        images[0].save(out, save_all=True, append_images=images[1:], resolution=DPI)
    else:
        images[0].save(out)
    return out


def _worn(image: Image.Image, rng: Random) -> Image.Image:
    grey = image.convert("L")
    grey = grey.rotate(rng.uniform(-2.0, 2.0), resample=Image.Resampling.BICUBIC, fillcolor=255)
    grey = grey.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    noise = np.random.default_rng(rng.randrange(2**32)).normal(
        0, rng.uniform(2, 9), grey.size[::-1]
    )
    worn = np.clip(np.asarray(grey, dtype=np.float64) * 0.97 + noise, 0, 255).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(worn).save(buffer, "JPEG", quality=rng.randint(55, 85))
    return Image.open(buffer)
