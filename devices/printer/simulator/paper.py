"""The paper under the print head, drawn with Pillow. One dot is one pixel, black 0."""

from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode import constants

_LEVELS = {
    0x30: constants.ERROR_CORRECT_L,
    0x31: constants.ERROR_CORRECT_M,
    0x32: constants.ERROR_CORRECT_Q,
    0x33: constants.ERROR_CORRECT_H,
}
_CELL = 12
_EM = 24
_MARGIN = 24


class Paper:
    """A strip `dots` wide that grows downward; `take` tears it off."""

    def __init__(self, dots: int, fonts: Path) -> None:
        self.dots = dots
        self._fonts = fonts
        self._faces: dict[tuple[bool, int], ImageFont.FreeTypeFont] = {}
        self._strips: list[Image.Image] = []

    @property
    def empty(self) -> bool:
        """Nothing is printed on it."""
        return not self._strips

    def feed(self, dots: int) -> None:
        """Move the paper."""
        if dots > 0:
            self._strips.append(Image.new("L", (self.dots, dots), 255))

    def line(self, cells: list[tuple[str, int, int, int, bool]], align: int, spacing: int) -> None:
        """Print one line of (character, columns, width factor, height factor, bold)."""
        height = max([_EM * tall for _, _, _, tall, _ in cells], default=_EM)
        strip = Image.new("L", (self.dots, max(spacing, height + 4)), 255)
        length = sum(columns * _CELL * wide for _, columns, wide, _, _ in cells)
        at = self._left(length, align)
        for char, columns, wide, tall, bold in cells:
            glyph = self._glyph(char, columns, bold)
            if (wide, tall) != (1, 1):
                glyph = glyph.resize((glyph.width * wide, glyph.height * tall))
            strip.paste(glyph, (at, height - glyph.height))
            at += columns * _CELL * wide
        self._strips.append(strip)

    def _glyph(self, char: str, columns: int, bold: bool) -> Image.Image:
        glyph = Image.new("L", (columns * _CELL, _EM), 255)
        if char == "\ufffd":
            ImageDraw.Draw(glyph).rectangle((1, 1, columns * _CELL - 2, _EM - 2), outline=0)
            return glyph
        # A half-width cell is narrow: Latin letters of a proportional face are drawn smaller to fit.
        pixels = _EM - 2 if columns == 2 else 20
        face = self._faces.get((bold, pixels))
        if face is None:
            name = "bold.otf" if bold else "regular.otf"
            face = self._faces[bold, pixels] = ImageFont.truetype(str(self._fonts / name), pixels)
        x = (columns * _CELL - face.getlength(char)) / 2
        ImageDraw.Draw(glyph).text((x, 20), char, fill=0, font=face, anchor="ls")
        return glyph.point(lambda level: 255 if level > 128 else 0)

    def picture(self, image: Image.Image, align: int) -> None:
        """Print dots as they are; what is wider than the paper is lost."""
        strip = Image.new("L", (self.dots, image.height), 255)
        strip.paste(image, (self._left(image.width, align), 0))
        self._strips.append(strip)

    def qr(self, data: bytes, module: int, level: int, align: int) -> None:
        """Print a QR code as printers do: without a quiet zone of its own."""
        code = qrcode.QRCode(
            error_correction=_LEVELS.get(level, constants.ERROR_CORRECT_L), border=0, box_size=1
        )
        code.add_data(data)
        code.make(fit=True)
        matrix = code.get_matrix()
        image = Image.new("L", (len(matrix), len(matrix)), 255)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    image.putpixel((x, y), 0)
        self.picture(image.resize((image.width * module, image.height * module), 0), align)

    def _left(self, length: int, align: int) -> int:
        return max(0, (0, (self.dots - length) // 2, self.dots - length)[align])

    def take(self) -> Image.Image:
        """Tear the printed part off, with the paper's own white margins at its sides."""
        height = sum(strip.height for strip in self._strips) or 1
        image = Image.new("L", (self.dots + 2 * _MARGIN, height + 2 * _MARGIN), 255)
        at = _MARGIN
        for strip in self._strips:
            image.paste(strip, (_MARGIN, at))
            at += strip.height
        self._strips = []
        return image
