"""Pages as a PDF: 300 dots an inch, black and white, CCITT group 4 (ITU-T T.6), one picture a page.

Pictures instead of text on purpose: the Chinese typefaces are several megabytes of CID-keyed outlines, which
printers and print filters embed, subset and substitute each in its own way. A picture prints the same on
every printer, holds names with rare characters, and has nothing in it to copy out; a dense page is about
70 KB. What is lost, text that can be searched, nobody misses on paper.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import img2pdf
from PIL import Image, ImageDraw

from devices.printer.raster import Typeface, draw_qr
from kiosk.receipts.a4 import HEIGHT, MM_PER_PT, WIDTH, A4Document, Bar, Code, Page, Words
from kiosk.receipts.a4_layout import Measure, PageWord, lay_out

DPI = 300
_DOTS_PER_MM = DPI / 25.4
_SIZE = (round(WIDTH * _DOTS_PER_MM), round(HEIGHT * _DOTS_PER_MM))
_DARK = 140
"""Grey levels below this are printed black."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A PDF and how many pages it has."""

    pdf: bytes
    pages: int


def compose(document: A4Document, typeface: Typeface, page_word: PageWord) -> Printable:
    """Lay a document out and draw it. Raises ValueError for a QR text that no code holds."""
    pages = lay_out(document, measurer(typeface), page_word)
    return Printable(as_pdf([_group4(draw(page, typeface)) for page in pages]), len(pages))


def measurer(typeface: Typeface) -> Measure:
    """Return what measures texts in this typeface."""

    def measure(text: str, pt: float, bold: bool) -> float:
        return typeface.font(bold, _pixels(pt)).getlength(text) / _DOTS_PER_MM

    return measure


def draw(page: Page, typeface: Typeface) -> Image.Image:
    """Draw a page; mode "1", black 0."""
    image = Image.new("L", _SIZE, 255)
    pen = ImageDraw.Draw(image)
    for mark in page.marks:
        match mark:
            case Words(x, y, text, pt, bold):
                font = typeface.font(bold, _pixels(pt))
                pen.text((x * _DOTS_PER_MM, y * _DOTS_PER_MM), text, 0, font, anchor="ls")
            case Bar(x, y, length, thick):
                half = max(1, round(thick * _DOTS_PER_MM)) / 2
                left, middle = x * _DOTS_PER_MM, y * _DOTS_PER_MM
                pen.rectangle((left, middle - half, left + length * _DOTS_PER_MM, middle + half - 1), 0)
            case Code(x, y, text, size):
                dots = round(size * _DOTS_PER_MM)
                code = draw_qr(text, dots, dots).convert("L")
                inset = (dots - code.width) // 2
                image.paste(code, (round(x * _DOTS_PER_MM) + inset, round(y * _DOTS_PER_MM) + inset))
    return image.point(lambda level: 255 if level >= _DARK else 0, mode="1")


def as_pdf(pages: Sequence[bytes]) -> bytes:
    """Put pictures on A4 pages. The PDF names no title, author or day."""
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(WIDTH), img2pdf.mm_to_pt(HEIGHT)))
    made = img2pdf.convert(list(pages), layout_fun=layout, nodate=True)
    assert isinstance(made, bytes)
    return made


def _group4(image: Image.Image) -> bytes:
    picture = io.BytesIO()
    image.save(picture, "TIFF", compression="group4", dpi=(DPI, DPI))
    return picture.getvalue()


def _pixels(pt: float) -> int:
    return round(pt * MM_PER_PT * _DOTS_PER_MM)
