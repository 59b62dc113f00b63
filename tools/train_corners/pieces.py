"""Pieces that pages are drawn from: fonts, inks, text, seals, patterns, portraits of nobody."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]
Random = np.random.Generator

LONG = 960
_SERIF = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
_SANS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
_LATIN = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,:-/"
_FONTS: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}


def some_font(random: Random, size: int) -> ImageFont.FreeTypeFont:
    """One of two fonts, at a size in px."""
    key = (_SERIF if random.random() < 0.4 else _SANS, max(6, int(size)))
    if key not in _FONTS:
        _FONTS[key] = ImageFont.truetype(*key)
    return _FONTS[key]


def words(random: Random, length: int) -> str:
    """Random Han characters, or Latin ones twice as many."""
    if random.random() < 0.7:
        return "".join(chr(int(c)) for c in random.integers(0x4E00, 0x9F00, length))
    return "".join(random.choice(list(_LATIN), length * 2))


def some_paper(random: Random) -> tuple[int, int, int]:
    """White most times, else a pale tint."""
    level = int(random.integers(225, 256))
    if random.random() < 0.7:
        return (level, level, max(0, level - int(random.integers(0, 10))))
    return tuple(int(v) for v in random.integers(190, 256, 3))  # type: ignore[return-value]


def some_ink(random: Random) -> tuple[int, int, int]:
    """Dark most times, else any colour."""
    dark = int(random.integers(0, 90))
    if random.random() < 0.8:
        return (dark, dark, dark)
    return tuple(int(v) for v in random.integers(0, 160, 3))  # type: ignore[return-value]


def vivid(random: Random, low: int = 20, high: int = 200) -> tuple[int, int, int]:
    """A saturated colour between two levels."""
    hue = np.array(
        [[[random.integers(0, 180), random.integers(90, 256), random.integers(low, high)]]], np.uint8
    )
    return tuple(int(v) for v in cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0])  # type: ignore[return-value]


def sheet(ratio: float, colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty page, its long side 960 px; `ratio` is height to width."""
    size = (LONG, max(120, round(LONG * ratio))) if ratio < 1 else (max(120, round(LONG / ratio)), LONG)
    image = Image.new("RGB", size, colour)
    return image, ImageDraw.Draw(image)


def lines(
    random: Random, draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], size: int
) -> None:
    """Fill a box with lines of random text."""
    left, top, right, bottom = box
    font, ink, y = some_font(random, size), some_ink(random), top
    step = size * random.uniform(1.25, 2.2)
    while y + size < bottom:
        width = right - left
        if random.random() < 0.2:
            width *= random.uniform(0.2, 0.9)
        if random.random() < 0.93:
            draw.text((left, y), words(random, int(width / size * 0.95) + 1), fill=ink, font=font)
        y += step


def seal(random: Random, draw: ImageDraw.ImageDraw, w: int, h: int) -> None:
    """A red seal, round or square, in the lower half."""
    r = min(w, h) * random.uniform(0.05, 0.14)
    x, y = random.uniform(r, w - r), random.uniform(h * 0.5, h - r)
    red = (int(random.integers(170, 235)), int(random.integers(10, 60)), int(random.integers(10, 60)))
    if random.random() < 0.7:
        draw.ellipse((x - r, y - r, x + r, y + r), outline=red, width=max(2, int(r * 0.08)))
    else:
        draw.rectangle((x - r, y - r, x + r, y + r), outline=red, width=max(2, int(r * 0.1)))
    draw.text((x - r * 0.6, y - r * 0.3), words(random, 3), fill=red, font=some_font(random, int(r * 0.45)))


def pattern(random: Random, w: int, h: int, base: tuple[int, int, int], depth: float) -> Image.Image:
    """Smooth coloured waves, as guilloche and book covers have."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / LONG
    field = np.zeros((h, w), np.float32)
    for _ in range(3):
        a, b, phase = random.uniform(-18, 18), random.uniform(-18, 18), random.uniform(0, 6)
        field += np.sin(a * x + b * y + phase + 2 * np.sin(random.uniform(1, 9) * x))
    tint = np.asarray(vivid(random, 60, 255), np.float32)
    mixed = np.asarray(base, np.float32) + (tint - np.asarray(base, np.float32)) * (
        depth * (field[:, :, None] / 6 + 0.5)
    )
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def portrait(random: Random, draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
    """Head and shoulders of nobody."""
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    draw.rectangle(box, fill=vivid(random, 150, 255) if random.random() < 0.5 else (235, 238, 242))
    skin = (int(random.integers(170, 240)), int(random.integers(130, 190)), int(random.integers(100, 160)))
    draw.pieslice(
        (left + 0.08 * w, top + 0.62 * h, right - 0.08 * w, bottom + 0.5 * h), 180, 360, fill=some_ink(random)
    )
    draw.ellipse((left + 0.27 * w, top + 0.12 * h, right - 0.27 * w, top + 0.68 * h), fill=skin)
    draw.chord(
        (left + 0.25 * w, top + 0.08 * h, right - 0.25 * w, top + 0.55 * h), 180, 360, fill=some_ink(random)
    )
