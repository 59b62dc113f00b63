"""What the agent knows about itself and the platform, for the screens and for the heartbeat."""

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

Reachability = Literal["unknown", "reachable", "unreachable"]
Enrolment = Literal["enrolled", "not-enrolled", "in-progress", "refused"]


@dataclass(frozen=True, slots=True)
class Facts:
    """One moment's state. `clock_offset_ms` is platform minus terminal; None until known."""

    enrolment: Enrolment = "not-enrolled"
    terminal_id: str | None = None
    platform: Reachability = "unknown"
    last_sync: datetime | None = None
    guide_version: int = 0
    guide_problem: str | None = None
    """Why the guides that were offered last were refused: an error of offline_cache.errors, by its class."""
    sync_received: int = 0
    sync_total: int = 0
    """Bytes of the guides that are on their way now; 0 of 0 between two passes."""
    clock_offset_ms: int | None = None
    revoked: bool = False
    ui_state: str = "IDLE"
    """What the screens' process said last."""
    in_session: bool = False
    """Whether a citizen's session was started and not ended through this agent."""
    devices: tuple[dict[str, Any], ...] = field(default=())

    @property
    def heartbeat_state(self) -> str:
        """What the heartbeat says; IDLE makes the platform end the terminal's sessions, so never lightly."""
        return "IN_SESSION" if self.ui_state == "IDLE" and self.in_session else self.ui_state

    def to_json(self) -> dict[str, Any]:
        """Return the body of GET /agent/v1/status."""
        return {
            "enrolled": self.enrolment == "enrolled",
            "enrolment": self.enrolment,
            "terminalId": self.terminal_id,
            "platform": self.platform,
            "lastSync": self.last_sync.isoformat() if self.last_sync else None,
            "guideVersion": self.guide_version,
            "guideProblem": self.guide_problem,
            "syncReceived": self.sync_received,
            "syncTotal": self.sync_total,
            "clockOffsetMs": self.clock_offset_ms,
            "revoked": self.revoked,
        }


class AgentStatus:
    """The current facts; every change is one call, from any thread."""

    def __init__(self, facts: Facts | None = None) -> None:
        self._lock = threading.Lock()
        self._facts = facts or Facts()
        self.session_gate = threading.Lock()
        """Held while a session starts and while a heartbeat is sent: a late IDLE would end the new one."""

    @property
    def now(self) -> Facts:
        """The facts as they are."""
        with self._lock:
            return self._facts

    def set(self, **changes: Any) -> Facts:
        """Change some facts; returns those that held before."""
        with self._lock:
            before = self._facts
            self._facts = replace(before, **changes)
            return before
