"""The candidates of what is being typed or written, by the length of their words, with the way to more."""

from collections.abc import Callable
from functools import partial

from screens.components.base import Part
from screens.input_methods.composition import Composition
from screens.input_methods.keys import CandidateKey, Key
from screens.theme.theme import Theme


class CandidateRow(Part):
    """One row of keys; empty while nothing is being typed, and keeps its place."""

    def __init__(self, theme: Theme, choose: Callable[[int], None], turn: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._choose, self._turn = choose, turn
        self._keys: list[Key] = []

    def show(self, found: Composition) -> None:
        """Show this page of candidates."""
        self.clear_widgets()
        self._keys = []
        if found.candidates:
            self._keys = [
                CandidateKey(
                    self.theme,
                    text,
                    partial(self._choose, index),
                    first=index == 0 and not found.page,
                    index=index,
                )
                for index, text in enumerate(found.candidates)
            ]
            self._keys.append(self._arrow("previous", "back", -1, found.page > 0))
            self._keys.append(self._arrow("next", "forward", 1, not found.last_page))
        for key in self._keys:
            self.add_widget(key)
        self.changed()

    def _arrow(self, name: str, icon: str, pages: int, possible: bool) -> Key:
        return Key(
            self.theme,
            text=self.theme.texts(f"components.keys.{name}"),
            icon=icon,
            enabled=possible,
            on_act=partial(self._turn, pages),
            id=f"candidates-{name}",
        )

    def _height(self, width: int) -> int:
        return self.theme.size("key_h")

    def _arrange(self) -> None:
        if not self._keys:
            return
        theme = self.theme
        x, y, wide, key = self.x, self.y, int(self.width), int(self.height)
        across, arrow = theme.px(2.5), theme.px(20)
        *words, previous, following = self._keys
        room = wide - 2 * (arrow + across) - across * (len(words) - 1)
        wanted = [max(theme.px(18), part.natural_width()) for part in words]
        total = sum(wanted)
        sizes = (
            [int(w * room / total) for w in wanted]
            if total > room
            else [w + (room - total) // len(words) for w in wanted]
        )
        right = x + wide
        for part, size in zip(words, sizes, strict=True):
            part.lay(x, y, size, key)
            x += size + across
        following.lay(right - arrow, y, arrow, key)
        previous.lay(right - 2 * arrow - across, y, arrow, key)
