"""Codes between a phone, this platform and a terminal: link codes and the codes that apps show.

A link code (手机扫一扫) is shown by a terminal and approved on a phone. An identity code (电子社保卡 and
such) is shown by a phone and scanned by a terminal. Both live shortly, count once, and are kept as hashes.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from sandbox.platform.services import Services
from sandbox.platform.tables import IdentityCodeRow, LinkCodeRow

EXPIRED = "EXPIRED"
OPEN = ("PENDING", "SCANNED")


def new_link_code(services: Services, session: Session, terminal_id: str) -> tuple[str, datetime]:
    """Return a code for this terminal, and until when it lives."""
    code = secrets.token_urlsafe(16)
    until = services.clock() + services.settings.link_code_life
    session.add(
        LinkCodeRow(code_hash=services.keys.blind("link", code), terminal_id=terminal_id, expires_at=until)
    )
    return code, until


def find_link(services: Services, session: Session, code: str) -> LinkCodeRow | None:
    """Return the row of a code, or None."""
    return session.get(LinkCodeRow, services.keys.blind("link", code))


def link_status(services: Services, row: LinkCodeRow) -> str:
    """Return the contract's LinkStatus of now."""
    over = row.expires_at <= services.clock() or row.used_at is not None
    return EXPIRED if over and row.status != "DENIED" else row.status


def use_link(services: Services, session: Session, terminal_id: str, code: str) -> str | None:
    """Return the number of the person who approved, once; None where nobody has, or for another terminal."""
    row = find_link(services, session, code)
    if row is None or row.terminal_id != terminal_id or link_status(services, row) != "APPROVED":
        return None
    row.used_at = services.clock()
    return row.number


def new_identity_code(services: Services, session: Session, number: str) -> tuple[str, datetime]:
    """Return a code as an app shows it for its owner, and until when it can be used."""
    code = secrets.token_urlsafe(24)
    until = services.clock() + services.settings.identity_code_life
    session.add(IdentityCodeRow(code_hash=services.keys.blind("code", code), number=number, expires_at=until))
    return code, until


def use_identity_code(services: Services, session: Session, code: str) -> str | None:
    """Return whose code it is, once and within its life; None for any other text."""
    row = session.get(IdentityCodeRow, services.keys.blind("code", code))
    if row is None or row.used_at is not None or row.expires_at <= services.clock():
        return None
    row.used_at = services.clock()
    return row.number
