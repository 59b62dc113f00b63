"""A field to draw on with crosses to meet, and a map of the whole glass that fills as it answers."""

from collections.abc import Callable

from kivy.base import EventLoop
from kivy.input.motionevent import MotionEvent

from screens.components.draw import box
from screens.components.drawing_area import DrawingArea
from screens.focus.node import Node
from screens.staff.glass_cells import Cell, GlassCells, nearest
from screens.theme.theme import Theme

ARM_MM, INSET_MM = 8.0, 12.0
MAP_SHARE = 0.5
"""Of the field's sides, that the map takes at most."""
Place = tuple[float, float]
"""In mm from the field's top left."""


class TouchField(DrawingArea[Place]):
    """`cells` hears every touch of the glass while this listens, also beside the field."""

    pen_mm = 1.2
    step_mm = 1.0

    def __init__(self, theme: Theme, name: str, changed: Callable[[], None]) -> None:
        super().__init__(theme, "")
        self._name, self._changed = name, changed
        panel_ = theme.profile
        self.cells = GlassCells((panel_.mm(panel_.width_px), panel_.mm(panel_.height_px)))
        self._verdict: tuple[Cell, ...] | None = None
        self.met: dict[int, float] = {}
        """Cross → how far from its middle, mm."""
        self._listening = False

    @property
    def crosses(self) -> tuple[Place, ...]:
        """Middles of the crosses: the corners of the field and its middle."""
        wide, high = self.theme.profile.mm(self.width), self.theme.profile.mm(self.height)
        near, right, low = INSET_MM, wide - INSET_MM, high - INSET_MM
        return ((near, near), (right, near), (near, low), (right, low))

    def judge(self, missed: tuple[Cell, ...]) -> None:
        """The trial is over: mark the cells that have not answered."""
        self._verdict = missed
        self.repaint()

    def listen(self, listening: bool) -> None:
        """Hear the glass, or hear it no more: whoever shows the page says when."""
        if listening == self._listening:
            return
        self._listening = listening
        # Of the loop, not of the module that makes it: pages are imported before there is a window.
        window = EventLoop.window
        switch = window.fbind if listening else window.funbind
        switch("on_touch_down", self._glass)
        switch("on_touch_move", self._glass)

    def _glass(self, _window: object, touch: MotionEvent) -> None:
        before = len(self.cells.missed)
        self.cells.touched(touch.sx, touch.sy)
        if len(self.cells.missed) != before:
            self.repaint()
            self._changed()

    def _height(self, width: int) -> int:
        return self.theme.px(120)

    def _begin(self, touch: MotionEvent) -> None:
        found = nearest(self._point(touch, *touch.pos), self.crosses)
        if found is not None:
            self.met[found[0]] = found[1]
            self.repaint()

    def _point(self, touch: MotionEvent, x: float, y: float) -> Place:
        return self.theme.profile.mm(x - self.x), self.theme.profile.mm(self.top - y)

    def _place(self, point: Place) -> tuple[float, float]:
        scale = self.theme.profile.px_per_mm
        return self.x + point[0] * scale, self.top - point[1] * scale

    def _finished(self, stroke: tuple[Place, ...]) -> None:
        self._strokes.append(stroke)
        self._draw_one(stroke)

    def _paint(self) -> None:
        super()._paint()
        for index, cross in enumerate(self.crosses):
            self._cross(self._place(cross), "ok" if index in self.met else "ink")
        self._map()

    def _cross(self, at: tuple[float, float], colour: str) -> None:
        theme = self.theme
        arm, thick = theme.px(ARM_MM), max(2, theme.px(0.6))
        x, y = round(at[0]), round(at[1])
        box(self.ink, theme.masks, (x - arm, y - thick // 2, 2 * arm, thick), theme.colour(colour))
        box(self.ink, theme.masks, (x - thick // 2, y - arm, thick, 2 * arm), theme.colour(colour))

    def _map(self) -> None:
        """Draw the glass small in the middle: full where it has answered, a dot where not, hollow if never.

        The shape says it, for in high contrast there is but one colour.
        """
        theme, cells = self.theme, self.cells
        side = int(min(self.width * MAP_SHARE / cells.columns, self.height * MAP_SHARE / cells.rows))
        if side < 3:
            return
        left = round(self.center_x - side * cells.columns / 2)
        top = round(self.center_y + side * cells.rows / 2)
        over = self._verdict is not None
        missed = set(cells.missed if self._verdict is None else self._verdict)
        for row in range(cells.rows):
            for column in range(cells.columns):
                x, y = left + column * side, top - (row + 1) * side
                if (column, row) not in missed:
                    box(self.ink, theme.masks, (x, y, side - 1, side - 1), theme.colour("brand"))
                elif over:
                    self._hollow(x, y, side - 1)
                else:
                    dot = max(1, side // 3)
                    place = (x + (side - dot) // 2, y + (side - dot) // 2, dot, dot)
                    box(self.ink, theme.masks, place, theme.colour("ink2"))

    def _hollow(self, x: int, y: int, side: int) -> None:
        """Draw a cell of the glass that did not answer."""
        thick, colour = max(1, side // 5), self.theme.colour("error")
        for frame in (
            (x, y, side, thick),
            (x, y + side - thick, side, thick),
            (x, y, thick, side),
            (x + side - thick, y, thick, side),
        ):
            box(self.ink, self.theme.masks, frame, colour)

    def node(self) -> Node | None:
        """Return the field as a picture with its name."""
        return Node(
            id="glass",
            role="img",
            name=self._name,
            speech=self._name,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
