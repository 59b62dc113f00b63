"""Cards: white, a hairline around, parts below each other."""

from collections.abc import Iterable

from screens.components.base import Part
from screens.components.draw import bars, surface
from screens.components.layout import Column, Gap
from screens.theme.theme import Theme


class Card(Column):
    """A card. `strong` gives it the brand's border; `rows` draws a hairline between its parts."""

    def __init__(
        self,
        theme: Theme,
        parts: Iterable[Part] = (),
        *,
        gap: Gap = "group",
        pad: Gap = "pad",
        strong: bool = False,
        rows: bool = False,
    ) -> None:
        super().__init__(theme, parts, gap=0.0 if rows else gap, pad=4.5 if rows and pad == "pad" else pad)
        self._strong, self._rows = strong, rows

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        surface(self.ink, theme, frame, "strong" if self._strong else "card")
        if self._rows:
            hair = theme.stroke("hairline")
            inset = theme.px(2.5)
            frames = [(p.x + inset, p.top - hair // 2, p.width - 2 * inset, hair) for p in self.parts[1:]]
            bars(self.ink, frames, theme.colour("line"))
