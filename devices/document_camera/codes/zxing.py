"""The first engine: zxing-cpp, every kind of code that occurs on papers."""

import zxingcpp
from zxingcpp import BarcodeFormat as Kind
from zxingcpp import TextMode

from devices.document_camera.codes.place import Grey, around
from devices.document_camera.codes.texts import text_of, text_of_qr, text_of_segments
from devices.document_camera.scanned import ReadCode

_NAMES = {
    Kind.QRCode: "QRCode",
    Kind.MicroQRCode: "MicroQRCode",
    Kind.RMQRCode: "RMQRCode",
    Kind.PDF417: "PDF417",
    Kind.CompactPDF417: "PDF417",
    Kind.MicroPDF417: "MicroPDF417",
    Kind.DataMatrix: "DataMatrix",
    Kind.AztecCode: "Aztec",
    Kind.AztecRune: "Aztec",
    Kind.Code128: "Code128",
    Kind.Code39Std: "Code39",
    Kind.Code39Ext: "Code39",
    Kind.Code93: "Code93",
    Kind.EAN13: "EAN13",
    Kind.EAN8: "EAN8",
    Kind.UPCA: "UPCA",
    Kind.UPCE: "UPCE",
    Kind.ITF: "ITF",
    Kind.Codabar: "Codabar",
}
"""Our name of each kind that is looked for. Codes of fresh food, parcels, films and meters are on no paper
that an office takes: they would cost time and could only be found by mistake."""

_SAID = {str(kind): name for kind, name in _NAMES.items()}
"""The same by what the engine calls what it has read; some kinds it reports under their family's name."""
_SAID |= {"Aztec": "Aztec", "Code 39": "Code39", "QR Code Model 2": "QRCode", "QR Code Model 1": "QRCode"}


_FORMATS = zxingcpp.BarcodeFormats(list(_NAMES))


def read(grey: Grey) -> tuple[ReadCode, ...]:
    """Return all codes in a picture, in any turn, dark on light or light on dark."""
    found = zxingcpp.read_barcodes(grey, formats=_FORMATS, text_mode=TextMode.HexECI)
    return tuple(_code(one) for one in found if one.bytes)


def _code(one: zxingcpp.Barcode) -> ReadCode:
    name = _SAID.get(str(one.format), str(one.format).replace(" ", ""))
    at = one.position
    corners = around((p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
    return ReadCode(name, _text(one, name), bytes(one.bytes), corners)


def _text(one: zxingcpp.Barcode, name: str) -> str:
    data = bytes(one.bytes)
    sent = bytes.fromhex(one.text)
    # The sender's own identifier differs from the plain one only where a character set is declared.
    if sent[:3] != one.symbology_identifier.encode():
        return text_of_segments(sent[3:])
    return text_of_qr(data) if name.endswith("QRCode") else text_of(data)
