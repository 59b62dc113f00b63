"""A signature drawn on the screen, as a picture that a clerk's browser can show. Pure."""

import base64
from collections.abc import Sequence

LINE_MM = 0.6

Stroke = Sequence[tuple[float, float]]
"""Points of one line from finger down to finger up, in mm, x to the right, y down from the top left."""


def signature_data_url(strokes: Sequence[Stroke], width_mm: float, height_mm: float) -> str:
    """Return an SVG 1.1 picture of the strokes as a data URL (RFC 2397).

    Raises `ValueError` when nothing was drawn. A tap is a dot: a line from a point to itself.
    """
    drawn = [list(stroke) for stroke in strokes if len(stroke)]
    if not drawn:
        raise ValueError("nothing was drawn")
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.2f},{y:.2f}" for x, y in _line(stroke))}"/>' for stroke in drawn
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width_mm:g} {height_mm:g}" '
        f'width="{width_mm:g}mm" height="{height_mm:g}mm"><g fill="none" stroke="#000" '
        f'stroke-width="{LINE_MM}" stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def _line(stroke: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return stroke * 2 if len(stroke) == 1 else stroke
