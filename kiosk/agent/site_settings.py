"""The platform's profile of this terminal, written into the site profile.

The contract's TerminalConfig says place, panel, devices, languages and what comes first; its version 0 means
that the platform keeps none. What it does not say stays as it is in the file. A profile that would be wrong
is not written, and the log says which keys were.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from kiosk.agent.upstream import Upstream, UpstreamDown
from kiosk.platform.models import ConfiguredDevice, TerminalConfig
from kiosk.terminal import settings_file, settings_origins
from kiosk.terminal.logs import Event
from kiosk.terminal.settings import CONTRACT_BASE, DRIVERS, ProfileError, SiteProfile, load, parse
from kiosk.terminal.settings_keys import Steps, changed
from kiosk.terminal.settings_taken import Taken, with_devices

TARGET = f"{CONTRACT_BASE}/terminals/self/config"
Learnt = Literal["none", "unchanged", "written", "refused", "failed"]
PLACES = {"page_printer": "A4", "speech": "default"}
"""Where a device is that the platform names without a place: `auto` finds the others by their USB ids."""


class SiteLearner:
    """`run` asks once. `profile_path` None: nothing is written anywhere."""

    def __init__(self, upstream: Upstream, profile_path: Path | None, log: Any) -> None:
        self._upstream = upstream
        self._path = profile_path
        self._log = log
        self.version: int | None = None
        """Of the profile that was looked at last, whatever became of it; 0: the platform keeps none."""
        self.refused: tuple[str, ...] = ()
        """Settings of it that were wrong, by their keys."""

    def run(self) -> Learnt | None:
        """Ask, and write what is new; returns how it ended, None where asking again may help."""
        if self._path is None:
            return "none"
        try:
            answer = self._upstream.send("GET", TARGET)
        except UpstreamDown as down:
            self._log.warning(Event.SETTINGS_LEARNED, disposition="failed", reason=down.error)
            return None
        if answer.status >= 500 or answer.status == 429:
            self._log.warning(Event.SETTINGS_LEARNED, disposition="failed", status=answer.status)
            return None
        if answer.status != 200:
            return self._ended("failed", status=answer.status, problem=answer.problem)
        try:
            config = TerminalConfig.model_validate_json(answer.body)
        except ValidationError:
            return self._ended("refused", reason="malformed")
        self.version, self.refused = config.version, ()
        return self._write(self._path, config)

    def measured(self, card_px: float) -> None:
        """Write how wide a bank card is on the glass, in pixels; raises ProfileError, OSError."""
        if self._path is not None:
            text = self._path.read_text(encoding="utf-8")
            settings_file.put(self._path, changed(text, ("screen", "card_px"), card_px))
            settings_origins.note(self._path, "site", {"screen.card_px": card_px})

    def took(self, taken: Sequence[Taken], left: Collection[str]) -> None:
        """Write the devices that somebody took at the set-up, without those of the kinds in `left`.

        Raises ProfileError, also for what root named, and OSError; nothing is written then.
        """
        if self._path is None:
            return
        text = settings_file.text_of(self._path)
        profile = parse(text, self._path)
        fixed = settings_origins.read(self._path).fixed(profile)
        written = settings_file.put(self._path, with_devices(text, profile, taken, left, fixed))
        kinds = {one.kind for one in taken}
        values = settings_origins.values_of(written.model_dump(mode="json"))
        mine = {
            key: value
            for key, value in values.items()
            if key.startswith(tuple(f"devices.{kind}." for kind in kinds))
        }
        settings_origins.note(self._path, "site", mine)
        for kind in sorted({*kinds, *left}):
            self._log.info(Event.SETTING_CHANGED, setting=f"devices.{kind}", disposition="written")

    def _write(self, path: Path, config: TerminalConfig) -> Learnt:
        if not config.version:
            return self._ended("none")
        try:
            before = path.read_text(encoding="utf-8")
            text = with_config(before, load(path), config)
            if text != before:
                told = dict(_noted(wanted(load(path), config)))
                settings_file.put(path, text)
                settings_origins.note(path, "platform", told)
        except ProfileError as error:
            self.refused = tuple(problem.key for problem in error.problems[:8])
            reason = " ".join(self.refused) or "file"
            return self._ended("refused", reason=reason, version=config.version)
        except (OSError, UnicodeDecodeError) as error:
            return self._ended("failed", reason=type(error).__name__, version=config.version)
        return self._ended("written" if text != before else "unchanged", version=config.version)

    def _ended(self, disposition: Learnt, **facts: Any) -> Learnt:
        self._log.info(Event.SETTINGS_LEARNED, disposition=disposition, **facts)
        return disposition


def with_config(text: str, profile: SiteProfile, config: TerminalConfig) -> str:
    """Return the text of a profile with what the platform says of the terminal; raises ProfileError."""
    for steps, value in wanted(profile, config):
        text = changed(text, steps, value)
    return text


def wanted(profile: SiteProfile, config: TerminalConfig) -> Iterator[tuple[Steps, Any]]:
    """Yield every setting that the platform says otherwise than the profile, with its value."""
    terminal, screen = profile.terminal, profile.screen
    panel = config.screen
    for steps, told, held in (
        (("terminal", "site_name"), config.site_name, terminal.site_name),
        (("terminal", "machine_label"), config.machine_label, terminal.machine_label),
        (("terminal", "area_code"), config.area_code, terminal.area_code),
        (("terminal", "audience_order"), config.audience_order, terminal.audience_order),
        (("terminal", "home_bundles"), config.home_bundles, terminal.home_bundles),
        (("terminal", "hotline"), config.hotline, terminal.hotline),
        (("terminal", "hall_phone"), config.hall_phone, terminal.hall_phone),
        (("terminal", "guide_url"), config.guide_url, terminal.guide_url),
        (("screen", "languages"), config.languages, screen.languages),
        (("screen", "diagonal_inch"), panel and panel.diagonal_inch, screen.diagonal_inch),
        (("screen", "width_px"), panel and panel.width_px, screen.width_px),
        (("screen", "height_px"), panel and panel.height_px, screen.height_px),
        (("screen", "screen_bottom_mm"), panel and panel.screen_bottom_mm, screen.screen_bottom_mm),
    ):
        if told is not None and told != held:
            yield steps, list(told) if isinstance(told, tuple) else told
    if panel is not None and panel.diagonal_inch not in (None, screen.diagonal_inch) and screen.card_px:
        # Another panel: what was measured was the old one's.
        yield ("screen", "card_px"), None
    devices = [_device(profile, device) for device in config.devices]
    held_devices = [device.model_dump() for device in profile.devices]
    if devices and [{"options": {}, **device} for device in devices] != held_devices:
        yield ("devices",), devices


def _noted(changes: Iterator[tuple[Steps, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield what is written by its keys."""
    for steps, value in changes:
        if steps == ("devices",):
            yield from settings_origins.values_of({"devices": value}).items()
        elif value is not None:
            yield ".".join(map(str, steps)), value


def _device(profile: SiteProfile, told: ConfiguredDevice) -> dict[str, Any]:
    held = profile.device(told.kind)
    driver = told.driver or (held.driver if held else DRIVERS.get(told.kind, ("",))[0])
    port = told.port or (held.port if held else PLACES.get(told.kind, "auto"))
    options = told.options if told.options is not None else held.options if held else {}
    device: dict[str, Any] = {"kind": told.kind, "driver": driver, "port": port}
    return {**device, "options": dict(options)} if options else device
