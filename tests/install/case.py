"""A case full of devices, as kernel and udev tell of it: the kernel here has none of these drivers.

The kernel's word is two folders of ours over /sys/bus and /sys/class, links and nodes are those that udev and
the package's rules make, with their groups and modes. Behind a node is no driver: who may open it is told so
(ENXIO), who may not is refused before.
"""

import os
import shutil
import stat
from pathlib import Path

from booted_machine import Machine

WORD, WORDS = "/run/hall/case", ("bus", "class")
PLACE = "pci-0000:00:14.0-usb-0:{}:1.0"
LINE, BRIDGE, CAMERA, KEYPAD = (
    f"serial/by-path/{PLACE.format(1)}",
    f"serial/by-path/{PLACE.format(3)}-port0",
    f"v4l/by-path/{PLACE.format(4)}-video-index0",
    f"input/by-path/{PLACE.format(5)}-event-kbd",
)
QUEUE = "example-a4"
KEYS = "input/event0"
STATIC = {
    "ttyS31": (4, 95, "dialout"),
    "ttyACM0": (166, 0, "dialout"),
    "ttyUSB0": (188, 0, "dialout"),
    "video0": (81, 0, "video"),
    "usb/lp0": (180, 0, "lp"),
    "bus/usb/001/002": (189, 1, "lp"),
    "bus/usb/001/003": (189, 2, "plugdev"),
    "snd/controlC0": (116, 0, "audio"),
    "dri/card0": (226, 0, "video"),
    "dri/renderD128": (226, 128, "render"),
    KEYS: (13, 64, "input"),
}
"""Below /dev: the numbers that the kernel's list of devices gives them, and the group that udev does."""
STRANGE = {"sda": (stat.S_IFBLK, 8, 0), "hall/tun": (stat.S_IFCHR, 10, 200)}
"""What screens have no business with, though by its mode everybody may."""


class Case:
    """A context manager: the devices are there while it is open."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self._folder = machine, machine.inside(WORD)
        self._made: list[Path] = []

    def __enter__(self) -> "Case":
        self._usb(
            "1-1", {"idVendor": "0c2e", "idProduct": "0b61", "product": "Example 1"}, "02", "tty/ttyACM0"
        )
        self._usb("1-2", {"idVendor": "04b8", "idProduct": "0e15", "serial": "EXAMPLE1"}, "07")
        self._usb("1-3", {"idVendor": "1a86", "idProduct": "7523"}, "ff", "ttyUSB0/tty/ttyUSB0")
        self._usb("1-4", {"idVendor": "32e4", "idProduct": "9310"}, "0e", "video4linux/video0")
        (self._folder / "class/sound/pcmC0D0p").mkdir(parents=True)
        for name, (major, minor, group) in STATIC.items():
            self._node(name, stat.S_IFCHR | 0o660, major, minor, group)
        for name, (kind, major, minor) in STRANGE.items():
            self._node(name, kind | 0o666, major, minor, "root")
        nodes = {LINE: "ttyACM0", BRIDGE: "ttyUSB0", CAMERA: "video0", KEYPAD: KEYS}
        for link, node in nodes.items():
            self._link(link, node)
        self._lay_over()
        return self

    def __exit__(self, *_: object) -> None:
        for word in WORDS:
            self._machine.ask("umount", "--lazy", f"/sys/{word}")
        for path in reversed(self._made):
            path.unlink()
        shutil.rmtree(self._folder)

    def _usb(self, place: str, told: dict[str, str], of_class: str, port: str = "") -> None:
        device = self._folder / "bus/usb/devices" / place
        interface = device / f"{place}:1.0"
        (interface / port).mkdir(parents=True)
        for name, text in told.items():
            (device / name).write_text(f"{text}\n")
        (interface / "bInterfaceClass").write_text(f"{of_class}\n")
        if port:
            listed = Path(port)
            (self._folder / "class" / listed.parent.name / listed.name).mkdir(parents=True)

    def _node(self, name: str, mode: int, major: int, minor: int, group: str) -> None:
        path = self._machine.inside(f"/dev/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mknod(path, mode, os.makedev(major, minor))
        path.chmod(mode & 0o777)
        self._machine.ask("chgrp", group, f"/dev/{name}")
        self._made.append(path)

    def _link(self, name: str, node: str) -> None:
        path = self._machine.inside(f"/dev/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(f"/dev/{node}")
        self._made.append(path)

    def _lay_over(self) -> None:
        # The kernel's own classes stay; of its buses only ours is asked for.
        self._machine.ask("cp", "-an", "/sys/class/.", f"{WORD}/class")
        for word in WORDS:
            done = self._machine.done("mount", "--bind", f"{WORD}/{word}", f"/sys/{word}")
            assert done.returncode == 0, done.stderr
