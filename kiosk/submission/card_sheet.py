"""Both sides of a card on one A4 sheet in true size, as offices want copies of identity cards. Pure."""

import io
from collections.abc import Sequence

from PIL import Image

from kiosk.submission.page_pdf import PagePictureError, PdfPage

DPI = 200.0
_A4_MM = (210.0, 297.0)
_GAP_MM, _MARGIN_MM = 20.0, 10.0
_QUALITY = 82


class TooLargeError(ValueError):
    """The pages do not fit on one A4 sheet below each other in true size."""


def on_one_sheet(sides: Sequence[PdfPage]) -> PdfPage:
    """Lay pages below each other on a white A4 sheet of 200 dpi, the group in the middle, 20 mm between them.

    Raises TooLargeError where they do not fit within margins of 10 mm, PagePictureError for one that is no
    picture, and ValueError where there is none.
    """
    if not sides:
        raise ValueError("no side to lay on the sheet")
    width, height, gap, margin = (_px(mm) for mm in (*_A4_MM, _GAP_MM, _MARGIN_MM))
    laid = [_true_size(number, side) for number, side in enumerate(sides)]
    tall = sum(page.height for page in laid) + gap * (len(laid) - 1)
    if tall > height - 2 * margin or max(page.width for page in laid) > width - 2 * margin:
        raise TooLargeError(f"{len(laid)} pages do not fit on one A4 sheet")
    sheet = Image.new("RGB", (width, height), "white")
    top = (height - tall) // 2
    for page in laid:
        sheet.paste(page, ((width - page.width) // 2, top))
        top += page.height + gap
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=_QUALITY, dpi=(DPI, DPI))
    return PdfPage(made.getvalue(), DPI)


def _true_size(number: int, side: PdfPage) -> Image.Image:
    try:
        with Image.open(io.BytesIO(side.jpeg)) as opened:
            picture = opened.convert("RGB")
    except (OSError, ValueError) as error:
        raise PagePictureError(number, "it is no picture") from error
    scale = DPI / side.dpi
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def _px(mm: float) -> int:
    return round(mm * DPI / 25.4)
