"""A signature drawn on the screen: as strokes with time and pressure, and as pictures for people. Pure."""

import base64
import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from PIL import Image, ImageDraw

from kiosk.platform.models import InkPoint, SignatureInk, ink_binding

LINE_MM = 0.6
DOTS_PER_MM = 8
_FINER = 2
"""The picture is drawn so many times larger, and made small: its lines have soft edges then."""


class Point(NamedTuple):
    """Where the pen was: mm to the right and down from the top left, ms since it first touched the field.

    `pressure` 0..1 where the screen tells one, else None.
    """

    x: float
    y: float
    ms: int = 0
    pressure: float | None = None


Stroke = Sequence[Point]
"""One line from finger down to finger up."""


def signature_data_url(strokes: Sequence[Stroke], width_mm: float, height_mm: float) -> str:
    """Return an SVG 1.1 picture of the strokes as a data URL (RFC 2397).

    Raises `ValueError` when nothing was drawn. A tap is a dot: a line from a point to itself.
    """
    lines = "".join(
        f'<polyline points="{" ".join(f"{point.x:.2f},{point.y:.2f}" for point in _line(stroke))}"/>'
        for stroke in _drawn(strokes)
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width_mm:g} {height_mm:g}" '
        f'width="{width_mm:g}mm" height="{height_mm:g}mm"><g fill="none" stroke="#000" '
        f'stroke-width="{LINE_MM}" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def signature_png(strokes: Sequence[Stroke], width_mm: float, height_mm: float) -> bytes:
    """Return a PNG of the strokes, black on white, 8 dots a mm (203 dpi).

    Raises `ValueError` when nothing was drawn.
    """
    scale = DOTS_PER_MM * _FINER
    picture = Image.new("L", (round(width_mm * scale), round(height_mm * scale)), 255)
    draw = ImageDraw.Draw(picture)
    half = LINE_MM * scale / 2
    for stroke in _drawn(strokes):
        line = [(point.x * scale, point.y * scale) for point in _line(stroke)]
        draw.line(line, fill=0, width=round(2 * half), joint="curve")
        for x, y in (line[0], line[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=0)
    out = io.BytesIO()
    picture.reduce(_FINER).quantize(4).save(out, "PNG", dpi=(DOTS_PER_MM * 25.4,) * 2, optimize=True)
    return out.getvalue()


def ink_of(
    strokes: Sequence[Stroke],
    size_mm: tuple[float, float],
    *,
    declaration_id: str,
    revision: int,
    text_digest: str,
    signed_at: datetime,
) -> SignatureInk:
    """Return what the pen did, bound to one statement in the wording that was shown.

    Raises `ValueError` when nothing was drawn.
    """
    points = tuple(tuple(_ink_point(point) for point in stroke) for stroke in _drawn(strokes))
    picture = base64.b64encode(signature_png(strokes, *size_mm)).decode()
    return SignatureInk(
        width_mm=size_mm[0],
        height_mm=size_mm[1],
        strokes=points,
        picture=f"data:image/png;base64,{picture}",
        binding=ink_binding(declaration_id, revision, text_digest, signed_at, points),
    )


def _ink_point(point: Point) -> InkPoint:
    x, y = round(point.x, 2), round(point.y, 2)
    if point.pressure is None:
        return x, y, point.ms
    return x, y, point.ms, round(min(max(point.pressure, 0.0), 1.0), 3)


def _drawn(strokes: Sequence[Stroke]) -> list[list[Point]]:
    drawn = [[Point(*point) for point in stroke] for stroke in strokes if len(stroke)]
    if not drawn:
        raise ValueError("nothing was drawn")
    return drawn


def _line(stroke: list[Point]) -> list[Point]:
    return stroke * 2 if len(stroke) == 1 else stroke
