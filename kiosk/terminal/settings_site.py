"""What differs by the place where a terminal stands: its name, panel, devices, times and folders."""

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, ValidationInfo, field_validator

from kiosk.languages import known
from kiosk.terminal.settings_base import NUMBER_ON_SITE, PHONE_ON_SITE, Section

MM_PER_INCH = 25.4
CARD_MM = 85.60
"""Width of a bank card (ISO/IEC 7810 ID-1)."""
CARD_TOLERANCE = 0.25
"""So far the card that was measured may lie from what the diagonal says; beyond it one of them is a typo."""
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


class TerminalSection(Section):
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
    hotline: str = Field(default="12345", json_schema_extra=PHONE_ON_SITE)
    """Whom one calls who gets no further."""
    guide_url: str = ""
    """Where phones find a guide: the bundle's id is put behind it, as a QR code on printed guides."""
    hall_phone: str = Field(default="", json_schema_extra=PHONE_ON_SITE)
    """Of the hall, where one asks for help."""


Language = Annotated[str, AfterValidator(known)]


class ScreenSection(Section):
    """The panel, in the millimetres that every size is made of."""

    diagonal_inch: float = Field(gt=5, lt=90)
    """Of the picture, as the panel's data sheet says."""
    width_px: int = Field(ge=480, le=7680)
    """Pixels across, as the terminal stands (upright: the smaller number)."""
    height_px: int = Field(ge=480, le=7680)
    """Pixels from top to bottom."""
    screen_bottom_mm: int = Field(ge=300, le=1200, json_schema_extra=NUMBER_ON_SITE)
    """Lower edge of the picture above the floor."""
    card_px: float | None = Field(default=None, gt=50, lt=4000)
    """A bank card (85.60 mm) on the glass, measured on site in pixels; left out, the diagonal is believed."""
    languages: tuple[Language, ...] = Field(default=("zh-CN", "en"), min_length=1)
    """Offered in this order; the first one greets. Any that has a folder in kiosk/locale."""

    @field_validator("languages")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("a language stands twice")
        return value

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


class DeviceSection(Section):
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


Seconds = Annotated[int, Field(gt=0, le=3600, json_schema_extra=NUMBER_ON_SITE)]


class TimeoutsSection(Section):
    """Seconds without a touch before something happens; the warning is part of none of them."""

    home_idle: Seconds = 120
    """While nobody has given anything."""
    session_idle: Seconds = 60
    """During a visit."""
    assisted_idle: Seconds = 180
    """In large-text, speech or keypad mode."""
    reading_idle: Seconds = 180
    """On long texts, while scanning, reading a card, signing."""
    warning: Annotated[int, Field(ge=20, le=600, json_schema_extra=NUMBER_ON_SITE)] = 30
    """EN 301 549 / WCAG 2.2.1: at least 20 s."""
    done: Seconds = 45
    """On the last page."""
    done_countdown: Seconds = 20
    """The warning there."""
    card_left_alarm: Seconds = 5
    """From one alarm to the next while somebody's card still lies there."""
    staff_idle: Annotated[int, Field(ge=20, le=1800, json_schema_extra=NUMBER_ON_SITE)] = 120
    """After so long the pages of the staff close by themselves."""
    training_idle: Annotated[int, Field(ge=60, le=3600, json_schema_extra=NUMBER_ON_SITE)] = 600
    """After so long on the first page training mode ends by itself."""


class PaperSection(Section):
    """How much paper is in when it is full; by this is told in time that it runs out."""

    roll_m: Annotated[float, Field(ge=5, le=500)] = 70
    """Metres on a new roll of the slip printer, as its wrapping says."""
    roll_low_prints: Annotated[int, Field(ge=1, le=5000)] = 60
    """The roll is told as low while there is still paper for so many slips."""
    tray_sheets: Annotated[int, Field(ge=10, le=5000)] = 250
    """Sheets in the full tray of the A4 printer."""
    tray_low_prints: Annotated[int, Field(ge=1, le=2000)] = 15
    """The tray is told as low while there is still paper for so many prints."""


class PathsSection(Section):
    """Folders and files; relative ones start at the profile's folder."""

    state_dir: Path
    """The agent's own: key, certificate. Nobody else reads it."""
    agent_socket: Path
    """Where the screens speak to the agent."""
    guide_store: Path
    """The signed guides; the agent writes them, the screens read them."""
    outbox: Path = Path("outbox")
    """Sealed submissions; written by the screens and by the agent."""
    calibration: Path = Path("calibration")
    """What the camera was taught at this site, by the staff's page or `kiosk camera calibrate`."""
    staff: Path = Path("staff")
    """Who may look after the terminal, and their failed tries; the screens' own."""
    audit: Path = Path("audit")
    """The audit log: a chain of the screens' and one of the agent's."""


class Outage(Section):
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
