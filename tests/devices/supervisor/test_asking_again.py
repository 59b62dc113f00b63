"""A device is looked at once more when somebody asks, whether it rests, is lost, or hangs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devices.deadline import Deadline
from devices.status import NO_DEVICE, DeviceStatus, Status
from devices.supervisor import Plan, Supervisor

ONLINE = Status(DeviceStatus.ONLINE)
OUT = Status(DeviceStatus.USER_ERROR)
LONG_S = 3600.0


class Device:
    """Says each status in turn, the last one for ever."""

    def __init__(self, *says: Status) -> None:
        self._says = list(says)
        self.looked = 0

    def step(self, within: Deadline) -> Status:
        self.looked += 1
        return self._says.pop(0) if len(self._says) > 1 else self._says[0]

    def close(self) -> None:
        """Hold nothing."""


@contextmanager
def kept(open_device: Callable[[], Device]) -> Iterator[Supervisor]:
    reported = threading.Event()
    supervisor = Supervisor(lambda _name, _status: reported.set())
    supervisor.add("it", Plan(open_device, interval=LONG_S, first_wait=LONG_S, longest_wait=LONG_S))
    supervisor.start()
    try:
        assert reported.wait(60)
        yield supervisor
    finally:
        supervisor.stop()


def test_one_that_rests_is_looked_at_at_once() -> None:
    device = Device(ONLINE, OUT)
    with kept(lambda: device) as supervisor:
        assert supervisor.status("it") == ONLINE
        assert supervisor.ask("it", 60) == OUT
        assert device.looked == 2


def test_one_that_was_lost_is_opened_again_and_waited_for_until_it_has_started() -> None:
    attempts: list[Device | OSError] = [OSError("gone"), Device(Status(DeviceStatus.STARTING), ONLINE)]

    def open_device() -> Device:
        attempt = attempts.pop(0)
        if isinstance(attempt, OSError):
            raise attempt
        return attempt

    with kept(open_device) as supervisor:
        assert supervisor.status("it") == NO_DEVICE
        assert supervisor.ask("it", 60) == ONLINE


def test_one_that_hangs_holds_nobody_up() -> None:
    going_on = threading.Event()

    class Hanging(Device):
        def step(self, within: Deadline) -> Status:
            status = super().step(within)
            if self.looked == 2:
                going_on.wait(60)
            return status

    with kept(lambda: Hanging(ONLINE, OUT)) as supervisor:
        assert supervisor.ask("it", 0.05) == ONLINE
        going_on.set()
