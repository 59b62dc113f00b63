"""Messages about the terminal itself: enrolment, configuration, heartbeat, commands."""

from datetime import datetime
from typing import Any

from pydantic import Field

from kiosk.platform.models.wire import Wire


class Hardware(Wire):
    """The terminal's hardware."""

    serial: str
    model: str | None = None
    tpm_quote: str | None = None


class Software(Wire):
    """The terminal's software."""

    version: str
    sbom_digest: str | None = None


class Enrolment(Wire):
    """One-time code and certificate request (PKCS#10 PEM)."""

    code: str = Field(min_length=8, repr=False)
    csr: str
    hardware: Hardware
    software: Software


class CommandKey(Wire):
    """A key that signs orders: Ed25519, 32 raw bytes in base64."""

    key_id: str
    public_key: str


class EnrolmentResult(Wire):
    """What a terminal is given: certificates as PEM, `catalogue_root` as JSON text."""

    terminal_id: str
    certificate_chain: str
    expires_at: datetime
    catalogue_root: str
    """TUF root metadata: from it on every later root and all signed content is verified."""
    trust_roots: tuple[str, ...] = ()
    command_keys: tuple[CommandKey, ...] = ()
    """Whose orders the terminal carries out; every renewal of the certificate names them anew."""


class Screen(Wire):
    """Size and place of the screen."""

    diagonal_inch: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    screen_bottom_mm: int | None = None


class ConfiguredDevice(Wire):
    """A device that this site has."""

    kind: str
    driver: str | None = None
    port: str | None = None
    options: dict[str, str | int | float | bool] | None = None


class Timeouts(Wire):
    """Idle warning, in seconds."""

    idle_seconds: int | None = None
    warning_seconds: int | None = None
    max_extensions: int | None = None


class TerminalConfig(Wire):
    """The site profile. `version` 0: the platform keeps none of this terminal."""

    terminal_id: str
    version: int
    area_code: str
    site_name: str | None = None
    machine_label: str | None = None
    audience_order: tuple[str, ...] | None = None
    home_bundles: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    hotline: str | None = None
    hall_phone: str | None = None
    guide_url: str | None = None
    org_code: str | None = None
    service_hours: str | None = None
    screen: Screen | None = None
    devices: tuple[ConfiguredDevice, ...] = ()
    timeouts: Timeouts | None = None
    features: dict[str, bool] = Field(default_factory=dict)


class DeviceState(Wire):
    """State is OK, LOW, FAULT or ABSENT."""

    kind: str
    state: str
    detail: str | None = None


class Heartbeat(Wire):
    """Every 60 s. State is IDLE, IN_SESSION, OUT_OF_SERVICE or MAINTENANCE."""

    at: datetime
    software_version: str
    catalogue_version: int
    state: str
    devices: tuple[DeviceState, ...] = ()
    outbox_depth: int | None = None
    clock_offset_ms: int | None = None
    catalogue_problem: str | None = None
    """Why the catalogue that was offered last was refused; None when it was not."""


class Command(Wire):
    """A signed order of the platform to the terminal; judged in kiosk/telemetry/command.py."""

    id: str
    terminal_id: str | None = None
    kind: str
    expires_at: datetime
    signature: str
    args: dict[str, Any] = Field(default_factory=dict)


class HeartbeatReply(Wire):
    """The platform's clock and what it wants done."""

    server_time: datetime
    commands: tuple[Command, ...]
    catalogue_version: int | None = None
    config_version: int | None = None
