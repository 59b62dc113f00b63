"""The staff's page that copies the logs."""

from dataclasses import dataclass

from kiosk.visit.views.frame import Say
from kiosk.visit.views.staff import FactRow


@dataclass(frozen=True, slots=True)
class StaffLogsView:
    """What is copied, for whom, onto what. `said` stands above the rows; tone: info, ok, warn, error.

    doing: what goes on, None while nothing does; share: from 0 to 1 of it, None while nobody can know.
    """

    rows: tuple[FactRow, ...]
    can_copy: bool
    said: Say | None
    tone: str
    doing: Say | None = None
    share: float | None = None
