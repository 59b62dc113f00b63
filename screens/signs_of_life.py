"""Whoever touches the glass is still there, whatever the touch means: scrolling, drawing, a letter of pinyin.

What is composed, scrolled or drawn reaches the visit only when it is done, and nobody who is busy with it is
to be asked whether they are still there.
"""

from collections.abc import Callable
from typing import Protocol

EVERY_S = 10.0
"""So often it is told at most; the shortest limit is a minute."""
AFTER_S = 0.3
"""After the touch: what it means comes first, and a dialog it was meant for is not gone under it."""


class Window(Protocol):
    """A window of Kivy's, as far as it is needed here."""

    def fbind(self, name: str, function: Callable[..., None]) -> object:
        """Call a function at every event of a name."""


class SignsOfLife:
    """Calls `tell` for touches; `later` calls a function in so many seconds, `clock` gives seconds."""

    def __init__(
        self,
        clock: Callable[[], float],
        later: Callable[[Callable[[], None], float], None],
        tell: Callable[[], None],
    ) -> None:
        self._clock, self._later, self._tell = clock, later, tell
        self._told: float | None = None

    def attach(self, window: Window) -> None:
        """Follow the touches of a window for as long as it stands."""
        # Not `bind`: that would hold this weakly, and nobody else holds it.
        window.fbind("on_touch_up", self.up)

    def up(self, *_: object) -> None:
        """Take the end of a touch; it goes on to the page as ever."""
        now = self._clock()
        if self._told is None or now - self._told >= EVERY_S:
            self._told = now
            self._later(self._tell, AFTER_S)
