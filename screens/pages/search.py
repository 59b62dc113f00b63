"""Find a bundle by words, pinyin or initials; while nothing is typed, everything by life stage."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Self

from kivy.clock import Clock

from kiosk.visit.messages import OpenBundle, Query
from kiosk.visit.views import Screen, SearchView, TileGroup
from kiosk.visit.views import Tile as TileView
from screens.components import Action, Card, Chip, Label, Notice, OpenRow, Part, TextField, Title
from screens.focus.node import Node
from screens.input_methods.layouts import CLEAR
from screens.pages.home import icon
from screens.pages.page import PageView
from screens.pages.words import counted, dotted, said
from screens.theme.theme import Theme


class SearchPage(PageView[SearchView]):
    """The field, what was found below it, and a keyboard that can be put away for the list."""

    def prepare(self) -> None:
        """Make field and keyboard; they live as long as the page."""
        self._opened = ""
        self._field = QueryField(
            self.theme,
            name=self.say("search.title"),
            value=self.body.query,
            placeholder=self.say("search.empty"),
        )
        self._field.heard = self._typed
        self._field.on_act = self._type
        self._keyboard = self.keyboard(self._field, "search")
        self._typing = True

    def go_on_from(self, before: Self) -> None:
        """Leave open what was opened, and the keyboard away where it was put away."""
        self._opened, self._typing = before._opened, before._typing

    def title(self) -> str:
        """Return the question."""
        return self.say("search.title")

    def sub(self) -> str:
        """Return how it may be typed."""
        return self.say("search.sub")

    def dock(self) -> Part | None:
        """Return the keyboard, unless it was put away."""
        return self._keyboard if self._typing else None

    def primary(self) -> Action | None:
        """Return the way between typing and the list."""
        if not self._typing:
            return Action(self.say("search.type"), self._turn)
        return Action(self.say("search.hide" if self.body.query else "search.hide.list"), self._turn)

    def content(self) -> Iterator[Part]:
        """Yield the field, then what was found or the stages."""
        yield self._field
        body = self.body
        if not body.query:
            yield from self._stages()
        elif body.results:
            found = counted(self.texts, "search.found", len(body.results))
            yield Label(self.theme, found, role="label", colour="ink2", id="found")
            yield Card(self.theme, [self._row(tile) for tile in body.results], rows=True)
        else:
            words = [self.say("search.none.do"), self.say("search.none.ask")]
            nothing = self.say("search.none", query=body.query)
            yield Notice(self.theme, "\n".join(words), title=nothing, id="nothing")

    def update(self, before: Screen) -> None:
        """Draw the list anew; another query starts at its top."""
        super().update(before)
        if before.body != self.body and self.widget.scroller is not None:
            self.widget.scroller.view.scroll_to(0)

    def _stages(self) -> Iterator[Part]:
        yield Title(self.theme, self.say("search.stages"), small=True)
        rows: list[Part] = []
        for group in self.body.groups:
            rows.append(self._stage(group))
            if group.name.zh == self._opened:
                rows += [self._row(tile) for tile in group.tiles]
        yield Card(self.theme, rows, rows=True)

    def _stage(self, group: TileGroup) -> OpenRow:
        return OpenRow(
            self.theme,
            text=self.texts.local(group.name),
            bold=True,
            icon=icon(group.icon),
            end=Chip(self.theme, counted(self.texts, "search.bundles", len(group.tiles))),
            on_act=lambda: self._open(group.name.zh),
            id=f"stage:{group.name.zh}",
        )

    def _row(self, tile: TileView) -> OpenRow:
        name = self.texts.local(tile.name)
        why = "" if tile.why in ("", name) else self.say("search.why", why=tile.why)
        count = "" if tile.guide_only else counted(self.texts, "items", tile.item_count)
        missing = "" if tile.greyed is None else said(self.texts, tile.greyed)
        return OpenRow(
            self.theme,
            text=name,
            sub=dotted(self.texts, why, missing or count, tile.region),
            end=self._mark(tile),
            on_act=self.sends(OpenBundle(tile.bundle_id)),
            id=f"bundle:{tile.bundle_id}",
        )

    def _mark(self, tile: TileView) -> Chip | None:
        if tile.guide_only:
            return Chip(self.theme, self.say("guide_only"))
        return None if tile.greyed is None else Chip(self.theme, self.say("greyed"), "warn")

    def _open(self, stage: str) -> None:
        """Show the bundles of a stage below it, or put them away again."""
        self._opened = "" if stage == self._opened else stage
        self.update_content()

    def _typed(self, query: str) -> None:
        self.send(Query(query))

    def _type(self) -> None:
        if not self._typing:
            self._turn()

    def _turn(self) -> None:
        """Put the keyboard away or bring it back; letters not yet made a word stay letters."""
        typed = self._field.typed()
        if typed != self._field.value():
            self._keyboard.press(CLEAR)
            self._field.set_value(typed)
        self._typing = not self._typing
        self.widget.show_dock(self._keyboard if self._typing else None)
        self.update_frame()


class QueryField(TextField):
    """A field that says what is typed at once, letters of unfinished pinyin included: initials find too."""

    def __init__(self, theme: Theme, *, name: str, value: str, placeholder: str) -> None:
        self.heard: Callable[[str], None] = _nobody
        self._said = value
        self._tell = Clock.create_trigger(self._say, 0)
        super().__init__(theme, name=name, value=value, placeholder=placeholder, max_length=40, id="search")

    def _redraw(self) -> None:
        """Show it, and say it once in the next frame."""
        super()._redraw()
        self._tell()

    def node(self) -> Node | None:
        """Return it as a node; what one looks for in the guides is nothing of a person."""
        node = super().node()
        return None if node is None else replace(node, private=False)

    def act(self) -> None:
        """Go on typing: the keyboard comes back by keypad as it does by touch."""
        super().act()
        if self.on_act is not None:
            self.on_act()

    def typed(self) -> str:
        """Return the value with the letters that are still being composed."""
        letters = self.composing.replace(" ", "").replace("'", "")
        return self.value() + letters

    def _say(self, _: float) -> None:
        now = self.typed()
        if now != self._said:
            self._said = now
            self.heard(now)


def _nobody(_: str) -> None:
    """Who listens before the page does."""
