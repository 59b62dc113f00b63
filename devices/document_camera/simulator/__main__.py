"""The camera simulator as a process: composes frames, and is steered over a control socket."""

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices import simulated_faults
from devices.document_camera.simulator import compose
from devices.simulated_faults import UNPLUGGED, SettableFault
from devices.simulation import CommandError, ControlServer, announce, orphan_watch

FAULTS: tuple[SettableFault, ...] = (UNPLUGGED,)
"""Every fault of the camera itself; how a sheet lies badly under it is `put`'s business."""


class CameraSimulator:
    """Keeps `folder`/frame.jpg what lies under the camera, and `folder`/video0 while it is plugged in."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        self._folder = folder
        self._fonts = fonts
        self._lock = threading.Lock()
        self._scene = compose.Scene(paper=False)
        folder.mkdir(parents=True, exist_ok=True)
        self._show(self._scene)
        self.plug()

    @property
    def device(self) -> Path:
        """The path that the driver opens."""
        return self._folder / "video0"

    def plug(self) -> None:
        """Make the device appear."""
        if not self.device.exists():
            self._replace("video0", b"a simulated UVC camera\n")

    def unplug(self) -> None:
        """Make the device go away, also from whoever streams."""
        self.device.unlink(missing_ok=True)

    def handle(self, cmd: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry out `put`, `clear`, `plug`, `unplug`, `state`, or a command of the list of faults."""
        if cmd in simulated_faults.COMMANDS:
            return simulated_faults.obey(FAULTS, self.handle, cmd, arguments)
        with self._lock:
            match cmd:
                case "put":
                    self._show(compose.scene(dict(arguments)))
                case "clear":
                    self._show(compose.Scene(paper=False))
                case "plug":
                    self.plug()
                case "unplug":
                    self.unplug()
                case "state":
                    pass
                case _:
                    raise CommandError(f"unknown command {cmd}")
            return {
                "plugged": self.device.exists(),
                "paper": self._scene.paper,
                "title": self._scene.title,
                "device": str(self.device),
                "frame": str(self._folder / "frame.jpg"),
            }

    def _show(self, scene: compose.Scene) -> None:
        self._replace("frame.jpg", compose.encode(compose.photograph(scene, self._fonts)))
        self._scene = scene

    def _replace(self, name: str, data: bytes) -> None:
        fresh = self._folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(data)
        fresh.replace(self._folder / name)


def main() -> None:
    """Run until SIGTERM."""
    options = ArgumentParser(description="A simulated document camera")
    options.add_argument("--state", type=Path, required=True, help="folder for video0 and frame.jpg")
    options.add_argument("--control", type=Path, required=True, help="path of the control socket")
    fonts = Path(sys.prefix) / "share" / "yiciban" / "fonts"
    options.add_argument("--fonts", type=Path, default=fonts, help="folder with regular.otf and bold.otf")
    given = options.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    simulator = CameraSimulator(given.state, given.fonts)
    server = ControlServer(given.control, simulator.handle)
    announce({"ready": True, "device": str(simulator.device)})
    orphaned = orphan_watch()
    while not stopping.wait(0.2) and not orphaned():
        pass
    server.close()
    simulator.unplug()


if __name__ == "__main__":
    main()
