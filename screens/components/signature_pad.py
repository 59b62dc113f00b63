"""A place to sign: strokes are kept as they were drawn, in millimetres."""

from collections.abc import Callable, Sequence

from kivy.graphics import Color, InstructionGroup, SmoothLine
from kivy.input.motionevent import MotionEvent

from kiosk.submission.signature import Point
from screens.components.base import Part
from screens.components.button import Button
from screens.components.draw import box, panel, stamp
from screens.components.layout import Column, Line
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.masks import texture_of
from screens.theme.raster import strokes as stroke_cover
from screens.theme.theme import Theme

Stroke = tuple[Point, ...]
"""Points in mm from the top left corner of the pad, with time and, where the screen tells it, pressure."""

PEN_MM = 0.9
STEP_MM = 0.35
"""A point nearer than this to the last one adds nothing."""
PIECE = 32
"""Points of one piece of the line under the pen: however long it gets, a new point costs the same."""


class SignatureArea(Part):
    """The white field with the line to sign on."""

    def __init__(
        self, theme: Theme, hint: str, on_change: Callable[[], None], field_mm: tuple[float, float] | None
    ) -> None:
        super().__init__(theme)
        self._on_change = on_change
        self._field = field_mm
        self._strokes: list[Stroke] = []
        self._began: float | None = None
        """When the pen first touched the field, on the clock of the touches."""
        self._hint = Text(theme, hint, role="body", colour="ink2", align="centre")
        self.add_widget(self._hint)
        self._pen = InstructionGroup()
        self.canvas.add(self._pen)
        self._live = InstructionGroup()
        self.canvas.add(self._live)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn."""
        return tuple(self._strokes)

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
        self._strokes = list(strokes)
        self._began = None
        self._draw()
        self._on_change()

    def _height(self, width: int) -> int:
        if self._field is not None:
            return round(width * self._field[1] / self._field[0])
        return self.theme.px(95)

    def _arrange(self) -> None:
        high = self._hint.height_for(int(self.width))
        self._hint.lay(self.x, self.center_y - high // 2, self.width, high)
        self._draw()

    def _draw(self) -> None:
        self._pen.clear()
        self._hint.opacity = 0 if self._strokes else 1
        for stroke in self._strokes:
            self._draw_one(stroke)

    def _draw_one(self, stroke: Stroke) -> None:
        """Draw a finished stroke as exactly as text: its coverage in its own small texture."""
        theme = self.theme
        pen = theme.profile.px_per_mm * PEN_MM
        scale = self._scale()
        points = [(self.x + scale * one[0], self.top - scale * one[1]) for one in stroke]
        edge = int(pen) + 2
        left = int(min(x for x, _ in points)) - edge
        low = int(min(y for _, y in points)) - edge
        wide = int(max(x for x, _ in points)) + edge - left
        high = int(max(y for _, y in points)) + edge - low
        cover = stroke_cover(wide, high, [[(x - left, y - low) for x, y in points]], pen)
        stamp(self._pen, texture_of(cover), left, low, theme.colour("ink"))

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
        inset = theme.px(10)
        frame = (self.x + inset, self.y + theme.px(20), self.width - 2 * inset, theme.stroke("hairline"))
        box(self.ink, theme.masks, frame, theme.colour("line"))

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Begin a stroke; the page does not scroll with it."""
        if not self.collide_point(*touch.pos):
            return False
        touch.ud["still"] = True
        if self._began is None:
            before = self._strokes[-1][-1].ms if self._strokes else 0
            self._began = float(touch.time_start) - before / 1000
        touch.ud["line"] = [self._point(touch, *touch.pos)]
        touch.ud["at"] = touch.pos
        touch.grab(self)
        self._hint.opacity = 0
        self._live.clear()
        self._live.add(Color(*self.theme.colour("ink")))
        self._piece(touch, [*touch.pos])
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Go on with the stroke, inside the field only; it is drawn at once, with the very next frame."""
        if touch.grab_current is not self:
            return False
        x = min(max(touch.x, self.x), self.right)
        y = min(max(touch.y, self.y), self.top)
        at = touch.ud["at"]
        if max(abs(x - at[0]), abs(y - at[1])) >= self.theme.profile.px_per_mm * STEP_MM:
            touch.ud["line"].append(self._point(touch, x, y))
            touch.ud["at"] = (x, y)
            pen = touch.ud["pen"]
            pen.points = [*pen.points, x, y]
            if len(pen.points) >= 2 * PIECE:
                self._piece(touch, [x, y])
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """End the stroke and keep it."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._live.clear()
        stroke = tuple(touch.ud["line"])
        self._strokes.append(stroke)
        self._draw_one(stroke)
        self._on_change()
        return True

    def _piece(self, touch: MotionEvent, points: list[float]) -> None:
        """Begin the next piece of the line under the pen."""
        pen = SmoothLine(points=points, width=self.theme.profile.px_per_mm * PEN_MM / 2)
        touch.ud["pen"] = pen
        self._live.add(pen)

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
