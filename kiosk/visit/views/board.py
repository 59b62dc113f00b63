"""The staff's board."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.visit.views.frame import Say


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device as the staff see it. kind: a key of `device.kind.*`."""

    kind: str
    works: bool
    state: Say
    what: Say | None
    """What is wrong, None where nothing is."""
    who: Say | None
    how: Say | None
    """What to do about it, in one sentence."""
    paper: Say | None
    media: Say | None
    code: str
    """For a call to the engineer; empty where nothing is wrong."""
    since: datetime
    reopened: int


@dataclass(frozen=True, slots=True)
class StandingView:
    """The guides, the network or whatever else: a word, whether all is well, and the facts behind it.

    tone: `busy` is under way, `warn` will have to be seen to, `plain` is neither well nor wrong; "" is as
    `well` says.
    """

    well: bool
    state: Say
    facts: tuple[Say, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class DeviceBoardView:
    """How the devices stand. Nothing of a person."""

    rows: tuple[DeviceRow, ...]
