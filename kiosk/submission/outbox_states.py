"""The words of the outbox: the states of a package and the ways between them, entries, what can go wrong."""

import errno
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kiosk.platform.models import SealedHeader, SealedReceipt


class State(StrEnum):
    """Where a package stands."""

    SEALED = "SEALED"
    """Durable on this terminal, waiting for its turn."""
    SENDING = "SENDING"
    """Being sent, or it was when the process ended."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """Taken in, with the platform's signed receipt; the file is deleted."""
    REJECTED = "REJECTED"
    """Refused for good (dead letter); staff see it, and may send it again."""


OPEN = (State.SEALED, State.SENDING)


class Step(StrEnum):
    """What may be done with a package."""

    BEGIN = "begin"
    PLACE = "place"
    PUT_OFF = "put-off"
    ACKNOWLEDGE = "acknowledge"
    REJECT = "reject"
    RETRY = "retry"


WAYS: dict[Step, tuple[frozenset[State], State]] = {
    Step.BEGIN: (frozenset(OPEN), State.SENDING),
    Step.PLACE: (frozenset(OPEN), State.SENDING),
    Step.PUT_OFF: (frozenset(OPEN), State.SEALED),
    # An answer may still come for what was given up.
    Step.ACKNOWLEDGE: (frozenset({*OPEN, State.REJECTED}), State.ACKNOWLEDGED),
    Step.REJECT: (frozenset(OPEN), State.REJECTED),
    Step.RETRY: (frozenset({*OPEN, State.REJECTED}), State.SEALED),
}
"""From which states to which one."""

LONGEST_WAIT = timedelta(hours=1)
"""No attempt is put off further. What seems further off was noted before the clock went back: it is due."""

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PLACE = re.compile(r"/[A-Za-z0-9/_.~-]{1,254}")


def checked_code(code: str) -> str:
    """Return `code` when it is a short name such as `upstream-unavailable`; raises `ValueError`.

    A sentence of the platform could hold what the citizen entered.
    """
    if not _CODE.fullmatch(code):
        raise ValueError("not a problem code")
    return code


def checked_place(place: str) -> str:
    """Return `place` when it is a bare absolute path without query; raises `ValueError`."""
    if not _PLACE.fullmatch(place):
        raise ValueError("not a path")
    return place


@dataclass(frozen=True, slots=True)
class Entry:
    """One package as the outbox knows it: a header and what became of it."""

    header: SealedHeader
    state: State
    changed_at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    """None: as soon as possible."""
    place: str | None = None
    """Path of the begun upload (tus 1.0.0), if any."""
    problem: str | None = None
    """Type of the last problem."""
    receipt: SealedReceipt | None = field(default=None, repr=False)
    held: bool = True
    """Whether the sealed file must be there."""

    @property
    def package_id(self) -> UUID:
        """The header's."""
        return self.header.package_id


@dataclass(frozen=True, slots=True)
class Counts:
    """How many packages stand where."""

    sealed: int
    sending: int
    acknowledged: int
    rejected: int

    @property
    def waiting(self) -> int:
        """How many are still to arrive."""
        return self.sealed + self.sending


class OutboxError(Exception):
    """Something is wrong with the outbox; `code` is a short name."""

    code = "outbox"


class OutboxDatabaseBroken(OutboxError):  # noqa: N818  the name says what happened
    """The database cannot be read, or is not ours: set it aside and rebuild."""

    code = "database-broken"


class OutboxNotDurable(OutboxError):  # noqa: N818  the name says what happened
    """SQLite does not run as ordered (WAL, synchronous FULL): nothing may be promised."""

    code = "not-durable"


class OutboxBusy(OutboxError):  # noqa: N818  the name says what happened
    """Another process held the outbox for longer than the deadline."""

    code = "busy"


DISK_FULL = "disk-full"
READ_ONLY = "read-only"
DISK_FAILED = "disk-failed"


class DiskRefused(OutboxError):  # noqa: N818  the name says what happened
    """The disk did not take it; nothing may be said. `code`: disk-full, read-only or disk-failed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class SealInDoubt(DiskRefused):
    """The disk failed so late that nobody knows: the package may be queued after all, and be sent.

    Neither 已封存 nor its contrary may be said; adding the same package again settles it.
    """


_ERRNO = {errno.ENOSPC: DISK_FULL, errno.EDQUOT: DISK_FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY}


def disk_refused(error: OSError) -> DiskRefused:
    """Name what the disk said; the detail is the errno's name, no path."""
    number = error.errno or 0
    return DiskRefused(_ERRNO.get(number, DISK_FAILED), errno.errorcode.get(number, "OSError"))


class UnknownPackage(OutboxError):  # noqa: N818  the name says what happened
    """No such package."""

    code = "unknown-package"


class WrongState(OutboxError):  # noqa: N818  the name says what happened
    """The package is not in a state from which that is possible."""

    code = "wrong-state"


class AnotherAgent(OutboxError):  # noqa: N818  the name says what happened
    """A second agent on the same outbox."""

    code = "another-agent"
