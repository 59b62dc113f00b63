"""A place to sign: strokes are kept as they were drawn, in millimetres."""

from collections.abc import Callable, Sequence

from kivy.input.motionevent import MotionEvent

from kiosk.submission.signature import Point
from screens.components.button import Button
from screens.components.draw import box
from screens.components.drawing_area import DrawingArea
from screens.components.layout import Column, Line
from screens.focus.node import Node
from screens.theme.theme import Theme

Stroke = tuple[Point, ...]
"""Points in mm from the top left corner of the pad, with time and, where the screen tells it, pressure."""


class SignatureArea(DrawingArea[Point]):
    """The white field with the line to sign on."""

    pen_mm = 0.9
    step_mm = 0.35

    def __init__(
        self, theme: Theme, hint: str, on_change: Callable[[], None], field_mm: tuple[float, float] | None
    ) -> None:
        super().__init__(theme, hint)
        self._on_change = on_change
        self._field = field_mm
        self._began: float | None = None
        """When the pen first touched the field, on the clock of the touches."""

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the field."""
        if self._field is not None:
            return self._field
        return self.theme.profile.mm(self.width), self.theme.profile.mm(self.height)

    def _scale(self) -> float:
        """Return px on the glass for a mm of the strokes."""
        if self._field is not None:
            return float(self.width) / self._field[0]
        return float(self.theme.profile.px_per_mm)

    def set_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Show these strokes instead."""
        self.show(strokes)
        self._began = None
        self._on_change()

    def _height(self, width: int) -> int:
        if self._field is not None:
            return round(width * self._field[1] / self._field[0])
        return self.theme.px(95)

    def _paint(self) -> None:
        super()._paint()
        theme = self.theme
        inset = theme.px(10)
        frame = (self.x + inset, self.y + theme.px(20), self.width - 2 * inset, theme.stroke("hairline"))
        box(self.ink, theme.masks, frame, theme.colour("line"))

    def _begin(self, touch: MotionEvent) -> None:
        if self._began is None:
            before = self._strokes[-1][-1].ms if self._strokes else 0
            self._began = float(touch.time_start) - before / 1000

    def _finished(self, stroke: Stroke) -> None:
        self._strokes.append(stroke)
        self._draw_one(stroke)
        self._on_change()

    def _place(self, point: Point) -> tuple[float, float]:
        scale = self._scale()
        return self.x + scale * point[0], self.top - scale * point[1]

    def _point(self, touch: MotionEvent, x: float, y: float) -> Point:
        """Return where the pen is, when, and how hard it presses."""
        scale = self._scale()
        ms = round(1000 * max(0.0, touch.time_update - (self._began or touch.time_start)))
        told = touch.pressure if "pressure" in touch.profile else None
        pressure = None if told is None else round(min(max(float(told), 0.0), 1.0), 3)
        return Point(round((x - self.x) / scale, 2), round((self.top - y) / scale, 2), ms, pressure)

    def node(self) -> Node | None:
        """Return the field as a node; to sign without sight there is the clerk."""
        texts = self.theme.texts
        value = texts("components.sign.signed") if self._strokes else texts("components.sign.empty")
        return Node(
            id="signature",
            role="img",
            name=texts("components.sign.name"),
            speech=f"{texts('components.sign.name')}，{value}",
            value=value,
            hint="" if self._strokes else self._hint.text,
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )


class SignaturePad(Column):
    """The field with 撤销 and 清除 below it.

    strokes: what was drawn, in mm from the top left. on_change() after each stroke, undo and clear.
    field_mm: width and height that the strokes are given in, whatever the size on the glass; the field
    keeps this shape. Without it the strokes are in mm of the glass.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        hint: str = "",
        on_change: Callable[[], None] | None = None,
        field_mm: tuple[float, float] | None = None,
    ) -> None:
        self._on_change = on_change
        texts = theme.texts
        self.area = SignatureArea(theme, hint or texts("components.sign.hint"), self._changed, field_mm)
        self._undo = Button(
            theme, text=texts("components.sign.undo"), icon="undo", kind="quiet", small=True, enabled=False,
            on_act=self.undo, id="sign-undo",
        )  # fmt: skip
        self._clear = Button(
            theme, text=texts("components.sign.clear"), icon="cross", kind="quiet", small=True, enabled=False,
            on_act=self.clear, id="sign-clear",
        )  # fmt: skip
        super().__init__(
            theme, [self.area, Line(theme, [self._undo, self._clear], gap="apart")], gap="target"
        )

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn."""
        return self.area.strokes

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn."""
        return not self.area.strokes

    def undo(self) -> None:
        """Take the last stroke away."""
        self.area.set_strokes(self.strokes[:-1])

    def clear(self) -> None:
        """Take all strokes away."""
        self.area.set_strokes(())

    def _changed(self) -> None:
        for button in (self._undo, self._clear):
            button.enabled = not self.is_empty
        if self._on_change is not None:
            self._on_change()
