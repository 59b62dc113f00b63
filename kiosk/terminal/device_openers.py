"""From a device's section of the site profile to what its driver is opened with; wrong options are named.

The screens and `kiosk devices status` open the same devices by the same rules. Everything here raises
ProfileError for options that no driver knows; nothing is opened yet.
"""

from collections.abc import Callable
from pathlib import Path

from devices.code_reader.profiles import PROFILES as MAKES
from devices.code_reader.service import Options as CodeOptions
from devices.id_card.options import OptionError
from devices.id_card.options import Options as CardOptions
from devices.page_printer.cups_printer import JOB_NAME, CupsPagePrinter
from devices.printer.ports import PortNameError, opener
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES, PrinterProfile
from devices.printer.raster import Typeface
from kiosk.terminal.settings import DeviceSection, ProfileError


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
