"""A printer on USB without a kernel driver: the printer class (USB Printer Class 1.1), two bulk pipes."""

import contextlib
from typing import Any, ClassVar

import usb.core
import usb.util

from devices.printer.link import WRITE_PATIENCE, LinkLost

PRINTER_CLASS = 7


class UsbLink:
    """The bulk pipes of one printer, found by ids and, where two are alike, by serial number.

    `backend` is pyusb's (None: the libusb of the system). The kernel's own driver (usblp) is put aside and
    given its device back at the end.
    """

    answers: ClassVar[bool] = True

    def __init__(self, vendor: int, product: int, serial: str = "", backend: Any = None) -> None:
        self._name = f"usb:{vendor:04x}:{product:04x}"
        self._kernel_driver = False
        self._interface = -1
        try:
            self._device = self._find(vendor, product, serial, backend)
        except (usb.core.USBError, NotImplementedError, ValueError) as error:
            # ValueError: no libusb here (NoBackendError), or a serial number that cannot be read.
            raise LinkLost(self._name) from error
        try:
            self._interface, self._out, self._in = self._pipes()
            self._claim()
        except (usb.core.USBError, NotImplementedError) as error:
            self.close()
            raise LinkLost(self._name) from error

    def _find(self, vendor: int, product: int, serial: str, backend: Any) -> Any:
        found = usb.core.find(find_all=True, idVendor=vendor, idProduct=product, backend=backend)
        for device in found:
            if not serial or device.serial_number == serial:
                return device
        raise LinkLost(self._name)

    def _pipes(self) -> tuple[int, Any, Any]:
        for interface in self._device.get_active_configuration():
            if interface.bInterfaceClass != PRINTER_CLASS:
                continue
            out = usb.util.find_descriptor(interface, custom_match=_bulk(usb.util.ENDPOINT_OUT))
            back = usb.util.find_descriptor(interface, custom_match=_bulk(usb.util.ENDPOINT_IN))
            if out is not None and back is not None:
                return interface.bInterfaceNumber, out, back
        raise LinkLost(self._name)

    def _claim(self) -> None:
        with contextlib.suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(self._interface):
                self._device.detach_kernel_driver(self._interface)
                self._kernel_driver = True
        usb.util.claim_interface(self._device, self._interface)

    def write(self, data: bytes) -> None:
        """Send all."""
        try:
            sent = 0
            while sent < len(data):
                sent += self._out.write(data[sent:], int(WRITE_PATIENCE * 1000))
        except usb.core.USBError as error:
            raise LinkLost(self._name) from error

    def read(self, timeout: float) -> bytes:
        """Return what came, b"" after `timeout` s."""
        try:
            # 0 would wait for ever in libusb.
            return bytes(self._in.read(self._in.wMaxPacketSize, max(1, round(timeout * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise LinkLost(self._name) from error

    def close(self) -> None:
        """Let the interface go, and give it back to the kernel."""
        with contextlib.suppress(usb.core.USBError, NotImplementedError):
            if self._interface >= 0:
                usb.util.release_interface(self._device, self._interface)
        with contextlib.suppress(usb.core.USBError, NotImplementedError):
            if self._kernel_driver:
                self._kernel_driver = False
                self._device.attach_kernel_driver(self._interface)
        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)


def _bulk(direction: int) -> Any:
    def match(endpoint: Any) -> bool:
        kind = usb.util.endpoint_type(endpoint.bmAttributes)
        return bool(
            kind == usb.util.ENDPOINT_TYPE_BULK
            and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
        )

    return match
