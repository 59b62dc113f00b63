"""What the agent knows about itself and the platform, for the screens and for the heartbeat."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from kiosk.agent.log_in_gate import LogInGate
from kiosk.telemetry.ui_report import UiReport

Reachability = Literal["unknown", "reachable", "unreachable"]
Enrolment = Literal["enrolled", "not-enrolled", "in-progress", "refused"]


@dataclass(frozen=True, slots=True)
class OutboxFacts:
    """What is in the outbox, in numbers, and what is wrong with it."""

    waiting: int = 0
    rejected: int = 0
    oldest: datetime | None = None
    """When the oldest that still waits was sealed."""
    overdue: bool = False
    """Whether that is longer ago than the site allows."""
    problems: tuple[dict[str, str], ...] = ()
    """{"obstacle", "detail"} of everything that would keep a submission from being sealed."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {
            "waiting": self.waiting,
            "rejected": self.rejected,
            "oldestAt": self.oldest.isoformat() if self.oldest else None,
            "overdue": self.overdue,
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """How the last pass over the guides ended."""

    passes: int = 0
    """So many came to an end since the agent runs: another number is another pass."""
    outcome: str = ""
    """installed, patched, unchanged, failed or refused; empty before the first."""
    reason: str | None = None
    """Why it failed, or what was refused, in one word."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {"passes": self.passes, "outcome": self.outcome, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """The terminal's own program: which release runs, and which would like to."""

    running: str = ""
    """Version of this program."""
    current: str | None = None
    """In force; None where the program was not installed as a release."""
    previous: str | None = None
    """The one to which one would go back; None where there is no other on the disk."""
    waiting: str | None = None
    """Verified, unpacked, and put in force when nobody stands here."""
    wants_in: bool = False
    """The screens are asked to serve nobody new, so that it can be put in force."""
    problem: str | None = None
    """Why the one that was offered last is not taken: a code of kiosk.releases or offline_cache."""
    received: int = 0
    total: int = 0
    """Bytes on their way now; 0 of 0 between two passes."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {
            "running": self.running,
            "current": self.current,
            "previous": self.previous,
            "waiting": self.waiting,
            "wantsIn": self.wants_in,
            "problem": self.problem,
            "received": self.received,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """One moment's state. `clock_offset_ms` is platform minus terminal; None until known."""

    enrolment: Enrolment = "not-enrolled"
    enrolment_problem: str | None = None
    """Why it does not come to an end: a word of `enrolment_desk.PROBLEMS`."""
    site_profile: str | None = None
    """What became of the platform's profile of this terminal: none, unchanged, written, refused, failed."""
    settings_refused: bool = False
    """The site profile is wrong, and the last good one is in force."""
    set_up_open: bool = False
    """The set-up pages have begun and are not through."""
    terminal_id: str | None = None
    platform: Reachability = "unknown"
    last_sync: datetime | None = None
    guide_version: int = 0
    guide_problem: str | None = None
    """Why the guides that were offered last were refused: an error of offline_cache.errors, by its class."""
    sync_received: int = 0
    sync_total: int = 0
    """Bytes of the guides that are on their way now; 0 of 0 between two passes."""
    sync: SyncFacts = SyncFacts()
    clock_offset_ms: int | None = None
    clock_drift_ms_a_day: int | None = None
    """So much that grows in a day; None until hours have shown it."""
    revoked: bool = False
    ui_state: str = "IDLE"
    """What the screens' process said last."""
    ui_said_at: float | None = None
    """When that was, by the monotonic clock; None before the first time."""
    in_session: bool = False
    """Whether a citizen's session was started and not ended through this agent."""
    devices: tuple[dict[str, Any], ...] = field(default=())
    outbox: OutboxFacts = OutboxFacts()
    report: UiReport | None = None
    """Devices and counters as the screens said last."""
    ordered_out: str | None = None
    """Why the platform ordered the terminal out of service; None where it did not."""
    release: ReleaseFacts = ReleaseFacts()
    restart: str | None = None
    """Id of the order to start the screens anew, as soon as nobody stands there."""

    @property
    def heartbeat_state(self) -> str:
        """What the heartbeat says; IDLE makes the platform end the terminal's sessions, so never lightly."""
        return "IN_SESSION" if self.ui_state == "IDLE" and self.in_session else self.ui_state

    @property
    def devices_and_outbox(self) -> tuple[dict[str, Any], ...]:
        """What the heartbeat says of the devices, and of the outbox as one of them when it is in trouble."""
        trouble = [one["obstacle"] for one in self.outbox.problems]
        if self.outbox.overdue:
            trouble.append("OVERDUE")
        if not trouble:
            return self.devices
        return (*self.devices, {"kind": "outbox", "state": "FAULT", "detail": " ".join(trouble)})

    def to_json(self) -> dict[str, Any]:
        """Return the body of GET /agent/v1/status."""
        return {
            "enrolled": self.enrolment == "enrolled",
            "enrolment": self.enrolment,
            "enrolmentProblem": self.enrolment_problem,
            "siteProfile": self.site_profile,
            "settingsRefused": self.settings_refused,
            "setUpOpen": self.set_up_open,
            "terminalId": self.terminal_id,
            "platform": self.platform,
            "lastSync": self.last_sync.isoformat() if self.last_sync else None,
            "guideVersion": self.guide_version,
            "guideProblem": self.guide_problem,
            "syncReceived": self.sync_received,
            "syncTotal": self.sync_total,
            "sync": self.sync.to_json(),
            "clockOffsetMs": self.clock_offset_ms,
            "clockDriftMsADay": self.clock_drift_ms_a_day,
            "revoked": self.revoked,
            "outbox": self.outbox.to_json(),
            "orderedOut": self.ordered_out or ("update" if self.release.wants_in else None),
            "release": self.release.to_json(),
            "restart": self.restart,
        }


class AgentStatus:
    """The current facts; every change is one call, from any thread."""

    def __init__(self, facts: Facts | None = None) -> None:
        self._lock = threading.Lock()
        self._facts = facts or Facts()
        self._watchers: list[Callable[[Facts, Facts], None]] = []
        self.log_in_gate = LogInGate()

    @property
    def now(self) -> Facts:
        """The facts as they are."""
        with self._lock:
            return self._facts

    def set(self, **changes: Any) -> Facts:
        """Change some facts; returns those that held before."""
        with self._lock:
            before = self._facts
            after = self._facts = replace(before, **changes)
        for told in self._watchers:
            told(before, after)
        return before

    def watch(self, told: Callable[[Facts, Facts], None]) -> None:
        """Have every change told from now on: (before, after), in the thread that made it, at once."""
        self._watchers.append(told)
