"""What the terminal says of itself, and time."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.status import Status
from kiosk.platform.client import OutboxState
from kiosk.terminal.paper import Outlook
from kiosk.visit.messages.set_up import AgentFacts


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device's state changed: kind id_card, printer, document_camera, code_reader; fault None = works."""

    kind: str
    fault: str | None
    paper: str | None = None
    status: Status | None = None
    """All that the device says of itself, for the staff's board."""


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """What the agent says of the platform and of this terminal."""

    reachable: bool
    revoked: bool
    guide_version: int | None
    guide_expired: bool = False
    sealing: str | None = None
    """Why nothing could be sealed now (`submission.submit.SealingDesk.obstacle`)."""
    guide_problem: str | None = None
    """Why the guides that were offered last were refused."""
    outbox: OutboxState | None = None
    """None: the agent does not answer."""
    agent: AgentFacts | None = None
    """The same."""


@dataclass(frozen=True, slots=True)
class PaperCounted:
    """What is left of the roll and in the tray (`kiosk.terminal.paper`), by the supply's name."""

    outlooks: Mapping[str, Outlook]


@dataclass(frozen=True, slots=True)
class ServiceOrdered:
    """The terminal is ordered out of service from afar, or back (None). Nobody is interrupted by it."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class GuidesChanged:
    """The guide store holds another version now."""

    version: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A second has passed; now in seconds of a monotonic clock."""

    now: float
