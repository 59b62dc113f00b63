"""The live picture of the document camera, what was found on it, and how long until it is taken."""

import math
from collections.abc import Sequence

from kivy.graphics import Color, InstructionGroup, Rectangle, SmoothLine
from kivy.graphics.texture import Texture

from screens.components.base import Part
from screens.components.countdown import ring_part
from screens.components.draw import box, stamp
from screens.components.icons import draw_icon
from screens.components.text import Text
from screens.focus.node import Node
from screens.theme.theme import Theme

Quad = Sequence[tuple[float, float]]
"""Four corners in px of the picture, clockwise from the top left, y down."""


class PhotoFrame(Part):
    """`show(rgb, width, height)` for each frame, on the UI thread; `found(quad)`, `countdown(share, text)`.

    `outline(polygons, size)` draws where something is wrong, or several papers; `lit(words)` a dot that says
    that the camera is on. One texture lives as long as the size of the pictures stays; `clear()` drops the
    last picture.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        waiting: str = "",
        height_mm: float = 203.0,
        speech: str | None = None,
    ) -> None:
        super().__init__(theme)
        self._name, self._speech, self._height_mm = name, speech, height_mm
        self._picture = InstructionGroup()
        self._over = InstructionGroup()
        self.canvas.add(self._picture)
        self.canvas.add(self._over)
        # The words come after: they lie on the picture.
        self._waiting = Text(theme, waiting, colour="on_stage", align="centre")
        self.add_widget(self._waiting)
        self._texture: Texture | None = None
        self._has_picture = False
        self._quad: tuple[tuple[float, float], ...] = ()
        self._share: float | None = None
        self._count = ""
        self._outlines: tuple[tuple[Quad, bool], ...] = ()
        self._outlined = (1, 1)
        self._lit = Text(theme, "", role="floor", colour="on_stage")
        self.add_widget(self._lit)

    def show(self, rgb: bytes | bytearray | memoryview, width: int, height: int) -> None:
        """Show a frame: width * height * 3 bytes, rows from the top. Raises ValueError on another size."""
        if len(rgb) != width * height * 3:
            raise ValueError(f"{len(rgb)} bytes are no picture of {width} x {height}")
        if self._texture is None or self._texture.size != (width, height):
            self._texture = Texture.create(size=(width, height), colorfmt="rgb")
            self._texture.flip_vertical()
        self._texture.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
        if not self._has_picture:
            self._has_picture = True
            self._waiting.opacity = 0
            self._place()
        self.canvas.ask_update()

    def clear(self) -> None:
        """Forget the last picture."""
        self._texture, self._has_picture = None, False
        self._quad, self._share, self._outlines = (), None, ()
        self._waiting.opacity = 1
        self._place()

    def found(self, quad: Quad | None) -> None:
        """Draw the outline of what was found, or none."""
        self._quad = tuple(quad or ())
        self._draw_over()

    def countdown(self, share: float | None, text: str = "") -> None:
        """Draw the ring that fills until the picture is taken (share 0 to 1), or none."""
        self._share, self._count = share, text
        self._draw_over()

    def outline(self, polygons: Sequence[tuple[Quad, bool]], size: tuple[int, int]) -> None:
        """Draw polygons in px of a photograph of this size; True: something is wrong there."""
        if (tuple(polygons), size) != (self._outlines, self._outlined):
            self._outlines, self._outlined = tuple(polygons), size
            self._draw_over()

    def lit(self, words: str) -> None:
        """Say on the picture that the camera is on; nothing where there are no words."""
        if words != self._lit.text:
            self._lit.text = words
            self._place_lit()

    def _place_lit(self) -> None:
        theme = self.theme
        wide = min(self._lit.natural_width(), int(self.width) - theme.px(24))
        high = self._lit.height_for(wide)
        self._lit.lay(self.x + theme.px(16), self.top - theme.px(8) - high, wide, high)
        self._draw_over()

    def _picture_box(self) -> tuple[float, float, float, float]:
        """Return x, y, width, height of the picture: as large as fits, its shape kept."""
        if self._texture is None:
            return self.x, self.y, self.width, self.height
        tw, th = self._texture.size
        scale = min(self.width / tw, self.height / th)
        w, h = round(tw * scale), round(th * scale)
        return self.x + (self.width - w) // 2, self.y + (self.height - h) // 2, w, h

    def _height(self, width: int) -> int:
        return self.theme.px(self._height_mm)

    def _arrange(self) -> None:
        wide = self.width - 2 * self.theme.px(10)
        high = self._waiting.height_for(wide)
        self._waiting.lay(self.x + self.theme.px(10), self.center_y - high // 2, wide, high)
        self._place_lit()
        self._place()

    def _place(self) -> None:
        self._picture.clear()
        if self._texture is not None and self._has_picture:
            x, y, w, h = self._picture_box()
            self._picture.add(Color(1, 1, 1, 1))
            self._picture.add(Rectangle(texture=self._texture, pos=(x, y), size=(w, h)))
        self._draw_over()

    def _draw_over(self) -> None:
        theme = self.theme
        self._over.clear()
        if self._texture is not None and self._has_picture:
            if len(self._quad) == 4:
                self._polygon(self._quad, self._texture.size, "found")
            for polygon, wrong in self._outlines:
                self._polygon(polygon, self._outlined, "wrong" if wrong else "found")
        if self._lit.text:
            self._draw_lit()
        if self._share is not None:
            px = theme.px(32)
            cx = self.right - theme.px(8) - px // 2
            cy = self.top - theme.px(8) - px // 2
            ground = (cx - px // 2 - 6, cy - px // 2 - 6, px + 12, px + 12)
            r, g, b, _ = theme.colour("stage")
            box(self._over, theme.masks, ground, (r, g, b, 0.75), px)
            colours = ("disabled_ink", "found")
            ring_part(self._over, theme, (cx, cy), px, theme.px(3), self._share, colours)
            line = theme.fonts.line(self._count, theme.em("figure", 1.0), bold=True)
            if line is not None:
                stamp(self._over, line, cx - line.width / 2, cy - line.height / 2, theme.colour("on_stage"))

    def _polygon(self, polygon: Quad, size: tuple[int, int], kind: str) -> None:
        """Draw a polygon in px of a picture of this size. Wrong: dark and light lines, and a sign in it."""
        theme = self.theme
        x, y, w, h = self._picture_box()
        points = [(x + px * w / size[0], y + h - py * h / size[1]) for px, py in polygon]
        if len(points) < 2:
            return
        flat = [c for point in [*points, points[0]] for c in point]
        width = max(2.0, theme.px(1.7) / 2)
        if kind == "wrong":
            self._over.add(Color(*theme.colour("stage")))
            self._over.add(SmoothLine(points=flat, width=width * 2.4, joint="round"))
            self._over.add(Color(*theme.colour("on_stage")))
        else:
            self._over.add(Color(*theme.colour(kind)))
        self._over.add(SmoothLine(points=flat, width=width, joint="round"))
        if kind == "wrong":
            px = theme.px(12)
            cx = min(max(sum(p[0] for p in points) / len(points), x + px), x + w - px)
            cy = min(max(sum(p[1] for p in points) / len(points), y + px), y + h - px)
            ground = (cx - px // 2 - 4, cy - px // 2 - 4, px + 8, px + 8)
            box(self._over, theme.masks, ground, theme.colour("stage"), px)
            draw_icon(self._over, theme, "warning", cx - px // 2, cy - px // 2, px, "on_stage")

    def _draw_lit(self) -> None:
        """Draw the ground of the words, and the dot before them."""
        theme, words = self.theme, self._lit
        dot, pad = theme.px(4), theme.px(2.5)
        left = words.x - dot - 2 * pad
        r, g, b, _ = theme.colour("stage")
        ground = (left, words.y - pad // 2, words.natural_width() + dot + 3 * pad, words.height + pad)
        box(self._over, theme.masks, ground, (r, g, b, 0.8), theme.px(3))
        middle = words.y + words.height // 2 - dot // 2
        box(self._over, theme.masks, (left + pad, middle, dot, dot), theme.colour("found"), dot // 2)

    def _paint(self) -> None:
        theme = self.theme
        frame = (self.x, self.y, self.width, self.height)
        box(self.ink, theme.masks, frame, theme.colour("stage"), theme.radius("card"))

    def _heard(self) -> tuple[str, ...]:
        """Return what it shows, whether the camera is on, and what is said where a picture is missing."""
        waiting = self._waiting.text if self._waiting.opacity else ""
        return self._speech or self._name, self._lit.text, waiting

    def node(self) -> Node | None:
        """Return the picture by what it shows."""
        value = str(math.ceil(100 * self._share)) + " %" if self._share is not None else ""
        return Node(
            id="photo",
            role="img",
            name=self._name,
            speech="，".join(one for one in self._heard() if one),
            value=value,
            state=(*(("found",) if self._quad else ()), *(("lit",) if self._lit.text else ())),
            bounds=self.bounds(),
            visible=self.is_seen(),
            focused=self.focused,
        )
