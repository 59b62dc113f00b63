"""Pages become PDF/A-1b: what the standard wants is there, what it forbids or names a person is not."""

import io
from collections.abc import Sequence

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from kiosk.submission.page_pdf import PagePictureError, PdfPage, as_pdf_a, ink_limit
from kiosk.submission.srgb_profile import srgb_profile

A4 = (1654, 2339)


def jpeg(size: tuple[int, int] = (420, 594), mode: str = "RGB") -> bytes:
    paper: object = 255 if mode == "L" else "white"
    page = Image.new(mode, size, paper)  # type: ignore[arg-type]
    draw = ImageDraw.Draw(page)
    for row in range(20, size[1] - 20, 24):
        draw.rectangle((20, row, size[0] // 2, row + 5), fill=20 if mode == "L" else (20, 20, 60))
    data = io.BytesIO()
    page.save(data, "JPEG", quality=80)
    return data.getvalue()


def opened(pages: Sequence[PdfPage]) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(as_pdf_a(pages)))


def test_the_file_says_that_it_is_pdf_a_1b_and_carries_its_colour_space() -> None:
    made = as_pdf_a([PdfPage(jpeg(), 200), PdfPage(jpeg(mode="L"), 200, black_and_white=True)])
    assert made.startswith(b"%PDF-1.")
    assert made[5:8] <= b"1.4"
    assert all(byte > 127 for byte in made.split(b"\n", 2)[1][1:5])  # 6.1.2: four bytes over 127
    with pikepdf.open(io.BytesIO(made)) as pdf:
        metadata = pdf.Root.Metadata
        assert (metadata.Type, metadata.Subtype) == ("/Metadata", "/XML")
        assert "/Filter" not in metadata  # 6.7.2
        with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
            assert xmp.pdfa_status == "1B"
            assert xmp["pdf:Producer"] == str(pdf.docinfo["/Producer"])
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert intent.DestOutputProfile.read_bytes() == srgb_profile()
        assert len(pdf.trailer.ID) == 2
        assert not pdf.is_encrypted


def test_nothing_is_in_it_that_the_standard_forbids() -> None:
    with opened([PdfPage(jpeg(), 200), PdfPage(jpeg(mode="L"), 200, black_and_white=True)]) as pdf:
        assert not {"/AA", "/OpenAction", "/Names", "/AcroForm", "/OCProperties"} & set(pdf.Root.keys())
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Stream):
                continue
            assert "/LZWDecode" not in str(thing.get("/Filter", ""))
            assert not {"/SMask", "/F", "/FFilter", "/OPI", "/Alternates"} & set(thing.keys())
            assert thing.get("/Type") != "/ObjStm"
            assert not thing.get("/Interpolate", False)


def test_nothing_names_a_person_or_a_day() -> None:
    with opened([PdfPage(jpeg(), 200)]) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Producer"}
    assert as_pdf_a([PdfPage(jpeg(), 200)]) == as_pdf_a([PdfPage(jpeg(), 200)])


def test_a_colour_page_goes_in_untouched_and_in_true_size() -> None:
    picture = jpeg(A4)
    with opened([PdfPage(picture, 200)]) as pdf:
        (page,) = pdf.pages
        assert page.Resources.XObject.Im0.read_raw_bytes() == picture
        mm = [float(side) / 72 * 25.4 for side in page.MediaBox[2:]]
        assert mm == pytest.approx([210, 297], abs=0.1)


def test_a_black_and_white_page_is_ccitt_g4_and_small() -> None:
    with opened([PdfPage(jpeg(A4, "L"), 200, black_and_white=True)]) as pdf:
        picture = pdf.pages[0].Resources.XObject.Im0
        assert "/CCITTFaxDecode" in str(picture.Filter)
        assert int(picture.DecodeParms[0].K) == -1
        assert len(picture.read_raw_bytes()) < 30_000
        shown = pikepdf.PdfImage(picture).as_pil_image().convert("L")
        assert shown.getpixel((100, 22)) == 0
        assert shown.getpixel((1600, 2300)) == 255


def test_pages_keep_their_order_and_each_its_own_size() -> None:
    card, sheet = PdfPage(jpeg((674, 425)), 200), PdfPage(jpeg((420, 594)), 100)
    with opened([card, sheet, card]) as pdf:
        widths = [float(page.MediaBox[2]) for page in pdf.pages]
    assert widths == pytest.approx([674 / 200 * 72, 420 / 100 * 72, 674 / 200 * 72], abs=0.01)


@given(st.lists(st.tuples(st.integers(48, 120), st.integers(48, 120), st.booleans()), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_any_pages_make_a_file_with_as_many(shapes: list[tuple[int, int, bool]]) -> None:
    with opened([PdfPage(jpeg((w, h), "L"), 72, plain) for w, h, plain in shapes]) as pdf:
        boxes = [[float(side) for side in page.MediaBox[2:]] for page in pdf.pages]
    assert boxes == [pytest.approx([w, h], abs=0.01) for w, h, _ in shapes]


@pytest.mark.parametrize("damaged", [b"", b"no picture", jpeg()[:200], jpeg()[:-400]])
@pytest.mark.parametrize("plain", [True, False])
def test_a_damaged_picture_is_named_by_its_page(damaged: bytes, plain: bool) -> None:
    with pytest.raises(PagePictureError) as refused:
        as_pdf_a([PdfPage(jpeg(), 200), PdfPage(damaged, 200, black_and_white=plain)])
    assert refused.value.page == 1


def test_a_file_without_pages_or_without_resolution_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        as_pdf_a([])
    with pytest.raises(PagePictureError):
        as_pdf_a([PdfPage(jpeg(), 0)])


def test_the_profile_is_srgb_of_version_2() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert profile.profile.version == 2.1
    colours = Image.new("RGB", (16, 16))
    colours.putdata([((n * 37) % 256, (n * 59) % 256, (n * 83) % 256) for n in range(256)])
    same = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"))
    assert same is not None
    apart = [abs(a - b) for a, b in zip(colours.tobytes(), same.tobytes(), strict=True)]
    assert max(apart) <= 1


@given(st.lists(st.integers(0, 5000), min_size=256, max_size=256))
def test_ink_ends_between_dark_and_light_whatever_the_page(histogram: list[int]) -> None:
    assert 110 <= ink_limit(histogram) <= 190


def test_ink_is_parted_from_paper_between_the_two() -> None:
    histogram = [0] * 256
    histogram[40], histogram[200] = 900, 90_000
    assert 110 <= ink_limit(histogram) <= 200
