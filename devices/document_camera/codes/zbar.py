"""The second engine: zbar, through pyzbar. It knows bar codes and QR codes, and reads some that zxing misses.

pyzbar's own `decode` gives text for QR codes after a guess at their encoding, in which GBK becomes valid
UTF-8 of other words; so the library is asked for the bytes as they are (`ZBAR_CFG_BINARY`, zbar 0.23.1).
"""

from collections.abc import Iterator
from ctypes import c_void_p, string_at

import numpy as np
from pyzbar import wrapper
from pyzbar.wrapper import ZBarSymbol

from devices.document_camera.codes.place import Grey, around
from devices.document_camera.codes.texts import text_of, text_of_qr
from devices.document_camera.scanned import ReadCode

_NAMES = {
    ZBarSymbol.QRCODE: "QRCode",
    ZBarSymbol.CODE128: "Code128",
    ZBarSymbol.CODE39: "Code39",
    ZBarSymbol.CODE93: "Code93",
    ZBarSymbol.EAN13: "EAN13",
    ZBarSymbol.EAN8: "EAN8",
    ZBarSymbol.I25: "ITF",
    ZBarSymbol.CODABAR: "Codabar",
}
_ENABLE, _BINARY = 0, 4
_GREY = int.from_bytes(b"Y800", "little")
_KINDS_ALL = 0


def read(grey: Grey) -> tuple[ReadCode, ...]:
    """Return the bar codes and QR codes in a picture, dark on light."""
    height, width = grey.shape
    pixels = np.ascontiguousarray(grey)
    scanner = wrapper.zbar_image_scanner_create()
    image = wrapper.zbar_image_create()
    try:
        wrapper.zbar_image_scanner_set_config(scanner, _KINDS_ALL, _ENABLE, 0)
        for kind in _NAMES:
            wrapper.zbar_image_scanner_set_config(scanner, kind, _ENABLE, 1)
        wrapper.zbar_image_scanner_set_config(scanner, ZBarSymbol.QRCODE, _BINARY, 1)
        wrapper.zbar_image_set_format(image, _GREY)
        wrapper.zbar_image_set_size(image, width, height)
        wrapper.zbar_image_set_data(image, c_void_p(pixels.ctypes.data), pixels.size, None)
        if wrapper.zbar_scan_image(scanner, image) <= 0:
            return ()
        return tuple(_symbols(image))
    finally:
        # The image holds symbols that the scanner recycles: it goes first.
        wrapper.zbar_image_destroy(image)
        wrapper.zbar_image_scanner_destroy(scanner)


def _symbols(image: object) -> Iterator[ReadCode]:
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        name = _NAMES.get(symbol.contents.type)
        length = wrapper.zbar_symbol_get_data_length(symbol)
        data = string_at(wrapper.zbar_symbol_get_data(symbol), length)
        spots = range(wrapper.zbar_symbol_get_loc_size(symbol))
        points = [
            (wrapper.zbar_symbol_get_loc_x(symbol, i), wrapper.zbar_symbol_get_loc_y(symbol, i))
            for i in spots
        ]
        if name is not None and data and points:
            text = text_of_qr(data) if name == "QRCode" else text_of(data)
            yield ReadCode(name, text, data, around(points))
        symbol = wrapper.zbar_symbol_next(symbol)
