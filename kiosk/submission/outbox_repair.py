"""Whether rows and files agree, and making them agree again. Nothing that might have been said is deleted."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from kiosk.platform.models import SealedHeader
from kiosk.submission.outbox_files import PROBE, Found, HeaderUnreadable, SealedFiles
from kiosk.submission.outbox_rows import insert
from kiosk.submission.outbox_states import Entry
from kiosk.submission.outbox_store import DATABASE, OutboxStore
from kiosk.whole_file import sync_folder


class Fault(StrEnum):
    """What is wrong with one package or name."""

    FILE_MISSING = "FILE_MISSING"
    FILE_DAMAGED = "FILE_DAMAGED"
    """Size or digest is not the header's."""
    HEADER_MISSING = "HEADER_MISSING"
    """The header file is missing or unreadable; the row still has it."""
    HEADER_DIFFERS = "HEADER_DIFFERS"
    NOT_ENTERED = "NOT_ENTERED"
    """A sealed file without a row: sealing was cut off before anything was said, or the row was lost."""
    LEFTOVER = "LEFTOVER"
    """A name in the making, a header alone, or a file that may go: `recover` tidies it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; `name` is the package id, or the name of a leftover file."""

    name: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Recovered:
    """What `recover` did."""

    entered: tuple[UUID, ...] = ()
    tidied: int = 0
    set_aside: Path | None = None
    """The former database, where it was rebuilt."""


def findings(files: SealedFiles, entries: tuple[Entry, ...], found: Found) -> tuple[Finding, ...]:
    """Compare rows and the files `found` with them, reading every sealed file whole."""
    faults: list[Finding] = []
    rows = {entry.package_id: entry for entry in entries}
    for entry in entries:
        if entry.held:
            faults += [Finding(str(entry.package_id), fault) for fault in _faults(files, entry.header)]
        elif entry.package_id in found.sealed | found.headers:
            faults.append(Finding(str(entry.package_id), Fault.LEFTOVER))
    faults += [Finding(str(one), Fault.NOT_ENTERED) for one in sorted(found.sealed - rows.keys())]
    alone = found.headers - found.sealed - rows.keys()
    faults += [Finding(str(one), Fault.LEFTOVER) for one in sorted(alone)]
    faults += [Finding(part.name, Fault.LEFTOVER) for part in found.parts if not part.name.startswith(PROBE)]
    return tuple(faults)


def _faults(files: SealedFiles, header: SealedHeader) -> list[Fault]:
    faults: list[Fault] = []
    try:
        if files.measure(header.package_id) != (header.size, header.digest):
            faults.append(Fault.FILE_DAMAGED)
    except FileNotFoundError:
        faults.append(Fault.FILE_MISSING)
    except OSError:
        faults.append(Fault.FILE_DAMAGED)
    try:
        if files.header(header.package_id) != header:
            faults.append(Fault.HEADER_DIFFERS)
    except HeaderUnreadable:
        faults.append(Fault.HEADER_MISSING)
    return faults


def recover(files: SealedFiles, store: OutboxStore, entries: tuple[Entry, ...], now: datetime) -> Recovered:
    """Enter sealed files that have no row, delete what may go and what was never finished.

    Nobody may be sealing meanwhile. A sealed file that does not fit its header is left for staff to see.
    """
    found = files.found()
    rows = {entry.package_id: entry for entry in entries}
    entered: list[UUID] = []
    for package_id in sorted(found.sealed - rows.keys()):
        with contextlib.suppress(HeaderUnreadable, OSError):
            header = files.header(package_id)
            if files.measure(package_id) == (header.size, header.digest):
                with store.writing() as connection:
                    insert(connection, header, now)
                entered.append(package_id)
    done = {entry.package_id for entry in entries if not entry.held} & (found.sealed | found.headers)
    gone = done | (found.headers - found.sealed - rows.keys())
    for part in found.parts:
        part.unlink(missing_ok=True)
    if gone or found.parts:
        files.remove(sorted(gone))
    return Recovered(tuple(entered), len(gone) + len(found.parts))


def set_aside(folder: Path, now: datetime) -> Path:
    """Give the database and its WAL names with the date, durably; returns the database's."""
    suffix = now.astimezone(UTC).strftime(".broken-%Y%m%dT%H%M%S.%fZ")
    # The database first: a WAL alone is discarded by SQLite, but a database without its WAL is an older one.
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).rename(folder / f"{name}{suffix}")
        sync_folder(folder)
    return folder / f"{DATABASE}{suffix}"
