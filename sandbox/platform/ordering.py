"""Orders to terminals: signed here, fetched with a heartbeat, answered once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.platform.models import ProblemType
from sandbox.platform.clock import rfc3339
from sandbox.platform.operation_tables import CommandRow
from sandbox.platform.problems import ProblemError
from sandbox.platform.services import Services
from sandbox.platform.tables import Terminal

LIFE = timedelta(hours=24)
AT_MOST = 20


class NoSuchTerminal(ValueError):  # noqa: N818  the name says what happened
    """No terminal has this id."""


def order(
    services: Services, terminal_id: str, kind: str, args: dict[str, Any], life: timedelta = LIFE
) -> dict[str, Any]:
    """Sign an order and keep it for the terminal; return it. Raises `NoSuchTerminal`."""
    now = services.clock()
    members = {
        "id": str(uuid4()),
        "terminalId": terminal_id,
        "kind": kind,
        "args": args,
        "expiresAt": rfc3339(now + life),
    }
    signed = services.keys.commands.signed(members)
    with services.database.transaction() as session:
        if session.get(Terminal, terminal_id) is None:
            raise NoSuchTerminal(terminal_id)
        session.add(
            CommandRow(
                id=signed["id"], terminal_id=terminal_id, body=signed, made_at=now, expires_at=now + life
            )
        )
    return signed


def pending(services: Services, session: Session, terminal_id: str) -> list[dict[str, Any]]:
    """Return the orders that a terminal has not answered yet, the oldest first."""
    rows = session.scalars(
        select(CommandRow)
        .where(
            CommandRow.terminal_id == terminal_id,
            CommandRow.answered_at.is_(None),
            CommandRow.expires_at > services.clock(),
        )
        .order_by(CommandRow.made_at)
        .limit(AT_MOST)
    )
    return [row.body for row in rows]


def answered(
    services: Services, session: Session, terminal_id: str, command_id: str, ok: bool, detail: str
) -> None:
    """Note what became of an order; the first answer holds. Raises `ProblemError`."""
    row = session.get(CommandRow, command_id)
    if row is None or row.terminal_id != terminal_id:
        raise ProblemError(ProblemType.NOT_FOUND)
    if row.answered_at is None:
        row.answered_at, row.ok, row.detail = services.clock(), ok, detail[:200]
