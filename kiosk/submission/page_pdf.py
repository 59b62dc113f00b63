"""The pages of one material as PDF/A-1b (ISO 19005-1): pictures only, in true size.

A colour page's JPEG goes in untouched; a black-and-white page becomes CCITT G4. Nothing in the file names a
person: no title, no author, no day.
"""

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import img2pdf
from PIL import Image, UnidentifiedImageError

from kiosk.submission.srgb_profile import srgb_profile

_POINTS_PER_INCH = 72.0
_PRODUCER = "Yiciban"
_MOST_PX = 40_000_000
_END_OF_JPEG = b"\xff\xd9"
_NOT_WHOLE = "it is not a whole JPEG"
_INK_FROM, _INK_TO = 110, 190


class PagePictureError(ValueError):
    """A page's picture cannot go into a PDF; `page` counts from 0."""

    def __init__(self, page: int, why: str) -> None:
        super().__init__(f"page {page + 1}: {why}")
        self.page = page


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A straight page: `jpeg` grey or colour, `dpi` its resolution, from which its size in mm follows."""

    jpeg: bytes = field(repr=False)
    dpi: float
    black_and_white: bool = False


def as_pdf_a(pages: Sequence[PdfPage]) -> bytes:
    """Put pages into one PDF/A-1b file, each as large as its paper.

    Raises ValueError where there is no page, PagePictureError for one that is no JPEG in grey or RGB.
    """
    if not pages:
        raise ValueError("a PDF needs at least one page")
    pictures, sizes = [], []
    for number, page in enumerate(pages):
        sizes.append(_size_in_points(number, page))
        pictures.append(_g4(page) if page.black_and_white else page.jpeg)
    with tempfile.NamedTemporaryFile(suffix=".icc") as profile:  # img2pdf takes a path only
        profile.write(srgb_profile())
        profile.flush()
        made = img2pdf.convert(
            pictures,
            engine=img2pdf.Engine.internal,  # the other one leaves the metadata without its type
            layout_fun=_Layout(iter(sizes)),
            rotation=img2pdf.Rotation.none,
            pdfa=profile.name,
            producer=_PRODUCER,
            nodate=True,
        )
    return bytes(made)


class _Layout:
    """img2pdf asks once a picture, in their order; page and picture are as large as the paper."""

    def __init__(self, sizes: Iterator[tuple[float, float]]) -> None:
        self._sizes = sizes

    def __call__(self, width: int, height: int, dpi: tuple[float, float]) -> tuple[float, ...]:
        paper = next(self._sizes)
        return (*paper, *paper)


def _size_in_points(number: int, page: PdfPage) -> tuple[float, float]:
    if not page.dpi > 0:
        raise PagePictureError(number, "its resolution is not over 0 dpi")
    if not page.jpeg.endswith(_END_OF_JPEG):
        raise PagePictureError(number, _NOT_WHOLE)
    try:
        with Image.open(io.BytesIO(page.jpeg), formats=["JPEG"]) as picture:
            width, height = picture.size
            mode = picture.mode
            if page.black_and_white:
                picture.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise PagePictureError(number, _NOT_WHOLE) from error
    if mode not in ("L", "RGB") or width * height > _MOST_PX:
        raise PagePictureError(number, f"{mode}, {width} x {height} px: neither grey nor RGB, or too large")
    return width / page.dpi * _POINTS_PER_INCH, height / page.dpi * _POINTS_PER_INCH


def _g4(page: PdfPage) -> bytes:
    """Black and white as a TIFF in CCITT G4, which img2pdf passes through."""
    with Image.open(io.BytesIO(page.jpeg), formats=["JPEG"]) as picture:
        grey = picture.convert("L")
    limit = ink_limit(grey.histogram())
    black_and_white = grey.point([0 if level < limit else 255 for level in range(256)], mode="1")
    made = io.BytesIO()
    black_and_white.save(made, "TIFF", compression="group4", dpi=(page.dpi, page.dpi))
    return made.getvalue()


def ink_limit(histogram: Sequence[int]) -> int:
    """Return the grey level under which a px is ink (Otsu 1979), for a page in even light on white paper.

    `histogram` counts the px of each of 256 levels. Kept to 110..190: a page with three words on it has too
    little ink for Otsu to find it.
    """
    total = sum(histogram)
    whole = sum(level * count for level, count in enumerate(histogram))
    below, sum_below, best, limit = 0, 0.0, -1.0, _INK_TO
    for level, count in enumerate(histogram):
        below += count
        sum_below += level * count
        above = total - below
        if not below or not above:
            continue
        between = below * above * (sum_below / below - (whole - sum_below) / above) ** 2
        if between > best:
            best, limit = between, level + 1
    return min(max(limit, _INK_FROM), _INK_TO)
