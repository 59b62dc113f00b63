"""What the agent does for a terminal: platform, outbox, telemetry, audit log, updates."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator

from kiosk.releases.window import Window
from kiosk.terminal.settings_base import Section

CONTRACT_BASE = "/kiosk/v1"


def _is_server(parts: SplitResult, scheme: str) -> bool:
    """Whether an address names a server of this scheme, and neither a user nor a query."""
    try:
        odd = parts.port == 0 or parts.query or parts.fragment or parts.username
    except ValueError:
        return False
    return parts.scheme == scheme and bool(parts.hostname) and not odd


class PlatformSection(Section):
    """The platform, reached by the agent alone."""

    base_url: str
    """https://host[:port], with or without the contract's base path."""
    ca_file: Path
    """PEM: the only authorities that are believed."""

    @field_validator("base_url")
    @classmethod
    def _https(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("must be https://host[:port]")
        if parts.query or parts.fragment or parts.username:
            raise ValueError("must have no query, fragment or user")
        return value.rstrip("/").removesuffix(CONTRACT_BASE)


class OutboxSection(Section):
    """Sealed submissions on their way; the folder stands under paths."""

    max_age_hours: Annotated[int, Field(ge=1, le=24 * 29)] = 72
    """A package that waits for longer raises an alarm. The platform takes nothing older than 30 days."""
    min_free_mb: Annotated[int, Field(ge=64, le=1_000_000)] = 512
    """What must be free on the disk before a citizen starts, in MiB."""
    retention_days: Annotated[int, Field(ge=1, le=365)] = 30
    """So long what the platform has answered for stays in the list, without its file."""

    @property
    def max_age(self) -> timedelta:
        """`max_age_hours`."""
        return timedelta(hours=self.max_age_hours)

    @property
    def free_bytes(self) -> int:
        """`min_free_mb` in bytes."""
        return self.min_free_mb * 1024 * 1024

    @property
    def retention(self) -> timedelta:
        """`retention_days`."""
        return timedelta(days=self.retention_days)


class TelemetrySection(Section):
    """Seen from afar: what the agent tells the operator's broker, and a monitor on the terminal itself."""

    broker: str = ""
    """mqtts://host[:port], port 8883 where none is said; left out, the terminal tells nobody by MQTT."""
    ca_file: Path | None = None
    """PEM: the authorities that are believed for the broker; left out, those of the platform."""
    heartbeat_s: Annotated[int, Field(ge=10, le=900)] = 60
    """Seconds from one heartbeat to the next, give or take a tenth."""
    counters_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 15
    """Minutes from one report of counters to the next."""
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    """After one and a half times this without a word the broker says that the terminal is gone."""
    prometheus_port: Annotated[int, Field(ge=1024, le=65535)] | None = None
    """Port on 127.0.0.1 where a monitor reads the figures; left out, there is none."""

    @field_validator("broker")
    @classmethod
    def _mqtts(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if not _is_server(parts, "mqtts") or parts.path:
            raise ValueError("must be mqtts://host[:port]")
        return value


class OtlpSection(Section):
    """The figures of the monitor's page, pushed to a collector by OTLP/HTTP. Changed by root alone."""

    endpoint: str = ""
    """https://host[:port][/path], /v1/metrics is added; left out, nothing is pushed."""
    ca_file: Path | None = None
    """PEM: the authorities that are believed for the collector; left out, those of the platform."""
    interval_s: Annotated[int, Field(ge=10, le=24 * 3600)] = 60
    """Seconds from one push to the next, give or take a tenth."""

    @field_validator("endpoint")
    @classmethod
    def _https(cls, value: str) -> str:
        if not value:
            return value
        if not _is_server(urlsplit(value), "https"):
            raise ValueError("must be https://host[:port][/path]")
        return value.rstrip("/")


class AuditSection(Section):
    """The audit log; its folder stands under paths."""

    keep_days: Annotated[int, Field(ge=180, le=3660)] = 180
    """So long records stay on the terminal, also when the platform has them."""
    digest: Literal["sha-256", "sm3"] = "sha-256"
    """What chains the records; SM3 is GB/T 32905."""

    @property
    def keep(self) -> timedelta:
        """`keep_days`."""
        return timedelta(days=self.keep_days)


class UpdatesSection(Section):
    """Releases of the terminal's program: fetched in the background, in force once nobody stands there."""

    window: str = ""
    """Local times such as 22:30-05:00, outside of which none is fetched or put in force; left out: always."""
    rate_kib: Annotated[int, Field(ge=0, le=1_000_000)] = 512
    """KiB a second that fetching takes of the line at most; 0: all that there is."""

    @field_validator("window")
    @classmethod
    def _two_times(cls, value: str) -> str:
        Window.of(value)
        return value

    @property
    def hours(self) -> Window | None:
        """`window`; None: always."""
        return Window.of(self.window)

    @property
    def bytes_per_s(self) -> int:
        """`rate_kib` in bytes."""
        return self.rate_kib * 1024


_RECIPIENT = r"(?:age1[0-9a-z]{50,4000})?"
_STICK = r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}(?::[A-Za-z0-9._-]{1,64})?"


class SupportSection(Section):
    """Help from the operator: a copy of the logs that an engineer carries away on a stick (`kiosk logs`)."""

    log_key: str = Field(default="", pattern=f"^{_RECIPIENT}$")
    """The operator's age recipient; the copy is sealed to it. Left out, none is made."""
    sticks: tuple[Annotated[str, Field(pattern=f"^{_STICK}$")], ...] = ()
    """USB sticks that may carry it: VID:PID or VID:PID:SERIAL. usbguard has to let them in, too."""
    log_days: Annotated[int, Field(ge=1, le=180)] = 14
    """So many days of the journal; the audit log goes along whole."""
