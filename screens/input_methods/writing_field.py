"""The field in which a character is written with the finger."""

from collections.abc import Callable, Sequence

from kivy.graphics import Color, InstructionGroup, Line
from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.components.draw import panel
from screens.components.text import Text
from screens.focus.node import Node
from screens.input_methods.handwriting.strokes import Stroke
from screens.theme.theme import Theme

PEN_MM = 1.6
STEP_MM = 0.5
"""A point nearer than this to the last one adds nothing."""


class WritingField(Part):
    """Draws a stroke while the finger moves; `on_stroke(stroke)` when it is lifted, mm from the top left."""

    def __init__(self, theme: Theme, on_stroke: Callable[[Stroke], None]) -> None:
        super().__init__(theme)
        self._on_stroke = on_stroke
        self._strokes: tuple[Stroke, ...] = ()
        self._hint = Text(theme, theme.texts("components.keys.write_here"), colour="ink2", align="centre")
        self.add_widget(self._hint)
        self._done, self._live = InstructionGroup(), InstructionGroup()
        self.canvas.add(self._done)
        self.canvas.add(self._live)

    def show(self, strokes: Sequence[Stroke]) -> None:
        """Show these strokes instead."""
        self._strokes = tuple(strokes)
        self._draw()

    def _mm(self) -> float:
        return float(self.theme.profile.px_per_mm)

    def _draw(self) -> None:
        self._done.clear()
        self._hint.opacity = 0 if self._strokes else 1
        self._done.add(Color(*self.theme.colour("ink")))
        for stroke in self._strokes:
            points = [c for x, y in stroke for c in (self.x + x * self._mm(), self.top - y * self._mm())]
            self._done.add(self._pen(points))

    def _pen(self, points: list[float]) -> Line:
        # A dot is a line from a point to itself.
        return Line(points=points * 2 if len(points) == 2 else points, width=PEN_MM / 2 * self._mm())

    def _arrange(self) -> None:
        high = self._hint.height_for(int(self.width))
        self._hint.lay(self.x, self.center_y - high // 2, self.width, high)
        self._draw()

    def _paint(self) -> None:
        theme = self.theme
        panel(
            self.ink,
            theme.masks,
            (self.x, self.y, self.width, self.height),
            fill=theme.colour("surface"),
            edge=theme.colour("brand"),
            stroke=theme.stroke("field"),
            radius=theme.radius("card"),
        )

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Begin a stroke; the page does not scroll with it."""
        if not self.collide_point(*touch.pos):
            return False
        touch.ud["still"] = True
        touch.ud["line"] = [touch.pos]
        touch.grab(self)
        self._hint.opacity = 0
        self._live.clear()
        self._live.add(Color(*self.theme.colour("ink")))
        touch.ud["pen"] = self._pen([*touch.pos])
        self._live.add(touch.ud["pen"])
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Go on with the stroke, inside the field only."""
        if touch.grab_current is not self:
            return False
        x, y = min(max(touch.x, self.x), self.right), min(max(touch.y, self.y), self.top)
        line = touch.ud["line"]
        if max(abs(x - line[-1][0]), abs(y - line[-1][1])) >= self._mm() * STEP_MM:
            line.append((x, y))
            touch.ud["pen"].points = [c for point in line for c in point]
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """End the stroke."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._live.clear()
        mm = self._mm()
        self._on_stroke(
            tuple((round((x - self.x) / mm, 2), round((self.top - y) / mm, 2)) for x, y in touch.ud["line"])
        )
        return True

    def node(self) -> Node | None:
        """Return the field as a node; who does not see types with the keypad or speaks to the staff."""
        name = self.theme.texts("components.keys.write_here")
        return Node(
            id="writing-field",
            role="img",
            name=name,
            speech=name,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
