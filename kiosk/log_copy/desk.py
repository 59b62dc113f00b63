"""The screens' half: which stick is there, as everybody may see it, what was asked of root, how it goes."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kiosk.log_copy import notes
from kiosk.log_copy.notes import Places, Told, Wanted
from kiosk.log_copy.sticks import SYS, Plugged, allowed, chosen, plugged
from kiosk.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class LogsSeen:
    """What a page of the staff shows. stick: none, strange or allowed; size: bytes."""

    fingerprint: str
    """Of the key for whom is sealed; empty: none is set."""
    days: int
    stick: str = "none"
    name: str = ""
    size: int = 0
    looked: Told | None = None
    """What root found on the stick."""
    copy: Told | None = None
    """How the copy goes that was asked for last."""


def fingerprint(key: str) -> str:
    """Return how a key is told apart by eye: eight bytes of its SHA-256, `sha256sum` of the key's text."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4)) if key else ""


class LogsDesk:
    """Called from a pool: one thread at a time is let in. Key, sticks and days are the settings'."""

    def __init__(
        self,
        key: str,
        sticks: tuple[str, ...],
        days: int,
        places: Places | None = None,
        sys: Path = SYS,
        name: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._key = key
        self._sticks = sticks
        self._days = days
        self._places = places or Places()
        self._sys = sys
        self._name = name
        self._lock = Lock()
        self._last: Told | None = None
        self._looking = self._copying = ""
        self._looked_at: Plugged | None = None
        self._looked: Told | None = None

    def look(self, anew: bool = False) -> LogsSeen:
        """Return how things stand; a stick that came has root look at it. Nothing is raised.

        anew: what was done before is not said any more.
        """
        with self._lock:
            if anew and (self._last is None or self._last.ended):
                self._last = self._looked_at = None
                self._copying = ""
            stick = chosen(plugged(self._sys), self._sticks)
            may = stick is not None and allowed(stick.stick, self._sticks)
            told = notes.read(self._places)
            if told is not None and told.id == self._copying:
                self._last = told
            if told is not None and told.id == self._looking:
                self._looked = told
            if stick != self._looked_at and (self._last is None or self._last.ended):
                self._looked_at, self._looked, self._looking = stick, None, ""
                if may and self._key:
                    self._looking = self._ask("look") or ""
            return LogsSeen(
                fingerprint(self._key),
                self._days,
                "none" if stick is None else "allowed" if may else "strange",
                stick.name if stick is not None else "",
                stick.size if stick is not None else 0,
                self._looked,
                self._last,
            )

    def copy(self) -> bool:
        """Ask for a copy; whether root can be asked here."""
        with self._lock:
            asked = self._ask("copy")
            self._copying = asked or ""
            self._last = Told(asked, "begun") if asked else None
            return asked is not None

    def _ask(self, do: notes.Do) -> str | None:
        wanted = Wanted(do, self._name())
        try:
            write_whole(self._places.wanted, wanted.to_bytes(), 0o600)
        except OSError:
            return None
        return wanted.id
