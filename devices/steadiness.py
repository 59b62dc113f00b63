"""Which changes of a device are worth a line in the log. A loose plug must not fill the disk.

A change is told at once while a device changed seldom of late. From then on changes are only counted, and
one line with the count follows when the device has been quiet again.
"""

import threading
from collections import deque
from collections.abc import Callable

from devices.deadline import Clock
from devices.status import DeviceStatus, Status

Sink = Callable[[str, str, str, int], None]
"""Takes name, state, fault code (empty for none), and how many changes before it were only counted."""


class Steadiness:
    """The rule for one device. At most `at_most` changes within `window` seconds are told one by one."""

    def __init__(self, window: float = 60.0, at_most: int = 4) -> None:
        self._window = window
        self._told: deque[float] = deque(maxlen=at_most)
        self._last = 0.0
        self._held = 0

    def change(self, now: float) -> bool:
        """Take a change; return whether it is told now. What is not told is counted."""
        self._last = now
        if len(self._told) == self._told.maxlen and now - self._told[0] < self._window:
            self._held += 1
            return False
        self._told.append(now)
        return True

    def settled(self, now: float) -> int:
        """Return how many changes were held back once there was none for a window; afterwards 0."""
        if not self._held or now - self._last < self._window:
            return 0
        held, self._held = self._held, 0
        return held

    def take_held(self) -> int:
        """Return how many changes were held back since the last one that was told; afterwards 0."""
        held, self._held = self._held, 0
        return held


class StatusLog:
    """Writes each device's changes once, from any thread. Paper and media are no changes of the device."""

    def __init__(self, sink: Sink, clock: Clock, window: float = 60.0, at_most: int = 4) -> None:
        self._sink = sink
        self._clock = clock
        self._window, self._at_most = window, at_most
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, str]] = {}
        self._rules: dict[str, Steadiness] = {}

    def note(self, name: str, status: Status) -> None:
        """Take how a device stands now."""
        code = status.fault.code if status.fault is not None else ""
        # A device at work and a device waiting for work are the same news: it works.
        state = DeviceStatus.ONLINE if status.device is DeviceStatus.DEVICE_BUSY else status.device
        with self._lock:
            if self._known.get(name) == (state.value, code):
                return
            self._known[name] = (state.value, code)
            rule = self._rules.setdefault(name, Steadiness(self._window, self._at_most))
            if rule.change(self._clock()):
                self._sink(name, state.value, code, rule.take_held())

    def settle(self) -> None:
        """Tell the count of those that have come to rest; called now and then."""
        with self._lock:
            now = self._clock()
            for name, rule in self._rules.items():
                held = rule.settled(now)
                if held:
                    self._sink(name, *self._known[name], held)
