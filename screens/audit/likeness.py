"""Whether two small pictures of a page show the same, whatever rasteriser drew them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

BLUR_PX = 1.5
"""Edges of glyphs and shapes differ between rasterisers and versions by less than this."""
COLOUR_BLUR_PX = 5.0
"""Kept pictures hold colour more coarsely than light."""
FAR = 24
"""Difference of a channel, of 255, from which a blurred pixel shows something else."""
MOST_SHARE = 0.0004
"""Share of such pixels that still counts as the same: about fifty, less than one character of text."""


def difference(one: Image.Image, other: Image.Image) -> NDArray[np.uint8]:
    """Return (height, width) of 0 to 255: how far two pictures of one size are apart after a blur.

    Raises ValueError for pictures of two sizes.
    """
    if one.size != other.size:
        raise ValueError(f"{one.size} and {other.size}")
    light = _apart(one, other, "L", BLUR_PX)
    colour = _apart(one, other, "RGB", COLOUR_BLUR_PX).max(axis=2)
    return np.maximum(light, colour).astype(np.uint8)


def _apart(one: Image.Image, other: Image.Image, mode: str, blur: float) -> NDArray[np.int16]:
    pair = (picture.convert(mode).filter(ImageFilter.GaussianBlur(blur)) for picture in (one, other))
    first, second = (np.asarray(picture, np.int16) for picture in pair)
    return np.asarray(np.abs(first - second), np.int16)


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same."""
    return one.size == other.size and float((difference(one, other) > FAR).mean()) <= MOST_SHARE


def side_by_side(was: Image.Image, now: Image.Image) -> Image.Image:
    """Return what was, what is, and where they differ (where they are of one size), beside each other."""
    pictures = [was.convert("RGB"), now.convert("RGB")]
    if was.size == now.size:
        marked = np.asarray(pictures[1].convert("L").convert("RGB")).copy() // 2 + 127
        marked[difference(was, now) > FAR] = (200, 0, 60)
        pictures.append(Image.fromarray(marked))
    wide, high = sum(one.width + 8 for one in pictures) - 8, max(one.height for one in pictures)
    sheet = Image.new("RGB", (wide, high), "white")
    left = 0
    for one in pictures:
        sheet.paste(one, (left, 0))
        left += one.width + 8
    return sheet
