"""The row above the keys: candidates of what is being typed or written, a question, or the caret's keys."""

from collections.abc import Callable, Sequence
from functools import partial

from screens.components.base import Part
from screens.components.text import Label
from screens.input_methods.composition import Composition
from screens.input_methods.keys import CandidateKey, Key
from screens.input_methods.radicals.choice import Offer
from screens.theme.theme import Theme


class CandidateRow(Part):
    """One row of keys, which keeps its place whatever it shows."""

    def __init__(self, theme: Theme, choose: Callable[[int], None], turn: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._choose, self._turn = choose, turn
        self._words: list[Part] = []
        self._arrows: list[Key] = []

    def show(self, found: Composition) -> None:
        """Show this page of candidates, by the length of their words, with the way to more."""
        words = [
            CandidateKey(
                self.theme,
                text,
                partial(self._choose, index),
                first=index == 0 and not found.page,
                index=index,
            )
            for index, text in enumerate(found.candidates)
        ]
        self._fill(words, found.page, found.last_page)

    def ask(self, offer: Offer, radical: str) -> None:
        """Say what is chosen next on the way to a rare character, with the way to more of it."""
        text = self.theme.texts(f"typing.radical.{offer.step}", radical=radical)
        label = Label(self.theme, text, role="label", scale=self.theme.chrome_scale, id="radical-step")
        self._fill([label], offer.page, offer.last_page)

    def rest(self, keys: Sequence[Key]) -> None:
        """Show the caret's keys while nothing is at work."""
        self.clear_widgets()
        self._words, self._arrows = [], [*keys]
        for key in keys:
            self.add_widget(key)
        self.replaced()

    def _fill(self, words: Sequence[Part], page: int, last_page: bool) -> None:
        self.clear_widgets()
        self._words = [*words]
        self._arrows = [
            self._arrow("previous", "back", -1, page > 0),
            self._arrow("next", "forward", 1, not last_page),
        ]
        for part in (*self._words, *self._arrows):
            self.add_widget(part)
        self.replaced()

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
        return self.theme.key_px

    def _arrange(self) -> None:
        theme = self.theme
        across, high = theme.px(2.5), int(self.height)
        right = self.right
        for part in reversed(self._arrows):
            wide = max(theme.px(20), part.natural_width())
            part.lay(right - wide, self.y, wide, high)
            right -= wide + across
        if self._words:
            self._lay_words(int(right - self.x))

    def _lay_words(self, room: int) -> None:
        theme, words = self.theme, self._words
        across = theme.px(2.5)
        if len(words) == 1 and not isinstance(words[0], Key):
            high = words[0].height_for(room)
            words[0].lay(self.x, self.y + (int(self.height) - high) // 2, room, high)
            return
        room -= across * (len(words) - 1)
        wanted = [max(theme.px(18), part.natural_width()) for part in words]
        total = sum(wanted)
        sizes = (
            [int(w * room / total) for w in wanted]
            if total > room
            else [w + (room - total) // len(words) for w in wanted]
        )
        x = self.x
        for part, size in zip(words, sizes, strict=True):
            part.lay(x, self.y, size, int(self.height))
            x += size + across
