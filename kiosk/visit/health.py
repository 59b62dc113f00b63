"""What the terminal knows of itself: devices, guides, outbox, agent. Nothing in here is of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from devices.status import Status
from kiosk.catalogue.base import LocalText
from kiosk.platform.client import OutboxState
from kiosk.terminal.paper import Outlook
from kiosk.visit.messages.set_up import AgentFacts


@dataclass(frozen=True, slots=True)
class Device:
    """A device as it was last heard of."""

    status: Status | None
    fault: str | None
    """None: it works."""
    since: datetime
    """When it came to stand so."""
    has_worked: bool = False
    reopened: int = 0
    """How often it came back after it had worked."""

    def after(self, status: Status | None, fault: str | None, now: datetime) -> "Device":
        """Return the device after its next change; paper and media are none that counts."""
        back = fault is None and self.fault is not None and self.has_worked
        return Device(
            status,
            fault,
            self.since if fault == self.fault else now,
            self.has_worked or fault is None,
            self.reopened + back,
        )


@dataclass(frozen=True, slots=True)
class Training:
    """Staff practise here: nothing leaves the terminal. `label`: who of them began it."""

    label: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A planned time out of service (计划停机), with offsets; `ends` is not in it any more."""

    starts: datetime
    ends: datetime
    reason: LocalText


@dataclass(frozen=True, slots=True)
class Call:
    """Something for which the hall's staff have to come: a code of `kiosk.visit.attention`, and where."""

    code: str
    device: str
    """Its kind."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the terminal knows of itself. It outlives a visit and holds nothing of a person."""

    faults: Mapping[str, str] = field(default_factory=dict)
    """Device kind → fault, for every device that is out."""
    devices: Mapping[str, Device] = field(default_factory=dict)
    """Device kind → how it stands, for every device that was heard of."""
    paper: str = "unknown"
    supplies: Mapping[str, Outlook] = field(default_factory=dict)
    """What is left of the roll and in the tray, by the supply's name (`kiosk.terminal.paper`)."""
    reachable: bool = True
    revoked: bool = False
    guide_version: int | None = None
    guide_expired: bool = False
    sealing: str | None = None
    """Why nothing could be sealed now; None where all is well."""
    guide_problem: str | None = None
    """Why the guides that were offered last were refused."""
    outbox: OutboxState | None = None
    """What waits to be sent; None while the agent does not answer."""
    agent: AgentFacts | None = None
    """What the agent says of identity and set-up; None until it was heard."""
    ordered_out: str | None = None
    """Why the terminal is ordered out of service from afar; None: it is not."""
    outage: Outage | None = None
    """The planned one that lasts now."""
    training: Training | None = None
    settings_changed: Mapping[str, str] = field(default_factory=dict)
    """What the staff have changed since the start, by key; in force from the next one."""
    withdrawn: bool = False
    """The staff have taken the terminal out of service."""
    withdrawn_for: str = ""
    """Why: of kiosk/visit/withdrawal.py."""
    calls: Mapping[Call, datetime] = field(default_factory=dict)
    """What the hall's staff are called for, and since when."""
    papers_left: bool = False
    """The last visit ended with paper under the camera."""
    camera_lit: bool = False
    """The document camera is on, as its indicator says."""

    def out(self, kind: str) -> bool:
        """Whether the device is out."""
        return kind in self.faults

    def works(self, kind: str) -> bool:
        """Whether the device is there and said that it works."""
        return kind in self.devices and kind not in self.faults
