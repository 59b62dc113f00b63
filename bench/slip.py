"""A slip of 40 Chinese lines with a QR code: bytes, CPU time, and seconds on a line of 115200 bit/s.

Beside it, in the same run and with the same typeface, python-escpos's own way: the whole slip as a picture
(`Escpos.image`), which is what it takes to print all of Chinese with it. Goal: 1/40 of its bytes.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from escpos.printer import Dummy
from PIL import Image, ImageDraw

from bench.plan import machine
from devices.printer.escpos import encode
from devices.printer.interface import CutPaper, FeedLines, PrintLine, QrLine, TextLine
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface, draw_qr

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
PROFILE = PROFILES["generic-80"]
TEXTS = [f"第{n:02d}行 办理部门示例市公安局，材料齐全" for n in range(1, 41)]
CODE = "https://example.test/s/7KQ2M9XA"
LINE_DOTS, EM = 32, 24
SERIAL_BITS = 115_200
BITS_A_BYTE = 10
GOAL = 40
ROUNDS = 20


def main() -> dict[str, object]:
    """Measure both ways."""
    typeface = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
    lines: tuple[PrintLine, ...] = (*map(TextLine, TEXTS), FeedLines(1), QrLine(CODE, 6), CutPaper())
    ours, our_ms = timed(lambda: b"".join(encode(lines, PROFILE, typeface)))
    theirs, their_ms = timed(lambda: as_picture(typeface))
    ratio = len(theirs) / len(ours)
    return {
        "machine": machine(),
        "lines": len(TEXTS),
        "bytes": len(ours),
        "cpu_ms": round(our_ms, 3),
        "seconds_at_115200": round(on_the_line(ours), 3),
        "raster_bytes": len(theirs),
        "raster_cpu_ms": round(their_ms, 1),
        "raster_seconds_at_115200": round(on_the_line(theirs), 2),
        "times_fewer_bytes": round(ratio, 1),
        "times_less_cpu": round(their_ms / our_ms, 1),
        "goal_times_fewer_bytes": GOAL,
        "within_limit": ratio >= GOAL,
    }


def as_picture(typeface: Typeface) -> bytes:
    """Print the same with python-escpos as a picture."""
    code = draw_qr(CODE, 6, PROFILE.dots)
    page = Image.new("L", (PROFILE.dots, len(TEXTS) * LINE_DOTS + code.height), 255)
    draw = ImageDraw.Draw(page)
    font = typeface.font(False, EM)
    for number, text in enumerate(TEXTS):
        draw.text((0, number * LINE_DOTS), text, 0, font)
    page.paste(code.convert("L"), ((PROFILE.dots - code.width) // 2, len(TEXTS) * LINE_DOTS))
    printer = Dummy(profile="TM-L90")
    printer.image(page, impl="bitImageRaster")
    printer.cut()
    return bytes(printer.output)


def timed(make: Callable[[], bytes]) -> tuple[bytes, float]:
    """Return what it makes, and the CPU time of a middling round in ms."""
    made = make()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        make()
        rounds.append((time.process_time() - start) * 1000)
    return made, max(0.001, sorted(rounds)[ROUNDS // 2])


def on_the_line(data: bytes) -> float:
    """Return the seconds that bytes need on a serial line."""
    return len(data) * BITS_A_BYTE / SERIAL_BITS
