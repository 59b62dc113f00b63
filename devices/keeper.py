"""The thread of one device: open, watch, lose, wait, open again. Used by supervisor.py alone."""

import errno
import logging
import termios
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from devices.deadline import Clock, Deadline
from devices.finding import WrongDeviceError
from devices.status import (
    NO_DEVICE,
    PORT_BUSY,
    PORT_DENIED,
    STARTING,
    WEDGED,
    WRONG_DEVICE,
    DeviceStatus,
    Fault,
    Mender,
    Status,
)

_log = logging.getLogger(__name__)

Report = Callable[[str, Status], None]
Wait = Callable[[threading.Event, float], object]
"""Waits until the event is set or the seconds are over."""


class Watched(Protocol):
    """An open device in the hands of its thread."""

    def step(self, within: Deadline) -> Status:
        """Do one round of work, a second or so as a rule, and say how the device stands.

        `within` is the whole round's: what is asked in it ends by then. Raises OSError when the device is
        gone (serial errors are OSErrors).
        """
        ...

    def close(self) -> None:
        """Give the port back; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How one device is kept. Times in seconds.

    `present` tells cheaply whether the port exists: a device that is plugged in is opened at once and not
    after the rest of the back-off, and one that is pulled is lost at once and not at its driver's next
    question. `round` is the deadline that each round is given, `stalled` how long it may take before the
    driver counts as wedged: longer, for what ends a moment after its deadline.
    """

    open: Callable[[], Watched]
    interval: float = 0.0
    present: Callable[[], bool] | None = None
    first_wait: float = 1.0
    longest_wait: float = 30.0
    round: float = 10.0
    stalled: float = 15.0


@dataclass(frozen=True, slots=True)
class Health:
    """How a device stands, since when, and how often it was opened again after the first time."""

    status: Status
    since: datetime
    """When the device's state or fault last changed; paper and media do not count."""
    reopened: int = 0


