"""What stands on papers besides words: stamps, portraits, emblems, patterns. None copies a real one."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from devices.document_camera.simulator.papers.paper import Box
from devices.document_camera.simulator.papers.sheet import Colour, Sheet

_RED = (198, 36, 40)
_BACKDROPS = ((226, 232, 240), (196, 216, 236), (236, 236, 236), (200, 48, 52))
_SKINS = ((236, 200, 176), (222, 180, 150), (206, 160, 128))
_CLOTHES = ((40, 44, 60), (90, 36, 40), (230, 230, 232), (60, 90, 70), (30, 30, 30))


def stamp(sheet: Sheet, x: float, y: float, radius: float, words: str, chance: np.random.Generator) -> None:
    """Press a round seal: a ring, words along it, a star; ink that did not take everywhere."""
    s = sheet.scale
    side = int(radius * 2.3 * s)
    layer = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(layer)
    middle, r = side / 2, radius * s
    pen.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=max(2, int(0.09 * r)))
    points = []
    for corner in range(10):
        reach = r * (0.3 if corner % 2 == 0 else 0.12)
        angle = np.pi * corner / 5 - np.pi / 2
        points.append((middle + reach * np.cos(angle), middle + reach * np.sin(angle)))
    pen.polygon(points, fill=255)
    size = min(radius * 0.34, radius * 4.4 / max(6, len(words)))
    face = sheet.font(size, bold=True)
    spread = min(4.4, 0.42 * len(words))
    for number, letter in enumerate(words):
        angle = (number / max(1, len(words) - 1) - 0.5) * spread
        mark = Image.new("L", (int(size * s * 1.6),) * 2, 0)
        ImageDraw.Draw(mark).text((mark.width / 2,) * 2, letter, 255, face, anchor="mm")
        mark = mark.rotate(-np.degrees(angle), Image.Resampling.BICUBIC)
        at = (middle + 0.74 * r * np.sin(angle), middle - 0.74 * r * np.cos(angle))
        layer.paste(255, (int(at[0] - mark.width / 2), int(at[1] - mark.height / 2)), mark)
    small = sheet.font(radius * 0.22, bold=True)
    pen.text((middle, middle + r * 0.58), "示例章", 255, small, anchor="mm")
    layer = layer.rotate(float(chance.uniform(-18, 18)), Image.Resampling.BICUBIC)
    lumps = cv2.resize(
        chance.random((12, 12)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.resize(chance.random((side // 2, side // 2)).astype(np.float32), (side, side))
    taken = np.asarray(layer) * np.clip(0.5 + 0.35 * lumps + 0.3 * grain, 0, 0.92)
    colour = tuple(int(c + chance.integers(-12, 12)) for c in _RED)
    place = (round(x * s - side / 2), round(y * s - side / 2))
    # Ink darkens what is printed below it, it does not hide it.
    below = sheet.image.crop((*place, place[0] + side, place[1] + side))
    inked = np.asarray(below, np.float32) * (np.array(colour, np.float32) / 255)
    sheet.image.paste(Image.fromarray(inked.astype(np.uint8)), place, Image.fromarray(taken.astype(np.uint8)))


def portrait(sheet: Sheet, box: Box, chance: np.random.Generator) -> None:
    """Draw a head and shoulders that are nobody's, softly shaded."""
    width, height = 180, round(180 * box[3] / box[2])
    image = Image.new("RGB", (width, height), _BACKDROPS[chance.integers(len(_BACKDROPS))])
    pen = ImageDraw.Draw(image)
    skin = _SKINS[chance.integers(len(_SKINS))]
    hair = (24, 22, 24) if chance.random() < 0.7 else (150, 148, 146)
    long = chance.random() < 0.5
    x, top = width / 2, height * 0.2
    head = width * 0.2
    if long:
        pen.ellipse((x - head * 1.4, top - 10, x + head * 1.4, top + head * 4.2), fill=hair)
    pen.ellipse(
        (x - width * 0.46, height * 0.68, x + width * 0.46, height * 1.5), fill=_CLOTHES[chance.integers(5)]
    )
    pen.rectangle((x - head * 0.45, height * 0.5, x + head * 0.45, height * 0.74), fill=skin)
    pen.ellipse((x - head * 1.12, top - 12, x + head * 1.12, top + head * 2.0), fill=hair)
    pen.ellipse((x - head, top + 6, x + head, top + head * 2.75), fill=skin)
    for side in (-1, 1):
        eye = x + side * head * 0.42
        pen.ellipse((eye - 6, top + head * 1.2, eye + 6, top + head * 1.2 + 5), fill=(40, 34, 32))
        pen.line((eye - 9, top + head * 1.0, eye + 9, top + head * 0.98), fill=hair, width=3)
    pen.line((x - 9, top + head * 2.2, x + 9, top + head * 2.2), fill=(176, 96, 90), width=4)
    shade = np.asarray(image, np.float32)
    fall = np.linspace(1.06, 0.88, width)[None, :, None] * np.linspace(1.03, 0.93, height)[:, None, None]
    soft = cv2.GaussianBlur(np.clip(shade * fall, 0, 255).astype(np.uint8), (0, 0), 1.6)
    fitted = (max(1, round(box[2] * sheet.scale)), max(1, round(box[3] * sheet.scale)))
    drawn = Image.fromarray(soft).resize(fitted, Image.Resampling.BICUBIC)
    sheet.image.paste(drawn, (round(box[0] * sheet.scale), round(box[1] * sheet.scale)))


