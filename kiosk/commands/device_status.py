"""Opens each device of a site profile once and tells how it stands."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices import sound
from devices.code_reader.service import CodeReaderService
from devices.deadline import Deadline
from devices.document_camera.driver import Camera, CameraGone
from devices.finding import resolve
from devices.id_card.service import IdCardService
from devices.keeper import Plan, why_lost
from devices.keypad.service import KeypadService
from devices.status import NO_DEVICE, DeviceStatus, Status
from kiosk.commands.device_words import fault_facts
from kiosk.terminal import device_openers as openers
from kiosk.terminal.remedies import remedy
from kiosk.terminal.settings import DeviceSection
from kiosk.text import Texts

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"
_ROUNDS = 5
"""Rounds of a driver until it has said more than that it begins."""


def look(device: DeviceSection) -> Status:
    """Open one device, ask it, and close it. Raises ProfileError for options that no driver knows."""
    if device.kind == "document_camera":
        return _camera(device)
    if device.kind == "speech":
        return _speech(device)
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
        "keypad": _keypad,
    }
    return makers[device.kind](device)


def _card(device: DeviceSection) -> Plan:
    return IdCardService(openers.card_options(device), lambda _message: None).plan()


def _code_reader(device: DeviceSection) -> Plan:
    return CodeReaderService(openers.code_options(device), lambda _code: None).plan()


def _keypad(device: DeviceSection) -> Plan:
    return KeypadService(openers.keypad_options(device), lambda _done: None).plan()


def _printer(device: DeviceSection) -> Plan:
    from devices.printer.service import PrinterService

    open_printer = openers.printer_opener(device, FONTS)
    return PrinterService(open_printer, lambda _message: None, lambda: None).plan()


def _page_printer(device: DeviceSection) -> Plan:
    from devices.page_printer.service import PagePrinterService
    from kiosk.commands.page_printer import JOB_NAME

    # Not under the screens' name: what they print must not be taken for left over.
    open_printer = openers.page_printer_opener(device, JOB_NAME)
    return PagePrinterService(open_printer, lambda _message: None).plan()


def _speech(device: DeviceSection) -> Status:
    """Open the sound devices with nothing to play; the voice itself belongs to the screens."""
    return sound.look(dict.fromkeys((device.port, str(device.options.get("headphones") or device.port))))


def _camera(device: DeviceSection) -> Status:
    settings = openers.camera_settings(device, Path())
    try:
        camera = Camera(resolve(device.port, device.kind), settings)
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
