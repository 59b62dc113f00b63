"""Known sizes of papers in mm, and which of them a sheet in the picture is."""

Size = tuple[float, float]
"""Width and height in mm."""

_A4 = (210.0, 297.0)
_CARD = (85.6, 53.98)  # ISO/IEC 7810 ID-1: identity and bank cards
_LETTER = (215.9, 279.4)
_KNOWN = (
    _A4,
    (297.0, 420.0),  # A3
    (148.0, 210.0),  # A5
    (105.0, 148.0),  # A6
    (182.0, 257.0),  # B5 as sold
    _LETTER,
    _CARD,
    (88.0, 125.0),  # ISO/IEC 7810 ID-3: passports and other booklets
    (105.0, 143.0),  # a page of the household register (户口簿)
)
_TOLD_BY_SHAPE = (_A4, _CARD, _LETTER)
_STRIP_MM = 80.0
_STRIP_RATIO = 2.2
_LONGEST_MM = 297.0

_MEASURED = 0.025
"""How far a size measured on the mat may be from a known one: the detector's and the calibration's errors."""
_GUESSED = 0.035
_EXPECTED = 0.08


def measured_size(measured: Size, expected: Size | None = None) -> Size:
    """Snap a size measured on the mat to the expected or a known one that is as near as measuring errs."""
    if expected is not None:
        apart, size = _nearest(measured, (expected,))
        if apart <= _EXPECTED / 2:
            return size
    apart, size = _nearest(measured, _KNOWN)
    return size if apart <= _MEASURED else measured


def guessed_size(ratio: float, expected: Size | None = None) -> Size | None:
    """Guess a size from width over height alone; None where no known paper has such a shape.

    `expected`, the size of the paper that was asked for, is taken unless the shape plainly contradicts it.
    Without it every sheet of the A series is taken for A4: by shape alone nobody can tell.
    """
    if expected is not None:
        apart, size = _nearest_shape(ratio, (expected,))
        if apart <= _EXPECTED:
            return size
    apart, size = _nearest_shape(ratio, _TOLD_BY_SHAPE)
    if apart <= _GUESSED:
        return size
    if max(ratio, 1 / ratio) >= _STRIP_RATIO:  # a strip of a till or slip printer
        return (_STRIP_MM * ratio, _STRIP_MM) if ratio > 1 else (_STRIP_MM, _STRIP_MM / ratio)
    return None


def fitted_size(ratio: float) -> Size:
    """Return a size of this shape whose long side is A4's, where nothing else is known of a sheet."""
    return (_LONGEST_MM, _LONGEST_MM / ratio) if ratio >= 1 else (_LONGEST_MM * ratio, _LONGEST_MM)


def _both_ways(sizes: tuple[Size, ...]) -> list[Size]:
    return [turned for width, height in sizes for turned in ((width, height), (height, width))]


def _nearest(measured: Size, sizes: tuple[Size, ...]) -> tuple[float, Size]:
    return min(
        (max(abs(measured[0] / width - 1), abs(measured[1] / height - 1)), (width, height))
        for width, height in _both_ways(sizes)
    )


def _nearest_shape(ratio: float, sizes: tuple[Size, ...]) -> tuple[float, Size]:
    # How much longer one is than the other, whichever way: the same for a sheet and the sheet turned.
    return min(
        (max(ratio * height / width, width / (ratio * height)) - 1, (width, height))
        for width, height in _both_ways(sizes)
    )
