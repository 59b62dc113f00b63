"""The heading of a page: its title and the line below, laid from the top down."""

from collections.abc import Sequence

from screens.components.text import Text
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, TYPE_MM

LEAST = 0.7
"""A heading with little room is written no smaller than this times its size."""
GAP_MM = 2.0


class Heading:
    """The texts of a heading, which are parts of the page; there may be none. Lengths in px."""

    def __init__(self, theme: Theme, texts: Sequence[Text]) -> None:
        self._theme, self._texts = theme, texts
        self._gap = theme.px(GAP_MM)

    def rescale(self) -> None:
        """Write it as large as the text size says."""
        for text in self._texts:
            text.rescale(None)

    def fit(self, width: int, room: int) -> None:
        """Write it smaller where it would be higher than its room, though not below what can be read."""
        scale = self._theme.text_scale
        while True:
            for text in self._texts:
                text.rescale(max(scale, FLOOR_MM / TYPE_MM[text.role]))
            if scale <= LEAST or self.height_for(width) + self._gap <= room:
                return
            scale -= 0.1

    def height_for(self, width: int) -> int:
        """Return its height, without a gap below it."""
        heights = [text.height_for(width) for text in self._texts]
        return sum(heights) + self._gap * (len(heights) - 1)

    def lay(self, x: int, top: int, width: int) -> int:
        """Lay it below `top`; return where what follows may begin."""
        for text in self._texts:
            high = text.height_for(width)
            text.lay(x, top - high, width, high)
            top -= high + self._gap
        return top
