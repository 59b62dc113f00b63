"""Entries as rows of the outbox's table, and back."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk.platform.models import SealedHeader, SealedReceipt
from kiosk.submission.outbox_states import Entry, OutboxDatabaseBroken, State

COLUMNS = "header, state, changed_at, attempts, next_attempt_at, place, problem, receipt, held"


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return the entry of a row selected by `COLUMNS`; raises `OutboxDatabaseBroken`."""
    try:
        return _entry(row)
    except ValueError as error:
        raise OutboxDatabaseBroken("a row makes no sense") from error


def _entry(row: tuple[Any, ...]) -> Entry:
    header, state, changed_at, attempts, next_attempt_at, place, problem, receipt, is_held = row
    return Entry(
        header=SealedHeader.model_validate_json(header),
        state=State(state),
        changed_at=time_of(changed_at),
        attempts=attempts,
        next_attempt_at=None if next_attempt_at is None else time_of(next_attempt_at),
        place=place,
        problem=problem,
        receipt=None if receipt is None else SealedReceipt.model_validate_json(receipt),
        held=bool(is_held),
    )


def insert(connection: sqlite3.Connection, header: SealedHeader, now: datetime) -> None:
    """Enter a sealed package; nothing happens where it is there already."""
    connection.execute(
        "INSERT INTO packages (package_id, header, state, sealed_at, changed_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (package_id) DO NOTHING",
        (
            str(header.package_id),
            header.model_dump_json(by_alias=True),
            State.SEALED,
            _micros(header.sealed_at),
            _micros(now),
        ),
    )


def find(connection: sqlite3.Connection, package_id: UUID) -> Entry | None:
    """Return one entry, None where there is no such package."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM packages WHERE package_id = ?",  # noqa: S608  a constant
        (str(package_id),),
    ).fetchone()
    return None if row is None else entry_of(row)


def update(connection: sqlite3.Connection, package_id: UUID, now: datetime, **values: Any) -> None:
    """Set columns of one row and the time of the change; times, states and receipts as values of ours."""
    values["changed_at"] = now
    names = ", ".join(f"{name} = ?" for name in values)
    connection.execute(
        f"UPDATE packages SET {names} WHERE package_id = ?",  # noqa: S608  names of ours
        (*(cell(value) for value in values.values()), str(package_id)),
    )


def cell(value: Any) -> Any:
    """Return a value of ours as SQLite keeps it: times in microseconds since 1970, receipts as JSON."""
    if isinstance(value, datetime):
        return _micros(value)
    if isinstance(value, SealedReceipt):
        return json.dumps(value.to_wire(), ensure_ascii=False)
    return value


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(microseconds=1)


def time_of(micros: int) -> datetime:
    """Return the time of a cell."""
    return _EPOCH + timedelta(microseconds=micros)
