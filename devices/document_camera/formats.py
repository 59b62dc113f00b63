"""The formats that a camera offers, as its V4L2 driver lists them; nothing is opened for pictures.

VIDIOC_ENUM_FMT and VIDIOC_ENUM_FRAMESIZES (Linux, Documentation/userspace-api/media/v4l).
"""

import errno
import fcntl
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_ENUM_FMT, _ENUM_FRAMESIZES = 0xC0405602, 0xC02C564A
_FMT = struct.Struct("=3I32s2I12x")
_SIZE = struct.Struct("=3I6I8x")
_CAPTURE = 1
"""V4L2_BUF_TYPE_VIDEO_CAPTURE."""
_DISCRETE = 1
_MOST = 64
"""Entries of one list; a driver without an end is not followed for ever."""


@dataclass(frozen=True, slots=True)
class Format:
    """One pixel format, as four characters, and its sizes in px: single ones, or (smallest, largest).

    `sizes` is empty where the driver does not list them.
    """

    pixels: str
    sizes: tuple[tuple[int, int], ...]
    stepwise: bool = False

    def offers(self, width: int, height: int) -> bool:
        """Tell whether a picture may have this size; also where no size is listed."""
        if not self.sizes or (width, height) in self.sizes:
            return True
        if not self.stepwise:
            return False
        (least_w, least_h), (most_w, most_h) = self.sizes
        return least_w <= width <= most_w and least_h <= height <= most_h


@dataclass(frozen=True, slots=True)
class Mode:
    """What is asked of a camera: a pixel format as four characters, and a size in px."""

    pixels: str
    width: int
    height: int


def choose(listed: Sequence[Format], width: int, height: int) -> Mode:
    """Return the best mode of a camera, no larger than `width` by `height` px.

    MJPG before everything: 8 MP over USB 2 is MJPG or two pictures a second. The size that is asked for where
    the camera has it, else the one of the most pixels within its area, else the camera's smallest. A driver
    that lists nothing is believed to have what is asked for.
    """
    if not listed:
        return Mode("MJPG", width, height)
    one = next((one for one in listed if one.pixels == "MJPG"), listed[0])
    if one.offers(width, height):
        return Mode(one.pixels, width, height)
    if one.stepwise:
        (least_w, least_h), (most_w, most_h) = one.sizes
        return Mode(one.pixels, min(max(width, least_w), most_w), min(max(height, least_h), most_h))
    fitting = [size for size in one.sizes if size[0] * size[1] <= width * height]
    best = max(fitting, key=lambda s: s[0] * s[1]) if fitting else min(one.sizes, key=lambda s: s[0] * s[1])
    return Mode(one.pixels, *best)


def formats(device: str) -> tuple[Format, ...]:
    """Return what the driver lists, in its order. Raises OSError for what is no camera, or is gone."""
    fd = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return tuple(_format(fd, name) for name in _pixel_formats(fd))
    finally:
        os.close(fd)


def _pixel_formats(fd: int) -> list[int]:
    found: list[int] = []
    for index in range(_MOST):
        told = _ask(fd, _ENUM_FMT, _FMT.pack(index, _CAPTURE, 0, b"", 0, 0), first=index == 0)
        if told is None:
            break
        found.append(_FMT.unpack(told)[4])
    return found


def _format(fd: int, name: int) -> Format:
    sizes: list[tuple[int, int]] = []
    pixels = struct.pack("<I", name).decode("ascii", "replace")
    for index in range(_MOST):
        told = _ask(fd, _ENUM_FRAMESIZES, _SIZE.pack(index, name, 0, *(0,) * 6))
        if told is None:
            break
        _, _, kind, *values = _SIZE.unpack(told)
        if kind != _DISCRETE:
            least_w, most_w, _, least_h, most_h, _ = values
            return Format(pixels, ((least_w, least_h), (most_w, most_h)), stepwise=True)
        sizes.append((values[0], values[1]))
    return Format(pixels, tuple(sizes))


def _ask(fd: int, request: int, question: bytes, first: bool = False) -> bytes | None:
    """Return the driver's answer, None at the end of a list. Raises OSError, ENOTTY only for the `first`."""
    answer = bytearray(question)
    try:
        fcntl.ioctl(fd, request, answer)
    except OSError as error:
        if error.errno == errno.EINVAL or (error.errno == errno.ENOTTY and not first):
            return None
        raise
    return bytes(answer)
