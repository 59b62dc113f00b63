"""Papers to train on: letters, forms, slips, newspapers … drawn with random content; cards in credentials.py.

Text is random characters, so that nothing of a real document can be in it. A page is (h, w, 3) uint8 BGR with
its long side 960 px. `VALIDATION` kinds never occur in training.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PIL import Image

from tools.train_corners.credentials import card, certificate, cover
from tools.train_corners.pieces import (
    Picture,
    Random,
    lines,
    seal,
    sheet,
    some_font,
    some_ink,
    some_paper,
    vivid,
    words,
)

Maker = Callable[[Random], Image.Image]


def letter(random: Random) -> Image.Image:
    """Running text with a heading, sometimes a seal."""
    image, draw = sheet(random.choice([1.414, 1.414, 1.29, 1.0, 0.707]), some_paper(random))
    w, h = image.size
    margin = w * random.uniform(0.02, 0.14)
    size = int(w * random.uniform(0.012, 0.05))
    top = h * random.uniform(0.02, 0.12)
    if random.random() < 0.7:
        big = int(size * random.uniform(1.4, 2.6))
        draw.text(
            (w * random.uniform(0.05, 0.4), top),
            words(random, 7),
            fill=some_ink(random),
            font=some_font(random, big),
        )
        top += big * 1.8
    end = h * random.uniform(0.25, 0.98)
    lines(random, draw, (margin, top, w - margin, end), size)
    if random.random() < 0.5:
        seal(random, draw, w, h)
    return image


def form(random: Random) -> Image.Image:
    """A table with lines, filled in part."""
    image, draw = sheet(random.choice([1.414, 1.414, 0.707, 0.8]), some_paper(random))
    w, h = image.size
    ink = some_ink(random)
    left, right = w * random.uniform(0.01, 0.12), w * random.uniform(0.88, 0.99)
    top, bottom = h * random.uniform(0.02, 0.2), h * random.uniform(0.6, 0.98)
    rows, columns = int(random.integers(3, 26)), int(random.integers(2, 9))
    stroke = int(random.integers(1, 5))
    draw.text(
        (w * 0.3, top * 0.3), words(random, 8), fill=ink, font=some_font(random, int(max(8, top * 0.4)))
    )
    xs = np.sort(np.concatenate([[left, right], random.uniform(left, right, columns - 1)]))
    ys = np.linspace(top, bottom, rows + 1)
    for y in ys:
        draw.line((left, y, right, y), fill=ink, width=stroke)
    for x in xs:
        draw.line((x, top, x, bottom), fill=ink, width=stroke)
    size = int(max(8, (bottom - top) / rows * 0.45))
    for y in ys[:-1]:
        for x, after in pairwise(xs):
            fits = int((after - x) / size) - 1
            if fits > 0 and random.random() < 0.7:
                draw.text(
                    (x + 4, y + 3), words(random, min(fits, 9))[:fits], fill=ink, font=some_font(random, size)
                )
    return image


def handwriting(random: Random) -> Image.Image:
    """Scribbled lines, on ruled or squared paper at times."""
    paper = some_paper(random)
    image, draw = sheet(random.choice([1.414, 1.3, 0.707, 1.0]), paper)
    w, h = image.size
    pitch = h * random.uniform(0.02, 0.06)
    rule = vivid(random, 150, 230)
    if random.random() < 0.7:
        for y in np.arange(pitch, h, pitch):
            draw.line((0, y, w, y), fill=rule, width=1 + int(random.integers(0, 2)))
    if random.random() < 0.25:
        for x in np.arange(pitch, w, pitch):
            draw.line((x, 0, x, h), fill=rule, width=1)
    ink, stroke = some_ink(random), int(random.integers(2, 6))
    for y in np.arange(pitch * 2, h * random.uniform(0.3, 0.97), pitch * random.choice([1, 2])):
        x = w * random.uniform(0.04, 0.15)
        points = []
        while x < w * random.uniform(0.6, 0.97):
            points.append((x, y - pitch * random.uniform(0, 0.8)))
            x += pitch * random.uniform(0.1, 0.4)
            if random.random() < 0.15:
                draw.line(points, fill=ink, width=stroke, joint="curve")
                points, x = [], x + pitch * 0.5
        if len(points) > 1:
            draw.line(points, fill=ink, width=stroke, joint="curve")
    return image


def receipt(random: Random) -> Image.Image:
    """A long narrow slip."""
    image, draw = sheet(random.uniform(1.7, 3.2), some_paper(random))
    w, h = image.size
    lines(random, draw, (w * 0.06, h * 0.03, w * 0.94, h * 0.96), int(w * random.uniform(0.04, 0.08)))
    if random.random() < 0.4:
        cell = max(3, int(w * 0.5 / 25))
        dots = random.random((25, 25)) < 0.5
        for i, j in np.argwhere(dots):
            x, y = w * 0.25 + j * cell, h * 0.75 + i * cell
            draw.rectangle((x, y, x + cell, y + cell), fill=(10, 10, 10))
    return image


def blank(random: Random) -> Image.Image:
    """Next to nothing on it."""
    image, draw = sheet(random.choice([1.414, 0.707, 0.63, 1.0]), some_paper(random))
    w, h = image.size
    if random.random() < 0.5:
        draw.text(
            (w * random.uniform(0, 0.6), h * random.uniform(0, 0.8)),
            words(random, 6),
            fill=some_ink(random),
            font=some_font(random, int(w * 0.03)),
        )
    return image


def newspaper(random: Random) -> Image.Image:
    """Columns with pictures between them, to the very edge at times."""
    image, draw = sheet(random.choice([1.414, 1.3, 0.75]), some_paper(random))
    w, h = image.size
    margin = w * random.uniform(0, 0.08)
    columns = int(random.integers(2, 6))
    step = (w - 2 * margin) / columns
    for k in range(columns):
        left = margin + k * step
        lines(
            random,
            draw,
            (left, h * random.uniform(0.03, 0.3), left + step * 0.92, h * 0.98),
            int(step * 0.07) + 6,
        )
        if random.random() < 0.5:
            y = h * random.uniform(0.1, 0.7)
            draw.rectangle(
                (left, y, left + step * 0.95, y + h * random.uniform(0.05, 0.25)), fill=vivid(random)
            )
    return image


def chart(random: Random) -> Image.Image:
    """Bars, curves and boxes: a slide or a plan."""
    image, draw = sheet(random.choice([0.5625, 0.707, 0.75, 1.414]), some_paper(random))
    w, h = image.size
    for _ in range(int(random.integers(4, 20))):
        x, y = random.uniform(0, w * 0.9), random.uniform(0, h * 0.9)
        box = (x, y, x + w * random.uniform(0.03, 0.4), y + h * random.uniform(0.03, 0.3))
        fill = vivid(random, 60, 255) if random.random() < 0.5 else None
        draw.rectangle(box, fill=fill, outline=some_ink(random), width=int(random.integers(1, 6)))
    for _ in range(int(random.integers(0, 4))):
        points = [(x, h * random.uniform(0.1, 0.9)) for x in np.linspace(0, w, 12)]
        draw.line(points, fill=vivid(random), width=int(random.integers(2, 7)))
    return image


def notice(random: Random) -> Image.Image:
    """Validation only: a red-headed notice with a two-column foot and a barcode."""
    image, draw = sheet(1.414, some_paper(random))
    w, h = image.size
    draw.text(
        (w * 0.12, h * 0.06), words(random, 6), fill=(200, 20, 25), font=some_font(random, int(w * 0.1))
    )
    draw.line((w * 0.08, h * 0.17, w * 0.92, h * 0.17), fill=(200, 20, 25), width=7)
    lines(random, draw, (w * 0.1, h * 0.22, w * 0.9, h * 0.7), int(w * 0.03))
    lines(random, draw, (w * 0.1, h * 0.8, w * 0.45, h * 0.93), int(w * 0.022))
    x = w * 0.55
    while x < w * 0.9:
        wide = random.integers(2, 9)
        draw.rectangle((x, h * 0.82, x + wide, h * 0.9), fill=(0, 0, 0))
        x += wide + random.integers(3, 9)
    seal(random, draw, w, h)
    return image


def plan_of_rooms(random: Random) -> Image.Image:
    """Validation only: walls and measures."""
    image, draw = sheet(random.choice([0.707, 1.414]), some_paper(random))
    w, h = image.size
    x, y = np.sort(random.uniform(0.1, 0.9, 6)) * w, np.sort(random.uniform(0.1, 0.9, 6)) * h
    for i in range(5):
        for j in range(5):
            if random.random() < 0.6:
                draw.rectangle(
                    (x[i], y[j], x[i + 1], y[j + 1]), outline=(20, 20, 20), width=int(random.integers(2, 9))
                )
    lines(random, draw, (w * 0.6, h * 0.92, w * 0.95, h * 0.99), int(h * 0.02))
    return image


TRAINING: list[tuple[Maker, float]] = [
    (letter, 0.22), (form, 0.14), (card, 0.16), (cover, 0.1), (certificate, 0.09), (handwriting, 0.07),
    (receipt, 0.06), (blank, 0.05), (newspaper, 0.06), (chart, 0.05),
]  # fmt: skip
VALIDATION: list[tuple[Maker, float]] = [
    (notice, 0.25), (plan_of_rooms, 0.15), (letter, 0.15), (card, 0.25), (cover, 0.1), (receipt, 0.1),
]  # fmt: skip


def draw_page(random: Random, kinds: list[tuple[Maker, float]]) -> Picture:
    """One page, (h, w, 3) uint8 BGR, its long side 960 px; drawn fully by `random`."""
    weights = np.array([weight for _, weight in kinds])
    image = kinds[random.choice(len(kinds), p=weights / weights.sum())][0](random)
    page = np.asarray(image)[:, :, ::-1].copy()
    return _folded(random, page) if random.random() < 0.25 else page


def _folded(random: Random, page: Picture) -> Picture:
    """Creases across the sheet, each side of a crease a little lighter or darker."""
    shade = np.ones(page.shape[:2], np.float32)
    for axis in (0, 1):
        for _ in range(int(random.integers(0, 3))):
            n = page.shape[axis]
            at = int(n * random.uniform(0.2, 0.8))
            ramp = np.exp(-np.abs(np.arange(n) - at) / random.uniform(2, 60)) * random.uniform(-0.18, 0.12)
            ramp[at:] *= random.uniform(-0.4, 0.8)
            shade *= (1 + ramp)[:, None] if axis == 0 else (1 + ramp)[None, :]
    return np.clip(page * shade[:, :, None], 0, 255).astype(np.uint8)
