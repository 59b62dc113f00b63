"""How much paper a job takes. Pure; for counting a roll, not for cutting it.

Lines of 1/6 inch, as ESC 2 sets them, 58 steps of 1/203 inch for tall ones (ESC 3 in escpos.py), and heads of
8 dots/mm: what printers that count otherwise add up to differs by some percent.
"""

from devices.printer.columns import normalise
from devices.printer.escpos import TALL_STEPS
from devices.printer.interface import CutPaper, FeedLines, PrintLine, QrLine, TextLine
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import QUIET_MODULES, draw_qr

LINE_MM = 25.4 / 6
TALL_MM = TALL_STEPS * 25.4 / 203
DOTS_A_MM = 8.0
TO_KNIFE_LINES = 5
"""Fed before the cut (FEED_TO_KNIFE)."""


def length_mm(lines: tuple[PrintLine, ...], profile: PrinterProfile) -> float:
    """Return the millimetres of paper that a job takes, its cut included."""
    return sum(_mm(line, profile) for line in lines)


def _mm(line: PrintLine, profile: PrinterProfile) -> float:
    match line:
        case TextLine():
            large = (line.size > 1 or line.tall) and normalise(line.text).strip()
            return TALL_MM if large else LINE_MM
        case QrLine(data, module_dots):
            return _qr_dots(data, module_dots, profile) / DOTS_A_MM
        case FeedLines(count):
            return min(max(count, 0), 255) * LINE_MM
        case CutPaper():
            return TO_KNIFE_LINES * LINE_MM


def _qr_dots(data: str, module_dots: int, profile: PrinterProfile) -> int:
    if not profile.native_qr:
        return draw_qr(data, module_dots, profile.dots).height
    # Printers draw it without the quiet zone.
    return (draw_qr(data, 1, profile.dots).height - 2 * QUIET_MODULES) * module_dots
