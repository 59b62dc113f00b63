"""A photograph whose four corners a person puts right, with a finger or by steps."""

from collections.abc import Callable, Sequence
from typing import cast

from kivy.graphics import Color, Ellipse, InstructionGroup, Line, Rectangle, SmoothLine
from kivy.graphics.texture import Texture
from kivy.input.motionevent import MotionEvent

from screens.components.base import Part
from screens.components.draw import box
from screens.focus.node import Node
from screens.theme.theme import Theme

Corners = tuple[tuple[float, float], ...]
HANDLE_MM = 20.0
GLASS_MM = 46.0
GLASS_TIMES = 3.0
STEP = 0.004
"""One step of the arrows, in parts of the photograph's longer side."""


class CornerFrame(Part):
    """`show(rgb, width, height)` once; `place(corners, size)` in px of the photograph, however it is shown.

    A finger takes the nearest corner. on_move(corners) is called when it lets go, and after each step;
    on_choose(index) when another corner is taken. While a finger lies on a corner a magnifying glass stands
    beside it.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        on_move: Callable[[Corners], None],
        on_choose: Callable[[int], None],
    ) -> None:
        super().__init__(theme)
        self._name, self._on_move, self._on_choose = name, on_move, on_choose
        self._texture: Texture | None = None
        self._corners: Corners = ()
        self._before: Corners = ()
        """Where they were when the finger came."""
        self._size = (1, 1)
        self._chosen = 0
        self._wrong = False
        self._held: tuple[float, float] | None = None
        """From the finger to the corner that it holds, px on the glass."""
        self._picture, self._over = InstructionGroup(), InstructionGroup()
        self.canvas.add(self._picture)
        self.canvas.add(self._over)

    def show(self, rgb: bytes, width: int, height: int) -> None:
        """Show the photograph: width * height * 3 bytes, rows from the top."""
        self._texture = Texture.create(size=(width, height), colorfmt="rgb")
        self._texture.flip_vertical()
        self._texture.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._draw_picture()

    def clear(self) -> None:
        """Forget the photograph."""
        self._texture, self._corners = None, ()
        self._draw_picture()

    def place(self, corners: Sequence[tuple[float, float]], size: tuple[int, int], wrong: bool) -> None:
        """Put the corners where they stand; wrong: no page can come of them."""
        if self._held is None:
            self._corners, self._size, self._wrong = tuple(corners), size, wrong
            self._draw_over()

    def choose(self, index: int) -> None:
        """Let the steps move this corner, clockwise from the top left."""
        self._chosen = index
        self._draw_over()

    def kept(self) -> int:
        """Return the corner that the steps move."""
        return self._chosen

    def keep(self, kept: object) -> None:
        """Let the steps move the same corner."""
        self._on_choose(cast(int, kept))
        self.choose(cast(int, kept))

    def step(self, right: int, down: int) -> None:
        """Move the chosen corner by so many steps."""
        if self._corners:
            way = STEP * max(self._size)
            x, y = self._corners[self._chosen]
            self._put((x + right * way, y + down * way))
            self._on_move(self._corners)

    def _put(self, corner: tuple[float, float]) -> None:
        x = min(max(corner[0], 0.0), self._size[0] - 1.0)
        y = min(max(corner[1], 0.0), self._size[1] - 1.0)
        self._corners = (*self._corners[: self._chosen], (x, y), *self._corners[self._chosen + 1 :])
        self._draw_over()

    # Where things are on the glass.

    def _height(self, width: int) -> int:
        return self.theme.px(160)

    def _frame(self) -> tuple[float, float, float, float]:
        """Return x, y, width, height of the photograph; a handle's half stays free around it."""
        edge = self.theme.px(HANDLE_MM / 2)
        room = max(1, self.width - 2 * edge), max(1, self.height - 2 * edge)
        scale = min(room[0] / self._size[0], room[1] / self._size[1])
        w, h = self._size[0] * scale, self._size[1] * scale
        return self.x + (self.width - w) / 2, self.y + (self.height - h) / 2, w, h

    def _on_glass(self, corner: tuple[float, float]) -> tuple[float, float]:
        x, y, w, h = self._frame()
        return x + corner[0] * w / self._size[0], y + h - corner[1] * h / self._size[1]

    def _on_photo(self, px: float, py: float) -> tuple[float, float]:
        x, y, w, h = self._frame()
        return (px - x) * self._size[0] / w, (y + h - py) * self._size[1] / h

    def _arrange(self) -> None:
        self._draw_picture()

    def _draw_picture(self) -> None:
        self._picture.clear()
        if self._texture is not None and self._corners:
            x, y, w, h = self._frame()
            self._picture.add(Color(1, 1, 1, 1))
            self._picture.add(Rectangle(texture=self._texture, pos=(x, y), size=(w, h)))
        self._draw_over()

    def _draw_over(self) -> None:
        self._over.clear()
        if not self._corners:
            return
        theme = self.theme
        points = [self._on_glass(corner) for corner in self._corners]
        flat = [c for point in [*points, points[0]] for c in point]
        colour = theme.colour("on_stage" if self._wrong else "found")
        self._over.add(Color(*theme.colour("stage")))
        self._over.add(SmoothLine(points=flat, width=theme.px(2.4) / 2, joint="round"))
        self._over.add(Color(*colour))
        self._over.add(SmoothLine(points=flat, width=theme.px(1.2) / 2, joint="round"))
        for index, point in enumerate(points):
            self._draw_handle(point, index == self._chosen)
        if self._held is not None:
            self._draw_glass(points[self._chosen])

    def _draw_handle(self, point: tuple[float, float], chosen: bool) -> None:
        """Draw a ring around a corner: its middle stays free, so that the paper's corner is seen."""
        theme = self.theme
        r = theme.px(HANDLE_MM) / 2
        self._over.add(Color(*theme.colour("stage")))
        self._over.add(Line(circle=(*point, r), width=theme.px(2.2) / 2))
        self._over.add(Color(*theme.colour("found" if chosen else "on_stage")))
        self._over.add(Line(circle=(*point, r), width=theme.px(1.2) / 2))
        if chosen:
            self._over.add(Line(circle=(*point, r - theme.px(2)), width=theme.px(1) / 2))

    def _draw_glass(self, point: tuple[float, float]) -> None:
        """Draw the place under the finger, enlarged, above it or below it."""
        theme, texture = self.theme, self._texture
        if texture is None:
            return
        side = theme.px(GLASS_MM)
        x, y, w, h = self._frame()
        span = side / GLASS_TIMES
        u, v = (point[0] - x) / w * texture.width, (point[1] - y) / h * texture.height
        wide, high = span / w * texture.width, span / h * texture.height
        left = min(max(0.0, u - wide / 2), texture.width - wide)
        low = min(max(0.0, v - high / 2), texture.height - high)
        part = texture.get_region(left, low, wide, high)
        gap = theme.px(HANDLE_MM)
        gx = min(max(self.x, point[0] - side / 2), self.right - side)
        above = point[1] + gap + side <= self.top
        gy = point[1] + gap if above else max(self.y, point[1] - gap - side)
        edge = theme.px(1)
        box(self._over, theme.masks, (gx - edge, gy - edge, side + 2 * edge, side + 2 * edge),
            theme.colour("on_stage"))  # fmt: skip
        self._over.add(Color(1, 1, 1, 1))
        self._over.add(Rectangle(texture=part, pos=(gx, gy), size=(side, side)))
        cx, cy = gx + (u - left) / wide * side, gy + (v - low) / high * side
        for colour, width in (("stage", 4.0), ("found", 2.0)):
            self._over.add(Color(*theme.colour(colour)))
            arm = theme.px(6)
            self._over.add(Line(points=[cx - arm, cy, cx + arm, cy], width=width / 2))
            self._over.add(Line(points=[cx, cy - arm, cx, cy + arm], width=width / 2))
        self._over.add(Ellipse(pos=(cx - 3, cy - 3), size=(6, 6)))

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        box(self.ink, theme.masks, frame, theme.colour("stage"), theme.radius("card"))

    # The finger.

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Take the nearest corner, wherever on the picture the finger comes down."""
        if not self._corners or self._held is not None or not self.collide_point(*touch.pos):
            return False
        touch.ud["still"] = True
        touch.grab(self)
        self._before = self._corners
        points = [self._on_glass(corner) for corner in self._corners]
        away = [(px - touch.x) ** 2 + (py - touch.y) ** 2 for px, py in points]
        index = away.index(min(away))
        if index != self._chosen:
            self._chosen = index
            self._on_choose(index)
        # Near the corner the finger pushes it and does not cover it; far away the corner jumps to it.
        near = min(away) <= self.theme.px(HANDLE_MM) ** 2
        px, py = points[index]
        self._held = (px - touch.x, py - touch.y) if near else (0.0, 0.0)
        if near:
            self._draw_over()
        else:
            self._follow(touch)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Follow the finger."""
        if touch.grab_current is not self:
            return False
        self._follow(touch)
        return True

    def let_go(self) -> None:
        """Put the corner back where it was: nobody was told of another place."""
        self._held = None
        self._corners = self._before
        self._draw_over()

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Leave the corner where it is."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._held = None
        self._draw_over()
        self._on_move(self._corners)
        return True

    def _follow(self, touch: MotionEvent) -> None:
        dx, dy = self._held or (0.0, 0.0)
        self._put(self._on_photo(touch.x + dx, touch.y + dy))

    def node(self) -> Node | None:
        """Return the photograph with the place of the chosen corner; it is moved by the arrows beside it."""
        value = ""
        if self._corners:
            x, y = self._corners[self._chosen]
            value = f"{round(100 * x / self._size[0])} % {round(100 * y / self._size[1])} %"
        return Node(
            id="corners",
            role="img",
            name=self._name,
            speech=self._name,
            value=value,
            state=("error",) if self._wrong else (),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
