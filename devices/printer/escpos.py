"""Lines to ESC/POS bytes.

Chinese goes natively as two-byte GBK in Chinese mode (FS &, at every line start, because some printers change
over only there: SPRT POS76), for a line of it is 50 bytes and a picture of it 2,300. A line with a character
outside the printer's characters goes as a picture, alone: four-byte GB18030 prints as junk
(SP91 and SPRT manuals). Chinese of double size goes as a picture too, since printers disagree whether GS !
or FS ! enlarges it.
"""

from devices.printer.columns import normalise, width
from devices.printer.interface import Align, CutPaper, FeedLines, PrintLine, QrLine, TextLine
from devices.printer.profiles import PrinterProfile
from devices.printer.raster import Typeface, draw_line, draw_qr, raster

INITIALISE = b"\x1b@"
CHINESE_MODE = b"\x1c&"
CUT = b"\x1dV\x01"
FULL_CUT = b"\x1dV\x00"
ASK_WHEN_DONE = b"\x1dr\x01"
"""GS r 1, queued behind the print data: its answer proves that everything before it was worked off."""
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: drop the receive and print buffers."""
ACKNOWLEDGE = b"\x10\x05\x02"
"""DLE ENQ 2: recover from an error whose cause is gone, and drop the buffers: nothing is printed on."""
TALL_STEPS = 58
"""Between two tall lines, in steps of the paper's motor: room for two lines of characters."""
_TALL = b"\x1d!\x01\x1c!\x08\x1b3" + bytes((TALL_STEPS,))
"""Double height for both alphabets (some printers enlarge Chinese by FS ! alone), and room between lines."""
_DOUBLE = b"\x1d!\x11\x1b3" + bytes((TALL_STEPS,))
_NOT_LARGE = b"\x1b2\x1c!\x00\x1d!\x00"
FEED_TO_KNIFE = b"\x1bd\x05"

_ALIGN = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}


def realtime_query(n: int) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, n))


def encode(lines: tuple[PrintLine, ...], profile: PrinterProfile, typeface: Typeface) -> list[bytes]:
    """Encode a job as chunks; between two chunks the printer stands at the start of a line.

    Status may be asked between chunks and nowhere else. Raises ValueError for a line that is too wide.
    """
    return [INITIALISE + CHINESE_MODE, *(_encode_line(line, profile, typeface) for line in lines)]


def _encode_line(line: PrintLine, profile: PrinterProfile, typeface: Typeface) -> bytes:
    match line:
        case TextLine():
            return _encode_text(line, profile, typeface)
        case QrLine():
            return _encode_qr(line, profile)
        case FeedLines(count):
            return b"\x1bd" + bytes((min(max(count, 0), 255),))
        case CutPaper():
            return FEED_TO_KNIFE + _cut(profile)


def _cut(profile: PrinterProfile) -> bytes:
    # A presenter holds the slip by itself, so the cut goes all the way.
    return CUT if profile.presenter is None else FULL_CUT + profile.presenter.present


def _encode_text(line: TextLine, profile: PrinterProfile, typeface: Typeface) -> bytes:
    text = normalise(line.text).rstrip()
    if width(text) * line.size > profile.columns:
        raise ValueError(f"{width(text)} columns of size {line.size} on {profile.columns}")
    if not text:
        return b"\n"
    align = _ALIGN[line.align]
    native = _native(text, profile.charset) if line.size == 1 or text.isascii() else None
    if native is None:
        picture = draw_line(text, typeface, profile.cell_dots, line.size, line.bold, line.tall)
        return align + b"".join(raster(picture)) + _ALIGN[Align.LEFT]
    bold = (b"\x1bE\x01", b"\x1bE\x00") if line.bold else (b"", b"")
    large = (b"", b"")
    if line.size == 2:
        large = _DOUBLE, _NOT_LARGE
    elif line.tall:
        large = _TALL, _NOT_LARGE
    start = align + CHINESE_MODE + bold[0] + large[0]
    return start + native + b"\n" + large[1] + bold[1] + _ALIGN[Align.LEFT]


def _native(text: str, charset: str) -> bytes | None:
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        return None


def _encode_qr(line: QrLine, profile: PrinterProfile) -> bytes:
    centre, left = _ALIGN[Align.CENTER], _ALIGN[Align.LEFT]
    if not profile.native_qr:
        blocks = raster(draw_qr(line.data, line.module_dots, profile.dots))
        return centre + b"".join(blocks) + left
    data = line.data.encode("utf-8")
    if not 0 < len(data) <= 1000:
        raise ValueError("a QR code holds 1 to 1000 bytes here")
    return (
        centre
        + _qr_function(b"1A2\x00")
        + _qr_function(b"1C" + bytes((min(max(line.module_dots, 1), 16),)))
        + _qr_function(b"1E1")
        + _qr_function(b"1P0" + data)
        + _qr_function(b"1Q0")
        + left
    )


def _qr_function(body: bytes) -> bytes:
    return b"\x1d(k" + len(body).to_bytes(2, "little") + body
