"""Every line of text that stands on the screen, whoever drew it, with the place where it was drawn."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.graphics import Rectangle
from kivy.graphics.texture import Texture

from screens.components.base import Part
from screens.components.press import Press
from screens.components.stage import Stage
from screens.components.text_field import TextField
from screens.focus.node import Bounds
from screens.theme.fonts import Fonts


class ListeningFonts(Fonts):
    """Fonts that remember which texture holds which words, so that they are found again where they lie."""

    def __init__(self, folder: Path) -> None:
        """Open the faces of `folder`; raises FileNotFoundError as Fonts does."""
        super().__init__(folder)
        self.folder = folder
        self._drawn: dict[int, tuple[Texture, str, int, bool]] = {}
        self.measured: dict[Hashable, Any] = {}
        """What `screens.audit.pixels` has measured, by words and pixels: frames of pages are all alike."""

    def line(self, text: str, em: int, bold: bool = False) -> Texture | None:
        """Return one line as a texture, and remember it."""
        texture = super().line(text, em, bold)
        if texture is not None:
            self._drawn[id(texture)] = (texture, text, em, bold)
        return texture

    def words_of(self, texture: Texture) -> tuple[str, int, bool] | None:
        """Return words, em in px and weight of a texture that was made here."""
        held = self._drawn.get(id(texture))
        return None if held is None else held[1:]

    def forget(self) -> None:
        """Forget the textures of pages that are shown no more."""
        self._drawn.clear()


@dataclass(frozen=True)
class DrawnLine:
    """One line as drawn: `box` is its texture's place in window px from the top left.

    idle: it belongs to something that cannot be used now (disabled or busy). typed: a caret and an underline
    may stand in it.
    """

    text: str
    em: int
    bold: bool
    box: Bounds
    idle: bool
    typed: bool


def drawn_lines(stage: Stage, fonts: ListeningFonts) -> list[DrawnLine]:
    """Return every line of the page or dialog on top that can be seen whole."""
    top = stage.overlays[-1] if stage.overlays else stage.page
    if top is None:
        return []
    return list(_lines_of(top, fonts, _Around(top.to_window(0, 0), top.clip(), False)))


@dataclass(frozen=True)
class _Around:
    """What a part has from those around it: where its origin stands in the window, its clip, is all idle."""

    origin: tuple[float, float]
    clip: Bounds
    idle: bool


def _lines_of(part: Part, fonts: ListeningFonts, around: _Around) -> Iterator[DrawnLine]:
    if not part.opacity:
        return
    idle = around.idle or (isinstance(part, Press) and (not part.enabled or part.busy))
    for instruction in part.ink.children:
        if not isinstance(instruction, Rectangle) or instruction.texture is None:
            continue
        words = fonts.words_of(instruction.texture)
        if words is None:
            continue
        box = _box(part, instruction, around.origin)
        if inside(box, around.clip):
            yield DrawnLine(*words, box, idle, isinstance(part, TextField))
    parts = part.parts
    if parts:
        x, y = part.to_parent(*around.origin)
        within = _Around((x, y), part.inner_clip() if _clips(part) else around.clip, idle)
        for child in parts:
            yield from _lines_of(child, fonts, within)


def _clips(part: Part) -> bool:
    """Whether a part lets less be seen of what is inside than of itself; to ask costs a walk to the top."""
    return type(part).inner_clip is not Part.inner_clip


def _box(part: Part, drawn: Rectangle, origin: tuple[float, float]) -> Bounds:
    x, y = origin[0] + drawn.pos[0], origin[1] + drawn.pos[1]
    wide, high = drawn.size
    return round(x), round(part.theme.profile.height_px - y - high), round(wide), round(high)


def inside(box: Bounds, clip: Bounds) -> bool:
    """Whether a box lies inside another."""
    x, y, w, h = box
    cx, cy, cw, ch = clip
    return x >= cx and y >= cy and x + w <= cx + cw and y + h <= cy + ch
