"""Tells the platform every minute that the terminal lives, and learns its clock and its wishes."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from kiosk.agent.clock_drift import ClockDrift
from kiosk.agent.status import AgentStatus, Facts
from kiosk.agent.upstream import Answer, Upstream, UpstreamDown
from kiosk.platform.models import DeviceState, Heartbeat, HeartbeatReply
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE

TARGET = f"{CONTRACT_BASE}/terminals/self/heartbeats"
INTERVAL_S = 60.0
RETRY_S = 10.0
SKEW_WARNING_MS = 60_000
IDLE, BUSY = "IDLE", "IN_SESSION"


class HeartbeatSender:
    """`run` sends one heartbeat."""

    def __init__(
        self,
        upstream: Upstream,
        status: AgentStatus,
        software_version: str,
        now: Callable[[], datetime],
        guides_changed: Callable[[], None],
        log: Any,
        clock_is_right: Callable[[], None] = lambda: None,
        ordered: Callable[[bytes], None] = lambda _order: None,
        heard: Callable[[], None] = lambda: None,
        settings: Callable[[int], None] = lambda _version: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ordered` gets each order of an answer as it stood there; `heard` is called after an answer.

        `settings` gets the version of the profile that the platform keeps of this terminal.
        """
        self._settings = settings
        self._monotonic, self._drift = monotonic, ClockDrift()
        self._ordered, self._heard = ordered, heard
        self._upstream = upstream
        self._line = upstream.line_of_its_own()
        self._status = status
        self._version = software_version
        self._now = now
        self._guides_changed = guides_changed
        self._log = log
        self._clock_is_right = clock_is_right

    def run(self) -> float:
        """Send one; returns the seconds until the next."""
        self._line.mend()
        with self._status.log_in_gate.heartbeat(self._line.cut) as may_be_idle:
            facts = self._status.now
            told = facts.heartbeat_state
            state = BUSY if told == IDLE and not may_be_idle else told
            try:
                answer = self._send(facts, state)
            except UpstreamDown as down:
                # A log-in that could not wait for it says nothing against the platform.
                reason = "gave-way" if self._line.is_cut else down.error
                self._log.warning(Event.HEARTBEAT_FAILED, reason=reason)
                return RETRY_S
        return self._hear(answer)

    def _send(self, facts: Facts, state: str) -> Answer:
        beat = Heartbeat(
            at=self._now(),
            software_version=self._version,
            catalogue_version=facts.guide_version,
            state=state,
            devices=tuple(DeviceState.model_validate(device) for device in facts.devices_and_outbox),
            outbox_depth=facts.outbox.waiting,
            clock_offset_ms=facts.clock_offset_ms,
            catalogue_problem=facts.guide_problem,
        )
        return self._upstream.send(
            "POST",
            TARGET,
            headers={"Content-Type": "application/json"},
            body=beat.model_dump_json(by_alias=True, exclude_none=True).encode(),
            line=self._line,
        )

    def _hear(self, answer: Answer) -> float:
        if answer.status != 200:
            self._log.warning(Event.HEARTBEAT_FAILED, status=answer.status, problem=answer.problem)
            return INTERVAL_S
        try:
            reply = HeartbeatReply.model_validate_json(answer.body)
        except ValidationError:
            self._log.warning(Event.HEARTBEAT_FAILED, reason="malformed")
            return INTERVAL_S
        self._learn(reply)
        # Not from the model: what is signed is what stood there.
        for order in answer.json()["commands"]:
            self._ordered(json.dumps(order).encode())
        self._heard()
        return INTERVAL_S

    def _learn(self, reply: HeartbeatReply) -> None:
        offset = int((reply.server_time - self._now()).total_seconds() * 1000)
        drift = self._drift.heard(self._monotonic(), offset)
        before = self._status.set(clock_offset_ms=offset, clock_drift_ms_a_day=drift)
        if abs(offset) > SKEW_WARNING_MS:
            self._log.warning(Event.CLOCK_SKEWED, offset_ms=offset)
        else:
            self._clock_is_right()
        if reply.catalogue_version is not None and reply.catalogue_version > before.guide_version:
            self._guides_changed()
        if reply.config_version is not None:
            self._settings(reply.config_version)
