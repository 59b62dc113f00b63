"""Where an address lies, by choosing: province, city, county; large tiles, nothing to type."""

from collections.abc import Callable
from functools import partial
from typing import cast

from kiosk.catalogue.divisions import Division, Divisions
from screens.components.base import Part
from screens.components.button import Button
from screens.components.layout import Column, Grid, Line
from screens.theme.theme import Theme

LEVELS = ("province", "city", "county")
COLUMNS = {"province": (4, 3), "city": (3, 2), "county": (3, 2)}
"""Of a level: in standard text, in extra-large text."""


class AddressPicker(Column):
    """Asks province, city and county one after the other, as far as there are any.

    near: the code where the terminal stands; what it lies in is chosen already, and its own division is
    offered first. chosen: what the address begins with now. on_choose(path) is called when there is nothing
    left to choose; what was chosen stands above and goes back to its question.
    """

    def __init__(
        self,
        theme: Theme,
        divisions: Divisions,
        *,
        on_choose: Callable[[tuple[Division, ...]], None],
        near: str = "",
        chosen: tuple[Division, ...] = (),
    ) -> None:
        super().__init__(theme, gap="section")
        self._divisions, self._on_choose = divisions, on_choose
        self._near = divisions.path(near)
        self._chosen = chosen or self._near
        self._depth = len(self._chosen)
        while self._depth and not self._cells_of(self._depth):
            self._depth -= 1
        self._fill()

    @property
    def chosen(self) -> tuple[Division, ...]:
        """What is chosen so far."""
        return self._chosen[: self._depth]

    @property
    def level(self) -> str:
        """What is asked now: province, city or county."""
        return self._level(self._depth)

    def kept(self) -> tuple[tuple[Division, ...], int]:
        """Return what is chosen, and how deep one has come."""
        return self._chosen, self._depth

    def keep(self, kept: object) -> None:
        """Go on where one had come."""
        self._chosen, depth = cast(tuple[tuple[Division, ...], int], kept)
        self.go(depth)

    def go(self, depth: int) -> None:
        """Ask again for what lies that deep: 0 the province."""
        self._depth = depth
        self._fill()
        self.changed()

    def _level(self, depth: int) -> str:
        """Return what is asked at a depth: below a municipality come its counties."""
        if depth == 1 and all(not one.code.endswith("00") for one in self._cells_of(1)):
            return "county"
        return LEVELS[min(depth, 2)]

    def _cells_of(self, depth: int) -> tuple[Division, ...]:
        around = self._chosen[depth - 1].code if depth else ""
        return self._divisions.within(around)

    def _fill(self) -> None:
        self.clear_widgets()
        theme = self.theme
        if self._depth:
            self.add_widget(Line(theme, self._head()))
        columns, large = COLUMNS[self.level]
        cells = [self._cell(one) for one in self._offered()]
        self.add_widget(Grid(theme, cells, columns=columns, large_columns=large, gap="target"))

    def _head(self) -> list[Part]:
        texts = self.theme.texts
        parts: list[Part] = [
            Button(
                self.theme,
                text=one.short,
                kind="quiet",
                small=True,
                on_act=partial(self.go, depth),
                speech=texts("typing.place.again", name=one.name),
                id=f"place-level-{depth}",
            )
            for depth, one in enumerate(self.chosen)
        ]
        asked = texts(f"typing.place.ask_{self.level}")
        parts.append(Button(self.theme, text=asked, kind="secondary", small=True, id="place-asked"))
        return parts

    def _offered(self) -> list[Division]:
        offered = list(self._cells_of(self._depth))
        return sorted(offered, key=lambda one: one not in self._near)

    def _cell(self, one: Division) -> Button:
        marked = self._depth < len(self._chosen) and self._chosen[self._depth] == one
        return Button(
            self.theme,
            text=one.short if self.level == "province" else one.name,
            kind="primary" if marked else "quiet",
            tight=True,
            speech=one.name,
            on_act=partial(self._choose, one),
            id=f"place-{one.code}",
        )

    def _choose(self, one: Division) -> None:
        self._chosen = (*self.chosen, one)
        if self._divisions.within(one.code):
            self.go(len(self._chosen))
        else:
            self._fill()
            self.changed()
            self._on_choose(self._chosen)
