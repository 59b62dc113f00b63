"""The keys of one step on the way to a rare character: numbers, radicals, characters."""

from collections.abc import Callable
from functools import partial

from screens.components.base import Part
from screens.input_methods.keys import Key
from screens.input_methods.layouts import GRID_ROWS
from screens.input_methods.radicals.choice import Offer
from screens.theme.theme import Theme

COLUMNS = 10


class RadicalField(Part):
    """Ten keys a row; the end of the last row is left for a key of the keyboard."""

    def __init__(self, theme: Theme, choose: Callable[[int], None]) -> None:
        super().__init__(theme)
        self._choose = choose

    def show(self, offer: Offer) -> None:
        """Show this page of answers."""
        self.clear_widgets()
        counted = offer.step in ("strokes", "beside")
        for index, text in enumerate(offer.texts):
            shown = self.theme.texts("typing.radical.count", count=text) if counted else text
            long = len(shown) > 1
            act = partial(self._choose, index)
            self.add_widget(Key(self.theme, text=shown, word=long, on_act=act, id=f"radical-{index}"))
        self.replaced()

    def _arrange(self) -> None:
        across = self.theme.px(2.5)
        high = (int(self.height) - (GRID_ROWS - 1) * across) // GRID_ROWS
        wide = (int(self.width) - (COLUMNS - 1) * across) // COLUMNS
        for index, part in enumerate(self.parts):
            row, column = divmod(index, COLUMNS)
            x, y = self.x + column * (wide + across), self.top - (row + 1) * high - row * across
            part.lay(x, y, wide, high)
