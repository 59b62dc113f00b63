"""A touch panel with ten fingers: a real Xorg on no graphics card, its fingers by the driver `inputtest`.

What XTest cannot do: fingers arrive as those of a panel (XI 2.2), each by itself, and SDL makes of them what
it does on a terminal. The driver listens on a socket: xf86-input-inputtest-protocol.h of xserver-xorg-dev.
"""

import os
import shutil
import socket
import struct
from enum import IntEnum
from pathlib import Path

from sandbox.processes import Programs

FINGERS = 10
XORG = ("/usr/lib/xorg/Xorg", "Xorg")
CONFIGURATION = """\
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
    Option "DontZap" "true"
EndSection
Section "InputDevice"
    Identifier "panel"
    Driver "inputtest"
    Option "SocketPath" "{socket}"
    Option "DeviceType" "Touch"
    Option "TouchCount" "{fingers}"
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 64000
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 5-1000
    VertRefresh 5-200
    Modeline "glass" 150 {wide} {wide1} {wide2} {wide3} {high} {high1} {high2} {high3}
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Modes "glass"
        Virtual {wide} {high}
    EndSubSection
EndSection
Section "ServerLayout"
    Identifier "layout"
    Screen "screen"
    InputDevice "panel" "CorePointer"
EndSection
"""


class _Event(IntEnum):
    """xf86ITEventType."""

    VERSION = 0
    SYNC = 1
    TOUCH = 6


class _Touch(IntEnum):
    """Kinds of XI2.h."""

    BEGIN = 18
    UPDATE = 19
    END = 20


VERSION = (1, 1)
VALUATORS = 64
FULL = 65535.0
"""What the driver says of the far edge of either axis."""
ACROSS_AND_DOWN = 0b11


def server() -> str | None:
    """Return where the X server is that has such drivers, None where it is not installed."""
    return next((found for name in XORG if (found := shutil.which(name))), None)


class TouchPanel:
    """The server and its panel of `size` px; `display` is its name. Ends with `programs` and `close()`.

    Raises LookupError where there is no such server, NotReady where it does not start.
    """

    def __init__(self, programs: Programs, folder: Path, size: tuple[int, int]) -> None:
        xorg = server()
        if xorg is None:
            raise LookupError("no Xorg here (xserver-xorg-core, xserver-xorg-video-dummy)")
        self._size = size
        line, configuration = folder / "panel.sock", folder / "xorg.conf"
        wide, high = size
        steps = {f"wide{n}": wide + 20 * n for n in (1, 2, 3)} | {
            f"high{n}": high + 10 * n for n in (1, 2, 3)
        }
        configuration.write_text(
            CONFIGURATION.format(socket=line, fingers=FINGERS, wide=wide, high=high, **steps),
            encoding="utf-8",
        )
        reading, writing = os.pipe()
        command = [xorg, "-displayfd", str(writing), "-config", str(configuration), "-noreset"]
        command += ["-nolisten", "tcp", "-logfile", str(folder / "xorg.log"), "-novtswitch", "-sharevts"]
        programs.start("xorg", command, files=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = f":{answer.readline().strip()}"
        programs.until(line.exists, "the panel")
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(30)
        self._line.connect(str(line))
        self._send(_Event.VERSION, struct.pack("=HH", *VERSION))
        self._line.recv(64)

    def close(self) -> None:
        """Let go of the driver."""
        self._line.close()

    def down(self, finger: int, x: float, y: float) -> None:
        """Lay a finger (0 to 9) on the glass, px from the top left."""
        self._touch(_Touch.BEGIN, finger, x, y)

    def move(self, finger: int, x: float, y: float) -> None:
        """Move a finger that lies there."""
        self._touch(_Touch.UPDATE, finger, x, y)

    def up(self, finger: int, x: float, y: float) -> None:
        """Lift a finger."""
        self._touch(_Touch.END, finger, x, y)

    def sync(self) -> None:
        """Wait until the server has taken everything."""
        self._send(_Event.SYNC, b"")
        self._line.recv(8)

    def _touch(self, kind: _Touch, finger: int, x: float, y: float) -> None:
        places = [x * FULL / (self._size[0] - 1), y * FULL / (self._size[1] - 1)] + [0.0] * (VALUATORS - 2)
        body = struct.pack("=II", finger, kind)
        # has_unaccelerated, the mask of 64 bits, room to the next 8 bytes, the values twice
        body += struct.pack(f"=IQ4x{VALUATORS}d{VALUATORS}d", 0, ACROSS_AND_DOWN, *places, *places)
        self._send(_Event.TOUCH, body)

    def _send(self, kind: _Event, body: bytes) -> None:
        head = struct.pack("=II", struct.calcsize("=II") + len(body), kind)
        self._line.sendall(head + body)
