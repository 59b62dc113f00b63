# ruff: noqa: D102 - the methods from enumerate_devices on are pyusb's, documented there
"""The reader as a USB device with bulk pipes: a pyusb backend with one device on its bus."""

import array
import errno
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from devices.id_card.simulator.endpoints import UsbWire
from devices.id_card.simulator.module import Module

_HEAD = 7
_BULK, _INTERRUPT = 2, 3
_STRING, _SERIAL_INDEX = 3, 3
_LANGUAGES = bytes((4, 3, 0x09, 0x04))


@dataclass(slots=True)
class Endpoints:
    """What the descriptors say: (address, transfer type) of each endpoint, in the interface's order."""

    all: tuple[tuple[int, int], ...] = (
        (0x83, _INTERRUPT),
        (0x02, _BULK),
        (0x06, _BULK),
        (0x81, _BULK),
        (0x85, _BULK),
    )
    vendor: int = 0x0400
    product: int = 0xC35A
    serial: str = "EXAMPLE1"

    def into(self) -> list[int]:
        """Return the bulk IN addresses, lowest first."""
        return sorted(a for a, kind in self.all if kind == _BULK and a & 0x80)


def two_pipes() -> Endpoints:
    """Return the documented pipes: OUT 02 06, IN 81 85, and an interrupt endpoint that is none of them."""
    return Endpoints()


def one_pipe() -> Endpoints:
    """Return one pipe each way."""
    return Endpoints(all=((0x81, _BULK), (0x02, _BULK)))


@dataclass(slots=True)
class _Pipe:
    """Transfers that wait to be read."""

    waiting: deque[bytes] = field(default_factory=deque)
    halted: bool = False


class UsbReader(usb.backend.IBackend):
    """A bus with one reader on it. Use it as a context, which gives the backend.

    `configured` False: nothing has set its configuration yet. `taken`: another process has claimed it.
    """

    def __init__(
        self, module: Module, endpoints: Endpoints, configured: bool = True, taken: bool = False
    ) -> None:
        super().__init__()
        self.wire = UsbWire(module, self._give, self.unplug)
        self.endpoints = endpoints
        self.claimed: set[int] = set()
        self.transfers: list[tuple[int, int]] = []
        """(address, bytes) of every transfer to the reader."""
        self.kernel_driver = False
        self._configured = configured
        self._taken = taken
        self._plugged = True
        self._sent = 0
        self._pipes = {address: _Pipe() for address in endpoints.into()}
        self._changed = threading.Condition()

    def __enter__(self) -> "UsbReader":
        self.wire.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.__exit__()

    def unplug(self) -> None:
        """Pull the cable."""
        with self._changed:
            self._plugged = False
            self._changed.notify_all()

    def halt(self, address: int) -> None:
        """Stall a pipe until its halt is cleared."""
        with self._changed:
            self._pipes[address].halted = True
            self._changed.notify_all()

    def _give(self, data: bytes | None) -> None:
        into = self.endpoints.into()
        with self._changed:
            if data is None:
                self._sent = 0
                return
            head = data[: max(0, _HEAD - self._sent)] if len(into) > 1 else data
            self._sent += len(data)
            for address, piece in ((into[0], head), (into[-1], data[len(head) :])):
                if piece:
                    self._pipes[address].waiting.append(piece)
            self._changed.notify_all()

    # -- what pyusb asks --------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[Any]:
        return iter(["reader"] if self._plugged else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        names = "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 \
            bcdDevice iManufacturer iProduct bNumConfigurations address bus port_number speed"
        return SimpleNamespace(
            **dict.fromkeys(names.split(), 1),
            idVendor=self.endpoints.vendor,
            idProduct=self.endpoints.product,
            iSerialNumber=_SERIAL_INDEX,
            port_numbers=(1,),
        )

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        names = "bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration \
            bmAttributes bMaxPower"
        return SimpleNamespace(**dict.fromkeys(names.split(), 1), extra_descriptors=[])

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        names = "bLength bDescriptorType bInterfaceNumber bAlternateSetting bInterfaceClass \
            bInterfaceSubClass bInterfaceProtocol iInterface"
        told = dict.fromkeys(names.split(), 0)
        return SimpleNamespace(**told, bNumEndpoints=len(self.endpoints.all), extra_descriptors=[])

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        address, kind = self.endpoints.all[ep]
        names = "bLength bDescriptorType bInterval bRefresh bSynchAddress"
        return SimpleNamespace(
            **dict.fromkeys(names.split(), 0),
            bEndpointAddress=address,
            bmAttributes=kind,
            wMaxPacketSize=64,
            extra_descriptors=[],
        )

    def open_device(self, dev: Any) -> Any:
        self._must_be_plugged()
        return dev

    def close_device(self, dev_handle: Any) -> None:
        self.claimed.clear()

    def get_configuration(self, dev_handle: Any) -> int:
        return int(self._configured)

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        self._configured = True

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return self.kernel_driver

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.kernel_driver = False

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        self._must_be_plugged()
        if self._taken or self.kernel_driver:
            raise usb.core.USBError("Resource busy", None, errno.EBUSY)
        self.claimed.add(intf)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        self._must_be_plugged()
        self.claimed.discard(intf)

    def clear_halt(self, dev_handle: Any, ep: int) -> None:
        with self._changed:
            self._pipes[ep].halted = False

    def ctrl_transfer(
        self, dev_handle: Any, kind: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        self._must_be_plugged()
        if (kind, request, value >> 8) != (0x80, 6, _STRING):
            raise usb.core.USBError("Pipe error", None, errno.EPIPE)
        text = self.endpoints.serial.encode("utf-16-le")
        told = bytes((len(text) + 2, _STRING)) + text if value & 0xFF else _LANGUAGES
        data[: len(told)] = array.array("B", told)
        return len(told)

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._must_be_plugged()
        sent = bytes(data)
        self.transfers.append((ep, len(sent)))
        self.wire.take(sent)
        return len(sent)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        pipe = self._pipes[ep]
        end = time.monotonic() + timeout / 1000
        with self._changed:
            while not pipe.waiting:
                self._must_be_plugged()
                if pipe.halted:
                    raise usb.core.USBError("Pipe error", None, errno.EPIPE)
                left = end - time.monotonic()
                if left <= 0:
                    raise usb.core.USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT)
                self._changed.wait(left)
            data = pipe.waiting.popleft()
            if len(data) > len(buff):
                raise usb.core.USBError("Overflow", None, errno.EOVERFLOW)
        buff[: len(data)] = array.array("B", data)
        return len(data)

    def _must_be_plugged(self) -> None:
        if not self._plugged:
            raise usb.core.USBError("No such device", None, errno.ENODEV)
