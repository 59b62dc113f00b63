"""The site profile: everything that differs between two terminals, from one TOML file.

An example with every key stands in docs/site-profile.example.toml.
"""

import math
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

MM_PER_INCH = 25.4
CONTRACT_BASE = "/kiosk/v1"


class ProfileError(Exception):
    """The profile cannot be used; the message names the file and every wrong key."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TerminalSection(_Section):
    """Where the terminal stands and what it offers first."""

    site_name: str = Field(min_length=1)
    machine_label: str = Field(min_length=1, max_length=40)
    """Printed on the case and on slips, so that a caller can name it; also the serial at enrolment."""
    area_code: str = Field(pattern=r"^\d{6}(\d{3}){0,2}$")
    """GB/T 2260."""
    audience_order: tuple[Literal["person", "enterprise", "project"], ...] = (
        "person",
        "enterprise",
        "project",
    )
    home_bundles: tuple[str, ...] = ()
    """Bundle ids shown first on the home page."""
    hotline: str = "12345"
    guide_url: str = ""
    """Where phones find a guide: the bundle's id is put behind it, as a QR code on printed guides."""
    hall_phone: str = ""
    """Of the hall, where one asks for help."""


class ScreenSection(_Section):
    """The panel, in the millimetres that every size is made of."""

    diagonal_inch: float = Field(gt=5, lt=90)
    width_px: int = Field(ge=480, le=7680)
    height_px: int = Field(ge=480, le=7680)
    screen_bottom_mm: int = Field(ge=300, le=1200)
    """Lower edge of the picture above the floor."""
    languages: tuple[Literal["zh-CN", "en"], ...] = ("zh-CN", "en")

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre; the pixels are square."""
        return math.hypot(self.width_px, self.height_px) / (self.diagonal_inch * MM_PER_INCH)


class DeviceSection(_Section):
    """One device: which driver, where, with which options of that driver."""

    kind: Literal["id_card", "printer", "document_camera", "code_reader", "page_printer", "keypad", "speech"]
    driver: str = Field(min_length=1)
    port: str = Field(min_length=1)
    """A device file, a camera's index or file, or whatever the driver calls a place."""
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)


Seconds = Annotated[int, Field(gt=0, le=3600)]


class TimeoutsSection(_Section):
    """Seconds without a touch before something happens; the warning is part of none of them."""

    home_idle: Seconds = 120
    session_idle: Seconds = 60
    assisted_idle: Seconds = 180
    """In large-text, speech or keypad mode."""
    reading_idle: Seconds = 180
    """On long texts, while scanning, reading a card, signing."""
    warning: Annotated[int, Field(ge=20, le=600)] = 30
    """EN 301 549 / WCAG 2.2.1: at least 20 s."""
    done: Seconds = 45
    done_countdown: Seconds = 20
    card_left_alarm: Seconds = 5


class PathsSection(_Section):
    """Folders and files; relative ones start at the profile's folder."""

    state_dir: Path
    """The agent's own: key, certificate. Nobody else reads it."""
    run_dir: Path
    agent_socket: Path
    guide_store: Path
    outbox: Path = Path("outbox")
    """Sealed submissions; written by the screens and by the agent."""
    calibration: Path = Path("calibration")
    """What `kiosk camera calibrate` learnt of this site; read by the screens."""


class PlatformSection(_Section):
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


class OutboxSection(_Section):
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


class Outage(_Section):
    """A planned time out of service (计划停机)."""

    starts: AwareDatetime
    ends: AwareDatetime
    reason_zh: str
    reason_en: str | None = None


class SiteProfile(_Section):
    """One terminal's whole profile."""

    terminal: TerminalSection
    screen: ScreenSection
    devices: tuple[DeviceSection, ...] = ()
    timeouts: TimeoutsSection = TimeoutsSection()
    paths: PathsSection
    platform: PlatformSection
    outbox: OutboxSection = OutboxSection()
    outages: tuple[Outage, ...] = ()

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre of this screen."""
        return self.screen.px_per_mm

    def device(self, kind: str) -> DeviceSection | None:
        """Return the first device of a kind, None where the terminal has none."""
        return next((device for device in self.devices if device.kind == kind), None)

    def outage_at(self, now: datetime) -> Outage | None:
        """Return the planned outage that `now` falls into, if any."""
        return next((outage for outage in self.outages if outage.starts <= now < outage.ends), None)


def load(path: Path) -> SiteProfile:
    """Read a profile; raises `ProfileError` with one line for each thing that is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    try:
        profile = SiteProfile.model_validate(document)
    except ValidationError as error:
        lines = [f"{path}: {_key(entry['loc'])}: {entry['msg']}" for entry in error.errors()]
        raise ProfileError("\n".join(lines)) from error
    return _with_absolute_paths(profile, path.resolve().parent)


def _key(location: tuple[Any, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _with_absolute_paths(profile: SiteProfile, folder: Path) -> SiteProfile:
    paths = PathsSection(
        state_dir=folder / profile.paths.state_dir,
        run_dir=folder / profile.paths.run_dir,
        agent_socket=folder / profile.paths.agent_socket,
        guide_store=folder / profile.paths.guide_store,
        outbox=folder / profile.paths.outbox,
        calibration=folder / profile.paths.calibration,
    )
    platform = profile.platform.model_copy(update={"ca_file": folder / profile.platform.ca_file})
    return profile.model_copy(update={"paths": paths, "platform": platform})