def emblem(sheet: Sheet, x: float, y: float, radius: float, colour: Colour) -> None:
    """Draw a sun of rays in a ring: it stands where a real paper has its emblem."""
    s = sheet.scale
    for turn in np.linspace(0, 2 * np.pi, 36, endpoint=False):
        inner, outer = radius * 0.62, radius * 0.9
        start = ((x + inner * np.cos(turn)) * s, (y + inner * np.sin(turn)) * s)
        end = ((x + outer * np.cos(turn)) * s, (y + outer * np.sin(turn)) * s)
        sheet.draw.line((*start, *end), fill=colour, width=max(1, int(0.05 * radius * s)))
    for part, width in ((1.0, 0.06), (0.55, 0.04)):
        r = radius * part
        ring = sheet.px(x - r, y - r, x + r, y + r)
        sheet.draw.ellipse(ring, outline=colour, width=max(1, int(width * radius * s)))
    sheet.text("示例", x, y, radius * 0.5, colour, bold=True, anchor="mm")


def waves(sheet: Sheet, box: Box, colour: Colour, step: float, chance: np.random.Generator) -> None:
    """Draw the fine wavy lines of a certificate's ground."""
    x0, y0, width, height = box
    along = np.linspace(0, width, max(24, int(width * 1.2)))
    phase = chance.uniform(0, 6.28)
    for number, y in enumerate(np.arange(0, height, step)):
        bend = (
            step * 1.4 * np.sin(along * 0.35 + phase + number * 0.21) * np.cos(along * 0.06 + number * 0.05)
        )
        down = np.clip(y0 + y + bend, y0, y0 + height)
        points = np.stack([x0 + along, down], axis=1) * sheet.scale
        sheet.draw.line([tuple(p) for p in points], fill=colour, width=max(1, int(0.12 * sheet.scale)))


def lattice(sheet: Sheet, box: Box, colour: Colour, step: float) -> None:
    """Draw a border or ground of small circles that overlap."""
    x0, y0, width, height = box
    r = step * 0.7
    for y in np.arange(step / 2, height, step):
        for x in np.arange(step / 2, width, step):
            ring = sheet.px(x0 + x - r, y0 + y - r, x0 + x + r, y0 + y + r)
            sheet.draw.ellipse(ring, outline=colour, width=max(1, int(0.1 * sheet.scale)))


def watermark(sheet: Sheet, colour: Colour, size: float) -> None:
    """Write 示例 faintly across the whole sheet, aslant."""
    face = sheet.font(size, bold=True)
    step_x, step_y = size * 3.6, size * 3.2
    for row, y in enumerate(np.arange(-size, sheet.height + size, step_y)):
        for x in np.arange(-size + (row % 2) * step_x / 2, sheet.width + size, step_x):
            side = int(size * sheet.scale * 2.4)
            mark = Image.new("L", (side, side), 0)
            ImageDraw.Draw(mark).text((side / 2, side / 2), "示例", 255, face, anchor="mm")
            mark = mark.rotate(28, Image.Resampling.BILINEAR)
            sheet.image.paste(colour, (round(x * sheet.scale), round(y * sheet.scale)), mark)
