"""Where everything on a page stands: what depends on width, height, low reach and on what the page has."""

from dataclasses import dataclass

from screens.components.aid_strip import AidStrip
from screens.components.base import Frame, Part
from screens.components.bottom_bar import BottomBar
from screens.components.button import Button
from screens.components.heading import GAP_MM, Heading
from screens.components.layout import Column
from screens.components.scroller import Scroller
from screens.components.top_bar import TopBar
from screens.theme.theme import Theme

LEAST_MAIN_MM = 75.0
"""Height that the main area keeps below a picture."""
READ_MM = 420.0
"""Width of a wide panel that is used, the heading beside the rest: lines stay under 40 characters."""


@dataclass(frozen=True, slots=True)
class ShellParts:
    """What a page is made of; see `Shell` for what each is."""

    top: TopBar
    heading: Heading
    titled: bool
    """Whether the heading has a title."""
    leave: Button | None
    figure: Part | None
    body: Part
    scroller: Scroller | None
    """Around the body; None where the body takes the whole main area."""
    dock: Part | None
    aids: AidStrip
    bar: BottomBar

    @property
    def main(self) -> Part:
        """What stands in the main area."""
        return self.body if self.scroller is None else self.scroller


class ShellLayout:
    """The parts of one page in one frame. All lengths in px."""

    def __init__(self, theme: Theme, parts: ShellParts, frame: Frame) -> None:
        self._theme, self._parts = theme, parts
        self._x, self._y, self._width, self._height = frame

    def lay(self) -> None:
        """Lay bar, aids and top across the page, and the rest between them.

        Wide panels have keyboard or picture at the right of the words. In low-reach mode with a keyboard
        there is no room above it for more than the field: words stand above the field, out of reach. 退出
        stands beside the scroll buttons where a line of its own would take room from what is read.
        """
        theme, parts, width = self._theme, self._parts, self._width
        floor = self._y
        for part in (parts.bar, parts.aids):
            high = part.height_for(width)
            part.lay(self._x, floor, width, high)
            floor += high
        top_high = parts.top.height_for(width)
        parts.top.lay(self._x, self._y + self._height - top_high, width, top_high)
        ceiling = self._y + self._height - top_high - theme.px(2.5)
        x, wide = self._words_area()
        figure = parts.figure
        if parts.dock is not None:
            dock_x, dock_wide = (self._x, width) if not self._wide() else (x + wide, width - wide)
            high = parts.dock.height_for(dock_wide)
            parts.dock.lay(dock_x, floor, dock_wide, high)
            floor += 0 if self._wide() else high
        if figure is not None and self._wide():
            gap = theme.space("group")
            figure_wide = width - wide - theme.space("margin")
            high = min(figure.height_for(figure_wide), ceiling - floor - 2 * gap)
            figure.lay(x + wide, ceiling - high, figure_wide, high)
            figure = None
        low = parts.dock is not None and theme.low_reach and not self._wide()
        self._from_below(low)
        leave = self._leave_apart(ceiling)
        margin = theme.space("margin") if parts.scroller is None else theme.space("margin") - theme.px(4)
        bottom = floor + (theme.px(2) if low else theme.space("group"))
        if low:
            ceiling = self._heading_apart(x, wide, ceiling, bottom)
        elif self._wide() and self._has_heading_beside():
            x, wide = self._heading_beside(x, wide, ceiling, bottom)
        else:
            inner = wide - 2 * theme.space("margin")
            if leave is not None and ceiling <= self._y + theme.reach_px:
                inner -= leave.natural_width() + theme.space("group")
            parts.heading.fit(inner, (ceiling - floor) * 2 // 5)
            ceiling, has_leave = self._heading_above(x, wide, ceiling, figure, leave)
            if figure is not None:
                ceiling = self._lay_figure(figure, ceiling, floor)
            if not has_leave:
                ceiling = self._lay_leave(x + wide, ceiling)
        parts.main.lay(x + margin, bottom, wide - 2 * margin, ceiling - bottom)

    def _wide(self) -> bool:
        return bool(self._width > self._height)

    def _words_area(self) -> tuple[int, int]:
        """Return x and width of the words: half of a wide page beside something, else as far as one reads."""
        width = self._width
        if not self._wide():
            return self._x, width
        if self._parts.dock is not None or self._parts.figure is not None:
            return self._x, width * 9 // 20
        wide = min(width, self._theme.px(READ_MM) + 2 * self._theme.space("margin"))
        return self._x + (width - wide) // 2, wide

    def _has_heading_beside(self) -> bool:
        """Whether the heading of a wide page stands at the left of its body, not above it.

        A page that fills its room and cannot be left is the one target of somebody who comes.
        """
        free = self._parts.dock is None and self._parts.figure is None
        return free and (self._parts.scroller is not None or self._parts.leave is not None)

    def _leave_apart(self, ceiling: int) -> Button | None:
        """Lay 退出 above a keyboard at the right or beside the scroll buttons; return it if it is not laid.

        In low reach, and beside a keyboard, a line of its own would take its room from what is read.
        """
        theme, leave = self._theme, self._parts.leave
        if self._parts.scroller is None or leave is None:
            return leave
        self._parts.scroller.beside = None
        if self._wide():
            if self._parts.dock is None:
                return leave
            wide = leave.natural_width()
            high = leave.height_for(wide)
            if self._parts.dock.top + theme.space("apart") + high <= ceiling <= self._y + theme.reach_px:
                leave.lay(self._x + self._width - theme.space("margin") - wide, ceiling - high, wide, high)
                return None
        elif not theme.low_reach:
            return leave
        self._parts.scroller.beside = leave
        return None

    def _touches_in_body(self) -> bool:
        """Whether there is more to touch in the body than the field that the keyboard types into."""
        nodes = (part.node() for part in self._parts.body.focus_parts())
        return any(node is not None and node.interactive and node.role != "textbox" for node in nodes)

    def _from_below(self, low: bool) -> None:
        """Let the body begin at the bottom, its first part lowest; or all as ever."""
        upward = low and not self._touches_in_body()
        if isinstance(self._parts.body, Column):
            self._parts.body.upward = upward
        if self._parts.scroller is not None:
            self._parts.scroller.view.upward = upward

    def _heading_apart(self, x: int, wide: int, ceiling: int, bottom: int) -> int:
        """Lay the heading at the top, or down at the reach limit where there is more to touch than a field.

        退出 goes to the scroll buttons. Returns where the main area may begin.
        """
        theme = self._theme
        margin = theme.space("margin")
        inner = wide - 2 * margin
        self._parts.heading.rescale()
        high = self._parts.heading.height_for(inner) + theme.px(GAP_MM)
        if self._touches_in_body():
            ceiling = min(ceiling, self._y + theme.reach_px + high)
        elif self._parts.scroller is not None:
            body = self._parts.scroller.height_for_all(inner)
            ceiling = min(ceiling, bottom + body + theme.space("section") + high)
        return self._parts.heading.lay(x + margin, ceiling, inner)

    def _heading_beside(self, x: int, wide: int, ceiling: int, bottom: int) -> tuple[int, int]:
        """Lay heading and 退出 at the left of a wide page; return x and width of what is left."""
        theme = self._theme
        margin = theme.space("margin")
        inner = wide * 3 // 10 - margin
        if self._parts.leave is not None:
            leave = min(self._parts.leave.natural_width(), inner)
            leave_high = self._parts.leave.height_for(leave)
            self._parts.leave.lay(x + margin, bottom, leave, leave_high)
            bottom += leave_high + theme.space("group")
        self._parts.heading.fit(inner, ceiling - bottom)
        self._parts.heading.lay(x + margin, ceiling, inner)
        taken = margin + inner if self._parts.titled else 0
        return x + taken, wide - taken

    def _lay_figure(self, figure: Part, ceiling: int, floor: int) -> int:
        """Lay the picture below the heading; return where the main area may begin."""
        theme = self._theme
        margin = theme.space("margin")
        wide = self._width - 2 * margin
        gap = theme.space("group")
        least = floor + theme.px(LEAST_MAIN_MM)
        if theme.low_reach:  # all room above the controls is the picture's
            least = max(theme.reach_px, least)
        high = max(theme.px(20), min(figure.height_for(wide), ceiling - least - gap))
        figure.lay(self._x + margin, ceiling - high, wide, high)
        return min(ceiling - high - gap + theme.px(4), max(theme.reach_px, least))

    def _heading_above(
        self, x: int, wide: int, ceiling: int, figure: Part | None, leave: Button | None
    ) -> tuple[int, bool]:
        """Lay title, line below, and 退出 beside them where that is within reach.

        Returns where the main area may begin, and whether 退出 has its place.
        """
        theme = self._theme
        margin = theme.space("margin")
        inner = wide - 2 * margin
        leave_wide = leave.natural_width() if leave is not None else 0
        leave_high = leave.height_for(leave_wide) if leave is not None else 0
        reach = self._y + theme.reach_px
        leave_above = leave is not None and ceiling <= reach
        words = inner - (leave_wide + theme.space("group") if leave_above else 0)
        high = max(self._parts.heading.height_for(words), leave_high if leave_above else 0)
        if ceiling - high > reach and figure is None:  # bring the words down to the controls
            ceiling = reach + high + theme.px(2)
        self._parts.heading.lay(x + margin, ceiling, words)
        if leave is not None and leave_above:
            leave.lay(x + wide - margin - leave_wide, ceiling - leave_high, leave_wide, leave_high)
        below = ceiling - high - theme.space("group") + theme.px(1)
        if figure is None:
            below = min(below, reach)
        return below, leave_above or leave is None

    def _lay_leave(self, right: int, ceiling: int) -> int:
        """Lay 退出 in a line of its own, where the heading stands too high for it."""
        if self._parts.leave is None:
            return ceiling
        wide = self._parts.leave.natural_width()
        high = self._parts.leave.height_for(wide)
        x = right - self._theme.space("margin") - wide
        self._parts.leave.lay(x, ceiling - high, wide, high)
        return ceiling - high - self._theme.space("group")
