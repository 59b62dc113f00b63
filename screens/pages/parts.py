"""Groups of components that several pages put together the same way."""

from collections.abc import Iterable

from screens.components import Card, Column, Part, Title
from screens.theme.theme import Theme


def section(theme: Theme, heading: str, parts: Iterable[Part]) -> Part:
    """Return a heading with what belongs to it close below."""
    return Column(theme, [Title(theme, heading, small=True), *parts], gap="tight")


def listed(theme: Theme, heading: str, rows: Iterable[Part]) -> Part:
    """Return a heading with a card of rows."""
    return section(theme, heading, [Card(theme, rows, rows=True)])


class Beside(Part):
    """Words with a part of its own width at their right; below them in extra-large text."""

    def __init__(self, theme: Theme, words: Part, other: Part) -> None:
        super().__init__(theme)
        self._words, self._other = self.add(words), self.add(other)

    def _split(self, width: int) -> tuple[int, int, bool]:
        """Return the width of the words, of the other part, and whether it stands below."""
        other = min(self._other.natural_width(), width)
        below = self.theme.text_size == "extra"
        return width if below else width - other - self.theme.space("section"), other, below

    def _height(self, width: int) -> int:
        words, other, below = self._split(width)
        heights = self._words.height_for(words), self._other.height_for(other)
        return sum(heights) + self.theme.space("group") if below else max(heights)

    def _arrange(self) -> None:
        words, other, below = self._split(int(self.width))
        high, code = self._words.height_for(words), self._other.height_for(other)
        if below:
            self._words.lay(self.x, self.top - high, words, high)
            self._other.lay(self.x, self.y, other, code)
        else:
            self._words.lay(self.x, self.center_y - high // 2, words, high)
            self._other.lay(self.right - other, self.center_y - code // 2, other, code)
