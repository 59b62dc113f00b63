"""The first start of a terminal, and what the agent says of itself besides the platform."""

from dataclasses import dataclass, field
from datetime import datetime

from devices.discovery.values import Answered, Found, Named
from kiosk.platform.agent_releases import AgentReleaseState
from kiosk.platform.client import SyncState


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """The agent's words on identity and set-up (PlatformClient.agent_status)."""

    enrolment: str = "enrolled"
    """enrolled, not-enrolled, in-progress, refused"""
    problem: str | None = None
    site: str | None = None
    """What became of the platform's profile: none, unchanged, written, refused, failed; None: not yet."""
    set_up_open: bool = False
    received: int = 0
    total: int = 0
    """Bytes of guides on their way."""
    terminal_id: str | None = None
    last_sync: datetime | None = None
    clock_offset_ms: int | None = None
    clock_drift_ms_a_day: int | None = None
    """So much the platform's clock gains on ours in a day; None until that is known."""
    sync: SyncState | None = None
    release: AgentReleaseState | None = None


@dataclass(frozen=True, slots=True)
class SetUpCode:
    """The enrolment code as it stands in the field."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SizeCard:
    """The card on the glass is this wide, in px."""

    px: float


@dataclass(frozen=True, slots=True)
class SetUpAnswered:
    """The agent has taken it, or a fault's code. what: code (the enrolment), devices, size, finish."""

    what: str
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class HuntAct:
    """A button of the page of devices: find, stop, test, ask, use, use-all, drop.

    key: the line to ask, or the port of what was found. kind: as which to use it (empty: not at all), or what
    to take out of the profile.
    """

    what: str
    key: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DevicesFound:
    """What the profile names and where it is now, and all that is plugged in."""

    named: tuple[Named, ...]
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class DeviceAnswered:
    """What a line said."""

    answered: Answered


@dataclass(frozen=True, slots=True)
class DeviceTested:
    """A device was looked at afresh."""

    kind: str


SetUpMessage = SetUpCode | SizeCard | SetUpAnswered | HuntAct | DevicesFound | DeviceAnswered | DeviceTested
BY_FITTER = (SetUpCode, SizeCard, HuntAct)
"""Those that somebody makes: signs of life."""
