"""Where the picture stands: as large as the words below it leave room for."""

from collections.abc import Iterable

from screens.components import Column, Part
from screens.theme.theme import Theme


class ScanArea(Part):
    """A picture that takes what is left above the words."""

    def __init__(self, theme: Theme, picture: Part, words: Iterable[Part]) -> None:
        super().__init__(theme)
        self._picture = self.add(picture)
        self._words = self.add(Column(theme, words))

    def show(self, picture: Part) -> None:
        """Show another picture in the same place."""
        if picture is not self._picture:
            self.clear_widgets()
            self._picture = picture
            for part in (picture, self._words):
                self.add_widget(part)
            self.changed()

    def tell(self, words: Iterable[Part]) -> None:
        """Say something else below it."""
        self._words.clear_widgets()
        for part in words:
            self._words.add_widget(part)
        self._words.changed()

    def _height(self, width: int) -> int:
        return self._words.height_for(width) + self.theme.space("group") + self._picture.height_for(width)

    def _arrange(self) -> None:
        wide = int(self.width)
        words = self._words.height_for(wide)
        picture = max(0, int(self.height) - words - self.theme.space("group"))
        self._picture.lay(self.x, self.top - picture, wide, picture)
        self._words.lay(self.x, self.y, wide, words)
