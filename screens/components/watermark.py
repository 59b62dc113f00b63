"""A word that stands large and faint on the ground of a page: what stands on it is not real."""

import math
from collections.abc import Iterator

from kivy.graphics import Color, InstructionGroup, Mesh

from screens.theme.theme import Theme

EM_MM = 16.0
APART_MM = 34.0
"""From line to line."""
ANGLE = 24.0
"""Degrees, rising."""
FAINT = 0.07

Point = tuple[float, float]


def watermark(theme: Theme, words: str, width: int, height: int) -> InstructionGroup:
    """Return it for a ground of this size in px, its lower left corner at 0, 0.

    It is apart from the words of the page: whoever looks for those does not find it, and nobody reads it out.
    However often the words stand there, it is one thing to draw: a page is drawn in parts again and again.
    """
    group = InstructionGroup()
    line = theme.fonts.line(words, theme.px(EM_MM), bold=True)
    if line is None:
        return group
    line.mag_filter = line.min_filter = "linear"  # they do not stand pixel on pixel
    wide, high = line.size
    step = wide * 3 // 2, max(high, theme.px(APART_MM))
    u0, v0, u1, _, _, v1 = line.tex_coords[:6]
    texels = ((u0, v0), (u1, v0), (u1, v1), (u0, v1))
    vertices: list[float] = []
    indices: list[int] = []
    for corners in places((width, height), (wide, high), step):
        first = len(vertices) // 4
        for corner, texel in zip(corners, texels, strict=True):
            vertices += (*corner, *texel)
        indices += [first + corner for corner in (0, 1, 2, 0, 2, 3)]
    group.add(Color(*theme.colour("seal")[:3], FAINT))
    group.add(Mesh(vertices=vertices, indices=indices, mode="triangles", texture=line))
    return group


def places(ground: tuple[int, int], words: tuple[int, int], step: tuple[int, int]) -> Iterator[list[Point]]:
    """Yield the corners, against the clock from the lower left one, of each place that is seen on a ground.

    Sizes, steps and corners in px; the rows stand like bricks and rise by ANGLE around the ground's middle.
    """
    (width, height), (wide, high), (step_x, step_y) = ground, words, step
    turn = math.radians(ANGLE)
    cos, sin = math.cos(turn), math.sin(turn)
    reach = math.hypot(width, height) / 2
    rows, columns = int(reach // step_y) + 1, int(reach // step_x) + 2
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x, y = column * step_x + (step_x // 2 if row % 2 else 0), row * step_y
            flat = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
            corners = [(width / 2 + a * cos - b * sin, height / 2 + a * sin + b * cos) for a, b in flat]
            if all(
                min(c) < size and max(c) > 0
                for c, size in zip(zip(*corners, strict=True), ground, strict=True)
            ):
                yield corners
