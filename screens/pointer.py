"""The one finger of the glass, from the pointer of the display.

X gives a panel's touches as those of a pointer, besides a mouse that somebody may have plugged in. Kivy's own
provider takes every button, changes with the keys that are held (Alt and two buttons leave a touch that never
ends, Ctrl draws red dots), and loses a touch where a finger and a mouse press at once. This one follows the
first button alone, and one touch at a time.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from kivy.base import EventLoop
from kivy.input import MotionEventFactory
from kivy.input.provider import MotionEventProvider
from kivy.input.providers.mouse import MouseMotionEvent

NAME = "pointer"
"""By which the configuration of Kivy's input names it."""
FIRST = "left"

Told = Callable[[str, MouseMotionEvent], object]


class Pointer(MotionEventProvider):
    """Follows the first button of a window's pointer: from press to release it is one touch.

    What is pressed meanwhile, by another hand on another device, begins nothing; whichever lets go first ends
    the touch, where that is. So no order of events leaves a touch behind: one whose end never came ends with
    the next, which by then is elsewhere and acts on nothing.
    """

    def __init__(self, device: str, args: str) -> None:
        super().__init__(device, args)
        self._waiting: deque[tuple[str, MouseMotionEvent]] = deque()
        self._touch: MouseMotionEvent | None = None
        self._count = 0

    def _bindings(self) -> Sequence[tuple[str, Callable[..., None]]]:
        return (
            ("on_mouse_down", self._press),
            ("on_mouse_move", self._move),
            ("on_mouse_up", self._release),
        )

    def start(self) -> None:
        """Listen to the window."""
        for name, function in self._bindings():
            EventLoop.window.fbind(name, function)

    def stop(self) -> None:
        """Listen no longer."""
        for name, function in self._bindings():
            EventLoop.window.funbind(name, function)

    def update(self, dispatch_fn: Told) -> None:
        """Tell what has happened since; `begin`, `update` and `end` of a touch."""
        while self._waiting:
            dispatch_fn(*self._waiting.popleft())

    def _press(self, window: Any, x: float, y: float, button: str, _modifiers: object) -> None:
        if button != FIRST or self._touch is not None:
            return
        self._count += 1
        place = [*_place(window, x, y), button]
        self._touch = MouseMotionEvent(
            self.device, f"{self.device}{self._count}", place, is_touch=True, type_id="touch"
        )
        self._waiting.append(("begin", self._touch))

    def _move(self, window: Any, x: float, y: float, _modifiers: object) -> None:
        if self._touch is not None:
            self._touch.move(_place(window, x, y))
            self._waiting.append(("update", self._touch))

    def _release(self, window: Any, x: float, y: float, button: str, modifiers: object) -> None:
        touch = self._touch
        if touch is None or button != FIRST:
            return
        if _place(window, x, y) != [touch.sx, touch.sy]:
            self._move(window, x, y, modifiers)
        self._touch = None
        touch.update_time_end()
        self._waiting.append(("end", touch))


def _place(window: Any, x: float, y: float) -> list[float]:
    """Return a place of the window (px from the top left) as parts of it, from the bottom left."""
    across, down = window.to_normalized_pos(x, y)
    return [across, 1.0 - down]


MotionEventFactory.register(NAME, Pointer)
