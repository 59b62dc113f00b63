"""Carries out what the set-up's page of devices wants. Blocking, in the pool."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from devices.discovery.values import Answered, Found, Named
from kiosk.platform.errors import Invalid, PlatformError
from kiosk.terminal.settings_taken import Taken
from kiosk.visit.hunt_effects import AskDevice, FindDevices, HuntEffect, StopAsking, TakeDevices, TestDevice
from kiosk.visit.messages.set_up import DeviceAnswered, DevicesFound, DeviceTested, SetUpAnswered

Answer = DevicesFound | DeviceAnswered | DeviceTested | SetUpAnswered


class Writer(Protocol):
    """Who writes the profile (`kiosk.platform.agent_set_up.AgentSetUp`)."""

    def took(self, devices: Sequence[Taken], left: Sequence[str]) -> None:
        """Write it; raises PlatformError."""


class HuntWork:
    """`look` sees what is plugged in and named, `ask` asks a line, `test` looks at a device afresh."""

    def __init__(
        self,
        look: Callable[[], tuple[tuple[Named, ...], tuple[Found, ...]]],
        ask: Callable[[str, Callable[[], bool]], Answered],
        test: Callable[[str], None],
        agent: Writer,
    ) -> None:
        self._look, self._ask, self._test, self._agent = look, ask, test, agent
        self._asking: Mapping[str, threading.Event] = {}

    def do(self, effect: HuntEffect) -> Answer | None:
        """Carry one out; returns what it came to."""
        match effect:
            case FindDevices():
                return DevicesFound(*self._look())
            case AskDevice(line):
                stop = threading.Event()
                self._asking = {**self._asking, line: stop}
                return DeviceAnswered(self._ask(line, stop.is_set))
            case StopAsking():
                for stop in self._asking.values():
                    stop.set()
                return None
            case TestDevice(kind):
                self._test(kind)
                return DeviceTested(kind)
            case TakeDevices(taken, left):
                return SetUpAnswered("devices", self._write(taken, left))

    def _write(self, taken: Sequence[Taken], left: Sequence[str]) -> str | None:
        try:
            self._agent.took(taken, left)
        except Invalid:
            return "devices"
        except PlatformError:
            return "agent"
        return None
