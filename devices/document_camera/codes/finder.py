"""All codes of a picture: what each engine sees, without doubles.

zxing looks at the whole picture. zbar is slow and looks at the whole picture made small, and at full size at
the places that look like a code and where nothing was read. What neither reads there is tried again with its
contrast evened out and enlarged: print that is faint, or small for the camera.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.codes import zbar, zxing
from devices.document_camera.codes.place import Grey, moved, scaled, share_a_place
from devices.document_camera.codes.regions import Box, regions
from devices.document_camera.scanned import Corners, ReadCode

_SMALL_PX = 450_000
"""What zbar searches as a whole in about 15 ms."""
_SECOND_LOOK_PX = 250_000
"""What all second looks together may take in, of the picture before it is enlarged."""
_ENLARGED_SIDE = 900
_FINER = 1.15
"""How much finer than the page the photograph must be for another look at it."""
_PRODUCT_CODES = ("EAN13", "UPCA", "EAN8", "UPCE")
_BAR_CODES = (*_PRODUCT_CODES, "Code128", "Code39", "Code93", "ITF", "Codabar")
"""Kinds that correct no errors: a check digit at most."""

Engine = Callable[[Grey], tuple[ReadCode, ...]]


@dataclass(frozen=True, slots=True)
class Original:
    """The BGR photograph that a straight page was cut out of, and the way from px of the page to its px."""

    picture: NDArray[np.uint8]
    from_page: NDArray[np.float64]


def find_codes(
    picture: NDArray[np.uint8], *, original: Original | None = None, thorough: bool = False
) -> tuple[ReadCode, ...]:
    """Return the codes in a BGR or grey picture, (h, w, 3) or (h, w) uint8; places in its px.

    What looks like a code and is not read is looked at in the `original` too, where it is not resampled.
    `thorough` lets zbar search the whole picture at full size, which takes some 200 ms for 8 MP.
    """
    grey = _grey(picture)
    if min(grey.shape) < 8:
        # A strip of a bar code; too low for anything else.
        return without_doubles((*zxing.read(grey), *zbar.read(grey)))
    found = without_doubles(zxing.read(grey))
    found = without_doubles((*found, *_by_zbar(grey, thorough)))
    open_places = [box for box in regions(grey) if not _covered(box, found)]
    found = without_doubles((*found, *_closer(grey, open_places)))
    found = without_doubles((*found, *_second_look(grey, open_places, found)))
    if original is not None and _scale(original, grey) > _FINER:
        found = without_doubles((*found, *_in_original(original, open_places, found)))
    return found


def _grey(picture: NDArray[np.uint8]) -> Grey:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def without_doubles(codes: Iterable[ReadCode]) -> tuple[ReadCode, ...]:
    """Return codes without those that say the same in the same place; the earlier one stays."""
    kept: list[ReadCode] = []
    for code in codes:
        if not any(_same(code, other) for other in kept):
            kept.append(code)
    return tuple(kept)


def _same(one: ReadCode, other: ReadCode) -> bool:
    """Two bar codes in one place are two readings of one: the earlier engine is the better one."""
    if not share_a_place(one.corners, other.corners):
        return False
    return _number(one) == _number(other) or (one.format in _BAR_CODES and other.format in _BAR_CODES)


def _number(code: ReadCode) -> bytes:
    # A 12-digit UPC is the 13-digit EAN with a nought before it; the engines differ in which they call it.
    return code.data.lstrip(b"0") if code.format in _PRODUCT_CODES else code.data


def _by_zbar(grey: Grey, thorough: bool) -> Iterator[ReadCode]:
    if thorough:
        yield from zbar.read(grey)
    if grey.size > _SMALL_PX:
        factor = float(np.sqrt(_SMALL_PX / grey.size))
        yield from _resized(zbar.read, grey, factor)
    elif not thorough:
        yield from zbar.read(grey)


def _closer(grey: Grey, places: Sequence[Box]) -> Iterator[ReadCode]:
    for left, top, width, height in places:
        if grey.size > _SMALL_PX:
            yield from _resized(zbar.read, grey[top : top + height, left : left + width], 1.0, left, top)


def _second_look(grey: Grey, places: Sequence[Box], found: Sequence[ReadCode]) -> Iterator[ReadCode]:
    """Look at what is left with more contrast and larger; at the whole of a small picture without a code."""
    height, width = grey.shape
    left_over = [box for box in places if not _covered(box, found)]
    if not found and grey.size <= _SMALL_PX:
        left_over = [(0, 0, width, height)]
    even = cv2.createCLAHE(4.0, (8, 8))
    spent = 0
    for x, y, wide, high in left_over:
        spent += wide * high
        if spent > _SECOND_LOOK_PX:
            return
        part = grey[y : y + high, x : x + wide]
        looks = [tuple(_resized(zxing.read, np.asarray(even.apply(part), np.uint8), 1.0, x, y))]
        if max(part.shape) <= _ENLARGED_SIDE:
            looks += [tuple(_resized(engine, part, 2.0, x, y)) for engine in (zxing.read, zbar.read)]
        yield from _trusted(looks)


def _in_original(original: Original, places: Sequence[Box], found: Sequence[ReadCode]) -> Iterator[ReadCode]:
    """Look at places of the page in the photograph that it came from; corners in px of the page."""
    high, wide = original.picture.shape[:2]
    to_page = np.linalg.inv(original.from_page)
    spent = 0
    for box in places:
        if _covered(box, found):
            continue
        spots = np.asarray(_corners(box), np.float64).reshape(1, 4, 2)
        there = cv2.perspectiveTransform(spots, original.from_page)[0]
        left, top = np.clip(np.floor(there.min(axis=0)), 0, (wide, high)).astype(int)
        right, bottom = np.clip(np.ceil(there.max(axis=0)) + 1, 0, (wide, high)).astype(int)
        spent += int((right - left) * (bottom - top))
        if spent > _SECOND_LOOK_PX:
            return
        if min(right - left, bottom - top) < 8:
            continue
        part = _grey(original.picture[top:bottom, left:right])
        factor = 2.0 if max(part.shape) <= _ENLARGED_SIDE else 1.0
        looks = [tuple(_resized(engine, part, factor, left, top)) for engine in (zxing.read, zbar.read)]
        for code in _trusted(looks):
            yield ReadCode(code.format, code.text, code.data, moved(code.corners, to_page))


def _scale(original: Original, page: Grey) -> float:
    """Px of the photograph for one of the page, in its middle."""
    height, width = page.shape
    middle = np.array([[[width / 2, height / 2], [width / 2 + 1, height / 2], [width / 2, height / 2 + 1]]])
    at, right, below = cv2.perspectiveTransform(middle, original.from_page)[0]
    return float(np.sqrt(abs(np.linalg.det(np.stack([right - at, below - at])))))


def _trusted(looks: Sequence[Sequence[ReadCode]]) -> Iterator[ReadCode]:
    """Pass on codes that correct errors; of the others, which are easily misread here, what two looks say."""
    for code in (code for look in looks for code in look):
        times = sum(any(_number(code) == _number(other) for other in look) for look in looks)
        if code.format not in _BAR_CODES or times > 1:
            yield code


def _resized(
    engine: Engine, part: Grey, factor: float, left: float = 0.0, top: float = 0.0
) -> Iterator[ReadCode]:
    looked = part
    if factor != 1.0:
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        looked = np.asarray(cv2.resize(part, None, fx=factor, fy=factor, interpolation=how), np.uint8)
    for code in engine(np.ascontiguousarray(looked)):
        corners = scaled(code.corners, factor, left, top)
        yield ReadCode(code.format, code.text, code.data, corners)


def _covered(box: Box, found: Iterable[ReadCode]) -> bool:
    """Whether the middle of the place lies in a code that was read, or a code's middle in the place."""
    corners = _corners(box)
    return any(share_a_place(corners, code.corners) for code in found)


def _corners(box: Box) -> Corners:
    left, top, width, height = map(float, box)
    return ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
