"""What the staff's pages of figures were told: outbox, network, versions, readiness. Nothing of a person."""

from dataclasses import dataclass

from kiosk.doctor.checks import Finding
from kiosk.platform.agent_staff import NetworkFound, OutboxList
from kiosk.terminal.settings_shown import AllSettings
from kiosk.terminal.system_slots import SystemSlots


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What the page of versions needs of this machine.

    The operating system's version, its two places where it was installed as an image, and what is kept of the
    guides.
    """

    version: str
    slots: SystemSlots
    guides_before: int = 0
    """Version of the guides that were in use before and are still kept; 0: none is."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the terminal's own checks found."""

    findings: tuple[Finding, ...]


Told = OutboxList | NetworkFound | SystemFacts | Readiness | AllSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page that is open was told."""

    told: Told | None = None
    asking: bool = False
    """It was asked for and has not come yet."""
    silent: bool = False
    """The agent did not answer."""
    asked_at: float = 0.0
    """When it was asked for last, in seconds of the state's clock."""
    passes: int | None = None
    """So many passes over the guides had ended when one was wanted here; None: none was wanted."""
