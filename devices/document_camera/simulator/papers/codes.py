"""Bar codes and two-dimensional codes as pictures."""

import numpy as np
import qrcode
import zxingcpp
from numpy.typing import NDArray
from qrcode.util import MODE_8BIT_BYTE, QRData


def modules(kind: str, data: bytes) -> NDArray[np.uint8]:
    """Return the code without quiet zone, one pixel a module, (rows, columns) uint8, 0 dark.

    A QR code holds `data` as bytes without any ECI, as Chinese issuers print them, GBK or UTF-8 alike;
    other formats hold text. Raises ValueError for a format that is not known or data that does not fit.
    """
    if kind == "QRCode":
        maker = qrcode.QRCode(border=0, box_size=1, error_correction=qrcode.constants.ERROR_CORRECT_M)
        maker.add_data(QRData(data, mode=MODE_8BIT_BYTE, check_data=False))
        maker.make(fit=True)
        return np.where(np.array(maker.get_matrix(), bool), 0, 255).astype(np.uint8)
    wanted = zxingcpp.barcode_format_from_str(kind)
    code = zxingcpp.create_barcode(data.decode(), wanted)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    return np.asarray(drawn, np.uint8)
