"""A sheet to draw on in millimetres; it remembers where words were put."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from devices.document_camera.simulator.papers.paper import Box, Picture

Colour = tuple[int, int, int]
"""Red, green, blue, 0..255."""


@lru_cache(maxsize=256)
def _face(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


class Sheet:
    """A sheet of `width` by `height` mm, drawn at `px_per_mm`."""

    def __init__(self, width: float, height: float, px_per_mm: float, ground: Colour, fonts: Path) -> None:
        self.width, self.height, self.scale = width, height, px_per_mm
        size = (round(width * px_per_mm), round(height * px_per_mm))
        self.image = Image.new("RGB", size, ground)
        self.draw = ImageDraw.Draw(self.image)
        self._fonts = fonts

    def font(self, size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
        """Return the typeface at `size` mm an em."""
        name = "bold.otf" if bold else "regular.otf"
        return _face(str(self._fonts / name), round(size * self.scale, 1))

    def px(self, *values: float) -> tuple[float, ...]:
        """Return lengths in px."""
        return tuple(value * self.scale for value in values)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: Colour = (28, 28, 30),
        bold: bool = False,
        anchor: str = "la",
        spacing: float = 0.0,
    ) -> Box:
        """Write one line, its anchor as in Pillow, letters `spacing` mm further apart; return its box."""
        face = self.font(size, bold)
        if not spacing:
            at = (x * self.scale, y * self.scale)
            self.draw.text(at, words, colour, face, anchor=anchor)
            left, top, right, bottom = self.draw.textbbox(at, words, face, anchor=anchor)
            return self._box(left, top, right, bottom)
        whole = face.getlength(words) / self.scale + spacing * (len(words) - 1)
        x -= {"l": 0.0, "m": whole / 2, "r": whole}[anchor[0]]
        boxes = []
        for letter in words:
            boxes.append(self.text(letter, x, y, size, colour, bold, "l" + anchor[1]))
            x += face.getlength(letter) / self.scale + spacing
        return around(boxes)

    def paragraph(
        self, words: str, x: float, y: float, width: float, size: float, leading: float, colour: Colour
    ) -> Box:
        """Write words over as many lines as they need; return their box."""
        face = self.font(size)
        boxes = []
        while words:
            count = len(words)
            while count > 1 and face.getlength(words[:count]) > width * self.scale:
                count -= 1
            boxes.append(self.text(words[:count], x, y, size, colour))
            words, y = words[count:], y + leading
        return around(boxes)

    def handwriting(
        self, words: str, x: float, y: float, size: float, colour: Colour, chance: np.random.Generator
    ) -> Box:
        """Write as a hand does: every letter leans, wavers and stands a little higher or lower."""
        face = self.font(size)
        boxes = []
        lean = chance.uniform(-0.05, 0.22)
        for letter in words:
            ahead = face.getlength(letter) / self.scale
            side = int(size * self.scale * 1.9)
            mark = Image.new("L", (side, side), 0)
            ImageDraw.Draw(mark).text((side / 2, side / 2), letter, 255, face, anchor="mm")
            lumps = chance.normal(0, size * self.scale * 0.018, (2, 4, 4)).astype(np.float32)
            waver = [cv2.resize(lump, (side, side), interpolation=cv2.INTER_CUBIC) for lump in lumps]
            grid_y, grid_x = np.mgrid[0:side, 0:side].astype(np.float32)
            sheared = grid_x + (grid_y - side / 2) * (lean + chance.normal(0, 0.04))
            drawn = cv2.remap(np.array(mark), sheared + waver[0], grid_y + waver[1], cv2.INTER_LINEAR)
            top = y + size / 2 + chance.normal(0, size * 0.04)
            place = (round((x + ahead / 2) * self.scale - side / 2), round(top * self.scale - side / 2))
            faint = Image.fromarray((drawn * chance.uniform(0.82, 1.0)).astype(np.uint8))
            self.image.paste(colour, place, faint)
            boxes.append((x, y, ahead, size))
            x += ahead * chance.uniform(0.9, 1.02)
        return around(boxes)

    def paste(self, picture: Picture, box: Box) -> None:
        """Put a grey picture into a box, its pixels square-edged; edges that fall between px are grey."""
        x, y, width, height = self.px(*box)
        size = (max(1, round(width)), max(1, round(height)))
        finer = [max(1, -(-6 * side // count)) for side, count in zip(size, picture.shape[::-1], strict=True)]
        large = np.repeat(np.repeat(picture, finer[1], axis=0), finer[0], axis=1)
        small = Image.fromarray(large).resize(size, Image.Resampling.BOX)
        self.image.paste(small, (round(x), round(y)))

    def picture(self) -> Picture:
        """Return what was drawn, (h, w, 3) BGR."""
        return np.asarray(self.image)[:, :, ::-1].copy()

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        s = self.scale
        return (left / s, top / s, (right - left) / s, (bottom - top) / s)


def around(boxes: list[Box]) -> Box:
    """Return the box around boxes; nothing at all for none."""
    if not boxes:
        return (0.0, 0.0, 0.0, 0.0)
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return (left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top)
