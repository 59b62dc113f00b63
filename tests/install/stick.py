"""A USB stick for the machine: a loop device that is plugged in while it runs, with what a kernel says.

There is no USB in a container, and no udev: the kernel's word is a folder of ours that the unit sees in place
of /sys/class/block and /sys/dev/block; usbguard's part is not here. Device, file system, mount and the unit's
own device policy are real.
"""

import os
import shutil
import stat
import subprocess
from pathlib import Path

from booted_machine import Machine

BYTES = 96 << 20
VENDOR, PRODUCT, SERIAL = "0951", "1666", "EXAMPLE0001"
RULE = f"{VENDOR}:{PRODUCT}:{SERIAL}"
SYS = "/run/hall/sys"
DROP_IN = f"""\
[Service]
DeviceAllow=block-loop rw
BindReadOnlyPaths={SYS}/class/block:/sys/class/block {SYS}/dev/block:/sys/dev/block
"""
FORMATS = {"ext4": ["mkfs.ext4", "-q", "-F"], "vfat": ["mkfs.vfat"], "exfat": ["mkfs.exfat"]}


def missing(kind: str) -> str:
    """Return why this machine has no stick of this kind, empty where it has."""
    if shutil.which("modprobe"):
        subprocess.run(["modprobe", "--quiet", kind], capture_output=True)
    known = Path("/proc/filesystems").read_text(encoding="ascii").split()
    if kind not in known:
        return f"the kernel here knows no {kind}"
    return "" if shutil.which(FORMATS[kind][0]) else f"no {FORMATS[kind][0]}"


class UsbStick:
    """Formatted when it is made; a context manager, plugged in while it is open."""

    def __init__(self, machine: Machine, image: Path, kind: str) -> None:
        self._machine, self.image, self._kind = machine, image, kind
        image.unlink(missing_ok=True)
        with image.open("wb") as file:
            file.truncate(BYTES)
        subprocess.run([*FORMATS[kind], str(image)], check=True, capture_output=True)
        self._device = Path()

    def __enter__(self) -> "UsbStick":
        done = subprocess.run(
            ["losetup", "--find", "--show", str(self.image)], check=True, capture_output=True, text=True
        )
        self._device = Path(done.stdout.strip())
        number = self._device.stat().st_rdev
        os.mknod(self._machine.inside(str(self._device)), stat.S_IFBLK | 0o600, number)
        self._tell(number)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._machine.inside(SYS), ignore_errors=True)
        self._machine.inside(str(self._device)).unlink(missing_ok=True)
        subprocess.run(["losetup", "--detach", str(self._device)], check=True)

    def _tell(self, number: int) -> None:
        """Say of the device what the kernel says of a stick's first partition."""
        name = self._device.name
        usb = f"{SYS}/devices/usb1/1-4"
        disk = f"{usb}/host0/block/{name}"
        said = {"idVendor": VENDOR, "idProduct": PRODUCT, "serial": SERIAL}
        said |= {"manufacturer": "EXAMPLE", "product": "Stick"}
        facts = {f"{usb}/{key}": value for key, value in said.items()}
        facts |= {f"{disk}/size": str(BYTES // 512), f"{disk}/diskseq": str(number)}
        for path, text in facts.items():
            file = self._machine.inside(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n", encoding="utf-8")
        for link in (f"class/block/{name}", f"dev/block/{os.major(number)}:{os.minor(number)}"):
            place = self._machine.inside(f"{SYS}/{link}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(disk)

    def files(self, into: Path) -> list[Path]:
        """Return copies of the files on it, once it is pulled out and plugged in here."""
        place = into / "mounted"
        place.mkdir()
        subprocess.run(["mount", "-o", "loop,ro", str(self.image), str(place)], check=True)
        try:
            found = [path for path in sorted(place.rglob("*")) if path.is_file()]
            return [Path(shutil.copy(path, into)) for path in found]
        finally:
            subprocess.run(["umount", str(place)], check=True)
            place.rmdir()
