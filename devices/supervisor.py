"""Keeps devices open: one thread a device opens it, watches it, and opens it again when it is lost.

A driver that hangs holds up only its own thread, and is reported as such. A device that was lost is opened
afresh: nothing that was interrupted is resumed here.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from devices.deadline import Clock
from devices.status import NO_DEVICE, STARTING, WEDGED, DeviceStatus, Fault, Mender, Status

Report = Callable[[str, Status], None]
Wait = Callable[[threading.Event, float], object]
"""Waits until the event is set or the seconds are over."""


class Watched(Protocol):
    """An open device in the hands of its thread."""

    def step(self) -> Status:
        """Do one round of work, a second or so at most, and say how the device stands.

        Raises OSError when the device is gone (serial errors are OSErrors).
        """
        ...

    def close(self) -> None:
        """Give the port back; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How one device is kept. Times in seconds.

    `present` tells cheaply whether the port exists, so that a plugged-in device is opened at once and not
    after the rest of the back-off. `stalled` is how long a round may take before the driver counts as wedged.
    """

    open: Callable[[], Watched]
    interval: float = 0.0
    present: Callable[[], bool] | None = None
    first_wait: float = 1.0
    longest_wait: float = 30.0
    stalled: float = 15.0


class _Keeper:
    """The thread of one device."""

    GLANCE = 0.5

    def __init__(self, name: str, plan: Plan, report: Report, clock: Clock, wait: Wait) -> None:
        self.name = name
        self._plan = plan
        self._report = report
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._status = STARTING
        self._beat = clock()
        self._stopping = threading.Event()
        self._nudge = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"device {name}", daemon=True)

    @property
    def status(self) -> Status:
        return self._status

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._nudge.set()

    def join(self, seconds: float) -> bool:
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def nudge(self) -> None:
        """Try at once: a plug event was seen, or someone waits for the next round."""
        self._nudge.set()

    def check_wedged(self) -> None:
        with self._lock:
            wedged = self._clock() - self._beat > self._plan.stalled
        if wedged and self._thread.is_alive():
            self._change(WEDGED)

    def _change(self, status: Status) -> None:
        # The lock is held while reporting, so that the last report heard is the status that holds.
        with self._lock:
            if status == self._status or self._stopping.is_set():
                return
            self._status = status
            self._report(self.name, status)

    def _alive(self) -> None:
        with self._lock:
            self._beat = self._clock()

    def _run(self) -> None:
        pause = self._plan.first_wait
        while not self._stopping.is_set():
            self._alive()
            try:
                device = self._plan.open()
            except OSError:
                self._change(NO_DEVICE)
            except Exception as error:
                # A driver's bug takes out its device, never the terminal.
                self._change(_broken(error))
            else:
                if self._watch(device):
                    pause = self._plan.first_wait
            self._back_off(pause)
            pause = min(pause * 2, self._plan.longest_wait)

    def _watch(self, device: Watched) -> bool:
        """Work with an open device until it is lost; return whether it ever did its work."""
        worked = False
        try:
            while not self._stopping.is_set():
                self._alive()
                status = device.step()
                self._change(status)
                worked = worked or status.device is DeviceStatus.ONLINE
                if self._plan.interval:
                    self._wait(self._nudge, self._plan.interval)
                    self._clear_nudge()
        except OSError:
            self._change(NO_DEVICE)
        except Exception as error:
            self._change(_broken(error))
        finally:
            device.close()
        return worked

    def _back_off(self, seconds: float) -> None:
        """Wait, but not past the moment at which an absent port appears."""
        was_there = self._there()
        left = seconds
        while left > 0 and not self._nudge.is_set():
            self._alive()
            glance = min(left, self.GLANCE)
            self._wait(self._nudge, glance)
            left -= glance
            is_there = self._there()
            if is_there and not was_there:
                break
            was_there = is_there
        self._clear_nudge()

    def _there(self) -> bool:
        return self._plan.present is None or self._plan.present()

    def _clear_nudge(self) -> None:
        if not self._stopping.is_set():
            self._nudge.clear()


def _broken(error: Exception) -> Status:
    # The type only: a message may carry what was on the card.
    return Status(DeviceStatus.HARDWARE_ERROR, Fault("driverError", type(error).__name__, Mender.MAINTENANCE))


class Supervisor:
    """All devices of a terminal, each in its own thread.

    `report(name, status)` is called once a change, from the device's thread: it must not block. `clock` and
    `wait` are handed in for tests.
    """

    def __init__(
        self,
        report: Report,
        clock: Clock = time.monotonic,
        wait: Wait = threading.Event.wait,
        check_every: float = 1.0,
    ) -> None:
        self._report = report
        self._clock = clock
        self._wait = wait
        self._check_every = check_every
        self._keepers: dict[str, _Keeper] = {}
        self._stopping = threading.Event()
        self._checker = threading.Thread(target=self._check, name="device watch", daemon=True)

    def add(self, name: str, plan: Plan) -> None:
        """Add a device before `start`. Raises ValueError when the name is taken."""
        if name in self._keepers:
            raise ValueError(f"two devices named {name}")
        self._keepers[name] = _Keeper(name, plan, self._report, self._clock, self._wait)

    def start(self) -> None:
        """Start one thread a device."""
        for keeper in self._keepers.values():
            keeper.start()
        self._checker.start()

    def status(self, name: str) -> Status:
        """Return how the device stands now. Raises KeyError for a name that was not added."""
        return self._keepers[name].status

    def nudge(self, name: str) -> None:
        """Make a waiting device try at once (plug event, staff page). Raises KeyError as `status`."""
        self._keepers[name].nudge()

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

    def _check(self) -> None:
        while not self._stopping.wait(self._check_every):
            for keeper in self._keepers.values():
                keeper.check_wedged()
