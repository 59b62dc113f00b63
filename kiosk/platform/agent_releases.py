"""Releases of the terminal's program, as commands ask the agent about them (/agent/v1)."""

from dataclasses import dataclass
from typing import Any

from kiosk.platform.errors import NotJson
from kiosk.platform.transport import Transport

AGENT_S = 2.0


@dataclass(frozen=True, slots=True)
class AgentReleaseState:
    """What the agent says of releases (GET /agent/v1/status, "release")."""

    running: str
    """Version of the program that answers."""
    current: str | None
    """Version in force on the disk; None where the program was not installed as a release."""
    waiting: str | None
    """Verified and unpacked; put in force when nobody stands there."""
    problem: str | None
    """Why the one that was offered last is not taken."""
    received: int
    total: int
    """Bytes on their way at this moment."""
    previous: str | None = None
    """To which one would go back; None where there is no other."""


class AgentReleases:
    """Blocking; raises a `PlatformError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def state(self) -> AgentReleaseState:
        """Ask how releases stand."""
        return _state(self._transport.send("GET", "/agent/v1/status", AGENT_S).json())

    def look(self) -> AgentReleaseState:
        """Have the agent look for a newer release, whatever the site's window says; it goes on by itself."""
        return _state(self._transport.send("POST", "/agent/v1/release-look", AGENT_S).json())


def _state(told: Any) -> AgentReleaseState:
    try:
        return release_of(told["release"])
    except (KeyError, TypeError) as error:
        raise NotJson(200) from error


def release_of(told: Any) -> AgentReleaseState:
    """Return what "release" of the agent's status says; raises KeyError and TypeError."""
    return AgentReleaseState(
        running=told["running"],
        current=told["current"],
        waiting=told["waiting"],
        problem=told["problem"],
        received=told["received"],
        total=told["total"],
        previous=told.get("previous"),
    )
