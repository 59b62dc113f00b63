"""USB ids by which a device is known, for `port = "auto"`. Data: a new device is a new line.

Bridges from USB to serial (CH340, CP2102, PL2303, FTDI) are not in here: anything may stand behind one, and
bytes meant for a printer must not be sent to a card reader. A site names the place of such a device by its
path. A product of None stands for every product of that vendor that has the right class.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsbId:
    """One make. `vendor` and `product` in lower-case hexadecimal, four digits, as sysfs writes them."""

    kind: str
    vendor: str
    product: str | None
    make: str


KNOWN = (
    UsbId("id_card", "0400", "c35a", "SDT module, bulk (GA 450)"),
    UsbId("id_card", "2b8b", "2721", "ID-card reader, HID"),
    UsbId("code_reader", "0c2e", None, "Honeywell (Metrologic)"),
    UsbId("code_reader", "05f9", None, "Datalogic (PSC)"),
    UsbId("code_reader", "05e0", None, "Zebra (Symbol)"),
    UsbId("code_reader", "1eab", None, "Newland"),
    UsbId("printer", "04b8", None, "Epson TM"),
    UsbId("printer", "0dd4", None, "Custom"),
    UsbId("printer", "0519", None, "Star Micronics"),
    UsbId("printer", "0fe6", "811e", "80 mm ESC/POS"),
    UsbId("printer", "0416", "5011", "58 mm ESC/POS"),
    UsbId("printer", "28e9", "0289", "58 mm ESC/POS"),
)
