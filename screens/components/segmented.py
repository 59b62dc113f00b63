"""A few views of one thing, of which one is shown."""

from collections.abc import Callable, Sequence
from functools import partial

from screens.components.base import Part
from screens.components.draw import box, surface
from screens.components.press import Press
from screens.components.text import Text
from screens.theme.theme import Theme
from screens.theme.tokens import FLOOR_MM, TYPE_MM

ROLE = "strong"
STEP = 0.05
AIR_MM = 3.0
"""What is left free beside the longest word."""


class Segment(Press):
    """One view; its target keeps 2 mm from the next one's."""

    node_role = "tab"
    inset_mm = (2.0, 0.0)

    def __init__(
        self, theme: Theme, *, text: str, on_act: Callable[[], None], chosen: bool, ends: tuple[bool, bool],
        id: str,
    ) -> None:  # fmt: skip
        super().__init__(theme, name=text, on_act=on_act, id=id)
        self.chosen, self._ends = chosen, ends
        self._label = Text(theme, text, role=ROLE, bold=True, align="centre")
        self.add_widget(self._label)

    def choose(self, chosen: bool) -> None:
        """Be the view that is shown, or not."""
        self.chosen = chosen
        self.repaint()

    def fits(self, width: int, scale: float) -> bool:
        """Whether its longest word has room in a width in px, at a text-size factor."""
        theme = self.theme
        word = max(self.name.split(), key=len, default="")
        return theme.fonts.width(word, theme.em(ROLE, scale), bold=True) <= width - theme.px(AIR_MM)

    def rescale(self, scale: float) -> None:
        """Take a text-size factor while the part around is laid out."""
        self._label.rescale(scale)
        self._laid = None

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("selected",) if self.chosen else ()))

    def _height(self, width: int) -> int:
        return max(self.theme.grown("segment"), self._label.height_for(width) + self.theme.px(4))

    def _arrange(self) -> None:
        high = self._label.height_for(int(self.width))
        self._label.lay(self.x, self.y + (self.height - high) // 2, self.width, high)

    def _paint(self) -> None:
        theme = self.theme
        self._label.colour = "on_brand" if self.chosen else "brand"
        fill: str | None
        if self.chosen:
            fill = "brand_pressed" if self.pressed else "brand"
        else:
            fill = "tint_pressed" if self.pressed else None
        if fill is not None:
            left, right = self._ends
            frame = (self.x, self.y, self.width, self.height)
            corners = (left, right, right, left)
            box(self.ink, theme.masks, frame, theme.colour(fill), theme.radius("control"), corners)


class Segmented(Part):
    """Segments in one frame; options are (id, text); on_choose(id) is called when another is chosen."""

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        *,
        chosen: str,
        on_choose: Callable[[str], None],
    ) -> None:
        super().__init__(theme)
        self.chosen = chosen
        self._on_choose = on_choose
        self._fitted = 0
        last = len(options) - 1
        self._segments = {
            key: Segment(
                theme,
                text=text,
                on_act=partial(self._choose, key),
                chosen=key == chosen,
                ends=(index == 0, index == last),
                id=f"tab-{key}",
            )
            for index, (key, text) in enumerate(options)
        }
        for segment in self._segments.values():
            self.add_widget(segment)

    def choose(self, key: str) -> None:
        """Show another one as chosen, without saying so."""
        self.chosen = key
        for name, segment in self._segments.items():
            segment.choose(name == key)

    def _choose(self, key: str) -> None:
        if key != self.chosen:
            self.choose(key)
            self._on_choose(key)

    def _restyle(self) -> None:
        self._fitted = 0

    def _fit(self, wide: int) -> None:
        """Write all words as small as the longest one needs, never under 5 mm."""
        if wide == self._fitted:
            return
        self._fitted = wide
        scale, least = self.theme.text_scale, FLOOR_MM / TYPE_MM[ROLE]
        while scale > least and not all(one.fits(wide, scale) for one in self._segments.values()):
            scale = max(least, scale - STEP)
        for segment in self._segments.values():
            segment.rescale(scale)

    def _height(self, width: int) -> int:
        wide = width // len(self._segments)
        self._fit(wide)
        return max(segment.height_for(wide) for segment in self._segments.values())

    def _arrange(self) -> None:
        count = len(self._segments)
        self._fit(int(self.width) // count)
        x = self.x
        for index, segment in enumerate(self._segments.values()):
            right = self.x + self.width * (index + 1) // count
            segment.lay(x, self.y, right - x, self.height)
            x = right

    def _paint(self) -> None:
        frame = (self.x, self.y, self.width, self.height)
        surface(self.ink, self.theme, frame, "switch")
