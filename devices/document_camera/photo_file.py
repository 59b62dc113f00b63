"""A photograph in a file, from anywhere: read with limits, or refused with the cause and what to do.

The camera's own pictures never come this way. What a file says of itself is not believed: its name does not
count, its size in px is asked before anything is decoded, and a picture that ends early is refused whole
rather than guessed at.
"""

import io
import stat
import warnings
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from devices.document_camera.decoding import MOST_BYTES, decode

MOST_PX = 50_000_000
"""The largest photograph: 150 MB decoded. No telephone's picture at its usual setting is larger."""
LEAST_SIDE = 16
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
_PHOTOGRAPHS = ("JPEG", "MPO")
"""MPO is a JPEG with more pictures behind the first one, as some telephones write it."""
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_TEXT_PROBE = 512


class Cause(StrEnum):
    """Why a file is refused."""

    MISSING = "missing"
    NO_FILE = "noFile"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "tooLarge"
    TOO_MANY_PX = "tooManyPx"
    TOO_SMALL = "tooSmall"
    PDF = "pdf"
    HEIC = "heic"
    OTHER_PICTURE = "otherPicture"
    SEVERAL_PICTURES = "severalPictures"
    TEXT = "text"
    NO_PICTURE = "noPicture"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"


class PhotoRefusedError(Exception):
    """The file is no photograph that can be used; `detail` says more where there is more to say."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause.value}: {detail}" if detail else cause.value)
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file that was checked. `data` as it is on the disk; `width` and `height` px, upright by its EXIF."""

    path: Path
    data: bytes = field(repr=False)
    kind: str
    width: int
    height: int

    @property
    def is_jpeg(self) -> bool:
        """Whether `data` is what a camera gives."""
        return self.kind in _PHOTOGRAPHS

    def picture(self) -> NDArray[np.uint8]:
        """Return the picture upright, (h, w, 3) uint8 BGR; raises PhotoRefusedError."""
        picture = decode(self.data) if self.is_jpeg else _by_pillow(self.data)
        if picture is None or picture.shape[:2] != (self.height, self.width):
            raise PhotoRefusedError(Cause.DAMAGED)
        return picture


def read_photo(path: Path) -> PhotoFile:
    """Read and check a photograph: JPEG, PNG, WebP, BMP, or TIFF with one picture.

    Raises:
        PhotoRefusedError: with the cause.

    """
    data = _bytes_of(path)
    _refuse_what_is_none(data)
    try:
        kind, width, height = _checked(data)
    except PhotoRefusedError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoRefusedError(Cause.TOO_MANY_PX) from error
    except Exception as error:
        # Decoders of damaged pictures raise whatever they like: OSError, SyntaxError, struct.error, …
        cause = Cause.TRUNCATED if "truncated" in str(error).lower() else Cause.DAMAGED
        raise PhotoRefusedError(cause) from error
    return PhotoFile(path, data, kind, width, height)


def _bytes_of(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PhotoRefusedError(Cause.NO_FILE, "directory" if stat.S_ISDIR(found.st_mode) else "device")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise PhotoRefusedError(Cause.MISSING) from error
    except (OSError, ValueError) as error:
        # ValueError: a name with a NUL in it.
        raise PhotoRefusedError(Cause.UNREADABLE, getattr(error, "strerror", None) or "") from error
    if not data:
        raise PhotoRefusedError(Cause.EMPTY)
    if len(data) > MOST_BYTES:
        raise PhotoRefusedError(Cause.TOO_LARGE, f"over {MOST_BYTES >> 20} MB")
    return data


def _refuse_what_is_none(data: bytes) -> None:
    """Name what people hand in by mistake, so that they are told what to do."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        raise PhotoRefusedError(Cause.PDF)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise PhotoRefusedError(Cause.HEIC)
    for start, name in ((b"GIF8", "GIF"), (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"), (b"8BPS", "PSD")):
        if data.startswith(start):
            raise PhotoRefusedError(Cause.OTHER_PICTURE, name)


def _checked(data: bytes) -> tuple[str, int, int]:
    """Return kind, width and height, upright; raises whatever a decoder raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
        except UnidentifiedImageError as error:
            raise PhotoRefusedError(Cause.TEXT if _is_text(data) else Cause.NO_PICTURE) from error
        with image:
            width, height = image.size
            if width * height > MOST_PX:
                raise PhotoRefusedError(Cause.TOO_MANY_PX, f"{width} x {height} px")
            if min(width, height) < LEAST_SIDE:
                raise PhotoRefusedError(Cause.TOO_SMALL, f"{width} x {height} px")
            kind = str(image.format)
            frames = int(getattr(image, "n_frames", 1))
            if frames > 1 and kind not in _PHOTOGRAPHS:
                raise PhotoRefusedError(Cause.SEVERAL_PICTURES, f"{frames} pictures")
            # Pillow gives the size of a TIFF upright already.
            turned = kind != "TIFF" and image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
            # An eighth of each side: whether all of it is there shows as well, and costs a third.
            image.draft("L", (max(1, width // 8), max(1, height // 8)))
            image.load()
    return (kind, height, width) if turned else (kind, width, height)


_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)


def _by_pillow(data: bytes) -> NDArray[np.uint8] | None:
    """Decode upright to BGR; see-through parts lie on white paper, 16 bits become 8."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                image = ImageOps.exif_transpose(opened)
                if image.mode.startswith("I"):
                    levels = np.asarray(image, np.float64) / 257
                    grey = np.clip(levels, 0, 255).astype(np.uint8)
                    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
                if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
                    layers = image.convert("RGBA")
                    white = Image.new("RGBA", layers.size, "white")
                    image = Image.alpha_composite(white, layers)
                rgb = np.asarray(image.convert("RGB"), np.uint8)
    except Exception:
        # As in `read_photo`: decoders raise whatever they like.
        return None
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


def _is_text(data: bytes) -> bool:
    probe = data[:_TEXT_PROBE]
    try:
        text = probe.decode("utf-8", "strict" if len(data) <= _TEXT_PROBE else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n\f\ufeff" for character in text)
