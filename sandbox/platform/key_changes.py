"""A terminal's key gives way to another: both sign until the new one has, and the old one a little longer.

A terminal that loses power while it changes its key knows one of the two for certain; which, nobody else can
know. What the old key signed before the new one was first used may still be on its way: it is taken for as
long as a signature may be old.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sandbox.platform.tables import KeyChange, Terminal


def announce(session: Session, terminal_id: str, key: bytes) -> None:
    """Note a key that has a certificate; an earlier one that never signed is forgotten."""
    change = session.get(KeyChange, terminal_id)
    if change is None:
        change = KeyChange(terminal_id=terminal_id)
        session.add(change)
    change.new_key = key


def candidates(session: Session, terminal: Terminal, now: datetime) -> tuple[bytes, ...]:
    """Return the keys whose signature is taken, the one in force first. 32 raw bytes each."""
    change = session.get(KeyChange, terminal.id)
    if change is None:
        return (terminal.public_key,)
    old = change.old_key if change.old_until is not None and now < change.old_until else None
    return (terminal.public_key, *(key for key in (change.new_key, old) if key is not None))


def signed_by(session: Session, terminal: Terminal, key: bytes, now: datetime, old_for: timedelta) -> None:
    """Note which key signed a request that was taken: the first by a new key puts it in force."""
    change = session.get(KeyChange, terminal.id)
    if change is None or change.new_key != key:
        return
    change.old_key, change.old_until = terminal.public_key, now + old_for
    terminal.public_key, change.new_key = key, None
