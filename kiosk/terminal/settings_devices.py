"""Whether the drivers understand the options of their devices; asked without opening any."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.terminal import device_openers as openers
from kiosk.terminal.settings import DeviceSection, Problem, ProfileError, SiteProfile

SPEECH_OPTIONS = frozenset({"headphones", "recordings"})


def device_problems(profile: SiteProfile) -> tuple[Problem, ...]:
    """Return what is wrong with the options and ports of the devices, by key."""
    return tuple(_problems(profile))


def _problems(profile: SiteProfile) -> Iterator[Problem]:
    for index, device in enumerate(profile.devices):
        try:
            _ask(device)
        except ProfileError as error:
            yield Problem(f"devices[{index}].options", str(error), dict(device.options))


def _ask(device: DeviceSection) -> None:
    match device.kind:
        case "id_card":
            openers.card_options(device)
        case "code_reader":
            openers.code_options(device)
        case "printer":
            openers.printer_opener(device, Path())
        case "document_camera":
            openers.camera_settings(device, Path())
        case "keypad":
            openers.keypad_options(device)
        case "page_printer":
            openers.page_printer_opener(device)
        case "speech" if unknown := set(device.options) - SPEECH_OPTIONS:
            known = ", ".join(sorted(SPEECH_OPTIONS))
            raise ProfileError(f"speech: no option {min(unknown)}; there are {known}")
