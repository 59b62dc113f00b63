"""Where the picture stands: as large as the words below it leave room for."""

from collections.abc import Iterable, Iterator

from screens.components import Column, Part
from screens.theme.theme import Theme

LEAST_MM = 105.0
"""A picture lower than this shows nothing: what can be spared below it gives way."""


class ScanArea(Part):
    """A picture that takes what is left above the words.

    spare: what stands at the very bottom where the picture stays large enough with it.
    """

    def __init__(self, theme: Theme, picture: Part, words: Iterable[Part], spare: Part) -> None:
        super().__init__(theme)
        self._picture = self.add(picture)
        self._words = self.add(Column(theme, words))
        self._spare = self.add(spare)

    def show(self, picture: Part) -> None:
        """Show another picture in the same place."""
        if picture is not self._picture:
            self.clear_widgets()
            self._picture = picture
            for part in (picture, self._words, self._spare):
                self.add_widget(part)
            self.changed()

    def tell(self, words: Iterable[Part]) -> None:
        """Say something else below it."""
        self._words.clear_widgets()
        for part in words:
            self._words.add_widget(part)
        self._words.changed()

    def focus_parts(self) -> Iterator[Part]:
        """Yield what is shown."""
        for part in super().focus_parts():
            if self._spare.opacity or not _inside(part, self._spare):
                yield part

    def _height(self, width: int) -> int:
        parts = (self._picture, self._words, self._spare)
        return sum(part.height_for(width) for part in parts) + 2 * self.theme.space("group")

    def _arrange(self) -> None:
        wide, gap = int(self.width), self.theme.space("group")
        words, spare = self._words.height_for(wide), self._spare.height_for(wide)
        picture = int(self.height) - words - gap
        room = picture - spare - gap >= self.theme.px(LEAST_MM)
        self._spare.opacity = 1 if room else 0
        if room:
            picture -= spare + gap
        self._picture.lay(self.x, self.top - max(0, picture), wide, max(0, picture))
        self._words.lay(self.x, self.y + (spare + gap if room else 0), wide, words)
        self._spare.lay(self.x, self.y, wide, spare)


def _inside(part: object, around: Part) -> bool:
    while isinstance(part, Part):
        if part is around:
            return True
        parent = part.parent
        part = parent if parent is not part else None
    return False
