"""What the set-up's page of devices wants done outside; carried out by hunt_work.py."""

from dataclasses import dataclass

from kiosk.terminal.settings_taken import Taken


@dataclass(frozen=True, slots=True)
class FindDevices:
    """See what is plugged in, and what the profile names; DevicesFound follows."""


@dataclass(frozen=True, slots=True)
class AskDevice:
    """Ask what is behind a serial line; DeviceAnswered follows."""

    line: str


@dataclass(frozen=True, slots=True)
class StopAsking:
    """Ask no further."""


@dataclass(frozen=True, slots=True)
class TestDevice:
    """Have a device looked at afresh; DeviceTested follows, how it stands is told as always."""

    __test__ = False
    kind: str


@dataclass(frozen=True, slots=True)
class TakeDevices:
    """Have devices written into the profile, others taken out of it; SetUpAnswered follows."""

    taken: tuple[Taken, ...]
    left: tuple[str, ...]


HuntEffect = FindDevices | AskDevice | StopAsking | TestDevice | TakeDevices
