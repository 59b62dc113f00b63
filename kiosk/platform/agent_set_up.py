"""The set-up of a terminal, as the screens and `kiosk enrol` ask the agent for it (/agent/v1)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kiosk.platform.transport import Transport

AGENT_S = 2.0


class TakenDevice(Protocol):
    """A device that somebody took (`kiosk.terminal.settings_taken.Taken`)."""

    @property
    def kind(self) -> str:
        """Which."""

    @property
    def port(self) -> str:
        """Where."""

    @property
    def options(self) -> Mapping[str, str | int | float | bool]:
        """What its driver is told."""


class AgentSetUp:
    """Blocking; raises a `PlatformError`. How it goes stands in `PlatformClient.agent_status`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def enrol(self, code: str, *, setting_up: bool = False) -> None:
        """Have the agent enrol with a one-time code; raises Problem (409) where it has an identity.

        `setting_up`: the set-up pages go on after the screens have started anew.
        """
        self._post("/agent/v1/enrolment", {"code": code, "settingUp": setting_up})

    def measured(self, card_px: float) -> None:
        """Have it written how wide a bank card is on the glass; raises Invalid for a wrong figure."""
        self._post("/agent/v1/set-up", {"cardPx": card_px})

    def took(self, devices: Sequence[TakenDevice], left: Sequence[str]) -> None:
        """Have the devices written that somebody took, and those of the kinds in `left` taken out.

        Raises Invalid where one of them is root's or is none, Problem (409) where nobody sets up.
        """
        told = [{"kind": one.kind, "port": one.port, "options": dict(one.options)} for one in devices]
        self._post("/agent/v1/set-up", {"devices": told, "left": list(left)})

    def finish(self) -> None:
        """Say that the set-up pages are through."""
        self._post("/agent/v1/set-up", {"finished": True})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        self._transport.send("POST", path, AGENT_S, headers, json.dumps(body).encode())
