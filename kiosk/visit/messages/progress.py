"""What has been handed in before."""

from dataclasses import dataclass

from kiosk.visit.messages.submit import Submitted


@dataclass(frozen=True, slots=True)
class OpenProgress:
    """查进度、打回执: what somebody has handed in."""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """打印回执: the official slip of one submission."""

    submission_no: str


@dataclass(frozen=True, slots=True)
class Handed:
    """One submission of the citizen, whichever terminal it came from."""

    bundle_id: str
    bundle_name: str
    submitted: Submitted


@dataclass(frozen=True, slots=True)
class SubmissionsFound:
    """What the citizen has handed in, the newest first."""

    items: tuple[Handed, ...]
