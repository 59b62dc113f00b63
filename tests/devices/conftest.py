"""A machine's devices as the kernel and udev keep them, in a folder."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from devices.finding import DeviceClass


class Machine:
    """A tree with `sys` and `dev`, as the kernel and udev keep them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "sys/bus/usb/devices").mkdir(parents=True)
        (root / "dev").mkdir()
        self.taken = 0

    def plug(
        self,
        place: str,
        ids: str,
        ports: Sequence[str] = (),
        serial: str = "",
        interface_class: str = "ff",
        by_path: str = "",
        product: str = "",
    ) -> None:
        """Plug a device in at a place (1-2). ports: below its one interface, as sysfs has them."""
        device = self.root / "sys/devices/pci0000:00" / place
        interface = device / f"{place}:1.0"
        interface.mkdir(parents=True)
        vendor, number = ids.split(":")
        names = (("idVendor", vendor), ("idProduct", number), ("serial", serial), ("product", product))
        for name, text in names:
            if text:
                (device / name).write_text(f"{text}\n")
        (interface / "bInterfaceClass").write_text(f"{interface_class}\n")
        for port in ports:
            self._port(interface, port, by_path)
        link = self.root / "sys/bus/usb/devices" / place
        link.symlink_to(os.path.relpath(device, link.parent))

    def _port(self, interface: Path, port: str, by_path: str) -> None:
        (interface / port).mkdir(parents=True)
        name = Path(port).name
        of_class = next(c for c in DeviceClass if c.value in Path(port).parts)
        node = self.root / "dev" / (f"usb/{name}" if of_class is DeviceClass.PRINTER else name)
        node.parent.mkdir(exist_ok=True)
        node.touch()
        listed = self.root / "sys/class" / of_class.value / name
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.symlink_to(os.path.relpath(interface / port, listed.parent))
        if by_path:
            folder = "v4l" if of_class is DeviceClass.CAMERA else "serial"
            link = self.root / "dev" / folder / "by-path" / by_path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(f"../../{name}")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)
