"""A white field on which a finger or a pen draws: what a signature and a written character have in common."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from kivy.graphics import Color, InstructionGroup, SmoothLine
from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.components.draw import stamp, surface
from screens.components.text import Text
from screens.theme.masks import texture_of
from screens.theme.raster import strokes as stroke_cover
from screens.theme.theme import Theme

P = TypeVar("P")
PIECE = 32
"""Points of one piece of the line under the pen: however long it gets, a new point costs the same."""


class DrawingArea(Part, Generic[P]):
    """Draws a stroke while the pen moves, with the very next frame, and as exactly as text when it is lifted.

    P is what is kept of a point. pen_mm: width of the line; step_mm: a point nearer than this to the last one
    adds nothing. A kind of area says what a point is (`_point`), where one is (`_place`), and hears of each
    stroke (`_finished`).
    """

    pen_mm = 1.0
    step_mm = 0.4

    def __init__(self, theme: Theme, hint: str) -> None:
        super().__init__(theme)
        self._strokes: list[tuple[P, ...]] = []
        self._hint = Text(theme, hint, role="body", colour="ink2", align="centre")
        self.add_widget(self._hint)
        self._pen, self._live = InstructionGroup(), InstructionGroup()
        self.canvas.add(self._pen)
        self.canvas.add(self._live)

    @property
    def strokes(self) -> tuple[tuple[P, ...], ...]:
        """What was drawn."""
        return tuple(self._strokes)

    def show(self, strokes: Sequence[Sequence[P]]) -> None:
        """Show these strokes instead; a stroke more is drawn to those that are there."""
        before, self._strokes = self._strokes, [tuple(stroke) for stroke in strokes]
        if before and self._strokes[:-1] == before:
            self._draw_one(self._strokes[-1])
        elif before != self._strokes:
            self._draw()

    # What a kind of area says.

    def _begin(self, touch: MotionEvent) -> None:
        """Hear that the pen touches the field."""

    def _point(self, touch: MotionEvent, x: float, y: float) -> P:
        """Return what is kept of a place (px)."""
        raise NotImplementedError

    def _place(self, point: P) -> tuple[float, float]:
        """Return where a point is, px."""
        raise NotImplementedError

    def _finished(self, stroke: tuple[P, ...]) -> None:
        """Take a stroke that is done."""
        raise NotImplementedError

    # What is drawn.

    def _arrange(self) -> None:
        high = self._hint.height_for(int(self.width))
        self._hint.lay(self.x, self.center_y - high // 2, self.width, high)
        self._draw()

    def _draw(self) -> None:
        self._pen.clear()
        self._hint.opacity = 0 if self._strokes else 1
        for stroke in self._strokes:
            self._draw_one(stroke)

    def _draw_one(self, stroke: tuple[P, ...]) -> None:
        """Draw a finished stroke as exactly as text: its coverage in its own small texture."""
        theme = self.theme
        pen = theme.profile.px_per_mm * self.pen_mm
        points = [self._place(point) for point in stroke]
        edge = int(pen) + 2
        left = int(min(x for x, _ in points)) - edge
        low = int(min(y for _, y in points)) - edge
        wide = int(max(x for x, _ in points)) + edge - left
        high = int(max(y for _, y in points)) + edge - low
        cover = stroke_cover(wide, high, [[(x - left, y - low) for x, y in points]], pen)
        stamp(self._pen, texture_of(cover), left, low, theme.colour("ink"))

    def _paint(self) -> None:
        surface(self.ink, self.theme, (self.x, self.y, self.width, self.height), "field")

    # What the pen does.

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Begin a stroke; the page does not scroll with it."""
        if not self.collide_point(*touch.pos):
            return False
        touch.ud["still"] = True
        self._begin(touch)
        touch.ud["line"] = [self._point(touch, *touch.pos)]
        touch.ud["at"] = touch.pos
        touch.grab(self)
        self._hint.opacity = 0
        self._live.clear()
        self._live.add(Color(*self.theme.colour("ink")))
        self._piece(touch, [*touch.pos])
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Go on with the stroke, inside the field only."""
        if touch.grab_current is not self:
            return False
        x = min(max(touch.x, self.x), self.right)
        y = min(max(touch.y, self.y), self.top)
        at = touch.ud["at"]
        if max(abs(x - at[0]), abs(y - at[1])) >= self.theme.profile.px_per_mm * self.step_mm:
            touch.ud["line"].append(self._point(touch, x, y))
            touch.ud["at"] = (x, y)
            pen = touch.ud["pen"]
            pen.points = [*pen.points, x, y]
            if len(pen.points) >= 2 * PIECE:
                self._piece(touch, [x, y])
        return True

    def let_go(self) -> None:
        """Take away the stroke that has not ended."""
        self._live.clear()
        self._draw()

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """End the stroke."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._live.clear()
        self._finished(tuple(touch.ud["line"]))
        return True

    def _piece(self, touch: MotionEvent, points: list[float]) -> None:
        """Begin the next piece of the line under the pen."""
        pen = SmoothLine(points=points, width=self.theme.profile.px_per_mm * self.pen_mm / 2)
        touch.ud["pen"] = pen
        self._live.add(pen)
