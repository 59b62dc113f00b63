"""A4 pages as values: what stands where, in millimetres from the upper left corner of the paper."""

from dataclasses import dataclass

from kiosk.receipts.document import Slip

WIDTH, HEIGHT = 210.0, 297.0
"""ISO 216 A4, mm."""
MARGIN = 20.0
MM_PER_PT = 25.4 / 72
SMALLEST = 14.0
"""Smallest type, pt: GB/T 37668 and hall practice take 14 pt (四号) for what older people have to read."""
QR_MM = 35.0
ROOM = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of a document's type, pt."""

    body: float = SMALLEST
    section: float = 18.0
    heading: float = 24.0


NORMAL = Type()
LARGE = Type(body=20.0, section=24.0, heading=32.0)
"""Large print: twice the size of a newspaper's, and more than the 16 pt that large-print books begin at."""


@dataclass(frozen=True, slots=True)
class A4Document:
    """What goes on A4 paper: the blocks of a slip, and whether in large print."""

    slip: Slip
    large: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one line: left edge and baseline in mm from the page's upper left corner."""

    x: float
    y: float
    text: str
    pt: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A black line across, `y` its middle, `thick` mm."""

    x: float
    y: float
    length: float
    thick: float = 0.2


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `size` mm with its upper left corner at x, y."""

    x: float
    y: float
    text: str
    size: float = QR_MM


Mark = Words | Bar | Code


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its marks, all of them between the margins."""

    marks: tuple[Mark, ...]
