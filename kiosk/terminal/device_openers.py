"""From a device's section of the site profile to what its driver is opened with; wrong options are named.

The screens and `kiosk devices status` open the same devices by the same rules. Everything here raises
ProfileError for options that no driver knows; nothing is opened yet.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.code_reader.profiles import PROFILES as MAKES
from devices.code_reader.service import Options as CodeOptions
from devices.document_camera.values import CALIBRATION_FILE, CameraSettings
from devices.id_card.options import OptionError
from devices.id_card.options import Options as CardOptions
from devices.keypad.layout import OptionError as KeypadOptionError
from devices.keypad.layout import Options as KeypadOptions
from devices.page_printer.cups_printer import JOB_NAME, CupsPagePrinter
from devices.printer.ports import PortNameError, opener
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES, PrinterProfile
from devices.printer.raster import Typeface
from kiosk.terminal.settings import DeviceSection, ProfileError

_CAMERA_OPTIONS: dict[str, tuple[type, float, float]] = {
    "width": (int, 640, 8192),
    "height": (int, 480, 8192),
    "frames_per_second": (int, 1, 120),
    "exposure": (int, 1, 100_000),
    "focus": (int, 0, 65_535),
    "gain": (int, 0, 65_535),
    "white_balance": (int, 1000, 12_000),
    "mains_hz": (int, 0, 60),
    "automatic_shutter": (bool, 0, 1),
    "countdown": (float, 0, 10),
    "memory_mb": (int, 200, 4096),
}
"""Option → its type, least and most."""


def card_options(device: DeviceSection) -> CardOptions:
    """Return the options of the ID-card reader."""
    try:
        return CardOptions.of(device.port, device.options)
    except OptionError as error:
        raise ProfileError(str(error)) from error


def code_options(device: DeviceSection) -> CodeOptions:
    """Return the options of the code reader."""
    name = str(device.options.get("profile", "generic"))
    if name not in MAKES:
        raise ProfileError(f"code_reader: no profile {name}; there are {', '.join(MAKES)}")
    return CodeOptions(device.port, name)


def printer_profile(device: DeviceSection) -> PrinterProfile:
    """Return the profile of the slip printer."""
    name = str(device.options.get("profile", "generic-80"))
    if name not in PROFILES:
        raise ProfileError(f"printer: no profile {name}; there are {', '.join(PROFILES)}")
    return PROFILES[name]


def printer_opener(device: DeviceSection, fonts: Path) -> Callable[[], EscposPrinter]:
    """Return what opens the slip printer. `fonts` holds regular and bold; baud `auto`: the profile's."""
    typeface = Typeface(fonts / "regular.otf", fonts / "bold.otf")
    baud = device.options.get("baud", "auto")
    try:
        speed = None if baud == "auto" else int(baud)
        return opener(device.port, printer_profile(device), typeface, baud=speed)
    except (PortNameError, ValueError) as error:
        raise ProfileError(f"printer: {error}") from error


def camera_settings(device: DeviceSection, calibration: Path) -> CameraSettings:
    """Return the settings of the document camera. `calibration` is the folder of the site's calibrations."""
    unknown = set(device.options) - set(_CAMERA_OPTIONS)
    if unknown:
        raise ProfileError(
            f"document_camera: no option {min(unknown)}; there are {', '.join(sorted(_CAMERA_OPTIONS))}"
        )
    chosen: dict[str, Any] = {}
    for name, value in device.options.items():
        kind, least, most = _CAMERA_OPTIONS[name]
        right = isinstance(value, bool) if kind is bool else isinstance(value, kind | int)
        if kind is not bool and (not right or isinstance(value, bool) or not least <= float(value) <= most):
            raise ProfileError(f"document_camera: {name} is a number from {least} to {most}")
        if not right:
            raise ProfileError(f"document_camera: {name} is true or false")
        chosen[name] = value
    return CameraSettings(**chosen, calibration=str(calibration / CALIBRATION_FILE))


def keypad_options(device: DeviceSection) -> KeypadOptions:
    """Return the options of the keypad."""
    try:
        return KeypadOptions.of(device.port, device.options)
    except KeypadOptionError as error:
        raise ProfileError(str(error)) from error


def page_printer_opener(device: DeviceSection, job_name: str = JOB_NAME) -> Callable[[], CupsPagePrinter]:
    """Return what opens the A4 printer, under a job name of its own where one is given."""
    unknown = set(device.options) - {"server", "two_sided"}
    if unknown:
        raise ProfileError(f"page_printer: no option {min(unknown)}; there are server, two_sided")
    queue, server = device.port, str(device.options.get("server", ""))
    try:
        CupsPagePrinter(queue, server).close()
    except ValueError as error:
        raise ProfileError("page_printer: server is a socket's path, a host, host:port, or empty") from error
    return lambda: CupsPagePrinter(queue, server, job_name)
