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

    is_apart = True

    def __init__(self, theme: Theme, choose: Callable[[int], None], turn: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._choose, self._turn = choose, turn
        self._words: list[Part] = []
        self._ends: list[Key] = []
        self._turns = [self._arrow("previous", "back", -1), self._arrow("next", "forward", 1)]
        self._candidates: list[CandidateKey] = []

    def show(self, found: Composition) -> None:
        """Show this page of candidates, by the length of their words, with the way to more."""
        while len(self._candidates) < len(found.candidates):
            index = len(self._candidates)
            self._candidates.append(CandidateKey(self.theme, partial(self._choose, index), index))
        words = self._candidates[: len(found.candidates)]
        for index, (key, text) in enumerate(zip(words, found.candidates, strict=True)):
            key.offer(text, first=index == 0 and not found.page)
        self._fill(words, found.page, found.last_page)

    def ask(self, offer: Offer, radical: str) -> None:
        """Say what is chosen next on the way to a rare character, with the way to more of it."""
        text = self.theme.texts(f"typing.radical.{offer.step}", radical=radical)
        label = Label(self.theme, text, role="label", scale=self.theme.chrome_scale, id="radical-step")
        self._fill([label], offer.page, offer.last_page)

    def rest(self, keys: Sequence[Key]) -> None:
        """Show the caret's keys while nothing is at work."""
        self._put((), keys)

    def _fill(self, words: Sequence[Part], page: int, last_page: bool) -> None:
        for key, possible in zip(self._turns, (page > 0, not last_page), strict=True):
            key.enabled = possible
        self._put(words, self._turns)

    def _put(self, words: Sequence[Part], ends: Sequence[Key]) -> None:
        self._words, self._ends = [*words], [*ends]
        wanted = [*words, *ends]
        if self.parts != wanted:
            self.clear_widgets()
            for part in wanted:
                self.add_widget(part)
        self.replaced()

    def _arrow(self, name: str, icon: str, pages: int) -> Key:
        return Key(
            self.theme,
            text=self.theme.texts(f"components.keys.{name}"),
            icon=icon,
            on_act=partial(self._turn, pages),
            id=f"candidates-{name}",
        )

    def _height(self, width: int) -> int:
        return self.theme.key_px

    def _arrange(self) -> None:
        theme = self.theme
        across, high = theme.px(2.5), int(self.height)
        right = self.right
        for part in reversed(self._ends):
            wide = max(theme.px(20), part.natural_width() + theme.px(3))
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
