"""The devices of this terminal, made from the site profile. No Kivy here.

A device that the profile does not name is None: the pages offer what works without it.
"""

import time
from collections.abc import Callable
from pathlib import Path

from devices.code_reader.service import CodeReaderService
from devices.document_camera.sheet_process import sheet_pdf
from devices.id_card.portrait import DecoderError, load_decoder
from devices.id_card.service import IdCardService
from devices.keypad.presses import Done
from devices.keypad.service import KeypadService
from devices.page_printer.interface import PageOptions
from devices.page_printer.service import PagePrinterService
from devices.plugging import PlugMonitor
from devices.printer.length import length_mm
from devices.printer.ports import present
from devices.printer.service import RETRACT_AFTER, PrinterService
from devices.steadiness import StatusLog
from devices.supervisor import Supervisor
from kiosk.receipts.a4_worker import Composer
from kiosk.terminal import device_openers as openers
from kiosk.terminal.paper import ROLL, TRAY, PaperBook
from kiosk.terminal.settings import DRIVERS, DeviceSection, ProfileError, SiteProfile
from kiosk.visit.camera import Camera
from kiosk.visit.hardware import (
    PagePrinter,
    SlipPrinter,
    Tell,
    card_emitter,
    code_emitter,
    device_changed,
)
from kiosk.visit.messages import DeviceChanged, Message
from screens.speech.voice import Options as VoiceOptions
from screens.speech.voice import Voice

LogLine = Callable[..., None]
"""Takes the name of an event and its facts."""


def _no_log(_name: str, **_facts: object) -> None:
    """Write nothing."""


Keys = Callable[[Done], None]


def _no_keys(_done: Done) -> None:
    """Take no keys."""


class Devices:
    """Everything with a wire. Raises ProfileError for a driver that does not exist.

    `log` is told each change of a device once (event `device.changed`), also from the devices' threads.
    `keys` takes what is done on the keypad, on its thread. `paper` counts what is printed. `voice` speaks to
    nobody where the profile has no speech.
    """

    def __init__(
        self,
        profile: SiteProfile,
        fonts: Path,
        tell: Tell,
        log: LogLine = _no_log,
        keys: Keys = _no_keys,
        paper: PaperBook | None = None,
    ) -> None:
        for device in profile.devices:
            if device.driver not in DRIVERS[device.kind]:
                raise ProfileError(
                    f"{device.kind}: no driver {device.driver}; there are {DRIVERS[device.kind]}"
                )
        self._tell = tell
        self._paper = paper
        self._log = StatusLog(
            lambda name, state, code, held: log(
                "device.changed", device=name, state=state, reason=code, count=held
            ),
            time.monotonic,
        )
        self._supervisor = Supervisor(lambda name, status: tell(device_changed(name, status)), log=self._log)
        self._plugs = PlugMonitor(self._supervisor.nudge_all)
        self.card = self._card(profile.device("id_card"))
        self.printer = self._printer(profile.device("printer"), fonts)
        self.codes = self._code_reader(profile.device("code_reader"))
        self.pages = self._page_printer(profile.device("page_printer"), fonts)
        self._keypad(profile.device("keypad"), keys)
        self.voice = self._speech(profile.device("speech"))
        camera = profile.device("document_camera")
        self.camera = self._camera(camera, profile.paths.calibration)

    def start(self) -> None:
        """Open everything and begin to watch it."""
        self._supervisor.start()
        self._plugs.start()
        if self.camera is not None:
            self.camera.start()

    def reset(self, kind: str) -> None:
        """Have a device opened anew at once; nothing for one that is not there."""
        if kind == "document_camera" and self.camera is not None:
            # It keeps its own worker, and no supervisor.
            self.camera.reset()
        if kind in self._supervisor.names:
            self._supervisor.nudge(kind)

    def test(self, kind: str) -> None:
        """Look at a device afresh and wait for that; how it stands is told as always."""
        if kind in self._supervisor.names:
            self._supervisor.ask(kind)
        else:
            self.reset(kind)

    def print_sheet(self) -> None:
        """Print the sheet to calibrate the camera by. Raises OSError, also without an A4 printer."""
        if self.pages is None:
            raise OSError("no A4 printer")
        self.pages.print_pdf(sheet_pdf(), 1)

    def stop(self) -> None:
        """Close everything."""
        if self.camera is not None:
            self.camera.stop()
        if self.pages is not None:
            self.pages.stop()
        self._plugs.stop()
        self._supervisor.stop()

    def _camera_tells(self, message: Message) -> None:
        """Pass on what the camera says; it keeps its worker itself, so its changes are logged here."""
        if isinstance(message, DeviceChanged) and message.status is not None:
            self._log.note(message.kind, message.status)
        self._tell(message)

    def _camera(self, device: DeviceSection | None, calibration: Path) -> Camera | None:
        if device is None:
            return None
        return Camera(device.port, self._camera_tells, openers.camera_settings(device, calibration))

    def _card(self, device: DeviceSection | None) -> IdCardService | None:
        if device is None:
            return None
        options = openers.card_options(device)
        try:
            decoder = load_decoder(options.photo_decoder) if options.photo_decoder else None
        except DecoderError as error:
            raise ProfileError(str(error)) from error
        service = IdCardService(options, card_emitter(self._tell), decoder=decoder)
        self._supervisor.add("id_card", service.plan())
        return service

    def _code_reader(self, device: DeviceSection | None) -> CodeReaderService | None:
        if device is None:
            return None
        service = CodeReaderService(openers.code_options(device), code_emitter(self._tell))
        self._supervisor.add("code_reader", service.plan())
        return service

    def _keypad(self, device: DeviceSection | None, keys: Keys) -> None:
        if device is not None:
            service = KeypadService(openers.keypad_options(device), keys)
            self._supervisor.add("keypad", service.plan())

    def _speech(self, device: DeviceSection | None) -> Voice:
        if device is None:
            return Voice(VoiceOptions())
        unknown = set(device.options) - {"headphones", "recordings"}
        if unknown:
            raise ProfileError(f"speech: no option {min(unknown)}; there are headphones, recordings")
        folder = device.options.get("recordings")
        headphones = str(device.options.get("headphones", ""))
        voice = Voice(VoiceOptions(device.port, headphones, Path(str(folder)) if folder else None))
        self._supervisor.add("speech", voice.plan())
        return voice

    def _page_printer(self, device: DeviceSection | None, fonts: Path) -> PagePrinter | None:
        if device is None:
            return None
        open_printer = openers.page_printer_opener(device)
        printer = PagePrinter(
            lambda emit: PagePrinterService(open_printer, emit),
            lambda: Composer(fonts),
            self._tell,
            PageOptions(two_sided=bool(device.options.get("two_sided", False))),
            lambda sheets: self._took(TRAY, sheets),
        )
        self._supervisor.add("page_printer", printer.plan())
        return printer

    def _printer(self, device: DeviceSection | None, fonts: Path) -> SlipPrinter | None:
        if device is None:
            return None
        open_printer, make = openers.printer_opener(device, fonts), openers.printer_profile(device)
        printer = SlipPrinter(
            lambda report: PrinterService(
                open_printer,
                report,
                lambda: self._supervisor.nudge("printer"),
                retract_after=float(device.options.get("retract_after", RETRACT_AFTER)),
            ),
            make.columns,
            self._tell,
            lambda length: self._took(ROLL, length),
            lambda lines: length_mm(lines, make),
        )
        self._supervisor.add("printer", printer.plan(lambda: present(device.port)))
        return printer

    def _took(self, supply: str, amount: float) -> None:
        if self._paper is not None:
            self._paper.took(supply, amount)
