"""Checks on what was drawn: each line of text is there whole, large enough, and stands out from its ground.

The pixels of a line are held against the same words set in the same face by another rasteriser. So what is
cut off, covered, painted over, shrunk, faded or too faint is seen, whatever the widgets say of themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from kivy.core.window import Window
from kivy.graphics.opengl import (
    GL_RGBA,
    GL_SCISSOR_TEST,
    GL_UNSIGNED_BYTE,
    glDisable,
    glEnable,
    glReadPixels,
    glScissor,
)
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from numpy.typing import NDArray
from PIL import ImageFont

from screens.audit.lines import DrawnLine, ListeningFonts, drawn_lines, inside
from screens.components.stage import Stage
from screens.focus.node import Bounds, Node
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, GLYPH_TO_EM

Picture = NDArray[np.uint8]
"""(height, width, 4) RGBA, row 0 at the top. Whole pixels lie together: they are copied as such."""

TEXT_RATIO = 7.0
"""WCAG 2.2, 1.4.6; for all sizes, as the palette promises it."""
HIGH_RATIO = 15.0
IDLE_RATIO = 4.5
"""What cannot be used now is exempt in WCAG (1.4.3); it is held to its level AA all the same."""
FIELD_RATIO = 3.0
"""The border of a field against what is around it (WCAG 2.2, 1.4.11)."""

CORE = 0.92
"""Share of the greatest difference from the ground from which a pixel is glyph and no edge."""
AIR = 2
"""Pixels around the ink that belong to a line: two rasterisers place glyphs not quite alike."""
INK = 96
"""Coverage from which a pixel counts for the height of a line."""
LEAST_INK, MOST_INK = 0.85, 1.5
"""Share of the expected ink that must be found: less is cut off or covered, more is painted over. A line
through a figure that no longer holds is less than half of it."""
SIZE_SLACK_MM = 0.15


def grab() -> Picture:
    """Draw the window now and return what was drawn."""
    Window.dispatch("on_draw")
    wide, high = Window.size
    raw = glReadPixels(0, 0, wide, high, GL_RGBA, GL_UNSIGNED_BYTE)
    return np.frombuffer(bytearray(raw), np.uint8).reshape(high, wide, 4)[::-1]


def regrab(picture: Picture, area: Bounds) -> None:
    """Draw an area of the window anew into a picture that was grabbed before; what is around it stays."""
    x, y, w, h = area
    low = picture.shape[0] - y - h
    # Scroll areas inside cut their scissors out of this one, and give it back; GL alone knows no nesting.
    push, pop = ScissorPush(x=x, y=low, width=w, height=h), ScissorPop()
    Window.canvas.before.insert(0, push)
    Window.canvas.after.add(pop)
    glEnable(GL_SCISSOR_TEST)
    glScissor(x, low, w, h)
    Window.dispatch("on_draw")
    glDisable(GL_SCISSOR_TEST)
    Window.canvas.before.remove(push)
    Window.canvas.after.remove(pop)
    raw = glReadPixels(x, low, w, h, GL_RGBA, GL_UNSIGNED_BYTE)
    whole = picture.view(np.uint32)[:, :, 0]
    whole[y : y + h, x : x + w] = np.frombuffer(raw, np.uint32).reshape(h, w)[::-1]


def pixels(
    stage: Stage,
    fonts: ListeningFonts,
    picture: Picture,
    area: Bounds | None = None,
    nodes: Sequence[Node] | None = None,
) -> list[str]:
    """Return everything that is wrong with the picture of what the stage shows, or of an area of it.

    nodes: those of the focus tree as they are now, where they are known.
    """
    found: list[str] = []
    for line in drawn_lines(stage, fonts):
        if area is None or inside(line.box, area):
            found += line_findings(line, fonts, picture, stage.theme)
    return found + fields(stage.focus.nodes() if nodes is None else nodes, picture)


@dataclass(frozen=True)
class Expected:
    """A line as it should look: coverage, its sum in whole pixels, the ink's place from the top left of the
    texture, px.
    """

    mask: NDArray[np.uint8]
    weight: float
    x: int
    y: int


@cache
def _font(path: str, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, em)


def forget() -> None:
    """Let go of the faces and of the ink of every line: a face is 1 MB, and a walk opens dozens."""
    expected.cache_clear()
    _font.cache_clear()


@cache
def expected(text: str, em: int, path: str) -> Expected | None:
    """Return the ink of a line of a face at an em in px; None for nothing to see."""
    font = _font(path, em)
    mask, (dx, dy) = font.getmask2(text, mode="L")
    wide, high = mask.size
    if not wide or not high:
        return None
    ink = np.frombuffer(bytes(mask), np.uint8).reshape(high, wide)
    rows, columns = np.flatnonzero((ink >= INK).any(1)), np.flatnonzero((ink >= INK).any(0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    cut = ink[top : rows[-1] + 1, left : columns[-1] + 1]
    return Expected(cut, float(cut.sum()) / 255, dx + left, dy + top)


def line_findings(line: DrawnLine, fonts: ListeningFonts, picture: Picture, theme: Theme) -> list[str]:
    """Return what is wrong with one line in a picture."""
    measured = measure(line, fonts, picture)
    if measured is None:
        return []
    said = repr(line.text)
    found = []
    if measured.ink < LEAST_INK:
        found.append(f"{said} shows {measured.ink:.0%} of its ink: it is cut off or covered")
    if measured.ink > MOST_INK and not line.typed:
        found.append(f"{said} shows {measured.ink:.0%} of its ink: something is painted over it")
    height_mm = theme.profile.mm(measured.em) / GLYPH_TO_EM
    if height_mm < FLOOR_MM - SIZE_SLACK_MM:
        found.append(f"{said} is {height_mm:.1f} mm high on the glass")
    least = IDLE_RATIO if line.idle else HIGH_RATIO if theme.high_contrast else TEXT_RATIO
    if measured.ratio < least:
        found.append(f"{said} has {measured.ratio:.1f}:1 on the glass, {least} is the least")
    return found


@dataclass(frozen=True)
class Measured:
    """What pixels say of a line: share of its ink, em in px as drawn, contrast of glyph cores."""

    ink: float
    em: float
    ratio: float


def measure(line: DrawnLine, fonts: ListeningFonts, picture: Picture) -> Measured | None:
    """Measure a line in a picture; None for one without ink."""
    face = fonts.folder / ("bold.otf" if line.bold else "regular.otf")
    ought = expected(line.text, line.em, str(face))
    if ought is None:
        return None
    x, y = line.box[0] + ought.x - AIR, line.box[1] + ought.y - AIR
    high, wide = (side + 2 * AIR for side in ought.mask.shape)
    if x < 0 or y < 0 or y + high > picture.shape[0] or x + wide > picture.shape[1]:
        return Measured(0.0, 0.0, 1.0)
    region = picture[y : y + high, x : x + wide]
    seen = blake2b(region.tobytes(), digest_size=16).digest()
    key = (line.text, line.em, line.bold, region.shape, seen)
    measured: Measured | None = fonts.measured.get(key)
    if measured is None:
        measured = fonts.measured[key] = _measured(region[:, :, :3], ought, line.em)
    return measured


def _measured(region: Picture, ought: Expected, em: int) -> Measured:
    """Measure the pixels around a line: its ink with AIR on all sides."""
    ground = _commonest(np.concatenate([region[0], region[-1], region[::2, 0], region[::2, -1]]))
    flat = region.reshape(-1, 3)
    reach = np.maximum(flat.max(axis=0) - ground, ground - flat.min(axis=0))
    channel = int(reach.argmax())  # where ink and ground differ most; all else follows from it
    off = np.abs(region[:, :, channel].astype(np.int16) - ground[channel])
    most = int(off.max())
    if most == 0:
        return Measured(0.0, float(em), 1.0)
    ink_colour = region[off >= most * CORE].mean(axis=0)
    full = float(abs(ink_colour[channel] - ground[channel]))
    share = float(np.minimum(off, full).sum(dtype=np.float64) / full / (ought.weight))
    rows = np.flatnonzero(off.max(axis=1) > full * INK / 255)
    drawn_em = float(em * (rows[-1] - rows[0] + 1) / ought.mask.shape[0])
    return Measured(share, drawn_em, _ratio(ink_colour, ground))


def _commonest(colours: NDArray[np.uint8]) -> NDArray[np.int16]:
    wide = colours.astype(np.int32)
    packed = np.sort(wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2])
    # The middle one is the commonest where more than half are alike, as around a line of text.
    most = int(packed[len(packed) // 2])
    if (packed == most).sum() * 2 <= len(packed):
        values, counts = np.unique(packed, return_counts=True)
        most = int(values[counts.argmax()])
    return np.array([most >> 16, most >> 8 & 255, most & 255], np.int16)


def _luminance(colour: NDArray[np.floating] | NDArray[np.integer]) -> float:
    """Return the relative luminance of an RGB colour of 0 to 255 (WCAG 2.2, definition)."""
    c = np.asarray(colour, np.float64) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _ratio(
    one: NDArray[np.floating] | NDArray[np.integer], other: NDArray[np.floating] | NDArray[np.integer]
) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def fields(nodes: Sequence[Node], picture: Picture) -> list[str]:
    """Return fields whose border cannot be told from what is around them."""
    found = []
    for node in nodes:
        if node.role == "textbox" and node.visible and node.enabled:
            ratio = _border_ratio(node.bounds, picture)
            if ratio < FIELD_RATIO:
                found.append(f"the border of {node.name!r} has {ratio:.1f}:1 on the glass")
    return found


def _border_ratio(bounds: Bounds, picture: Picture) -> float:
    """Return the contrast of the left border at half height against the pixels outside."""
    x, y, _, h = bounds
    row = picture[min(y + h // 2, picture.shape[0] - 1), :, :3]
    outside = row[max(0, x - 3)]
    return max(_ratio(row[at], outside) for at in range(x, x + 12))
