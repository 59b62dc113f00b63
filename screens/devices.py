"""The devices of this terminal, made from the site profile. No Kivy here.

A device that the profile does not name is None: the pages offer what works without it.
"""

from pathlib import Path

from devices.id_card.service import IdCardService
from devices.id_card.session import Options
from devices.printer.printer import open_serial
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.service import PrinterService
from devices.supervisor import Supervisor
from kiosk.terminal.settings import DeviceSection, ProfileError, SiteProfile
from kiosk.visit.hardware import Camera, SlipPrinter, Tell, card_emitter, device_changed

DRIVERS = {
    "id_card": ("sdt",),
    "printer": ("escpos",),
    "document_camera": ("v4l2",),
    "code_reader": ("serial",),
}


class Devices:
    """Everything with a wire. Raises ProfileError for a driver that does not exist."""

    def __init__(self, profile: SiteProfile, fonts: Path, tell: Tell) -> None:
        for device in profile.devices:
            if device.driver not in DRIVERS[device.kind]:
                raise ProfileError(
                    f"{device.kind}: no driver {device.driver}; there are {DRIVERS[device.kind]}"
                )
        self._tell = tell
        self._supervisor = Supervisor(lambda name, status: tell(device_changed(name, status)))
        self.card = self._card(profile.device("id_card"))
        self.printer = self._printer(profile.device("printer"), fonts)
        camera = profile.device("document_camera")
        self.camera = Camera(camera.port, tell) if camera is not None else None

    def start(self) -> None:
        """Open everything and begin to watch it."""
        self._supervisor.start()
        if self.printer is not None:
            self.printer.start()
        if self.camera is not None:
            self.camera.start()

    def stop(self) -> None:
        """Close everything."""
        if self.camera is not None:
            self.camera.stop()
        if self.printer is not None:
            self.printer.stop()
        self._supervisor.stop()

    def _card(self, device: DeviceSection | None) -> IdCardService | None:
        if device is None:
            return None
        baud = device.options.get("baud")
        options = Options(device.port, baud=int(baud) if baud else None)
        service = IdCardService(options, card_emitter(self._tell))
        self._supervisor.add("id_card", service.plan())
        return service

    def _printer(self, device: DeviceSection | None, fonts: Path) -> SlipPrinter | None:
        if device is None:
            return None
        name = str(device.options.get("profile", "generic-80"))
        if name not in PROFILES:
            raise ProfileError(f"printer: no profile {name}; there are {', '.join(PROFILES)}")
        profile = PROFILES[name]
        typeface = Typeface(fonts / "regular.otf", fonts / "bold.otf")
        return SlipPrinter(
            lambda report: PrinterService(lambda: open_serial(device.port, profile, typeface), report),
            profile.columns,
            self._tell,
        )
