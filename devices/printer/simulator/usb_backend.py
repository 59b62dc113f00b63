"""A USB bus with one simulated printer on it, as a backend of pyusb: the driver and pyusb run over it.

It has what a receipt printer has: one configuration, one interface of class 7, a bulk pipe each way.
"""

import errno
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

OUT, IN = 0x02, 0x81
_PACKET = 64
_BULK = 0x02
_LANGUAGE = 0x0409
_STRINGS = {1: "Example", 2: "Receipt printer", 3: "SN0001"}


class UsbLine:
    """What `PtyLine` is for a serial line; `feed` is called with what the host sends."""

    baud: int | None = None

    def __init__(self) -> None:
        self.plugged = True
        self._answers = bytearray()
        self._changed = threading.Condition()

    def write(self, data: bytes, patience: float = 2.0) -> int:
        """Queue bytes for the host's next read."""
        with self._changed:
            self._answers += data
            self._changed.notify_all()
        return len(data)

    def take(self, most: int, seconds: float) -> bytes:
        """Return what the host may read, b"" when nothing came within `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._answers or not self.plugged, seconds)
            data = bytes(self._answers[:most])
            del self._answers[:most]
            return data

    def plug(self) -> None:
        """Plug it in again."""
        self.plugged = True

    def unplug(self) -> None:
        """Pull the cable; a waiting host is told at once."""
        with self._changed:
            self.plugged = False
            self._answers.clear()
            self._changed.notify_all()

    def wake(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Pull the cable for good."""
        self.unplug()


class UsbBackend(IBackend):
    """pyusb's way to the simulated bus. `printer` takes what is sent (`received`) and has a `UsbLine`."""

    def __init__(self, printer: Any, vendor: int, product: int, interface_class: int = 7) -> None:
        self._printer = printer
        self._ids = vendor, product
        self._class = interface_class
        self.kernel_driver = True
        """usblp holds the interface."""
        self.claimed: set[int] = set()

    @property
    def _line(self) -> UsbLine:
        line: UsbLine = self._printer.line
        return line

    def _there(self) -> None:
        if not self._line.plugged:
            raise usb.core.USBError("no such device", errno=errno.ENODEV)

    def enumerate_devices(self) -> Iterator[object]:
        """Yield the one device while it is plugged in."""
        if self._line.plugged:
            yield self

    def get_device_descriptor(self, dev: object) -> SimpleNamespace:
        """Return the device's descriptor."""
        vendor, product = self._ids
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=vendor,
            idProduct=product,
            bcdDevice=0x100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=3,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, dev: object, config: int) -> SimpleNamespace:
        """Return the only configuration."""
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> SimpleNamespace:
        """Return the only interface."""
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=self._class,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, dev: object, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        """Return one of the two pipes."""
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, IN)[ep],
            bmAttributes=_BULK,
            wMaxPacketSize=_PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: object) -> object:
        """Open it."""
        self._there()
        return dev

    def close_device(self, dev_handle: object) -> None:
        """Close it."""

    def set_configuration(self, dev_handle: object, config_value: int) -> None:
        """Accept the only configuration."""

    def get_configuration(self, dev_handle: object) -> int:
        """Return the only configuration."""
        return 1

    def claim_interface(self, dev_handle: object, intf: int) -> None:
        """Take the interface; refused while the kernel's driver has it."""
        self._there()
        if self.kernel_driver:
            raise usb.core.USBError("resource busy", errno=errno.EBUSY)
        self.claimed.add(intf)

    def release_interface(self, dev_handle: object, intf: int) -> None:
        """Give it back."""
        self.claimed.discard(intf)

    def is_kernel_driver_active(self, dev_handle: object, intf: int) -> bool:
        """Tell whether usblp has it."""
        return self.kernel_driver

    def detach_kernel_driver(self, dev_handle: object, intf: int) -> None:
        """Put usblp aside."""
        self.kernel_driver = False

    def attach_kernel_driver(self, dev_handle: object, intf: int) -> None:
        """Let usblp have it again."""
        self.kernel_driver = True

    def bulk_write(self, dev_handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        """Hand bytes to the printer."""
        self._there()
        assert (ep, intf in self.claimed) == (OUT, True)
        self._printer.received(bytes(data))
        return len(data)

    def bulk_read(self, dev_handle: object, ep: int, intf: int, buff: Any, timeout: int) -> int:
        """Read what the printer answers, up to one packet."""
        self._there()
        assert (ep, intf in self.claimed) == (IN, True)
        end = time.monotonic() + timeout / 1000
        self._printer.idle()
        data = self._line.take(len(buff), max(0.0, end - time.monotonic()))
        self._there()
        if not data:
            raise usb.core.USBTimeoutError("timed out", errno=errno.ETIMEDOUT)
        for index, byte in enumerate(data):
            buff[index] = byte
        return len(data)

    def ctrl_transfer(
        self,
        dev_handle: object,
        bmRequestType: int,  # noqa: N803 - pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: Any,
        timeout: int,
    ) -> int:
        """Answer GET_DESCRIPTOR for strings."""
        index = wValue & 0xFF
        body = _STRINGS[index].encode("utf-16-le") if index else _LANGUAGE.to_bytes(2, "little")
        answer = bytes((len(body) + 2, 3)) + body
        for at, byte in enumerate(answer[: len(data)]):
            data[at] = byte
        return min(len(answer), len(data))
