"""The site profile: everything that differs between two terminals, from one TOML file.

These groups are the one source for the file, its check, `kiosk settings` and docs/settings.md, which takes
its words from the docstrings below the fields. An example with every key stands in
docs/site-profile.example.toml. Files are read and written in settings_file.py.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from kiosk.releases.window import Window

MM_PER_INCH = 25.4
CARD_MM = 85.60
"""Width of a bank card (ISO/IEC 7810 ID-1)."""
CARD_TOLERANCE = 0.25
"""So far the card that was measured may lie from what the diagonal says; beyond it one of them is a typo."""
CONTRACT_BASE = "/kiosk/v1"
DRIVERS: Mapping[str, tuple[str, ...]] = {
    "id_card": ("sdt",),
    "printer": ("escpos",),
    "document_camera": ("v4l2",),
    "code_reader": ("serial",),
    "page_printer": ("cups",),
    "keypad": ("evdev",),
    "speech": ("alsa",),
}
"""Kind of device → the drivers that there are for it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its key (`devices[1].kind`), why, and the value that stands there."""

    key: str
    why: str
    value: object = None


class ProfileError(Exception):
    """The profile cannot be used; the message names the file and every wrong key."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        """What is wrong with single keys; empty where the file cannot be read at all."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TerminalSection(_Section):
    """Where the terminal stands and what it offers first."""

    site_name: str = Field(min_length=1)
    """The hall, as it stands at the top of every page and on slips."""
    machine_label: str = Field(min_length=1, max_length=40)
    """Printed on the case and on slips, so that a caller can name it; also the serial at enrolment."""
    area_code: str = Field(pattern=r"^\d{6}(\d{3}){0,2}$")
    """GB/T 2260."""
    audience_order: tuple[Literal["person", "enterprise", "project"], ...] = (
        "person",
        "enterprise",
        "project",
    )
    """Which audience's bundles come first."""
    home_bundles: tuple[str, ...] = ()
    """Bundle ids shown first on the home page."""
    hotline: str = "12345"
    """Whom one calls who gets no further."""
    guide_url: str = ""
    """Where phones find a guide: the bundle's id is put behind it, as a QR code on printed guides."""
    hall_phone: str = ""
    """Of the hall, where one asks for help."""


