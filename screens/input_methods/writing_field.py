"""The field in which a character is written with the finger."""

from collections.abc import Callable

from kivy.input.motionevent import MotionEvent

from screens.components.drawing_area import DrawingArea
from screens.focus.node import Node
from screens.input_methods.handwriting.strokes import Stroke
from screens.theme.theme import Theme


class WritingField(DrawingArea[tuple[float, float]]):
    """`on_stroke(stroke)` when the finger is lifted, mm from the top left; whoever hears it shows it."""

    pen_mm = 1.6
    step_mm = 0.5

    def __init__(self, theme: Theme, on_stroke: Callable[[Stroke], None]) -> None:
        super().__init__(theme, theme.texts("components.keys.write_here"))
        self._on_stroke = on_stroke

    def _point(self, touch: MotionEvent, x: float, y: float) -> tuple[float, float]:
        mm = self.theme.profile.px_per_mm
        return round((x - self.x) / mm, 2), round((self.top - y) / mm, 2)

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        mm = self.theme.profile.px_per_mm
        return self.x + point[0] * mm, self.top - point[1] * mm

    def _finished(self, stroke: tuple[tuple[float, float], ...]) -> None:
        self._on_stroke(stroke)

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
