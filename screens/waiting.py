"""When the next frame is: so many a second, and at once after input.

Kivy's clock sleeps to the next tick whatever the citizen does, draws, and only then takes the input: a touch
waits up to two frames before anything is drawn for it. Here the wait ends with the input, and the frame that
answers follows at once.
"""

import select
import time
from collections.abc import Callable
from typing import Protocol

from screens.pace import FPS

LEAST_S = 1 / 120
"""Between two frames, however fast a finger moves: the rest of the machine goes on too."""


class Source(Protocol):
    """Where input comes from."""

    @property
    def fileno(self) -> int:
        """What becomes readable."""

    def input_waits(self) -> bool:
        """Whether something lies there already."""


class Waiting:
    """Waits between frames. source: None where input is met at the next frame only.

    now: seconds; ready(fileno, seconds): waits until input comes, at most so long, and says whether it came.
    """

    def __init__(
        self,
        source: Source | None,
        now: Callable[[], float] = time.monotonic,
        ready: Callable[[int, float], bool] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source, self._now, self._sleep = source, now, sleep
        self._ready = ready or _ready
        self._fps = FPS
        self._framed = -1.0
        self._hurried = False

    def draw_at_most(self, fps: float) -> None:
        """Have so many frames a second drawn from now on."""
        self._fps = fps

    def hurry(self) -> None:
        """Have the next frame come at once: a finger waits for its answer."""
        self._hurried = True

    def wait(self) -> None:
        """Return when the next frame is due, or when there is input to take before it."""
        hurried, self._hurried = self._hurried, False
        due = self._framed + (LEAST_S if hurried else 1 / self._fps)
        while (left := due - self._now()) > 0:
            if hurried or self._source is None:
                self._sleep(left)
            elif self._source.input_waits() or self._ready(self._source.fileno, left):
                # It is taken after this turn of the loop; what it changes is drawn in the next one.
                self._hurried = True
                return
        self._framed = self._now()

    def steer(self, clock: object) -> None:
        """Have Kivy's clock, told by its configuration to wait for nothing, wait like this between ticks.

        Raises AttributeError for a clock that has no such place.
        """
        tick = clock.idle  # type: ignore[attr-defined]  # Kivy's, which has no types

        def idle() -> float:
            self.wait()
            return float(tick())

        setattr(clock, "idle", idle)  # noqa: B010 - Kivy offers no other way


def _ready(fileno: int, seconds: float) -> bool:
    return bool(select.select([fileno], [], [], seconds)[0])
