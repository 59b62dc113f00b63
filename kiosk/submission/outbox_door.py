"""Whether a citizen may start: what of the outbox would fail later is looked for at the door."""

import contextlib
import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from kiosk.submission.outbox_files import PROBE
from kiosk.submission.outbox_locks import held
from kiosk.submission.outbox_states import (
    DISK_FULL,
    READ_ONLY,
    DiskRefused,
    OutboxDatabaseBroken,
    OutboxError,
    OutboxNotDurable,
    disk_refused,
)
from kiosk.submission.outbox_store import OutboxStore

PROBE_BYTES = 64 * 1024
CLOCK_TOLERANCE = timedelta(seconds=5)
"""A clock that is slewed may step back that far."""


class Obstacle(StrEnum):
    """Why nothing can be sealed now."""

    DISK_FULL = "DISK_FULL"
    READ_ONLY = "READ_ONLY"
    DISK_FAILED = "DISK_FAILED"
    DATABASE_BROKEN = "DATABASE_BROKEN"
    NOT_DURABLE = "NOT_DURABLE"
    """SQLite does not run as ordered."""
    BUSY = "BUSY"
    CLOCK_WENT_BACK = "CLOCK_WENT_BACK"


@dataclass(frozen=True, slots=True)
class Problem:
    """One obstacle, with a detail for the engineer (no path, nothing of a person)."""

    obstacle: Obstacle
    detail: str


_DISK = {DISK_FULL: Obstacle.DISK_FULL, READ_ONLY: Obstacle.READ_ONLY}


GATE_PATIENCE_S = 1.0


def look(folder: Path, store: OutboxStore, now: datetime, free_bytes: int, gate: Path) -> tuple[Problem, ...]:
    """Return everything in the way; `free_bytes` must be free for those who seal next.

    Really writes, syncs and deletes a probe, reads every page of the database and writes a row of it.
    `gate` is the lock that is held while the outbox is put in order.
    """
    problems = [*_disk(folder, free_bytes)]
    try:
        with held(gate, shared=True, deadline_s=GATE_PATIENCE_S):
            newest = store.newest()
        if newest is not None and now < newest - CLOCK_TOLERANCE:
            problems.append(Problem(Obstacle.CLOCK_WENT_BACK, f"newest row {newest.isoformat()}"))
        else:
            store.check(now)
    except DiskRefused as refused:
        problems.append(Problem(_DISK.get(refused.code, Obstacle.DISK_FAILED), str(refused)))
    except OutboxDatabaseBroken as broken:
        problems.append(Problem(Obstacle.DATABASE_BROKEN, str(broken)))
    except OutboxNotDurable as loose:
        problems.append(Problem(Obstacle.NOT_DURABLE, str(loose)))
    except OutboxError as error:
        problems.append(Problem(Obstacle.BUSY, f"{error.code} {error}"))
    # The same obstacle from disk and database is said once.
    return tuple({problem.obstacle: problem for problem in reversed(problems)}.values())[::-1]


def _disk(folder: Path, free_bytes: int) -> tuple[Problem, ...]:
    try:
        status = os.statvfs(folder)
        free = status.f_bavail * status.f_frsize
        if free < free_bytes:
            return (Problem(Obstacle.DISK_FULL, f"{free} bytes free, {free_bytes} wanted"),)
        _probe(folder / f"{PROBE}{os.getpid()}-{threading.get_native_id()}.part")
    except OSError as error:
        refused = disk_refused(error)
        return (Problem(_DISK.get(refused.code, Obstacle.DISK_FAILED), str(refused)),)
    return ()


def _probe(path: Path) -> None:
    try:
        with path.open("wb") as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    # Whoever puts the outbox in order at this moment may have tidied it away.
    path.unlink(missing_ok=True)
