"""Looking up by number and query code without a session, with a brake against guessing."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.platform.models import ProblemType
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import FailedLookup

_WINDOW = timedelta(minutes=10)
Found = TypeVar("Found")


def guarded(services: Services, terminal_id: str, find: Callable[[Session], Found | None]) -> Found:
    """Return what `find` finds; raises `not-found`, and `rate-limited` after too many failures."""
    now = services.clock()
    with services.database.transaction() as session:
        failures = session.scalar(
            select(func.count())
            .select_from(FailedLookup)
            .where(FailedLookup.terminal_id == terminal_id, FailedLookup.at > now - _WINDOW)
        )
        if (failures or 0) >= services.settings.lookup_limit:
            seconds = int(_WINDOW.total_seconds())
            raise ProblemError(ProblemType.RATE_LIMITED, headers={"Retry-After": str(seconds)})
        found = find(session)
        if found is not None:
            return found
        session.add(FailedLookup(terminal_id=terminal_id, at=now))
    raise ProblemError(ProblemType.NOT_FOUND)
