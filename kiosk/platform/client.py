"""The platform, as the visit sees it: the contract's operations through the agent's Unix socket."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from kiosk.platform.agent_outbox import AgentOutbox
from kiosk.platform.agent_releases import AgentReleases, AgentReleaseState, release_of
from kiosk.platform.agent_set_up import AgentSetUp
from kiosk.platform.agent_staff import AgentStaff
from kiosk.platform.calls import ANSWER_S, Calls, key_or_new
from kiosk.platform.citizen import CitizenSession
from kiosk.platform.deadline import Clock, Deadline, Wait
from kiosk.platform.errors import NotJson
from kiosk.platform.models import (
    Capabilities,
    IssueReport,
    IssueReportState,
    LinkCode,
    LinkStatus,
    PlanRequest,
    PlatformPlan,
    RatingForm,
    Session,
    SessionStart,
)
from kiosk.platform.transport import Transport

AGENT_S = 2.0


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What waits to be sent, in numbers."""

    waiting: int
    rejected: int
    """Refused for good; nobody has seen to them yet."""
    oldest_at: datetime | None
    """When the oldest that waits was sealed."""
    overdue: bool
    """Whether that is longer ago than the site allows."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How the last pass over the guides ended."""

    passes: int
    """So many have ended since the agent runs."""
    outcome: str
    """installed, patched, unchanged, failed or refused"""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AgentState:
    """What the agent says of itself and of the platform (GET /agent/v1/status)."""

    enrolled: bool
    enrolment: str
    """enrolled, not-enrolled, in-progress or refused"""
    terminal_id: str | None
    platform: str
    """reachable, unreachable or unknown"""
    last_sync: datetime | None
    guide_version: int
    clock_offset_ms: int | None
    """Platform minus terminal; above 300 000 either way the terminal must stop serving."""
    revoked: bool
    clock_drift_ms_a_day: int | None = None
    """So much the offset grows in a day; None until hours have shown it."""
    guide_problem: str | None = None
    """Why the guides that were offered last were refused; None when they were not."""
    sync_received: int = 0
    sync_total: int = 0
    """Bytes of guides on their way at this moment."""
    outbox: OutboxState | None = None
    enrolment_problem: str | None = None
    """Why enrolment does not come to an end: wrong, used, expired, unreachable, …"""
    site_profile: str | None = None
    """What became of the platform's profile of this terminal: none, unchanged, written, refused, failed."""
    set_up_open: bool = False
    """The set-up pages have begun and are not through."""
    sync: SyncState | None = None
    """How the last pass over the guides ended; None before the first."""
    release: AgentReleaseState | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What is ordered of the screens."""

    ordered_out: str | None
    """Why the terminal shall serve nobody; None: it may."""
    restart: str | None
    """Id of the last order to start anew."""


class PlatformClient:
    """What needs no citizen, and the way to one. Thread-safe; every method blocks.

    Each method raises a `PlatformError` (errors.py) when the platform does not do what was asked.
    """

    def __init__(self, socket_path: Path, wait: Wait = time.sleep, clock: Clock = time.monotonic) -> None:
        self._transport = Transport(socket_path)
        self._calls = Calls(self._transport, wait, clock)
        self.outbox = AgentOutbox(self._transport)
        self.set_up = AgentSetUp(self._transport)
        self.releases = AgentReleases(self._transport)
        self.staff = AgentStaff(self._transport)

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

    def capabilities(self, deadline: Deadline | None = None) -> Capabilities:
        """Ask what the platform can do."""
        return self._calls.call("GET", "/capabilities", deadline=deadline).read(Capabilities)

    def plans(self, request: PlanRequest, deadline: Deadline | None = None) -> PlatformPlan:
        """Ask for the authoritative plan; `plan_id` is wanted by prefill and drafts."""
        return self._calls.call("POST", "/plans", body=request, deadline=deadline).read(PlatformPlan)

    def start_session(self, start: SessionStart, deadline: Deadline | None = None) -> CitizenSession:
        """Identify a citizen: by card, by a code that was shown, by their phone, or by what they typed.

        The session's `assurance` says what the platform makes of it.
        """
        reply = self._calls.call("POST", "/citizen-sessions", body=start, deadline=deadline)
        return CitizenSession(self._calls, reply.read(Session))

    def link_code(self, deadline: Deadline | None = None) -> LinkCode:
        """Ask for a code with which a phone can log its owner in here."""
        return self._calls.call("POST", "/citizen-sessions/link-codes", deadline=deadline).read(LinkCode)

    def link_status(self, link_code: str, wait_s: int = 0, deadline: Deadline | None = None) -> LinkStatus:
        """Ask what the phone has done; waits up to `wait_s` seconds (25 at most) for it to do something."""
        path = f"/citizen-sessions/link-codes/{quote(link_code, safe='')}"
        query = {"waitSeconds": str(wait_s)}
        reply = self._calls.call("GET", path, query=query, deadline=deadline, answer_s=ANSWER_S + wait_s)
        return reply.read(LinkStatus)

    def rating_form(self, deadline: Deadline | None = None) -> RatingForm:
        """Read the five levels and their reasons."""
        return self._calls.call("GET", "/rating-forms/current", deadline=deadline).read(RatingForm)

    def report_issue(
        self, report: IssueReport, key: UUID | None = None, deadline: Deadline | None = None
    ) -> IssueReportState:
        """File 办不成事, a wrong guide, a suggestion."""
        reply = self._calls.call(
            "POST", "/issue-reports", body=report, key=key_or_new(key), deadline=deadline
        )
        return reply.read(IssueReportState)

    def agent_status(self) -> AgentState:
        """Ask the agent itself; answers at once, whatever the network does."""
        return _state(self._transport.send("GET", "/agent/v1/status", AGENT_S).json())

    def sync_guides(self, deadline: Deadline | None = None) -> AgentState:
        """Have the agent look for a newer guide snapshot now; the answer says which is installed then.

        A platform that cannot be reached leaves the installed one; that is no error.
        """
        until = self._calls.deadline(deadline)
        return _state(self._transport.send("POST", "/agent/v1/guide-sync", until.remaining).json())

    def report(self, report: bytes) -> Orders:
        """Tell the agent how the devices stand and what was counted; returns what is ordered.

        `report` is JSON of kiosk.telemetry.ui_report.UiReport.
        """
        headers = {"Content-Type": "application/json"}
        return _orders(self._transport.send("PUT", "/agent/v1/report", AGENT_S, headers, report).json())

    def tell_state(self, state: str, devices: Sequence[Mapping[str, str]] = ()) -> None:
        """Tell the agent what the next heartbeat should say.

        `state`: IDLE, IN_SESSION, OUT_OF_SERVICE or MAINTENANCE; a device is {"kind": …, "state": OK, LOW,
        FAULT or ABSENT}.
        """
        body: dict[str, Any] = {"state": state, "devices": [dict(device) for device in devices]}
        self._transport.send(
            "PUT",
            "/agent/v1/ui-state",
            AGENT_S,
            {"Content-Type": "application/json"},
            json.dumps(body).encode(),
        )


def _orders(told: Any) -> Orders:
    try:
        return Orders(ordered_out=told["orderedOut"], restart=told["restart"])
    except (KeyError, TypeError):
        raise NotJson(200) from None


def _state(told: Any) -> AgentState:
    try:
        return AgentState(
            enrolled=told["enrolled"],
            enrolment=told["enrolment"],
            terminal_id=told["terminalId"],
            platform=told["platform"],
            last_sync=datetime.fromisoformat(told["lastSync"]) if told["lastSync"] else None,
            guide_version=told["guideVersion"],
            clock_offset_ms=told["clockOffsetMs"],
            revoked=told["revoked"],
            clock_drift_ms_a_day=told.get("clockDriftMsADay"),
            guide_problem=told.get("guideProblem"),
            sync_received=told.get("syncReceived", 0),
            sync_total=told.get("syncTotal", 0),
            outbox=_outbox(told["outbox"]) if told.get("outbox") else None,
            enrolment_problem=told.get("enrolmentProblem"),
            site_profile=told.get("siteProfile"),
            set_up_open=told.get("setUpOpen", False),
            sync=_sync(told.get("sync")),
            release=release_of(told["release"]) if told.get("release") else None,
        )
    except (KeyError, TypeError, ValueError):
        raise NotJson(200) from None


def _sync(told: Any) -> SyncState | None:
    if not told or not told["passes"]:
        return None
    return SyncState(int(told["passes"]), str(told["outcome"]), told["reason"])


def _outbox(told: Any) -> OutboxState:
    oldest = told["oldestAt"]
    return OutboxState(
        waiting=int(told["waiting"]),
        rejected=int(told["rejected"]),
        oldest_at=datetime.fromisoformat(oldest) if oldest else None,
        overdue=bool(told["overdue"]),
    )
