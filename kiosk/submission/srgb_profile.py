"""An ICC profile of sRGB, version 2.1 as PDF/A-1 wants it (Pillow's own maker writes version 4).

ICC.1:1998-09; primaries of IEC 61966-2-1 adapted to D50. 3 kB.
"""

import struct
from functools import cache

_D50 = (0.9642, 1.0, 0.8249)
_RED = (0.43607, 0.22249, 0.01392)
_GREEN = (0.38515, 0.71687, 0.09708)
_BLUE = (0.14307, 0.06061, 0.71410)
_NAME = b"sRGB"
_STEPS = 1024


@cache
def srgb_profile() -> bytes:
    """Return the profile's bytes."""
    curve = _curve()
    parts = {
        b"desc": _description(),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(_D50),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(parts)
    places: dict[bytes, int] = {}
    for tag, data in parts.items():
        if data not in places:  # the three curves are one
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += tag + struct.pack(">II", places[data], len(data))
    size = start + len(body)
    return _header(size) + struct.pack(">I", len(parts)) + table + body


def _header(size: int) -> bytes:
    made = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    start = struct.pack(">I4xI4s4s4s", size, 0x02100000, b"mntr", b"RGB ", b"XYZ ") + made + b"acsp"
    illuminant = b"".join(_fixed(value) for value in _D50)
    return (start.ljust(68, b"\0") + illuminant).ljust(128, b"\0")


def _description() -> bytes:
    name = _NAME + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _curve() -> bytes:
    values = [_linear(step / (_STEPS - 1)) for step in range(_STEPS)]
    return b"curv" + bytes(4) + struct.pack(f">I{_STEPS}H", _STEPS, *(round(v * 65535) for v in values))


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
