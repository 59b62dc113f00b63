"""The plug-in point for a vendor's decoder of the card's photo. Nothing here decodes it.

The 1024 bytes are a compression that only licensed libraries undo; some are bound to the module's number. A
distribution that has one offers it as an entry point of the group `yiciban.id_card.photo_decoder`: a callable
without arguments that returns a `PhotoDecoder`. Without one there is no portrait, and nothing else changes.
"""

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

GROUP = "yiciban.id_card.photo_decoder"
WIDTH, HEIGHT = 102, 126
"""Size of the photo on the card, px."""
_ROW = (WIDTH * 3 + 3) // 4 * 4
_BMP = 54 + HEIGHT * _ROW


class DecoderError(Exception):
    """No such decoder, or it cannot be used here."""


class PictureError(ValueError):
    """The bytes are not the picture that a decoder gives."""


@dataclass(slots=True, eq=False, repr=False)
class Portrait:
    """A decoded photo: `pixels` are RGB, rows from the top, without padding, `width` * `height` * 3 bytes."""

    width: int
    height: int
    pixels: bytearray

    def __repr__(self) -> str:
        return f"Portrait({self.width} x {self.height})"

    def wipe(self) -> None:
        """Overwrite and drop the pixels."""
        self.pixels[:] = bytes(len(self.pixels))
        self.pixels.clear()


class PhotoDecoder(Protocol):
    """A vendor's decoder."""

    def decode(self, photo: bytes, sam_id: str) -> Portrait:
        """Return the picture in the card's 1024 bytes.

        Called in the reader's thread, so within a second or so. May raise anything: then there is no
        portrait. A library that may crash belongs in a process of its own.
        """
        ...


def load_decoder(name: str) -> PhotoDecoder:
    """Return the installed decoder of this entry point name. Raises DecoderError."""
    found = list(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        raise DecoderError(f"{len(found)} photo decoders named {name}")
    try:
        decoder: PhotoDecoder = found[0].load()()
    except Exception as error:  # a vendor's code may fail in any way
        raise DecoderError(f"photo decoder {name}: {type(error).__name__}") from error
    if not callable(getattr(decoder, "decode", None)):
        raise DecoderError(f"photo decoder {name} has no decode")
    return decoder


def from_bmp(data: bytes) -> Portrait:
    """Return the picture in the BMP file that such libraries give: 102 x 126, 24 bit, 38862 bytes.

    Rows come as blue, green, red, the lowest first where the height is positive (BITMAPINFOHEADER), filled up
    to four bytes. Raises PictureError for anything else.
    """
    if len(data) != _BMP or data[:2] != b"BM" or int.from_bytes(data[10:14], "little") != 54:
        raise PictureError("not a BMP file of a card's photo")
    width = int.from_bytes(data[18:22], "little", signed=True)
    height = int.from_bytes(data[22:26], "little", signed=True)
    bits, packing = int.from_bytes(data[28:30], "little"), int.from_bytes(data[30:34], "little")
    if (width, abs(height), bits, packing) != (WIDTH, HEIGHT, 24, 0):
        raise PictureError("not the size of a card's photo")
    pixels = bytearray(WIDTH * HEIGHT * 3)
    for row in range(HEIGHT):
        at = 54 + _ROW * (HEIGHT - 1 - row if height > 0 else row)
        line = data[at : at + WIDTH * 3]
        to = row * WIDTH * 3
        for colour in range(3):
            pixels[to + colour : to + WIDTH * 3 : 3] = line[2 - colour :: 3]
    return Portrait(WIDTH, HEIGHT, pixels)
