"""Where the picture stands: as large as the words below it leave room for, or beside them on a wide panel."""

from collections.abc import Iterable

from screens.components import Column, Part, Scroller
from screens.theme.theme import Theme

LEAST_MM = 105.0
"""A picture lower than this shows nothing: what can be spared below it gives way."""

BESIDE = (0.6, 0.68, 0.76)
"""Shares of the width that the words take beside a picture: the smallest in which they have room."""


class ScanArea(Part):
    """A picture that takes what is left above the words.

    spare: what stands at the very bottom where the picture stays large enough with it. Words that have no
    room at all are scrolled.
    """

    def __init__(self, theme: Theme, picture: Part, words: Iterable[Part], spare: Part) -> None:
        super().__init__(theme)
        self._picture = self.add(picture)
        self._words = self.add(Column(theme, words))
        self._below: Column | Scroller = self._words
        self._spare = spare

    def show(self, picture: Part) -> None:
        """Show another picture in the same place."""
        if picture is not self._picture:
            self.clear_widgets()
            self._picture = picture
            for part in (picture, self._below):
                self.add_widget(part)
            self.changed()

    def tell(self, words: Iterable[Part]) -> None:
        """Say something else below it."""
        self._words.clear_widgets()
        for part in words:
            self._words.add_widget(part)
        self._words.changed()

    def _height(self, width: int) -> int:
        parts = (self._picture, self._words, self._spare)
        return sum(part.height_for(width) for part in parts) + 2 * self.theme.space("group")

    def _arrange(self) -> None:
        wide, gap = int(self.width), self.theme.space("group")
        left = self.height - self._words.height_for(wide) - gap
        beside = [round((wide - gap) * share) for share in BESIDE]
        fitting = (words for words in beside if self._words.height_for(words) <= self.height < wide)
        words = next(fitting, 0) if left < self.theme.px(LEAST_MM) else 0
        self._scroll(not words and left + gap < 0)
        if words:
            self._arrange_beside(words, wide, gap)
        else:
            self._arrange_above(wide, gap)

    def _arrange_beside(self, beside: int, wide: int, gap: int) -> None:
        if self._spare.parent is not None:
            self.remove_widget(self._spare)
        words = self._words.height_for(beside)
        self._picture.draw(True)
        self._words.lay(self.x, self.top - words, beside, words)
        self._picture.lay(self.x + beside + gap, self.y, wide - beside - gap, int(self.height))

    def _arrange_above(self, wide: int, gap: int) -> None:
        words, spare = self._words.height_for(wide), self._spare.height_for(wide)
        self._picture.draw(words <= self.height)
        if words > self.height:
            if self._spare.parent is not None:
                self.remove_widget(self._spare)
            margin = self.theme.px(4)
            self._picture.lay(self.x, self.top, wide, 0)
            self._below.lay(self.x - margin, self.y, wide + 2 * margin, int(self.height))
            return
        picture = int(self.height) - words - gap
        room = picture - spare - gap >= self.theme.px(LEAST_MM)
        if room:
            picture -= spare + gap
        if room and self._spare.parent is None:
            self.add_widget(self._spare)
        elif not room and self._spare.parent is not None:
            self.remove_widget(self._spare)
        self._picture.lay(self.x, self.top - max(0, picture), wide, max(0, picture))
        self._words.lay(self.x, self.y + (spare + gap if room else 0), wide, words)
        if room:
            self._spare.lay(self.x, self.y, wide, spare)

    def _scroll(self, scrolled: bool) -> None:
        """Put the words into a scroll area, or take them out of it."""
        if scrolled == isinstance(self._below, Scroller):
            return
        self.remove_widget(self._below)
        self._below = Scroller(self.theme, self._words) if scrolled else self._words
        self.add_widget(self._below)
