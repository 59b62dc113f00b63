"""A clerk's log-in: a name and the password that was printed at the start; sessions live in memory."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request

from sandbox.platform.clock import Clock

COOKIE = "yiciban_clerk"
_LIFE = timedelta(hours=8)
_TRIES = 5
_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk who is logged in; `csrf` stands in every form."""

    name: str
    csrf: str
    until: datetime


class LoginRequired(Exception):  # noqa: N818 - the name says what is wanted
    """Nobody is logged in."""


class CsrfMismatch(Exception):  # noqa: N818 - the name says what happened
    """The form did not come from this page."""


class ClerkSessions:
    """Who is logged in."""

    def __init__(self, password: str, clock: Clock) -> None:
        self._password = password
        self._clock = clock
        self._clerks: dict[str, Clerk] = {}
        self._failures: list[datetime] = []

    def log_in(self, name: str, password: str) -> str | None:
        """Return a session token, None for a wrong password or too many tries."""
        now = self._clock()
        self._failures = [when for when in self._failures if now - when < _PAUSE]
        if len(self._failures) >= _TRIES:
            return None
        if not name.strip() or not hmac.compare_digest(password.encode(), self._password.encode()):
            self._failures.append(now)
            return None
        token = secrets.token_urlsafe(32)
        self._clerks[token] = Clerk(name.strip()[:40], secrets.token_urlsafe(24), now + _LIFE)
        return token

    def log_out(self, request: Request) -> None:
        """Forget the session."""
        self._clerks.pop(request.cookies.get(COOKIE, ""), None)

    def clerk(self, request: Request) -> Clerk:
        """Return the clerk of a request; raises `LoginRequired`."""
        clerk = self._clerks.get(request.cookies.get(COOKIE, ""))
        if clerk is None or clerk.until <= self._clock():
            raise LoginRequired
        return clerk

    def check(self, clerk: Clerk, token: object) -> None:
        """Raise `CsrfMismatch` unless the form carries the clerk's own token."""
        if not isinstance(token, str) or not hmac.compare_digest(token.encode(), clerk.csrf.encode()):
            raise CsrfMismatch
