"""Draws what has changed, and leaves on the glass what has not.

For a software renderer, which pays for every pixel: a key that is pressed is a hundredth of the window, and
costs a twentieth of a whole frame. A GPU pays for the frame; there Kivy draws as it does.
"""

from collections.abc import Callable
from typing import Protocol

from kivy.graphics import opengl as gl
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush

from screens.components import Stage
from screens.components.damage import Box, area, damage, joined
from screens.glx import Glass

SOFTWARE = ("llvmpipe", "softpipe", "swrast")
"""Mesa's renderers without a GPU, by the beginning of their names."""
MOST = 0.6
"""From this share of the window on, all of it is drawn at once."""
MOST_BOXES = 4
HEAL_S = 5.0
"""So long at most stands what another program painted over the window."""


class Window(Protocol):
    """A window of Kivy's, as far as it is needed here."""

    width: int
    height: int
    clearcolor: list[float]
    canvas: object
    render_context: object

    def fbind(self, name: str, function: Callable[..., object]) -> object:
        """Call a function at every event of a name; one that returns True ends the event."""


class Clock(Protocol):
    """Kivy's clock, as far as it is needed here."""

    def schedule_interval(self, call: Callable[[float], object], seconds: float) -> object:
        """Call every so many seconds."""


class Redraw:
    """Draws for the window, once `begin` was called.

    show: shows a part of what was drawn, and what was drawn must stay for the next time (glx.Glass.show).
    """

    def __init__(self, window: Window, stage: Stage, show: Callable[[Box], None]) -> None:
        self._window, self._stage, self._show = window, stage, show
        self._scissor = ScissorPush(x=0, y=0, width=1, height=1)
        self._boxes: list[Box] = []
        self._whole = True
        self.partial = False
        """Whether parts were drawn alone since the whole was."""

    def begin(self) -> None:
        """Draw from the next frame on."""
        window = self._window
        canvas = window.canvas
        canvas.before.insert(0, self._scissor)  # type: ignore[attr-defined]
        canvas.after.add(ScissorPop())  # type: ignore[attr-defined]
        window.fbind("on_resize", self.draw_all)
        window.fbind("on_draw", self._draw)
        window.fbind("on_flip", self._flip)

    def draw_all(self, *_: object) -> None:
        """Draw all of the window with the next frame, changed or not."""
        self._whole = True
        self._stage.canvas.ask_update()

    def heal(self) -> None:
        """Draw all of it where parts alone were drawn: another program may have painted over the window."""
        if self.partial:
            self.draw_all()

    def _draw(self, *_: object) -> bool:
        window = self._window
        self._boxes = self._due()
        self.partial = not self._whole
        self._whole = False
        for box in self._boxes:
            x, y, wide, high = box
            self._scissor.x, self._scissor.y, self._scissor.width, self._scissor.height = box
            gl.glEnable(gl.GL_SCISSOR_TEST)
            gl.glScissor(x, y, wide, high)
            gl.glClearColor(*window.clearcolor)
            gl.glClear(gl.GL_COLOR_BUFFER_BIT)
            gl.glDisable(gl.GL_SCISSOR_TEST)
            window.render_context.draw()  # type: ignore[attr-defined]
        return True

    def _flip(self, *_: object) -> bool:
        for box in self._boxes:
            self._show(box)
        return True

    def _due(self) -> list[Box]:
        """Return what is to be drawn now: parts of the window, or all of it."""
        wide, high = int(self._window.width), int(self._window.height)
        # Asked in any case: the parts forget with it where they stood.
        found = joined(damage(self._stage), wide, high) if self._stage.canvas.needs_redraw else []
        some = 0 < len(found) <= MOST_BOXES and sum(map(area, found)) < MOST * wide * high
        if self._whole or not some:
            self._whole = True
            return [(0, 0, wide, high)]
        return found


def begin(window: Window, stage: Stage, clock: Clock, glass: Glass) -> Redraw | None:
    """Draw for a window from now on, where that is less work and can be done; return who does."""
    if not (glass.copies and pays_by_the_pixel()):
        return None
    redraw = Redraw(window, stage, glass.show)
    redraw.begin()
    clock.schedule_interval(lambda _: redraw.heal(), HEAL_S)
    return redraw


def pays_by_the_pixel() -> bool:
    """Whether what draws in this thread's window is software."""
    name = gl.glGetString(gl.GL_RENDERER)
    return bool(name) and name.decode(errors="replace").lower().startswith(SOFTWARE)
