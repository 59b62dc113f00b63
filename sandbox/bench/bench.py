"""The virtual devices of a terminal, side by side in one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.document_camera.simulator import shim
from sandbox.bench.loudspeaker import Loudspeaker
from sandbox.bench.process import DeviceProcess


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the bench keeps things: ports and pictures in `state`, the built camera library in `cache`.

    Control sockets lie in `state` too, whose path therefore has to stay below about 80 characters.
    """

    state: Path
    cache: Path

    def port(self, name: str) -> Path:
        """Return the name under which a device's port appears."""
        return self.state / f"{name}.tty"

    def control(self, name: str) -> Path:
        """Return a device's control socket."""
        return self.state / f"{name}.control"

    @property
    def paper(self) -> Path:
        """The folder of the printed slips."""
        return self.state / "paper"

    @property
    def calibration(self) -> Path:
        """The folder of the camera's calibration, as `paths.calibration` of a site profile."""
        return self.state / "calibration"

    @property
    def camera(self) -> Path:
        """The folder of the camera's device and frame."""
        return self.state / "camera"


class Bench:
    """Starts, knows and stops the devices.

    `read_seconds` is how long the reader takes for a card; `pages`: an A4 printer too, behind its own cupsd;
    `unseen`: what somebody needs who does not see, a keypad, a loudspeaker and headphones.
    """

    def __init__(
        self, layout: Layout, read_seconds: float = 0.4, pages: bool = False, unseen: bool = False
    ) -> None:
        self.layout = layout
        self.id_card = self._serial("id_card", "--read-seconds", str(read_seconds))
        self.code_reader = self._serial("code_reader", "--profile", "honeywell")
        self.printer = self._serial("printer", "--out", str(layout.paper))
        self.camera = DeviceProcess(
            "document_camera",
            "devices.document_camera.simulator",
            ("--state", str(layout.camera), "--calibration", str(layout.calibration)),
            layout.control("document_camera"),
        )
        self.page_printer: DeviceProcess | None = None
        if pages:
            control = layout.control("page_printer")
            self.page_printer = DeviceProcess(
                "page_printer", "devices.page_printer.simulator", ("--queue", "A4"), control
            )
        self.keypad = self._serial("keypad") if unseen else None
        self._loudspeaker = Loudspeaker(layout.state / "sound") if unseen else None
        devices = (self.id_card, self.code_reader, self.printer, self.camera, self.page_printer, self.keypad)
        self.devices: Mapping[str, DeviceProcess] = {one.name: one for one in devices if one is not None}
        self._camera_device = ""
        self._print_server: dict[str, str] = {}

    def _serial(self, name: str, *options: str) -> DeviceProcess:
        link = ("--link", str(self.layout.port(name)))
        return DeviceProcess(name, f"devices.{name}.simulator", (*link, *options), self.layout.control(name))

    def start(self) -> None:
        """Start all devices at once and wait until each is ready.

        Raises DeviceNotRunningError when one does not come up; those that did are stopped again.
        """
        self.layout.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._loudspeaker is not None:
            self._loudspeaker.write()
        try:
            for device in self.devices.values():
                device.launch()
            for device in self.devices.values():
                facts = device.wait_ready()
                if device is self.camera:
                    self._camera_device = facts["device"]
                elif device is self.page_printer:
                    self._print_server = {name: facts[name] for name in ("queue", "server", "paper")}
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all devices."""
        for device in self.devices.values():
            device.stop()

    def facts(self) -> dict[str, Any]:
        """Return what a terminal needs to use the devices; camera and sound also want variables."""
        pages = self._print_server
        a4 = {"page_printer": {name: pages[name] for name in ("queue", "server")}} if pages else {}
        aids: dict[str, Any] = {}
        if self._loudspeaker is not None:
            aids["keypad"] = {"port": str(self.layout.port("keypad"))}
            aids["speech"] = self._loudspeaker.facts()
        variables = shim.environment(Path(self._camera_device), self.layout.cache, base={})
        return {
            "id_card": {"port": str(self.layout.port("id_card"))},
            "code_reader": {"port": str(self.layout.port("code_reader")), "profile": "honeywell"},
            "printer": {"port": str(self.layout.port("printer"))},
            "document_camera": {"device": self._camera_device, "env": variables},
            **a4,
            **aids,
        }

    def newest_pages(self) -> Path | None:
        """Return the document that came out of the A4 printer last, None while its tray is empty."""
        if not self._print_server:
            return None
        files = Path(self._print_server["paper"]).glob("*.pdf")
        return max(files, key=lambda file: int(file.stem), default=None)

    def state(self) -> dict[str, Any]:
        """Return the state of every device by name."""
        return {name: device.state() for name, device in self.devices.items()}
