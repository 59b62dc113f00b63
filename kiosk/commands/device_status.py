"""Opens each device of a site profile once and tells how it stands."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.code_reader.profiles import PROFILES as CODE_READERS
from devices.code_reader.service import CodeReaderService
from devices.code_reader.service import Options as CodeOptions
from devices.deadline import Deadline
from devices.document_camera.camera import Camera, CameraGone
from devices.document_camera.values import CameraSettings
from devices.finding import resolve
from devices.id_card.options import Options as CardOptions
from devices.id_card.service import IdCardService
from devices.keeper import Plan, why_lost
from devices.printer.ports import PortNameError, opener
from devices.printer.profiles import PROFILES as PRINTERS
from devices.printer.raster import Typeface
from devices.status import NO_DEVICE, DeviceStatus, Status
from kiosk.commands.device_words import fault_facts
from kiosk.terminal.remedies import remedy
from kiosk.terminal.settings import DeviceSection, ProfileError
from kiosk.text import Texts

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
_ROUNDS = 5
"""Rounds of a driver until it has said more than that it begins."""


def look(device: DeviceSection) -> Status:
    """Open one device, ask it, and close it. Raises ProfileError for options that no driver knows."""
    if device.kind == "document_camera":
        return _camera(device)
    plan = _plan(device)
    try:
        watched = plan.open()
    except OSError as error:
        return why_lost(error)
    status = Status(DeviceStatus.STARTING)
    try:
        for _ in range(_ROUNDS):
            status = watched.step(Deadline(plan.round))
            if status.device is not DeviceStatus.STARTING:
                break
    except OSError as error:
        return why_lost(error)
    finally:
        watched.close()
    return status


def facts(device: DeviceSection, status: Status, texts: Texts) -> dict[str, Any]:
    """Return a device's status as JSON values, in XFS4IoT words, with who mends it and how."""
    fault = status.fault
    told: dict[str, Any] = {
        "kind": device.kind,
        "driver": device.driver,
        "port": device.port,
        "device": status.device.value,
        "paper": status.paper.value if status.paper else None,
        "media": status.media.value if status.media else None,
        "fault": None,
    }
    if fault is not None:
        words = remedy(fault.code, device.kind)
        told["fault"] = {**fault_facts(fault), "what": texts(words.what), "hint": texts(words.how)}
    return told


def _plan(device: DeviceSection) -> Plan:
    makers: dict[str, Callable[[DeviceSection], Plan]] = {
        "id_card": _card,
        "printer": _printer,
        "code_reader": _code_reader,
        "page_printer": _page_printer,
    }
    return makers[device.kind](device)


def _baud(device: DeviceSection) -> int | None:
    baud = device.options.get("baud")
    return int(baud) if baud and baud != "auto" else None


def _card(device: DeviceSection) -> Plan:
    try:
        options = CardOptions.of(device.port, device.options)
        return IdCardService(options, lambda _message: None).plan()
    except ValueError as error:
        raise ProfileError(str(error)) from error


def _code_reader(device: DeviceSection) -> Plan:
    name = str(device.options.get("profile", "generic"))
    if name not in CODE_READERS:
        raise ProfileError(f"code_reader: no profile {name}; there are {', '.join(CODE_READERS)}")
    return CodeReaderService(CodeOptions(device.port, name), lambda _code: None).plan()


def _printer(device: DeviceSection) -> Plan:
    from devices.printer.service import PrinterService

    name = str(device.options.get("profile", "generic-80"))
    if name not in PRINTERS:
        raise ProfileError(f"printer: no profile {name}; there are {', '.join(PRINTERS)}")
    typeface = Typeface(FONTS / "regular.otf", FONTS / "bold.otf")
    try:
        open_printer = opener(device.port, PRINTERS[name], typeface, baud=_baud(device))
    except PortNameError as error:
        raise ProfileError(f"printer: {error}") from error
    return PrinterService(open_printer, lambda _message: None, lambda: None).plan()


def _page_printer(device: DeviceSection) -> Plan:
    from devices.page_printer.cups_printer import CupsPagePrinter
    from devices.page_printer.service import PagePrinterService
    from kiosk.commands.page_printer import JOB_NAME

    queue, server = device.port, str(device.options.get("server", ""))
    try:
        CupsPagePrinter(queue, server).close()
    except ValueError as error:
        raise ProfileError(f"page_printer: {error}") from error
    # Not under the screens' name: what they print must not be taken for left over.
    return PagePrinterService(lambda: CupsPagePrinter(queue, server, JOB_NAME), lambda _message: None).plan()


def _camera(device: DeviceSection) -> Status:
    try:
        camera = Camera(resolve(device.port, device.kind), CameraSettings())
    except OSError as error:
        return why_lost(error)
    except CameraGone:
        return NO_DEVICE
    try:
        camera.read()
    except CameraGone:
        return NO_DEVICE
    finally:
        camera.close()
    return Status(DeviceStatus.ONLINE)
