"""What was found, what a profile names, and what an unknown device answered. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Options = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is plugged in. `port` is a stable name, as a profile would have it."""

    port: str
    places: frozenset[str]
    """By which names it is known now (device files, USB ids): what tells whether a profile names it."""
    kinds: tuple[str, ...]
    """What it can be; one where `sure`."""
    sure: bool
    make: str = ""
    """What the device says of itself, or what its ids are known for."""
    options: Options = field(default_factory=dict)
    """What the driver needs to be told of it."""
    line: str = ""
    """The serial line's device file where nobody knows what is behind it: it may be asked."""


@dataclass(frozen=True, slots=True)
class Named:
    """One device that the profile names. `places` is empty where nothing of that name is plugged in."""

    kind: str
    port: str
    places: frozenset[str] = frozenset()
    fixed: bool = False
    """Root named it: nobody else changes it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an unknown device on a serial line answered. kind: None where it said nothing that is known."""

    port: str
    kind: str | None
    options: Options = field(default_factory=dict)
    busy: bool = False
    """The line is somebody else's, or gone: it was not asked."""
