"""A date by choosing: decade, year, month, day; nothing to type, nothing to drag."""

import calendar
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, cast

from screens.components.base import Part
from screens.components.button import Button
from screens.components.layout import Column, Grid, Line
from screens.theme.theme import Theme

MANY_YEARS = 16
Kept = tuple[str, int | None, int | None, int | None, date | None]
"""Stage, decade, year, month and the whole date, as far as they are chosen."""


class Cell(Button):
    """One year, month or day; chosen is a state for the ear, too."""

    def __init__(self, theme: Theme, *, chosen: bool, **rest: Any) -> None:
        self._chosen = chosen
        super().__init__(theme, kind="primary" if chosen else "quiet", tight=True, **rest)

    def states(self) -> tuple[str, ...]:
        """Return the words of its state."""
        return (*super().states(), *(("checked",) if self._chosen else ()))


class DatePicker(Column):
    """Asks year, month and day one after the other; decades first when there are many years.

    first and last bound the dates that can be chosen. on_choose(date) is called when the day is chosen; the
    parts chosen so far stand above and go back to their question. Raises ValueError when first is after last.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        first: date,
        last: date,
        on_choose: Callable[[date], None],
        value: date | None = None,
    ) -> None:
        if first > last:
            raise ValueError(f"no date from {first} to {last}")
        super().__init__(theme, gap="section")
        self.first, self.last, self.value = first, last, value
        self._on_choose = on_choose
        self._decade: int | None = None
        self._year: int | None = value.year if value else None
        self._month: int | None = value.month if value else None
        self._stage = "day" if value else self._opening()
        if self._year is not None:
            self._decade = self._year // 10 * 10
        self._fill()

    def _opening(self) -> str:
        return "decade" if self.last.year - self.first.year > MANY_YEARS else "year"

    @property
    def stage(self) -> str:
        """What is asked now: decade, year, month or day."""
        return self._stage

    def kept(self) -> Kept:
        """Return what is asked, and what was chosen so far."""
        return self._stage, self._decade, self._year, self._month, self.value

    def keep(self, kept: object) -> None:
        """Go on where one had come."""
        stage, self._decade, self._year, self._month, self.value = cast(Kept, kept)
        self.go(stage)

    def go(self, stage: str) -> None:
        """Ask again for the decade, year, month or day."""
        self._stage = stage
        self._fill()
        self.changed()

    def _fill(self) -> None:
        self.clear_widgets()
        self.add_widget(self._head())
        theme = self.theme
        columns, cells = {
            "decade": (3, self._decades),
            "year": (4, self._years),
            "month": (4, self._months),
            "day": (7, self._days),
        }[self._stage]
        large = {"day": 5, "month": 3, "year": 3, "decade": 2}[self._stage]
        self.add_widget(Grid(theme, cells(), columns=columns, large_columns=large, gap="target"))

    def _head(self) -> Part:
        texts = self.theme.texts
        chosen = {
            "year": texts("components.date.year", year=self._year) if self._year else "",
            "month": texts("components.date.month", month=self._month) if self._month else "",
            "day": texts("components.date.day", day=self.value.day) if self.value else "",
        }
        asked = "year" if self._stage == "decade" else self._stage
        parts: list[Part] = []
        order = ("year", "month", "day")
        for index, name in enumerate(order):
            reached = index <= order.index(asked) or bool(chosen[name])
            text = chosen[name] or texts(f"components.date.ask_{name}")
            parts.append(
                Button(
                    self.theme,
                    text=text,
                    kind="secondary" if name == asked else "quiet",
                    small=True,
                    enabled=reached,
                    on_act=partial(self._ask, name),
                    id=f"date-{name}",
                )
            )
        return Line(self.theme, parts)

    def _cell(
        self, text: str, on_act: Callable[[], None], chosen: bool, possible: bool, id: str, speech: str = ""
    ) -> Button:
        said = speech or text
        return Cell(self.theme, text=text, chosen=chosen, on_act=on_act, enabled=possible, speech=said, id=id)

    def _decades(self) -> list[Button]:
        texts = self.theme.texts
        decades = range(self.first.year // 10 * 10, self.last.year + 1, 10)
        return [
            self._cell(
                texts("components.date.decade", decade=decade),
                partial(self._choose_decade, decade),
                decade == self._decade,
                True,
                f"decade-{decade}",
            )
            for decade in decades
        ]

    def _years(self) -> list[Button]:
        years: range = range(self.first.year, self.last.year + 1)
        if self._decade is not None and self._opening() == "decade":
            years = range(max(years.start, self._decade), min(years.stop, self._decade + 10))
        texts = self.theme.texts
        return [
            self._cell(
                str(year),
                partial(self._choose_year, year),
                year == self._year,
                True,
                f"year-{year}",
                texts("components.date.year", year=year),
            )
            for year in years
        ]

    def _months(self) -> list[Button]:
        texts = self.theme.texts
        year = self._year or self.last.year
        cells = []
        for month in range(1, 13):
            end = date(year, month, calendar.monthrange(year, month)[1])
            possible = end >= self.first and date(year, month, 1) <= self.last
            cells.append(
                self._cell(
                    texts("components.date.month", month=month),
                    partial(self._choose_month, month),
                    month == self._month,
                    possible,
                    f"month-{month}",
                )
            )
        return cells

    def _days(self) -> list[Button]:
        year, month = self._year or self.last.year, self._month or self.last.month
        cells = []
        for day in range(1, calendar.monthrange(year, month)[1] + 1):
            that = date(year, month, day)
            cells.append(
                self._cell(
                    str(day),
                    partial(self._choose_day, that),
                    that == self.value,
                    self.first <= that <= self.last,
                    f"day-{day}",
                    self.theme.texts("components.date.day", day=day),
                )
            )
        return cells

    def _ask(self, name: str) -> None:
        self.go(self._opening() if name == "year" else name)

    def _choose_decade(self, decade: int) -> None:
        self._decade = decade
        self.go("year")

    def _choose_year(self, year: int) -> None:
        if year != self._year:
            self._year, self._month, self.value = year, None, None
        self.go("month")

    def _choose_month(self, month: int) -> None:
        if month != self._month:
            self._month, self.value = month, None
        self.go("day")

    def _choose_day(self, that: date) -> None:
        self.value = that
        self.go("day")
        self._on_choose(that)
