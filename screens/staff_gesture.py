"""How staff open the board of devices: five seconds on the top left corner, then a touch on the top right.

Nobody does that by chance, and nothing on the screen shows it. The corners lie above the reach of citizens'
controls; touches go on to the page as ever.
"""

from collections.abc import Callable
from typing import Protocol

CORNER_MM = 40.0
HOLD_S = 5.0
THEN_S = 5.0
"""How long after letting go the second corner counts."""


class Touch(Protocol):
    """A touch as Kivy tells it: `sx`, `sy` from 0 to 1, the origin bottom left."""

    sx: float
    sy: float


class Window(Protocol):
    """A window of Kivy's, as far as it is needed here."""

    def fbind(self, name: str, function: Callable[..., None]) -> object:
        """Call a function at every event of a name."""


class StaffGesture:
    """Follows the touches of a window of `size_mm` (width, height); calls `then` when it was made."""

    def __init__(
        self, size_mm: tuple[float, float], clock: Callable[[], float], then: Callable[[], None]
    ) -> None:
        self._wide, self._high = (CORNER_MM / side for side in size_mm)
        self._clock = clock
        self._then = then
        self._held_from: float | None = None
        self._armed_until: float | None = None

    def attach(self, window: Window) -> None:
        """Follow the touches of a window for as long as it stands."""
        # Not `bind`: that would hold this weakly, and nobody else holds it.
        window.fbind("on_touch_down", self.down)
        window.fbind("on_touch_up", self.up)

    def down(self, _window: object, touch: Touch) -> None:
        """Take the beginning of a touch."""
        now = self._clock()
        armed = self._armed_until is not None and now <= self._armed_until
        self._armed_until = self._held_from = None
        if touch.sy < 1 - self._high:
            return
        if touch.sx <= self._wide:
            self._held_from = now
        elif armed and touch.sx >= 1 - self._wide:
            self._then()

    def up(self, _window: object, touch: Touch) -> None:
        """Take the end of a touch; a finger that slid away held nothing."""
        held, self._held_from = self._held_from, None
        if held is None or touch.sx > self._wide or touch.sy < 1 - self._high:
            return
        now = self._clock()
        if now - held >= HOLD_S:
            self._armed_until = now + THEN_S
