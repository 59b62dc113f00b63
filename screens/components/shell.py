"""A whole page: top, heading, main, dock, aids, bottom bar, each in its place on every page."""

from collections.abc import Iterable
from datetime import datetime

from kivy.clock import Clock
from kivy.graphics import ClearBuffers, ClearColor

from screens.components.aid_strip import AidStrip
from screens.components.base import Part
from screens.components.bottom_bar import BottomBar
from screens.components.button import Button
from screens.components.heading import GAP_MM, Heading
from screens.components.layout import Column
from screens.components.press import Action
from screens.components.scroller import Scroller
from screens.components.text import Label, Title
from screens.components.top_bar import TopBar
from screens.components.watermark import watermark
from screens.theme.theme import Theme

TICK_S = 1.0
LEAST_MAIN_MM = 75.0
"""Height that the main area keeps below a picture."""
READ_MM = 420.0
"""Width of a wide panel that is used, the heading beside the rest: lines stay under 40 characters."""


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
        self._fill_area = fill
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
        self.add(self._main())
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
            self._ticking = Clock.schedule_interval(self._tick, TICK_S)

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
        """Lay bar, aids and top across the page, and the rest between them.

        Wide panels have keyboard or picture at the right of the words. In low-reach mode with a keyboard
        there is no room above it for more than the field: words stand above the field, out of reach. 退出
        stands beside the scroll buttons where a line of its own would take room from what is read.
        """
        theme = self.theme
        width = int(self.width)
        floor = self.y
        for part in (self.bar, self.aids):
            high = part.height_for(width)
            part.lay(self.x, floor, width, high)
            floor += high
        top_high = self._top.height_for(width)
        self._top.lay(self.x, self.top - top_high, width, top_high)
        ceiling = self.top - top_high - theme.px(2.5)
        x, wide = self._words_area()
        figure = self.figure
        if self.dock is not None:
            dock_x, dock_wide = (self.x, width) if not self._wide() else (x + wide, width - wide)
            high = self.dock.height_for(dock_wide)
            self.dock.lay(dock_x, floor, dock_wide, high)
            floor += 0 if self._wide() else high
        if figure is not None and self._wide():
            gap = theme.space("group")
            figure_wide = width - wide - theme.space("margin")
            high = min(figure.height_for(figure_wide), ceiling - floor - 2 * gap)
            figure.lay(x + wide, ceiling - high, figure_wide, high)
            figure = None
        low = self.dock is not None and theme.low_reach and not self._wide()
        self._from_below(low)
        leave = self._leave_apart(ceiling)
        margin = theme.space("margin") if self._fill_area else theme.space("margin") - theme.px(4)
        bottom = floor + (theme.px(2) if low else theme.space("group"))
        if low:
            ceiling = self._heading_apart(x, wide, ceiling, bottom)
        elif self._wide() and self._has_heading_beside():
            x, wide = self._heading_beside(x, wide, ceiling, bottom)
        else:
            inner = wide - 2 * theme.space("margin")
            if leave is not None and ceiling <= self.y + theme.reach_px:
                inner -= leave.natural_width() + theme.space("group")
            self._heading.fit(inner, (ceiling - floor) * 2 // 5)
            ceiling, has_leave = self._heading_above(x, wide, ceiling, figure, leave)
            if figure is not None:
                ceiling = self._lay_figure(figure, ceiling, floor)
            if not has_leave:
                ceiling = self._lay_leave(x + wide, ceiling)
        self._main().lay(x + margin, bottom, wide - 2 * margin, ceiling - bottom)

    def _wide(self) -> bool:
        return bool(self.width > self.height)

    def _words_area(self) -> tuple[int, int]:
        """Return x and width of the words: half of a wide page beside something, else as far as one reads."""
        width = int(self.width)
        if not self._wide():
            return self.x, width
        if self.dock is not None or self.figure is not None:
            return self.x, width * 9 // 20
        wide = min(width, self.theme.px(READ_MM) + 2 * self.theme.space("margin"))
        return self.x + (width - wide) // 2, wide

    def _has_heading_beside(self) -> bool:
        """Whether the heading of a wide page stands at the left of its body, not above it.

        A page that fills its room and cannot be left is the one target of somebody who comes.
        """
        free = self.dock is None and self.figure is None
        return free and (not self._fill_area or self._leave is not None)

    def _leave_apart(self, ceiling: int) -> Button | None:
        """Lay 退出 above a keyboard at the right or beside the scroll buttons; return it if it is not laid.

        In low reach, and beside a keyboard, a line of its own would take its room from what is read.
        """
        theme, leave = self.theme, self._leave
        if self.scroller is None or leave is None:
            return leave
        self.scroller.beside = None
        if self._wide():
            if self.dock is None:
                return leave
            wide = leave.natural_width()
            high = leave.height_for(wide)
            if self.dock.top + theme.space("apart") + high <= ceiling <= self.y + theme.reach_px:
                leave.lay(self.x + self.width - theme.space("margin") - wide, ceiling - high, wide, high)
                return None
        elif not theme.low_reach:
            return leave
        self.scroller.beside = leave
        return None

    def _touches_in_body(self) -> bool:
        """Whether there is more to touch in the body than the field that the keyboard types into."""
        nodes = (part.node() for part in self.body.focus_parts())
        return any(node is not None and node.interactive and node.role != "textbox" for node in nodes)

    def _from_below(self, low: bool) -> None:
        """Let the body begin at the bottom, its first part lowest; or all as ever."""
        upward = low and not self._touches_in_body()
        if isinstance(self.body, Column):
            self.body.upward = upward
        if self.scroller is not None:
            self.scroller.view.upward = upward

    def _heading_apart(self, x: int, wide: int, ceiling: int, bottom: int) -> int:
        """Lay the heading at the top, or down at the reach limit where there is more to touch than a field.

        退出 goes to the scroll buttons. Returns where the main area may begin.
        """
        theme = self.theme
        margin = theme.space("margin")
        inner = wide - 2 * margin
        self._heading.rescale()
        high = self._heading.height_for(inner) + theme.px(GAP_MM)
        if self._touches_in_body():
            ceiling = min(ceiling, self.y + theme.reach_px + high)
        elif self.scroller is not None:
            body = self.scroller.height_for_all(inner)
            ceiling = min(ceiling, bottom + body + theme.space("section") + high)
        return self._heading.lay(x + margin, ceiling, inner)

    def _heading_beside(self, x: int, wide: int, ceiling: int, bottom: int) -> tuple[int, int]:
        """Lay heading and 退出 at the left of a wide page; return x and width of what is left."""
        theme = self.theme
        margin = theme.space("margin")
        inner = wide * 3 // 10 - margin
        if self._leave is not None:
            leave = min(self._leave.natural_width(), inner)
            leave_high = self._leave.height_for(leave)
            self._leave.lay(x + margin, bottom, leave, leave_high)
            bottom += leave_high + theme.space("group")
        self._heading.fit(inner, ceiling - bottom)
        self._heading.lay(x + margin, ceiling, inner)
        taken = margin + inner if self.title is not None else 0
        return x + taken, wide - taken

    def _lay_figure(self, figure: Part, ceiling: int, floor: int) -> int:
        """Lay the picture below the heading; return where the main area may begin."""
        theme = self.theme
        margin = theme.space("margin")
        wide = int(self.width) - 2 * margin
        gap = theme.space("group")
        least = floor + theme.px(LEAST_MAIN_MM)
        if theme.low_reach:  # all room above the controls is the picture's
            least = max(theme.reach_px, least)
        high = max(theme.px(20), min(figure.height_for(wide), ceiling - least - gap))
        figure.lay(self.x + margin, ceiling - high, wide, high)
        return min(ceiling - high - gap + theme.px(4), max(theme.reach_px, least))

    def _main(self) -> Part:
        return self.body if self.scroller is None else self.scroller

    def _heading_above(
        self, x: int, wide: int, ceiling: int, figure: Part | None, leave: Button | None
    ) -> tuple[int, bool]:
        """Lay title, line below, and 退出 beside them where that is within reach.

        Returns where the main area may begin, and whether 退出 has its place.
        """
        theme = self.theme
        margin = theme.space("margin")
        inner = wide - 2 * margin
        leave_wide = leave.natural_width() if leave is not None else 0
        leave_high = leave.height_for(leave_wide) if leave is not None else 0
        reach = self.y + theme.reach_px
        leave_above = leave is not None and ceiling <= reach
        words = inner - (leave_wide + theme.space("group") if leave_above else 0)
        high = max(self._heading.height_for(words), leave_high if leave_above else 0)
        if ceiling - high > reach and figure is None:  # bring the words down to the controls
            ceiling = reach + high + theme.px(2)
        self._heading.lay(x + margin, ceiling, words)
        if leave is not None and leave_above:
            leave.lay(x + wide - margin - leave_wide, ceiling - leave_high, leave_wide, leave_high)
        below = ceiling - high - theme.space("group") + theme.px(1)
        if figure is None:
            below = min(below, reach)
        return below, leave_above or leave is None

    def _lay_leave(self, right: int, ceiling: int) -> int:
        """Lay 退出 in a line of its own, where the heading stands too high for it."""
        if self._leave is None:
            return ceiling
        wide = self._leave.natural_width()
        high = self._leave.height_for(wide)
        x = right - self.theme.space("margin") - wide
        self._leave.lay(x, ceiling - high, wide, high)
        return ceiling - high - self.theme.space("group")

    def _paint(self) -> None:
        # The page fills the window and is drawn first: cleared, as a painted box of two million pixels takes
        # as long as all that stands on it.
        self.ink.add(ClearColor(*self.theme.colour("paper")))
        self.ink.add(ClearBuffers(clear_color=True))
        if self._training:
            words = self.theme.texts("training.watermark")
            self.ink.add(watermark(self.theme, words, int(self.width), int(self.height)))
