"""A module that is a USB device of its own (0400:C35A): frames over bulk pipes, through libusb.

Documented are two pipes each way, the 7 bytes up to the length on the first (OUT 02, IN 81) and the rest on
the second (OUT 06, IN 85). Modules with the same numbers and one pipe each way carry whole frames on it. So
the endpoint descriptors decide (USB 2.0, 9.6.6), each way for itself.
"""

import errno
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from devices.id_card.errors import ReaderGone
from devices.id_card.frame import LARGEST, PREAMBLE
from devices.id_card.transport.base import cause

_log = logging.getLogger(__name__)

HEAD = 7
"""Bytes of a frame that travel on the first of two pipes: preamble and length."""
_CHUNK = 4096
"""Room for one transfer, bytes: a multiple of every packet size, as libusb wants it."""
_WRITE_MS = 1000
_DRAIN_MS = 5
_LONGEST_WAIT = 0.25
_BULK = usb.util.ENDPOINT_TYPE_BULK

USB_ERRORS = (usb.core.USBError, usb.core.NoBackendError)


@dataclass(frozen=True, slots=True)
class Pipes:
    """Addresses of the bulk endpoints, lowest first: one (whole frames) or two (head, rest) each way."""

    out: tuple[int, ...]
    into: tuple[int, ...]

    @classmethod
    def of(cls, addresses: Iterable[int]) -> "Pipes":
        """Return the pipes among an interface's bulk endpoint addresses.

        Raises ValueError when there are not one or two each way.
        """
        found = sorted(addresses)
        out = tuple(a for a in found if not a & 0x80)
        into = tuple(a for a in found if a & 0x80)
        if not (1 <= len(out) <= 2 and 1 <= len(into) <= 2):
            raise ValueError("not the pipes of a reader module")
        return cls(out, into)


class UsbBulk:
    """The bulk pipes of one claimed interface of `device` (a `usb.core.Device`)."""

    def __init__(self, device: Any) -> None:
        """Claim the interface. Raises ReaderGone when it is taken, gone or not a reader's."""
        self._device = device
        self._owed = 0
        try:
            self._interface, self._pipes = _claim(device)
        except ValueError as error:
            usb.util.dispose_resources(device)
            raise ReaderGone(str(error)) from error
        except USB_ERRORS as error:
            usb.util.dispose_resources(device)
            raise ReaderGone(cause(error)) from error

    @property
    def baud(self) -> int | None:
        """None: no line."""
        return None

    def send(self, frame: bytes) -> None:
        """Send one whole frame, cut over two pipes where there are two."""
        pieces = (frame,) if len(self._pipes.out) == 1 else (frame[:HEAD], frame[HEAD:])
        for address, piece in zip(self._pipes.out, pieces, strict=True):
            try:
                sent = self._device.write(address, piece, _WRITE_MS)
            except USB_ERRORS as error:
                raise ReaderGone(cause(error)) from error
            if sent != len(piece):
                raise ReaderGone("short write")

    def receive(self, seconds: float) -> bytes:
        """Return what one pipe gave. After a head on the first pipe its rest is awaited on the second."""
        wait_ms = max(1, int(min(seconds, _LONGEST_WAIT) * 1000))
        if len(self._pipes.into) == 1:
            return self._read(self._pipes.into[0], wait_ms)
        if self._owed > 0:
            data = self._read(self._pipes.into[1], wait_ms)
            # A rest that does not come leaves the pipes to the next head.
            self._owed = self._owed - len(data) if data else 0
            return data
        data = self._read(self._pipes.into[0], wait_ms)
        if len(data) >= HEAD and data.startswith(PREAMBLE):
            length = int.from_bytes(data[HEAD - 2 : HEAD], "big")
            self._owed = length if length <= LARGEST else 0
        return data

    def discard(self) -> None:
        """Throw away what the pipes still hold."""
        self._owed = 0
        for address in self._pipes.into:
            # Bounded, for a device that never stops talking.
            for _ in range(8):
                if not self._read(address, _DRAIN_MS):
                    break

    def set_baud(self, baud: int) -> None:
        """Do nothing: no line."""

    def close(self) -> None:
        """Give the interface back; never raises."""
        try:
            usb.util.release_interface(self._device, self._interface)
        except USB_ERRORS:
            _log.debug("device was gone at close")
        usb.util.dispose_resources(self._device)

    def _read(self, address: int, wait_ms: int) -> bytes:
        try:
            return bytes(self._device.read(address, _CHUNK, wait_ms))
        except usb.core.USBTimeoutError:
            return b""
        except USB_ERRORS as error:
            if getattr(error, "errno", None) == errno.EPIPE:
                return self._unstall(address)
            raise ReaderGone(cause(error)) from error

    def _unstall(self, address: int) -> bytes:
        """Take the halt off a pipe (USB 2.0, 9.4.5); the exchange then sees silence and asks again."""
        try:
            self._device.clear_halt(address)
        except USB_ERRORS as error:
            raise ReaderGone(cause(error)) from error
        return b""


def find_device(vendor: int, product: int, serial: str | None = None, backend: Any = None) -> Any:
    """Return the first `usb.core.Device` with these ids, and this serial number where one is given, or None.

    `backend` is pyusb's; None takes libusb. Raises ReaderGone when there is no libusb.
    """

    def wanted(device: Any) -> bool:
        if serial is None:
            return True
        try:
            return bool(device.serial_number == serial)
        except (*USB_ERRORS, ValueError):
            # Not permitted, or no text in any language: not the one that was named.
            return False

    try:
        return usb.core.find(idVendor=vendor, idProduct=product, custom_match=wanted, backend=backend)
    except USB_ERRORS as error:
        raise ReaderGone(cause(error)) from error


def opener(vendor: int, product: int, serial: str | None, backend: Any = None) -> Callable[[], UsbBulk]:
    """Return a function that finds and claims the device. It raises ReaderGone when it is not there."""

    def open_device() -> UsbBulk:
        device = find_device(vendor, product, serial, backend)
        if device is None:
            raise ReaderGone("no such USB device")
        return UsbBulk(device)

    return open_device


def _claim(device: Any) -> tuple[int, Pipes]:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()
        configuration = device.get_active_configuration()
    for interface in configuration:
        addresses = [
            endpoint.bEndpointAddress
            for endpoint in interface
            if usb.util.endpoint_type(endpoint.bmAttributes) == _BULK
        ]
        try:
            pipes = Pipes.of(addresses)
        except ValueError:
            continue
        number = int(interface.bInterfaceNumber)
        _detach_kernel(device, number)
        usb.util.claim_interface(device, number)
        return number, pipes
    raise ValueError("not the pipes of a reader module")


def _detach_kernel(device: Any, number: int) -> None:
    try:
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
    except NotImplementedError:
        _log.debug("no kernel drivers to ask about")
