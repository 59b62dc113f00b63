"""The site profile: everything that differs between two terminals, from one TOML file.

Its groups (settings_site.py, settings_service.py) are the one source for file, check, `kiosk settings` and
docs/settings.md, which takes its words from the docstrings below the fields. An example with every key stands
in docs/site-profile.example.toml. Files are read and written in settings_file.py.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError, field_validator

from kiosk.terminal.settings_base import Section
from kiosk.terminal.settings_service import CONTRACT_BASE as CONTRACT_BASE
from kiosk.terminal.settings_service import (
    AuditSection,
    OtlpSection,
    PlatformSection,
    SupportSection,
    TelemetrySection,
    UpdatesSection,
)
from kiosk.terminal.settings_service import OutboxSection as OutboxSection
from kiosk.terminal.settings_site import CARD_MM as CARD_MM
from kiosk.terminal.settings_site import DRIVERS as DRIVERS
from kiosk.terminal.settings_site import MM_PER_INCH as MM_PER_INCH
from kiosk.terminal.settings_site import DeviceSection as DeviceSection
from kiosk.terminal.settings_site import (
    Outage,
    PaperSection,
    PathsSection,
    ScreenSection,
    TerminalSection,
    TimeoutsSection,
)

REMOVED = frozenset({"paths.run_dir"})
"""Settings of earlier versions that decide nothing any more: a profile that still has them is a good one.

An update must not refuse the file that the terminal has, nor the last good one.
"""


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


class SiteProfile(Section):
    """One terminal's whole profile."""

    terminal: TerminalSection
    screen: ScreenSection
    devices: tuple[DeviceSection, ...] = ()
    timeouts: TimeoutsSection = TimeoutsSection()
    paper: PaperSection = PaperSection()
    paths: PathsSection
    platform: PlatformSection
    outbox: OutboxSection = OutboxSection()
    telemetry: TelemetrySection = TelemetrySection()
    otlp: OtlpSection = OtlpSection()
    audit: AuditSection = AuditSection()
    updates: UpdatesSection = UpdatesSection()
    support: SupportSection = SupportSection()
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
        profile = SiteProfile.model_validate(_without_removed(document))
    except ValidationError as error:
        problems = [Problem(key_of(one["loc"]), one["msg"], one.get("input")) for one in error.errors()]
        lines = [f"{path}: {one.key}: {one.why}" for one in problems]
        raise ProfileError("\n".join(lines), problems) from error
    return _with_absolute_paths(profile, path.resolve().parent)


def left_over(text: str) -> tuple[str, ...]:
    """Return the settings of a profile's text that there were once; raises `tomllib.TOMLDecodeError`."""
    document = tomllib.loads(text)
    parts = (key.split(".") for key in sorted(REMOVED))
    return tuple(f"{group}.{name}" for group, name in parts if name in _group(document, group))


def key_of(location: tuple[Any, ...]) -> str:
    """Return the key that a place in the document has: `devices[1].kind`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _without_removed(document: dict[str, Any]) -> dict[str, Any]:
    for key in REMOVED:
        group, _, name = key.partition(".")
        if name in _group(document, group):
            rest = {one: value for one, value in document[group].items() if one != name}
            document = {**document, group: rest}
    return document


def _group(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _with_absolute_paths(profile: SiteProfile, folder: Path) -> SiteProfile:
    paths = {name: folder / value for name, value in profile.paths}
    platform = profile.platform.model_copy(update={"ca_file": folder / profile.platform.ca_file})
    placed: dict[str, Section] = {
        "paths": profile.paths.model_copy(update=paths),
        "platform": platform,
        "telemetry": profile.telemetry,
        "otlp": profile.otlp,
    }
    for name, group in (("telemetry", profile.telemetry), ("otlp", profile.otlp)):
        if group.ca_file is not None:
            placed[name] = group.model_copy(update={"ca_file": folder / group.ca_file})
    return profile.model_copy(update=placed)
