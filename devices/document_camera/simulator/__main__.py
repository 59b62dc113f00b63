"""The camera simulator as a process: composes frames, and is steered over a control socket."""

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from devices import simulated_faults
from devices.document_camera.calibration import store
from devices.document_camera.calibration.mat import learn_mat
from devices.document_camera.calibration.procedure import shrunk
from devices.document_camera.calibration.scale import from_a4
from devices.document_camera.calibration.values import Calibration
from devices.document_camera.simulator import compose
from devices.document_camera.values import CALIBRATION_FILE
from devices.simulated_faults import UNPLUGGED, SettableFault
from devices.simulation import CommandError, ControlServer, announce, orphan_watch


def _fault(name: str, about: str) -> SettableFault:
    return SettableFault(
        name,
        about,
        set={"cmd": "fault", "word": name},
        clear={"cmd": "fault", "word": ""},
        shows={"fault": name},
    )


FAULTS: tuple[SettableFault, ...] = (
    UNPLUGGED,
    _fault("frozen", "the stream stands: the same frame again and again"),
    _fault("torn", "frames arrive without their end"),
    _fault("black", "no light reaches the sensor"),
    _fault("wrong", "frames of another size than was agreed"),
)
"""Every fault of the camera itself; how a sheet lies badly under it is `put`'s business."""

Size = tuple[int, int]

CONTROLS = """\
control 0x009a0901 0 3 1 3 Auto Exposure
control 0x009a0902 3 2047 1 250 Exposure Time, Absolute
control 0x009a090c 0 1 1 1 Focus, Automatic Continuous
control 0x009a090a 0 255 5 30 Focus, Absolute
control 0x0098090c 0 1 1 1 White Balance, Automatic
control 0x0098091a 2800 6500 10 4600 White Balance Temperature
control 0x00980918 0 2 1 2 Power Line Frequency
"""
"""What the simulated camera has; it has no gain. As `uvc_shim.c` reads it."""


class CameraSimulator:
    """Keeps `folder`/frame.jpg what lies under the camera, and `folder`/video0 while it is plugged in."""

    def __init__(
        self, folder: Path, fonts: Path, sizes: tuple[Size, ...] = (), raw: tuple[Size, ...] = ()
    ) -> None:
        self._folder = folder
        self._fonts = fonts
        self._sizes = sizes
        self._fault = ""
        self._lock = threading.Lock()
        self._scene = compose.Scene(paper=False)
        folder.mkdir(parents=True, exist_ok=True)
        listed = [f"{kind} {w} {h}\n" for kind, some in (("size", sizes), ("yuyv", raw)) for w, h in some]
        self._replace("camera.conf", ("".join(listed) + CONTROLS).encode())
        self._replace("fault", b"")
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
                case "fault":
                    self._set_fault(str(arguments.get("word", "")))
                case "state":
                    pass
                case _:
                    raise CommandError(f"unknown command {cmd}")
            return {
                "plugged": self.device.exists(),
                "fault": self._fault,
                "paper": self._scene.paper,
                "title": self._scene.title,
                "device": str(self.device),
                "frame": str(self._folder / "frame.jpg"),
            }

    def _set_fault(self, word: str) -> None:
        if word and word not in {fault.name for fault in FAULTS}:
            raise CommandError(f"unknown fault {word}")
        before, self._fault = self._fault, word
        self._replace("fault", word.encode())
        if {before, word} & {"black", "wrong"}:
            self._show(self._scene)

    def _show(self, scene: compose.Scene) -> None:
        picture = compose.photograph(scene, self._fonts)
        self._scene = scene
        if self._fault == "black":
            picture = np.zeros_like(picture)
        if self._fault == "wrong":
            picture = _of_size(picture, (1024, 768))
        # The sizes first: whoever waits for frame.jpg finds them there.
        for width, height in self._sizes:
            jpeg = compose.encode(_of_size(picture, (width, height)))
            self._replace(f"frame-{width}x{height}.jpg", jpeg)
        self._replace("frame.jpg", compose.encode(picture))

    def _replace(self, name: str, data: bytes) -> None:
        fresh = self._folder / f".{name}.{os.getpid()}"
        fresh.write_bytes(data)
        fresh.replace(self._folder / name)


def calibrated() -> Calibration:
    """Return the calibration of this camera: its empty mat, and where a sheet of A4 would lie."""
    small = [shrunk(compose.photograph(compose.Scene(paper=False, seed=seed), Path())) for seed in (1, 2, 3)]
    picture = compose.photograph(compose.Scene(paper=False), Path())
    plane = from_a4(picture, compose.corners_of(compose.Scene()))
    return Calibration("2026-11-01T08:00:00+00:00", (compose.WIDTH, compose.HEIGHT), learn_mat(small), plane)


def _of_size(picture: compose.Picture, size: Size) -> compose.Picture:
    """Return the middle of a picture at another size: a sensor's smaller modes cut the sides off."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    wide, high = round(size[0] / scale), round(size[1] / scale)
    left, top = (width - wide) // 2, (height - high) // 2
    cut = picture[top : top + high, left : left + wide]
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sizes(text: str) -> tuple[Size, ...]:
    """Read `3264x2448,1920x1080`. Raises ValueError."""
    pairs = (one.split("x") for one in text.split(",") if one)
    return tuple((int(width), int(height)) for width, height in pairs)


def main() -> None:
    """Run until SIGTERM."""
    options = ArgumentParser(description="A simulated document camera")
    options.add_argument("--state", type=Path, required=True, help="folder for video0 and frame.jpg")
    options.add_argument("--control", type=Path, required=True, help="path of the control socket")
    fonts = Path(sys.prefix) / "share" / "yiciban" / "fonts"
    options.add_argument("--fonts", type=Path, default=fonts, help="folder with regular.otf and bold.otf")
    options.add_argument("--sizes", type=_sizes, default=(), help="MJPG sizes, the largest first")
    options.add_argument("--raw-sizes", type=_sizes, default=(), help="YUYV sizes, listed and not served")
    options.add_argument("--calibration", type=Path, help="folder for what an engineer would have learnt")
    given = options.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    simulator = CameraSimulator(given.state, given.fonts, given.sizes, given.raw_sizes)
    if given.calibration is not None:
        store.save(calibrated(), given.calibration / CALIBRATION_FILE)
    server = ControlServer(given.control, simulator.handle)
    announce({"ready": True, "device": str(simulator.device)})
    orphaned = orphan_watch()
    while not stopping.wait(0.2) and not orphaned():
        pass
    server.close()
    simulator.unplug()


if __name__ == "__main__":
    main()
