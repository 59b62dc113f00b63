"""Shapes, drawn from coverage masks one pixel to one pixel: sharp on every panel, without multisampling."""

from collections.abc import Iterable

from kivy.graphics import Color, InstructionGroup, Mesh, Rectangle
from kivy.graphics.texture import Texture

from screens.theme.masks import Masks
from screens.theme.raster import ring, rounded_box
from screens.theme.theme import Theme
from screens.theme.tokens import RGBA

ALL = (True, True, True, True)
Corners = tuple[bool, bool, bool, bool]
"""Which corners are round: top left, top right, bottom right, bottom left."""

CELLS = [
    [
        row * 4 + column,
        row * 4 + column + 1,
        row * 4 + column + 5,
        row * 4 + column,
        row * 4 + column + 5,
        row * 4 + column + 4,
    ]
    for row in range(3)
    for column in range(3)
]
MIDDLE = 4
WHOLE = [index for cell in CELLS for index in cell]
HOLLOW = [index for number, cell in enumerate(CELLS) if number != MIDDLE for index in cell]
"""Without the middle, where a border has no pixel: it would be most of what is drawn."""


def _nine(
    into: InstructionGroup,
    texture: Texture,
    n: int,
    frame: tuple[float, float, float, float],
    indices: list[int],
) -> None:
    x, y, w, h = frame
    side = 2 * n + 1
    xs, ys = (x, x + n, x + w - n, x + w), (y, y + n, y + h - n, y + h)
    at = (0.0, n / side, (n + 1) / side, 1.0)
    vertices: list[float] = []
    for py, v in zip(ys, at, strict=True):
        for px, u in zip(xs, at, strict=True):
            vertices += (px, py, u, v)
    into.add(Mesh(vertices=vertices, indices=indices, mode="triangles", texture=texture))


def box(
    into: InstructionGroup,
    masks: Masks,
    frame: tuple[float, float, float, float],
    colour: RGBA,
    radius: float = 0,
    corners: Corners = ALL,
) -> None:
    """Fill a box; frame is x, y, width, height in px, radius in px."""
    x, y, w, h = frame
    if w <= 0 or h <= 0:
        return
    into.add(Color(*colour))
    radius = int(min(radius, w / 2, h / 2))
    if radius <= 0:
        into.add(Rectangle(pos=(x, y), size=(w, h)))
        return
    side = 2 * radius + 1
    tl, tr, br, bl = (float(radius if c else 0) for c in corners)
    texture = masks.get(("box", radius, corners), lambda: rounded_box(side, side, (tl, tr, br, bl)))
    _nine(into, texture, radius, frame, WHOLE)


def border(
    into: InstructionGroup,
    masks: Masks,
    frame: tuple[float, float, float, float],
    colour: RGBA,
    stroke: int,
    radius: float = 0,
    corners: Corners = ALL,
) -> None:
    """Draw the border of a box, `stroke` px wide, inside its edge."""
    _, _, w, h = frame
    if w <= 0 or h <= 0 or stroke <= 0:
        return
    radius = int(min(radius, w / 2, h / 2))
    n = max(radius, stroke)
    side = 2 * n + 1
    tl, tr, br, bl = (float(radius if c else 0) for c in corners)
    into.add(Color(*colour))
    texture = masks.get(("ring", radius, stroke, corners), lambda: ring(side, side, (tl, tr, br, bl), stroke))
    _nine(into, texture, n, frame, HOLLOW)


def panel(
    into: InstructionGroup,
    masks: Masks,
    frame: tuple[float, float, float, float],
    *,
    fill: RGBA | None,
    edge: RGBA | None = None,
    stroke: int = 0,
    radius: float = 0,
    corners: Corners = ALL,
) -> None:
    """Fill a box and draw its border, so that no fill shows outside the border's soft edge."""
    x, y, w, h = frame
    inset = stroke // 2 if edge is not None else 0
    if fill is not None:
        inner = (x + inset, y + inset, w - 2 * inset, h - 2 * inset)
        box(into, masks, inner, fill, max(0, radius - inset), corners)
    if edge is not None:
        border(into, masks, frame, edge, stroke, radius, corners)


def surface(
    into: InstructionGroup,
    theme: Theme,
    frame: tuple[float, float, float, float],
    level: str,
    *,
    edge: str = "",
) -> None:
    """Fill a box and border it as a level of tokens.ELEVATION. edge: the border has another colour."""
    as_level = theme.level(level)
    panel(
        into,
        theme.masks,
        frame,
        fill=theme.colour(as_level.fill),
        edge=theme.colour(edge or as_level.edge),
        stroke=theme.stroke(as_level.stroke),
        radius=theme.radius(as_level.radius),
    )


def bars(into: InstructionGroup, frames: Iterable[tuple[float, float, float, float]], colour: RGBA) -> None:
    """Fill boxes of one colour at once: however many there are, it is one thing to draw."""
    vertices: list[float] = []
    indices: list[int] = []
    for number, (x, y, w, h) in enumerate(frames):
        for px, py in ((x, y), (x + w, y), (x + w, y + h), (x, y + h)):
            vertices += (px, py, 0.0, 0.0)
        indices += [4 * number + corner for corner in (0, 1, 2, 0, 2, 3)]
    if indices:
        into.add(Color(*colour))
        into.add(Mesh(vertices=vertices, indices=indices, mode="triangles"))


def stamp(into: InstructionGroup, texture: Texture | None, x: float, y: float, colour: RGBA) -> None:
    """Draw a mask or a line of text at its own size, tinted."""
    if texture is None:
        return
    into.add(Color(*colour))
    into.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