class Keeper:
    """Keeps one device. `pause` may lengthen a wait, so that several devices do not knock together."""

    GLANCE = 0.5

    def __init__(
        self,
        name: str,
        plan: Plan,
        report: Report,
        clock: Clock,
        wait: Wait,
        now: Callable[[], datetime],
        pause: Callable[[float], float],
    ) -> None:
        self.name = name
        self._plan = plan
        self._report = report
        self._clock = clock
        self._wait = wait
        self._now = now
        self._pause = pause
        self._lock = threading.Lock()
        self._health = Health(STARTING, now())
        self._opened = 0
        self._beat = clock()
        self._stopping = threading.Event()
        self._nudge = threading.Event()
        self._turn = threading.Condition()
        self._begun = self._over = 0
        """Rounds, each with the opening before it."""
        self._thread = threading.Thread(target=self._run, name=f"device {name}", daemon=True)

    @property
    def health(self) -> Health:
        """How it stands now."""
        return self._health

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end after its round."""
        self._stopping.set()
        self._nudge.set()

    def join(self, seconds: float) -> bool:
        """Wait for the end; return whether it came."""
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def nudge(self) -> None:
        """Try at once: a plug event was seen, or someone waits for the next round."""
        self._nudge.set()

    def ask(self, seconds: float) -> bool:
        """Wait until it was looked at once more from now on; return whether it was within `seconds`."""
        with self._turn:
            wanted = self._begun + 1
        self.nudge()
        with self._turn:
            return self._turn.wait_for(lambda: self._over >= wanted, seconds)

    def check_wedged(self) -> None:
        """Report a driver that has not returned, or took its thread along; called by the supervisor's own."""
        with self._lock:
            wedged = self._clock() - self._beat > self._plan.stalled
        if wedged and self._thread.ident is not None:
            self._change(WEDGED)

    def _change(self, status: Status) -> None:
        # The lock is held while reporting, so that the last report heard is the status that holds.
        with self._lock:
            before = self._health.status
            if status == before or self._stopping.is_set():
                return
            same = (status.device, status.fault) == (before.device, before.fault)
            since = self._health.since if same else self._now()
            self._health = replace(self._health, status=status, since=since)
            self._report(self.name, status)

    def _alive(self) -> None:
        with self._lock:
            self._beat = self._clock()

    def _run(self) -> None:
        pause = self._plan.first_wait
        while not self._stopping.is_set():
            self._alive()
            self._begin()
            try:
                device = self._plan.open()
            except OSError as error:
                self._change(why_lost(error))
            except Exception as error:
                # A driver's bug takes out its device, never the terminal.
                self._change(_broken(error))
            else:
                self._count()
                if self._watch(device):
                    pause = self._plan.first_wait
            self._end()
            if self._back_off(self._pause(pause)):
                pause = self._plan.first_wait
            else:
                pause = min(pause * 2, self._plan.longest_wait)

    def _count(self) -> None:
        with self._lock:
            self._health = replace(self._health, reopened=self._opened)
        self._opened += 1

    def _watch(self, device: Watched) -> bool:
        """Work with an open device until it is lost; return whether it ever did its work."""
        worked = False
        try:
            while not self._stopping.is_set():
                self._alive()
                if not self._there():
                    # The driver would notice at its next question only, which may be seconds away.
                    self._change(NO_DEVICE)
                    break
                status = device.step(Deadline(self._plan.round, self._clock))
                # A step that took too long is over: what it says must not be overruled while it rests.
                self._alive()
                self._change(status)
                worked = worked or status.device is DeviceStatus.ONLINE
                self._end()
                self._rest(self._plan.interval)
                self._begin()
        except OSError as error:
            self._change(why_lost(error))
        except Exception as error:
            self._change(_broken(error))
        finally:
            device.close()
        return worked

    def _begin(self) -> None:
        with self._turn:
            self._begun += 1

    def _end(self) -> None:
        with self._turn:
            self._over = self._begun
            self._turn.notify_all()

    def _rest(self, seconds: float) -> None:
        """Wait for the next round, but not past the moment at which the port is pulled."""
        if not seconds:
            return
        left = seconds
        while left > 0 and not self._nudge.is_set() and self._there():
            glance = min(left, self.GLANCE / 2)
            self._wait(self._nudge, glance)
            left -= glance
        self._clear_nudge()

    def _back_off(self, seconds: float) -> bool:
        """Wait, but not past the moment at which an absent port appears; return whether that was why."""
        was_there = self._there()
        left = seconds
        while left > 0 and not self._nudge.is_set():
            self._alive()
            glance = min(left, self.GLANCE)
            self._wait(self._nudge, glance)
            left -= glance
            is_there = self._there()
            if is_there and not was_there:
                return True
            was_there = is_there
        nudged = self._nudge.is_set()
        self._clear_nudge()
        return nudged

    def _there(self) -> bool:
        try:
            return self._plan.present is None or self._plan.present()
        except Exception as error:
            # Whether it is there cannot be told: opening it will tell.
            _log.warning("device %s: not looked for: %s", self.name, type(error).__name__)
            return True

    def _clear_nudge(self) -> None:
        if not self._stopping.is_set():
            self._nudge.clear()


_WHY = {
    errno.EACCES: PORT_DENIED,
    errno.EPERM: PORT_DENIED,
    errno.EBUSY: PORT_BUSY,
    errno.EAGAIN: PORT_BUSY,
    errno.ENOTTY: WRONG_DEVICE,
    errno.EISDIR: WRONG_DEVICE,
}


def why_lost(error: Exception) -> Status:
    """Say why a port is not open, as far as the system says it; a driver's own error may stand before it."""
    for one in _chain(error):
        if isinstance(one, WrongDeviceError):
            return WRONG_DEVICE
        # What pyserial makes of an error of termios has no number of its own.
        number = one.args[0] if isinstance(one, termios.error) else getattr(one, "errno", None)
        if number in _WHY:
            return _WHY[number]
    return NO_DEVICE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _broken(error: Exception) -> Status:
    # The type only: a message may carry what was on the card.
    return Status(DeviceStatus.HARDWARE_ERROR, Fault("driverError", type(error).__name__, Mender.MAINTENANCE))
