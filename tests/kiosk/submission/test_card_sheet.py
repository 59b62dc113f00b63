"""Both sides of a card on one A4 sheet."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.submission.archive import document_of
from kiosk.submission.card_sheet import TooLargeError, on_one_sheet
from kiosk.submission.package import GivenMaterial, Page
from kiosk.submission.page_pdf import PagePictureError, PdfPage


def picture(width: int, height: int, level: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (level, level, level)).save(made, "JPEG", quality=95)
    return made.getvalue()


FRONT, BACK = PdfPage(picture(674, 425, 90), 200.0), PdfPage(picture(1011, 638, 120), 300.0)


def test_both_sides_lie_below_each_other_in_true_size() -> None:
    with Image.open(io.BytesIO(on_one_sheet([FRONT, BACK]).jpeg)) as sheet:
        assert sheet.size == (1654, 2339)
        column = np.asarray(sheet.convert("L"))[:, 827].astype(int)
    front, back = np.flatnonzero(np.abs(column - 90) < 8), np.flatnonzero(np.abs(column - 120) < 8)
    assert (front.size, back.size) == (pytest.approx(425, abs=4), pytest.approx(425, abs=4))
    assert back[0] - front[-1] == pytest.approx(20 / 25.4 * 200, abs=10)


def test_pages_that_do_not_fit_or_are_no_pictures_are_refused() -> None:
    a4 = PdfPage(picture(1654, 2339, 200), 200.0)
    with pytest.raises(TooLargeError):
        on_one_sheet([a4, a4])
    with pytest.raises(PagePictureError, match="page 2"):
        on_one_sheet([FRONT, PdfPage(b"rubbish", 200.0)])
    with pytest.raises(ValueError, match="no side"):
        on_one_sheet([])


def sides(*pages: PdfPage, one_sheet: bool) -> GivenMaterial:
    given = tuple(Page(str(n), "image/jpeg", one.jpeg, dpi=one.dpi) for n, one in enumerate(pages))
    return GivenMaterial("id-card", "SCAN", pages=given, one_sheet=one_sheet)


def pages_of(material: GivenMaterial) -> int:
    document = document_of(material)
    assert document is not None
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def test_the_document_of_a_card_is_one_page_where_the_material_asks_for_it() -> None:
    assert pages_of(sides(FRONT, BACK, one_sheet=True)) == 1
    assert pages_of(sides(FRONT, BACK, one_sheet=False)) == 2


def test_pages_too_large_for_one_sheet_stay_pages_of_their_own() -> None:
    a4 = PdfPage(picture(1654, 2339, 200), 200.0)
    assert pages_of(sides(a4, a4, one_sheet=True)) == 2
