"""What has been handed in before."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One submission of the citizen."""

    name: str
    submission_no: str
    received_on: date
    item_count: int
    done_count: int
    printable: bool


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the citizen has handed in; rows None: not known yet. slip as in DoneView."""

    rows: tuple[HandedRow, ...] | None
    slip: str
    slip_fault: str | None
    can_print: bool
