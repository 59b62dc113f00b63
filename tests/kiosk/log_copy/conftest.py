"""Sticks: as the kernel lists them in a folder like /sys, and one whose file system is real."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


class Sockets:
    """USB sockets, as /sys lists them. Something is plugged in and pulled out."""

    def __init__(self, sys):
        self.sys = sys
        self.count = 0
        for folder in ("dev/block", "class/block"):
            (sys / folder).mkdir(parents=True)

    def plug(
        self, name="sdb1", number="8:17", vendor="0951", product="1666", serial="EXAMPLE0001", size=8192
    ):
        self.count += 1
        usb = self.sys / "devices/pci0000:00/usb1/1-4"
        disk = usb / "1-4:1.0/host0/target0:0:0/0:0:0:0/block" / name.rstrip("0123456789")
        place = disk / name if disk.name != name else disk
        place.mkdir(parents=True)
        told = {"idVendor": vendor, "idProduct": product, "serial": serial, "manufacturer": "Example",
                "product": "Memory\t01"}  # fmt: skip
        for file, text in told.items():
            (usb / file).write_text(f"{text}\n")
        (disk / "diskseq").write_text(f"{self.count}\n")
        (place / "size").write_text(f"{size}\n")
        if place != disk:
            (disk / "size").write_text(f"{size + 2048}\n")
            (place / "partition").write_text("1\n")
            (self.sys / "class/block" / disk.name).symlink_to(disk)
        (self.sys / "class/block" / name).symlink_to(place)
        (self.sys / "dev/block" / number).symlink_to(place)

    def pull(self):
        shutil.rmtree(self.sys / "devices")
        for folder in ("dev/block", "class/block"):
            for link in (self.sys / folder).iterdir():
                link.unlink()


@pytest.fixture
def sockets(tmp_path):
    return Sockets(tmp_path / "kernel")


@pytest.fixture
def loop_stick(tmp_path):
    """A block device of 6 MiB with a file system, FAT as on sticks where it can be made."""
    where = "/usr/sbin:/sbin:/usr/bin:/bin"
    makers = [found for name in ("mkfs.vfat", "mkfs.ext4") if (found := shutil.which(name, path=where))]
    if os.geteuid() or not makers:
        pytest.skip("to make and mount an image takes root, and dosfstools or e2fsprogs")
    image = tmp_path / "stick.img"
    with image.open("wb") as file:
        file.truncate(6 * 1024 * 1024)
    subprocess.run([makers[0], image], check=True, capture_output=True)
    made = subprocess.run(["losetup", "--find", "--show", image], capture_output=True, text=True)
    if made.returncode:
        pytest.skip("there are no loop devices here")
    device = Path(made.stdout.strip())
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)
