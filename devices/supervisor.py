"""Keeps devices open: one thread a device opens it, watches it, and opens it again when it is lost.

A driver that hangs holds up only its own thread, and is reported as such. A device that was lost is opened
afresh: nothing that was interrupted is resumed here.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from devices.deadline import Clock
from devices.keeper import Health, Keeper, Plan, Report, Wait, Watched
from devices.status import DeviceStatus, Status
from devices.steadiness import StatusLog

__all__ = ["Health", "Plan", "Report", "Supervisor", "Wait", "Watched"]

_log = logging.getLogger(__name__)

SPREAD = 0.1
"""How much longer than its turn a device may wait, so that several do not knock at the same moment."""


def spread(seconds: float) -> float:
    """Return a pause up to a tenth longer."""
    return seconds * (1 + random.uniform(0, SPREAD))  # noqa: S311 - nothing secret about a pause


def _to_log(name: str, state: str, code: str, held: int) -> None:
    _log.info("device %s: %s %s%s", name, state, code, f" after {held} more changes" if held else "")


class Supervisor:
    """All devices of a terminal, each in its own thread.

    `report(name, status)` is called once a change, from the device's thread: it must not block. `log` writes
    what changed, once. `clock`, `wait`, `now` (an aware time of day) and `spread` are handed in for tests;
    the pauses of one device alone are not spread.
    """

    def __init__(
        self,
        report: Report,
        clock: Clock = time.monotonic,
        wait: Wait = threading.Event.wait,
        check_every: float = 1.0,
        log: StatusLog | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        spread: Callable[[float], float] = spread,
    ) -> None:
        self._report = report
        self._clock = clock
        self._wait = wait
        self._check_every = check_every
        self._log = log or StatusLog(_to_log, clock)
        self._now = now
        self._spread = spread
        self._keepers: dict[str, Keeper] = {}
        self._stopping = threading.Event()
        self._checker = threading.Thread(target=self._check, name="device watch", daemon=True)

    def add(self, name: str, plan: Plan) -> None:
        """Add a device before `start`. Raises ValueError when the name is taken."""
        if name in self._keepers:
            raise ValueError(f"two devices named {name}")
        self._keepers[name] = Keeper(
            name, plan, self._changed, self._clock, self._wait, self._now, self._pause
        )

    def start(self) -> None:
        """Start one thread a device."""
        for keeper in self._keepers.values():
            keeper.start()
        self._checker.start()

    @property
    def names(self) -> tuple[str, ...]:
        """The devices, in the order in which they were added."""
        return tuple(self._keepers)

    def status(self, name: str) -> Status:
        """Return how the device stands now. Raises KeyError for a name that was not added."""
        return self._keepers[name].health.status

    def health(self, name: str) -> Health:
        """Return how the device stands, since when, and how often it was re-opened. Raises KeyError."""
        return self._keepers[name].health

    def nudge(self, name: str) -> None:
        """Make a waiting device try at once (plug event, staff page). Raises KeyError as `status`."""
        self._keepers[name].nudge()

    def ask(self, name: str, seconds: float = 10.0) -> Status:
        """Have a device looked at once more, wait for that, and return how it stands. Raises KeyError.

        One that is opened first is waited for until it says more than that it starts.
        """
        keeper, end = self._keepers[name], self._clock() + seconds
        while keeper.ask(max(0.0, end - self._clock())):
            if keeper.health.status.device is not DeviceStatus.STARTING:
                break
        return keeper.health.status

    def nudge_all(self) -> None:
        """Make every waiting device try at once: something was plugged in or pulled."""
        for keeper in self._keepers.values():
            keeper.nudge()

    def stop(self, seconds: float = 3.0) -> tuple[str, ...]:
        """Stop all threads within `seconds` together; return the names of those that did not end.

        Such a thread is a daemon and ends with the process.
        """
        self._stopping.set()
        for keeper in self._keepers.values():
            keeper.stop()
        end = time.monotonic() + seconds
        stuck = [k.name for k in self._keepers.values() if not k.join(max(0.0, end - time.monotonic()))]
        if self._checker.ident is not None:
            self._checker.join(max(0.1, end - time.monotonic()))
        return tuple(stuck)

    def _changed(self, name: str, status: Status) -> None:
        self._log.note(name, status)
        self._report(name, status)

    def _pause(self, seconds: float) -> float:
        return self._spread(seconds) if len(self._keepers) > 1 else seconds

    def _check(self) -> None:
        while not self._stopping.wait(self._check_every):
            for keeper in self._keepers.values():
                keeper.check_wedged()
            self._log.settle()
