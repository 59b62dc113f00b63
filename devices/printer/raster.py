"""Lines as dots: what the printer's own characters cannot say.

A raster block is GS v 0 with one bit a dot, rows padded to bytes. Printers obey real-time commands (DLE EOT,
DLE ENQ, DLE DC4) even inside image data (TM-U220 manual, p. 54), so no block may contain one.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from devices.printer.columns import char_width

REALTIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
QUIET_MODULES = 4
_CELL_HEIGHT = 32


@dataclass(frozen=True)
class Typeface:
    """The two font files that lines are drawn with: any OpenType face with the Chinese characters."""

    regular: Path
    bold: Path

    @cached_property
    def _fonts(self) -> dict[tuple[bool, int], ImageFont.FreeTypeFont]:
        return {}

    def font(self, bold: bool, pixels: int) -> ImageFont.FreeTypeFont:
        """The face at an em of `pixels`, loaded once."""
        key = (bold, pixels)
        if key not in self._fonts:
            path = self.bold if bold else self.regular
            self._fonts[key] = ImageFont.truetype(str(path), pixels)
        return self._fonts[key]


def draw_line(
    text: str, typeface: Typeface, cell_dots: int, size: int = 1, bold: bool = False, tall: bool = False
) -> Image.Image:
    """Draw one line on the printer's grid; mode "1", black 0, `cell_dots` * columns * size wide.

    Each character stands in its own cell, so the line is as wide as the native one beside it.
    """
    cells = sum(map(char_width, text)) or 1
    font = typeface.font(bold, 2 * cell_dots * size)
    height = _CELL_HEIGHT * size
    page = Image.new("L", (cells * cell_dots * size, height), 255)
    ascent, descent = font.getmetrics()
    top = (height - ascent - descent) // 2
    at = 0
    for cluster in _clusters(text):
        room = char_width(cluster[0]) * cell_dots * size
        glyph = Image.new("L", (max(room, round(font.getlength(cluster)) + 1), height), 255)
        ImageDraw.Draw(glyph).text(((glyph.width - font.getlength(cluster)) / 2, top), cluster, 0, font)
        if glyph.width > room:
            glyph = glyph.resize((room, height))
        corner = (at, 0, at + room, height)
        page.paste(ImageChops.multiply(glyph, page.crop(corner)), corner)
        at += room
    if tall:
        page = page.resize((page.width, page.height * 2))
    return page.point(lambda level: 255 if level > 140 else 0, mode="1")


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for char in text:
        if clusters and char_width(char) == 0:
            clusters[-1] += char
        elif char_width(char):
            clusters.append(char)
    return clusters


def draw_qr(data: str, module_dots: int, dots: int) -> Image.Image:
    """Draw a QR code, level M, four modules of quiet zone; modules shrink until it fits into `dots`.

    Raises ValueError where not even one dot a module fits.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES, box_size=1)
    code.add_data(data)
    code.make(fit=True)
    matrix = code.get_matrix()
    scale = min(module_dots, dots // len(matrix))
    if scale < 1:
        raise ValueError("the code is wider than the paper")
    image = Image.new("1", (len(matrix), len(matrix)), 1)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x, y), 0)
    return image.resize((len(matrix) * scale,) * 2, Image.Resampling.NEAREST)


def raster(image: Image.Image, max_rows: int = 240) -> list[bytes]:
    """Encode a mode "1" picture as GS v 0 blocks of at most `max_rows` rows, white at the right trimmed."""
    box = ImageChops.invert(image.convert("L")).getbbox()
    wide = (box[2] if box else 1) + 7 & ~7
    blocks = []
    for top in range(0, image.height, max_rows):
        rows = min(max_rows, image.height - top)
        strip = Image.new("1", (wide, rows), 1)
        strip.paste(image.crop((0, top, min(wide, image.width), top + rows)), (0, 0))
        data = ImageChops.invert(strip.convert("L")).convert("1").tobytes()
        blocks.append(
            b"\x1dv0\x00" + (wide // 8).to_bytes(2, "little") + rows.to_bytes(2, "little") + defused(data)
        )
    return blocks


def defused(data: bytes) -> bytes:
    """Take real-time commands out of image data by one dot: a lone dot (10) gets a neighbour (18).

    The eye does not see it, and the byte can no longer begin a command.
    """
    return REALTIME.sub(b"\x18", data)
