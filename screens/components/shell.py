"""A whole page: top, heading, main, dock, aids, bottom bar, each in its place on every page."""

from collections.abc import Iterable
from datetime import datetime

from kivy.clock import Clock
from kivy.graphics import ClearBuffers, ClearColor

from screens.components.aid_strip import AidStrip
from screens.components.base import Part
from screens.components.bottom_bar import BottomBar
from screens.components.button import Button
from screens.components.heading import Heading
from screens.components.layout import Column
from screens.components.press import Action
from screens.components.scroller import Scroller
from screens.components.shell_layout import ShellLayout, ShellParts
from screens.components.text import Label, Title
from screens.components.top_bar import TopBar
from screens.components.watermark import watermark
from screens.theme.theme import Theme
from screens.theme.tokens import MOTION_S


class Shell(Part):
    """One page.

    page_id: a word for tests and pictures, not shown. body: one part, or several that stand in a column.
    fill: the body takes the whole main area and does not scroll (camera, idle). dock: stands above the aids
    and never scrolls (a keyboard). figure: a picture between heading and body that is not touched and does
    not scroll (the camera's); it shrinks where room is short. leave: 退出, at the top right within reach.
    training: nothing on it is real, and it says so in its bar and on its ground.

    All that can be touched ends below the reach limit of the site (ux: 1 220 mm above floor; in low-reach
    mode 240 mm above the edge of the panel); title, steps and clock may stand above it.
    """

    is_ground = True

    def __init__(
        self,
        theme: Theme,
        *,
        page_id: str,
        title: str,
        sub: str = "",
        site: str = "",
        step: tuple[int, int] | None = None,
        body: Part | Iterable[Part] = (),
        fill: bool = False,
        figure: Part | None = None,
        dock: Part | None = None,
        back: Action | None = None,
        help: Action | None = None,
        primary: Action | None = None,
        leave: Action | None = None,
        title_speech: str | None = None,
        training: bool = False,
    ) -> None:
        super().__init__(theme)
        self.page_id = page_id
        self._training = training
        self._top = self.add(TopBar(theme, site, step, training=training))
        self.title = self.add(Title(theme, title, speech=title_speech, id="title")) if title else None
        self.sub = self.add(Label(theme, sub, colour="ink2", id="sub")) if sub else None
        self._heading = Heading(theme, [text for text in (self.title, self.sub) if text is not None])
        self._leave = None
        if leave is not None:
            self._leave = self.add(
                Button(
                    theme,
                    text=leave.text,
                    on_act=leave.on_act,
                    icon="exit",
                    kind="quiet",
                    small=True,
                    speech=leave.speech or None,
                    id=leave.id or "leave",
                )
            )
        self.figure = self.add(figure) if figure is not None else None
        self.body = body if isinstance(body, Part) else Column(theme, body, gap="section")
        self.scroller = None if fill else Scroller(theme, self.body)
        self.add(self.body if self.scroller is None else self.scroller)
        self.dock = self.add(dock) if dock is not None else None
        self.aids = self.add(AidStrip(theme))
        self.bar = self.add(BottomBar(theme, back, help, primary))
        self._ticking = None

    def on_parent(self, _: object, parent: object) -> None:
        """Run the clock of the page while it is shown."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        if parent is not None:
            self._ticking = Clock.schedule_interval(self._tick, MOTION_S["tick"])

    def _tick(self, _: float) -> None:
        now: datetime = self.theme.wall_clock()
        self._top.tick(now)

    def show_dock(self, dock: Part | None) -> None:
        """Put another dock (or none) above the aids."""
        if self.dock is not None:
            self.remove_widget(self.dock)
        self.dock = dock
        if dock is not None:
            self.add_widget(dock, index=2)  # before aids and bar, which stand last
        self.changed()

    def _arrange(self) -> None:
        parts = ShellParts(
            self._top,
            self._heading,
            self.title is not None,
            self._leave,
            self.figure,
            self.body,
            self.scroller,
            self.dock,
            self.aids,
            self.bar,
        )
        ShellLayout(self.theme, parts, (self.x, self.y, int(self.width), int(self.height))).lay()

    def _paint(self) -> None:
        # The page fills the window and is drawn first: cleared, as a painted box of two million pixels takes
        # as long as all that stands on it.
        self.ink.add(ClearColor(*self.theme.colour("paper")))
        self.ink.add(ClearBuffers(clear_color=True))
        if self._training:
            words = self.theme.texts("training.watermark")
            self.ink.add(watermark(self.theme, words, int(self.width), int(self.height)))
