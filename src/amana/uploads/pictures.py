"""Writes a picture again from its points, turned upright: without place, time or camera. Runs inside the worker."""

import io
from typing import Final

from PIL import Image, ImageOps

MOST_POINTS: Final = 64_000_000
KEPT_POINTS: Final = 24_000_000
_AS_PNG: Final = frozenset({"PNG", "GIF", "BMP"})
Image.MAX_IMAGE_PIXELS = None  # the size is checked here before a point is read


class TooMany(Exception):
    """More points than a picture of ours may have."""


def clean_picture(content: bytes, format: str) -> tuple[str, bytes, list[str]]:
    """Returns (type, picture, what was done to it). Raises TooMany before a point is decoded."""
    said = []
    with Image.open(io.BytesIO(content), formats=[format]) as picture:
        width, height = picture.size
        if width * height > MOST_POINTS:
            raise TooMany
        if getattr(picture, "n_frames", 1) > 1:
            said.append("first_frame")
            picture.seek(0)
        if width * height > KEPT_POINTS:
            picture.draft("RGB", (width // 2, height // 2))
        upright = ImageOps.exif_transpose(picture)
        as_png = format in _AS_PNG
        points = _plain(upright, keep_alpha=as_png)
    if points.width * points.height > KEPT_POINTS:
        scale = (KEPT_POINTS / (points.width * points.height)) ** 0.5
        points = points.resize((int(points.width * scale), int(points.height * scale)), Image.Resampling.BOX)
    if points.width * points.height < width * height:
        said.append("smaller")
    target = io.BytesIO()
    if as_png:
        points.save(target, "PNG", compress_level=4)
        return "image/png", target.getvalue(), said
    points.save(target, "JPEG", quality=88)
    return "image/jpeg", target.getvalue(), said


def _plain(picture: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """Returns the points alone, in a picture without metadata."""
    clear = picture.mode in ("RGBA", "LA", "PA") or (picture.mode == "P" and "transparency" in picture.info)
    if clear and keep_alpha:
        mode = "RGBA"
    elif clear:
        with_alpha = picture.convert("RGBA")
        ground = Image.new("RGBA", with_alpha.size, "white")
        ground.alpha_composite(with_alpha)
        picture, mode = ground, "RGB"
    else:
        mode = picture.mode if picture.mode in ("L", "RGB") else "L" if picture.mode == "1" else "RGB"
    points = picture.convert(mode)
    bare = Image.new(mode, points.size)
    bare.paste(points)
    return bare
