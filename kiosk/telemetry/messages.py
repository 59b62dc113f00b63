"""What a terminal says by MQTT: JSON, camelCase, UTC. Every member is a number, a code, an id or a time."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from kiosk.telemetry.ui_report import CallReport, DeviceReport

Service = Literal["IN_SERVICE", "OUT_OF_SERVICE", "MAINTENANCE"]
Disposition = Literal["done", "refused", "failed", "interrupted"]


class _Said(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")

    def payload(self) -> bytes:
        """Return the message as it goes over the wire."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()


class OutboxState(_Said):
    """What waits to be sent, in numbers."""

    waiting: int
    rejected: int
    oldest_at: datetime | None = None
    overdue: bool = False
    problems: tuple[str, ...] = ()


class PaperState(_Said):
    """Paper that is low or out; `prints_left` where it was counted."""

    kind: str
    paper: str
    prints_left: int | None = None


class HallState(_Said):
    """Retained on `hall`: what the hall's staff have to come for, and to which terminal.

    `label` and `site` are the terminal's name there, as its settings say.
    """

    label: str
    site: str
    at: datetime
    calls: tuple[CallReport, ...] = ()
    papers: tuple[PaperState, ...] = ()


class TerminalState(_Said):
    """Retained on `state`: how the terminal stands. Said anew whenever something of it changes.

    `online` false is the last will, or the terminal's own word when it was told to stop (`stopped`).
    """

    online: bool
    at: datetime | None = None
    stopped: bool = False
    service: Service | None = None
    service_reason: str | None = None
    software_version: str | None = None
    guide_version: int | None = None
    guide_problem: str | None = None
    platform: str | None = None
    devices: tuple[DeviceReport, ...] = ()
    outbox: OutboxState | None = None
    clock_skewed: bool = False
    revoked: bool = False
    settings_refused: bool = False
    """The site profile is wrong; the terminal runs with the last good one."""


class Beat(_Said):
    """On `beat`, every minute: it lives, and the numbers that change all the time."""

    at: datetime
    sequence: int
    uptime_seconds: int
    state: str
    """IDLE, IN_SESSION, OUT_OF_SERVICE or MAINTENANCE, as in the contract's Heartbeat."""
    faults: int
    outbox_waiting: int
    outbox_oldest_seconds: int
    guide_version: int
    clock_offset_ms: int | None = None


class CommandAnswer(_Said):
    """On `answers`: what became of an order. `reason` is a code; `detail` numbers and codes."""

    id: str
    terminal_id: str
    at: datetime
    kind: str
    disposition: Disposition
    reason: str = ""
    detail: dict[str, Any] = Field(default_factory=dict)
