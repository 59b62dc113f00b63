"""What the staff's pages ask of the agent: the outbox by numbers, the way to the platform, looking now."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.platform.errors import NotJson
from kiosk.platform.transport import Transport

AGENT_S = 2.0
CHECK_S = 30.0
"""For the way to the platform: some seconds a step at most."""


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One sealed submission, by the number that its slip bears. `sent` of `size` bytes have arrived."""

    number: str
    state: str
    """SEALED, SENDING, ACKNOWLEDGED or REJECTED."""
    sealed_at: datetime
    changed_at: datetime
    size: int
    sent: int
    attempts: int
    next_at: datetime | None
    """When it is tried again; None: as soon as possible."""
    problem: str | None
    """Type of the last problem."""


@dataclass(frozen=True, slots=True)
class OutboxList:
    """What was refused, what waits, what arrived last; and how many more there are."""

    items: tuple[SealedItem, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NetworkFound:
    """How far one gets on the way to the platform (`kiosk.agent.network_check`)."""

    host: str
    port: int
    done: tuple[str, ...]
    """Steps that went well."""
    code: str
    """Why the next one did not (kiosk.terminal.remedies); empty: all went well."""
    own_address: str
    platform_address: str
    tls: str
    certificate_until: datetime | None
    milliseconds: int | None
    clock_offset_ms: int | None
    """Platform minus terminal."""
    clock_source: str
    """timesyncd, chrony, or empty where nothing keeps the clock."""
    in_step_at: datetime | None
    """When the source last said that the clock is right."""


class AgentStaff:
    """Blocking; raises a `PlatformError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def outbox(self) -> OutboxList:
        """Return what the outbox holds."""
        told = self._transport.send("GET", "/agent/v1/outbox/entries", AGENT_S).json()
        try:
            return OutboxList(tuple(_item(one) for one in told["entries"]), int(told["more"]))
        except (KeyError, TypeError, ValueError):
            raise NotJson(200) from None

    def send_now(self) -> None:
        """Have everything that waits tried at once."""
        self._transport.send("POST", "/agent/v1/outbox/send", AGENT_S)

    def look_for_guides(self) -> int:
        """Have newer guides looked for; returns how many passes had ended before."""
        told = self._transport.send("POST", "/agent/v1/guide-look", AGENT_S).json()
        try:
            return int(told["passes"])
        except (KeyError, TypeError, ValueError):
            raise NotJson(202) from None

    def put_setting(self, key: str, value: str) -> None:
        """Have a setting written that the staff may change; raises Invalid for a wrong value."""
        body = json.dumps({"key": key, "value": value}).encode()
        headers = {"Content-Type": "application/json"}
        self._transport.send("POST", "/agent/v1/settings", AGENT_S, headers, body)

    def check_network(self) -> NetworkFound:
        """Go the way to the platform step by step."""
        told = self._transport.send("POST", "/agent/v1/network-check", CHECK_S).json()
        try:
            return _found(told)
        except (KeyError, TypeError, ValueError):
            raise NotJson(200) from None


def _item(told: Any) -> SealedItem:
    return SealedItem(
        number=str(told["number"]),
        state=str(told["state"]),
        sealed_at=datetime.fromisoformat(told["sealedAt"]),
        changed_at=datetime.fromisoformat(told["changedAt"]),
        size=int(told["bytes"]),
        sent=int(told["sent"]),
        attempts=int(told["attempts"]),
        next_at=_moment(told["nextAttemptAt"]),
        problem=told["problem"],
    )


def _found(told: Any) -> NetworkFound:
    return NetworkFound(
        host=str(told["host"]),
        port=int(told["port"]),
        done=tuple(str(step) for step in told["done"]),
        code=str(told["code"]),
        own_address=str(told["ownAddress"]),
        platform_address=str(told["platformAddress"]),
        tls=str(told["tls"]),
        certificate_until=_moment(told["certificateUntil"]),
        milliseconds=told["milliseconds"],
        clock_offset_ms=told["clockOffsetMs"],
        clock_source=str(told["clock"]["source"]),
        in_step_at=_moment(told["clock"]["inStepAt"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
