"""Line icons, drawn at exactly the size they are shown in."""

from kivy.graphics import InstructionGroup
from kivy.graphics.texture import Texture

from screens.components.base import Part
from screens.components.draw import stamp
from screens.components.icon_paths import ICONS
from screens.components.paths import flatten
from screens.theme.raster import Coverage, fills, strokes
from screens.theme.theme import Theme

GRID = 24
STROKE = 2.4


def icon_texture(theme: Theme, name: str, px: int, stroke: float = STROKE) -> Texture:
    """Return the mask of an icon, px high and wide; stroke on the 24 grid. Raises KeyError: no such icon."""
    drawing = ICONS[name]
    stroked, filled = (drawing, "") if isinstance(drawing, str) else drawing
    scale = px / GRID

    def make() -> Coverage:
        lines = [[(x * scale, px - y * scale) for x, y in line] for line in flatten(stroked)]
        cover = strokes(px, px, lines, stroke * scale)
        if filled:
            shapes = [[(x * scale, px - y * scale) for x, y in line] for line in flatten(filled)]
            cover = cover + (1 - cover) * fills(px, px, shapes)
        return cover

    return theme.masks.get(("icon", name, px, stroke), make)


def draw_icon(
    into: InstructionGroup,
    theme: Theme,
    name: str,
    x: float,
    y: float,
    px: int,
    colour: str,
    stroke: float = STROKE,
) -> None:
    """Draw an icon; x, y is its lower left corner in px, colour a name of the palette."""
    stamp(into, icon_texture(theme, name, px, stroke), x, y, theme.colour(colour))


class Icon(Part):
    """An icon that stands for itself; decoration, so no node: the word beside it is the node."""

    def __init__(self, theme: Theme, name: str, *, mm: float = 14.0, colour: str = "brand") -> None:
        super().__init__(theme)
        self._name, self._mm, self.colour = name, mm, colour

    def _px(self) -> int:
        return round(self.theme.px(self._mm) * self.theme.chrome_scale)

    def _height(self, width: int) -> int:
        return self._px()

    def _natural(self) -> int:
        return self._px()

    def _paint(self) -> None:
        px = self._px()
        y = self.y + (self.height - px) // 2
        draw_icon(self.ink, self.theme, self._name, self.x, y, px, self.colour)