class ScreenSection(_Section):
    """The panel, in the millimetres that every size is made of."""

    diagonal_inch: float = Field(gt=5, lt=90)
    """Of the picture, as the panel's data sheet says."""
    width_px: int = Field(ge=480, le=7680)
    """Pixels across, as the terminal stands (upright: the smaller number)."""
    height_px: int = Field(ge=480, le=7680)
    """Pixels from top to bottom."""
    screen_bottom_mm: int = Field(ge=300, le=1200)
    """Lower edge of the picture above the floor."""
    card_px: float | None = Field(default=None, gt=50, lt=4000)
    """A bank card (85.60 mm) on the glass, measured on site in pixels; left out, the diagonal is believed."""
    languages: tuple[Literal["zh-CN", "en"], ...] = Field(default=("zh-CN", "en"), min_length=1)
    """Offered in this order; the first one greets."""

    @field_validator("card_px")
    @classmethod
    def _near_the_diagonal(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is None or not {"width_px", "height_px", "diagonal_inch"} <= info.data.keys():
            return value
        told = CARD_MM * _density(
            **{key: info.data[key] for key in ("width_px", "height_px", "diagonal_inch")}
        )
        if abs(value - told) > told * CARD_TOLERANCE:
            raise ValueError(f"is far from the {told:.0f} px that diagonal_inch says")
        return value

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre; the pixels are square."""
        if self.card_px is not None:
            return self.card_px / CARD_MM
        return _density(self.width_px, self.height_px, self.diagonal_inch)


def _density(width_px: int, height_px: int, diagonal_inch: float) -> float:
    return math.hypot(width_px, height_px) / (diagonal_inch * MM_PER_INCH)


class DeviceSection(_Section):
    """One device: which driver, where, with which options of that driver."""

    kind: Literal["id_card", "printer", "document_camera", "code_reader", "page_printer", "keypad", "speech"]
    """What it is."""
    driver: str = Field(min_length=1)
    """Which of the drivers of its kind."""
    port: str = Field(min_length=1)
    """A device file, a camera's index or file, or whatever the driver calls a place."""
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """What differs between makes; `kiosk settings check` names those that a driver does not know."""

    @field_validator("driver")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        drivers = DRIVERS.get(info.data.get("kind", ""), (value,))
        if value not in drivers:
            raise ValueError(f"there is no driver {value} for it; there are {', '.join(drivers)}")
        return value


Seconds = Annotated[int, Field(gt=0, le=3600)]


class TimeoutsSection(_Section):
    """Seconds without a touch before something happens; the warning is part of none of them."""

    home_idle: Seconds = 120
    """While nobody has given anything."""
    session_idle: Seconds = 60
    """During a visit."""
    assisted_idle: Seconds = 180
    """In large-text, speech or keypad mode."""
    reading_idle: Seconds = 180
    """On long texts, while scanning, reading a card, signing."""
    warning: Annotated[int, Field(ge=20, le=600)] = 30
    """EN 301 549 / WCAG 2.2.1: at least 20 s."""
    done: Seconds = 45
    """On the last page."""
    done_countdown: Seconds = 20
    """The warning there."""
    card_left_alarm: Seconds = 5
    """From one alarm to the next while somebody's card still lies there."""
    staff_idle: Annotated[int, Field(ge=20, le=1800)] = 120
    """After so long the pages of the staff close by themselves."""


class PathsSection(_Section):
    """Folders and files; relative ones start at the profile's folder."""

    state_dir: Path
    """The agent's own: key, certificate. Nobody else reads it."""
    run_dir: Path
    """For what lives as long as the programs run."""
    agent_socket: Path
    """Where the screens speak to the agent."""
    guide_store: Path
    """The signed guides; the agent writes them, the screens read them."""
    outbox: Path = Path("outbox")
    """Sealed submissions; written by the screens and by the agent."""
    calibration: Path = Path("calibration")
    """What `kiosk camera calibrate` learnt of this site; read by the screens."""
    staff: Path = Path("staff")
    """Who may look after the terminal, and their failed tries; the screens' own."""
    audit: Path = Path("audit")
    """The audit log: a chain of the screens' and one of the agent's."""


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


class TelemetrySection(_Section):
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
        try:
            odd = parts.port == 0 or parts.path or parts.query or parts.fragment or parts.username
        except ValueError:
            odd = True
        if parts.scheme != "mqtts" or not parts.hostname or odd:
            raise ValueError("must be mqtts://host[:port]")
        return value


class AuditSection(_Section):
    """The audit log; its folder stands under paths."""

    keep_days: Annotated[int, Field(ge=180, le=3660)] = 180
    """So long records stay on the terminal, also when the platform has them."""
    digest: Literal["sha-256", "sm3"] = "sha-256"
    """What chains the records; SM3 is GB/T 32905."""

    @property
    def keep(self) -> timedelta:
        """`keep_days`."""
        return timedelta(days=self.keep_days)


class UpdatesSection(_Section):
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


class Outage(_Section):
    """A planned time out of service (计划停机)."""

    starts: AwareDatetime
    """With its offset, such as 2026-12-05T20:00:00+08:00."""
    ends: AwareDatetime
    """After it starts."""
    reason_zh: str
    """What citizens are told."""
    reason_en: str | None = None
    """The same in English."""

    @field_validator("ends")
    @classmethod
    def _later(cls, value: datetime, info: ValidationInfo) -> datetime:
        starts = info.data.get("starts")
        if starts is not None and value <= starts:
            raise ValueError("must be after starts")
        return value


class SiteProfile(_Section):
    """One terminal's whole profile."""

    terminal: TerminalSection
    screen: ScreenSection
    devices: tuple[DeviceSection, ...] = ()
    timeouts: TimeoutsSection = TimeoutsSection()
    paths: PathsSection
    platform: PlatformSection
    outbox: OutboxSection = OutboxSection()
    telemetry: TelemetrySection = TelemetrySection()
    audit: AuditSection = AuditSection()
    updates: UpdatesSection = UpdatesSection()
    outages: tuple[Outage, ...] = ()

    @field_validator("devices")
    @classmethod
    def _one_of_a_kind(cls, value: tuple[DeviceSection, ...]) -> tuple[DeviceSection, ...]:
        kinds = [device.kind for device in value]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise ValueError(f"there are two of kind {', '.join(twice)}")
        return value

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
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    return parse(text, path)


def parse(text: str, path: Path) -> SiteProfile:
    """Read a profile from the text of the file at `path`, where relative paths start; raises as `load`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error
    try:
        profile = SiteProfile.model_validate(document)
    except ValidationError as error:
        problems = [Problem(key_of(one["loc"]), one["msg"], one.get("input")) for one in error.errors()]
        lines = [f"{path}: {one.key}: {one.why}" for one in problems]
        raise ProfileError("\n".join(lines), problems) from error
    return _with_absolute_paths(profile, path.resolve().parent)


def key_of(location: tuple[Any, ...]) -> str:
    """Return the key that a place in the document has: `devices[1].kind`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _with_absolute_paths(profile: SiteProfile, folder: Path) -> SiteProfile:
    paths = {name: folder / value for name, value in profile.paths}
    platform = profile.platform.model_copy(update={"ca_file": folder / profile.platform.ca_file})
    telemetry = profile.telemetry
    if telemetry.ca_file is not None:
        telemetry = telemetry.model_copy(update={"ca_file": folder / telemetry.ca_file})
    placed = {"paths": profile.paths.model_copy(update=paths), "platform": platform, "telemetry": telemetry}
    return profile.model_copy(update=placed)
