"""What the people who look after the terminal do on its screen, and what comes of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StaffTyped:
    """part: number, pin. The whole text that stands in the field."""

    part: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffAnswered:
    """What became of a try: an outcome of `kiosk.staff.desk`, whose label, seconds until the next."""

    outcome: str
    label: str = ""
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class OpenStaffPage:
    """page: a key of `kiosk.visit.staff.PAGES`."""

    page: str


@dataclass(frozen=True, slots=True)
class StaffAct:
    """what: reset (a device), withdraw (for a reason of withdrawal.py), restore, test-print, restart."""

    what: str
    device: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaffActed:
    """What became of an act. fault: a code, None where it is done."""

    what: str
    fault: str | None = None
    reason: str = ""
    """Why the terminal was withdrawn."""


StaffMessage = StaffTyped | StaffAnswered | OpenStaffPage | StaffAct | StaffActed
BY_STAFF = (StaffTyped, OpenStaffPage, StaffAct)
"""Those that somebody makes: signs of life."""
