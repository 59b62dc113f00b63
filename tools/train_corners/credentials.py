"""Cards, covers and certificates to train on: coloured, with frames, portraits and seals."""

import numpy as np
from PIL import Image, ImageDraw

from tools.train_corners.pieces import (
    Random,
    lines,
    pattern,
    portrait,
    seal,
    sheet,
    some_font,
    some_paper,
    vivid,
    words,
)


def card(random: Random) -> Image.Image:
    """An identity or bank card: pale or vivid, with a portrait or a chip."""
    pale = random.random() < 0.55
    base = some_paper(random) if pale else vivid(random)
    image, _ = sheet(0.631, base)
    image = pattern(random, *image.size, base, random.uniform(0, 0.5 if pale else 1.0))
    draw = ImageDraw.Draw(image)
    w, h = image.size
    if random.random() < 0.6:
        x = w * random.uniform(0.62, 0.7) if random.random() < 0.7 else w * 0.05
        portrait(random, draw, (x, h * 0.15, x + w * 0.26, h * 0.72))
    else:
        x, y = w * random.uniform(0.06, 0.2), h * random.uniform(0.3, 0.45)
        draw.rounded_rectangle(
            (x, y, x + w * 0.13, y + h * 0.15), 12, fill=(205, 180, 110), outline=(120, 100, 60)
        )
    size = int(h * random.uniform(0.05, 0.1))
    lines(
        random, draw, (w * 0.06, h * random.uniform(0.1, 0.55), w * random.uniform(0.4, 0.9), h * 0.93), size
    )
    if random.random() < 0.2:
        y = h * random.uniform(0.05, 0.2)
        draw.rectangle((0, y, w, y + h * 0.17), fill=(20, 20, 24))
    if random.random() < 0.3:
        y = h * random.uniform(0, 0.85)
        draw.rectangle((0, y, w, y + h * 0.15), fill=vivid(random))
    return image


def cover(random: Random) -> Image.Image:
    """A certificate's or booklet's cover: maroon, red, green, blue, black, with gold or pale letters."""
    base = [
        (110, 20, 30),
        (150, 25, 30),
        (190, 30, 35),
        (25, 70, 45),
        (30, 45, 95),
        (25, 25, 28),
        (120, 60, 30),
    ]
    colour = np.clip(np.asarray(base[random.integers(len(base))]) + random.integers(-20, 21, 3), 0, 255)
    image, _ = sheet(random.choice([1.42, 1.35, 0.7, 1.0]), tuple(int(v) for v in colour))
    if random.random() < 0.3:
        image = pattern(random, *image.size, tuple(int(v) for v in colour), random.uniform(0, 0.3))
    draw = ImageDraw.Draw(image)
    w, h = image.size
    gold = (205, 170, 90) if random.random() < 0.7 else (230, 230, 230)
    if random.random() < 0.6:
        r = min(w, h) * random.uniform(0.08, 0.2)
        y = h * random.uniform(0.25, 0.5)
        for k in range(1, 4):
            draw.ellipse((w / 2 - r / k, y - r / k, w / 2 + r / k, y + r / k), outline=gold, width=6)
    for y in (random.uniform(0.1, 0.25), random.uniform(0.6, 0.85)):
        size = int(w * random.uniform(0.05, 0.12))
        draw.text(
            (w * random.uniform(0.1, 0.35), h * y), words(random, 5), fill=gold, font=some_font(random, size)
        )
    if random.random() < 0.3:
        inset = w * random.uniform(0.03, 0.08)
        draw.rectangle((inset, inset, w - inset, h - inset), outline=gold, width=int(random.integers(2, 10)))
    return image


def certificate(random: Random) -> Image.Image:
    """An award or licence: an ornate frame, a big title, a seal; sometimes a fold in the middle."""
    paper = some_paper(random)
    image, _ = sheet(random.choice([0.707, 1.414, 0.7]), paper)
    image = pattern(random, *image.size, paper, random.uniform(0, 0.35))
    draw = ImageDraw.Draw(image)
    w, h = image.size
    colour = vivid(random)
    for k in range(int(random.integers(1, 4))):
        inset = min(w, h) * (0.01 + 0.025 * k + random.uniform(0, 0.02))
        draw.rectangle(
            (inset, inset, w - inset, h - inset), outline=colour, width=int(random.integers(2, 16))
        )
    draw.text((w * 0.25, h * 0.14), words(random, 5), fill=colour, font=some_font(random, int(w * 0.07)))
    lines(random, draw, (w * 0.14, h * 0.34, w * 0.86, h * 0.8), int(w * random.uniform(0.018, 0.035)))
    seal(random, draw, w, h)
    if random.random() < 0.4:
        x = w / 2
        draw.line((x, 0, x, h), fill=(150, 150, 150), width=int(random.integers(2, 8)))
    return image
