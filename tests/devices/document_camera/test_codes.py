"""Codes: what is printed is what is read, byte for byte, and in the encoding in which it was meant."""

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from qrcode.util import MODE_8BIT_BYTE, QRData

from devices.document_camera.codes import zbar, zxing
from devices.document_camera.codes.finder import Original, find_codes, without_doubles
from devices.document_camera.codes.place import moved, share_a_place
from devices.document_camera.codes.regions import regions
from devices.document_camera.codes.texts import text_of, text_of_qr, text_of_segments
from devices.document_camera.scanned import ReadCode

Grey = NDArray[np.uint8]
CHINESE = "示例：材料已收 120000"


def drawn(kind: str, content: str | bytes, scale: int = 3, **how: object) -> Grey:
    code = zxingcpp.create_barcode(content, zxingcpp.barcode_format_from_str(kind), **how)
    return np.asarray(zxingcpp.write_barcode_to_image(code, scale=scale), np.uint8)


def qr(data: bytes, box: int = 4) -> Grey:
    """Bytes without any declared encoding, as Chinese issuers print them."""
    maker = qrcode.QRCode(border=4, box_size=box)
    maker.add_data(QRData(data, mode=MODE_8BIT_BYTE, check_data=False))
    return np.asarray(maker.make_image().convert("L"), np.uint8)


def on_page(*codes: tuple[Grey, int, int], size: tuple[int, int] = (1654, 2339)) -> Grey:
    page = np.full(size[::-1], 246, np.uint8)
    for number in range(12):
        place = (150, 900 + number * 60)
        cv2.putText(
            page, f"example line of print number {number}", place, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, 2
        )
    for code, x, y in codes:
        page[y : y + code.shape[0], x : x + code.shape[1]] = code
    return page


def said(found: tuple[ReadCode, ...]) -> set[tuple[str, bytes]]:
    return {(one.format, one.data) for one in found}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("QRCode", "https://example.test/a"),
        ("MicroQRCode", "12345"),
        ("PDF417", "SHILI 20261121"),
        ("DataMatrix", "SHILI-0001"),
        ("Aztec", "SHILI-0002"),
        ("Code128", "SHILI-128"),
        ("Code39", "SHILI39"),
        ("EAN13", "6901234567892"),
        ("ITF", "12345678"),
        ("Codabar", "A12345A"),
    ],
)
def test_every_kind_that_occurs_is_read_where_it_lies(kind: str, content: str) -> None:
    code = drawn(kind, content)
    (found,) = find_codes(on_page((code, 300, 400)))
    assert (found.format, found.data, found.text) == (kind, content.encode(), content)
    middle = np.mean(found.corners, axis=0)
    assert abs(middle[0] - (300 + code.shape[1] / 2)) < 12
    assert abs(middle[1] - (400 + code.shape[0] / 2)) < code.shape[0] / 2


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, None])
def test_codes_are_read_in_any_turn_and_light_on_dark(turn: int | None) -> None:
    page = on_page((qr(b"turned"), 300, 300))
    turned = page if turn is None else np.asarray(cv2.rotate(page, turn), np.uint8)
    assert said(find_codes(turned)) == {("QRCode", b"turned")}
    assert said(find_codes(255 - turned)) == {("QRCode", b"turned")}


def test_several_codes_on_one_page_are_all_read_and_none_twice() -> None:
    page = on_page(
        (qr(b"one"), 100, 100),
        (qr(b"one"), 700, 100),
        (drawn("Code128", "SHILI-128"), 100, 500),
        (drawn("PDF417", "SHILI"), 900, 500),
    )
    found = find_codes(page, thorough=True)
    assert sorted(one.data for one in found) == [b"SHILI", b"SHILI-128", b"one", b"one"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_without_a_declared_encoding_is_read_in_both_encodings(encoding: str) -> None:
    (found,) = find_codes(on_page((qr(CHINESE.encode(encoding)), 200, 200)))
    assert (found.text, found.data) == (CHINESE, CHINESE.encode(encoding))


def test_both_engines_give_the_bytes_of_a_gbk_code_as_they_are() -> None:
    page = on_page((qr(CHINESE.encode("gb18030")), 200, 200))
    for engine in (zxing, zbar):
        (found,) = engine.read(page)
        assert (found.format, found.text, found.data) == ("QRCode", CHINESE, CHINESE.encode("gb18030"))


@pytest.mark.parametrize("kind", ["QRCode", "PDF417", "DataMatrix", "Aztec"])
@pytest.mark.parametrize(("eci", "codec"), [("GB18030", "gb18030"), ("UTF-8", "utf-8"), ("Big5", "big5")])
def test_a_declared_encoding_is_what_counts(kind: str, eci: str, codec: str) -> None:
    text = "繁體\\中文" if codec == "big5" else "简体\\中文"
    (found,) = zxing.read(drawn(kind, text, 6, eci=eci))
    assert (found.text, found.data) == (text, text.encode(codec))


def test_characters_in_kanji_mode_are_shift_jis_whatever_they_look_like() -> None:
    # Its encoder chooses kanji mode for what Japanese shares with Chinese.
    (found,) = zxing.read(drawn("QRCode", "点茗", 6))
    assert (found.text, found.data) == ("点茗", "点茗".encode("shift_jis"))


def test_bytes_in_no_encoding_have_no_text_and_are_kept() -> None:
    (found,) = find_codes(on_page((qr(b"\xff\xfe\x80\xff"), 200, 200)))
    assert (found.text, found.data) == ("", b"\xff\xfe\x80\xff")
    assert "xff" not in repr(found)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_text_in_utf_8_is_always_read_as_it_was_written(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assert text_of(text.encode()) == text


@given(st.text(alphabet="一是在不了有和人这中大为上个国我以要他", min_size=1, max_size=40))
def test_common_chinese_in_gb18030_is_read_as_it_was_written(text: str) -> None:
    data = text.encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert text_of(data) == text
        assert text_of_qr(data) == text


@given(st.binary(max_size=200))
def test_any_bytes_give_some_text_and_nothing_is_raised(data: bytes) -> None:
    for read in (text_of, text_of_qr, text_of_segments):
        assert isinstance(read(data), str)


@given(
    st.lists(
        st.tuples(st.sampled_from([3, 20, 26, 28, 29, 32]), st.text("abc示例\\", max_size=8)), max_size=4
    )
)
def test_segments_are_read_each_in_its_own_declared_encoding(
    segments: list[tuple[int, str]],
) -> None:
    codecs = {3: "latin-1", 20: "shift_jis", 26: "utf-8", 28: "big5", 29: "gb18030", 32: "gb18030"}
    sent, meant = b"", ""
    for number, text in segments:
        try:
            data = text.encode(codecs[number])
        except UnicodeEncodeError:
            continue
        # Two-byte characters may hold a backslash as their second byte: it is doubled like any other.
        sent += b"\\%06d" % number + data.replace(b"\\", b"\\\\")
        meant += text
    assert text_of_segments(sent) == meant


def test_a_segment_that_is_not_what_it_declares_is_read_as_if_undeclared() -> None:
    assert text_of_segments(b"\\000026" + "示例".encode("gb18030")) == "示例"
    assert text_of_segments(b"\\999999abc") == "abc"


def blurred(page: Grey, sigma: float, noise: float) -> Grey:
    soft = cv2.GaussianBlur(page, (0, 0), sigma).astype(np.float32)
    grain = np.random.default_rng(5).normal(0, noise, page.shape)
    return np.clip(soft * 0.6 + 60 + grain, 0, 255).astype(np.uint8)


def test_what_either_engine_alone_reads_is_among_what_is_found() -> None:
    codes = (
        (qr(b"one", 3), 100, 100),
        (drawn("Code128", "SHILI-128", 2), 100, 300),
        (drawn("EAN13", "6901234567892", 3), 600, 300),
        (drawn("DataMatrix", "SHILI", 4), 500, 60),
    )
    for sigma in (0.5, 1.5, 2.2):
        page = blurred(on_page(*codes, size=(1100, 1700)), sigma, 2)
        alone = said(zxing.read(page)) | said(zbar.read(page))
        assert alone <= said(find_codes(page))


def test_a_code_too_small_on_the_page_is_read_in_the_finer_photograph() -> None:
    photograph = on_page((qr("很小的码 示例".encode() * 6, 4), 300, 300))
    factor = 0.3
    page = np.asarray(cv2.resize(photograph, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
    from_page = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0], [0, 0, 1]])
    assert find_codes(page) == ()
    coloured = np.asarray(cv2.cvtColor(photograph, cv2.COLOR_GRAY2BGR), np.uint8)
    (found,) = find_codes(page, original=Original(coloured, from_page))
    assert found.text == "很小的码 示例" * 6
    assert abs(np.mean(found.corners, axis=0)[0] - 300 * factor) < 100


def test_print_alone_is_no_code_and_hardly_a_place_to_look() -> None:
    page = on_page()
    assert find_codes(page, thorough=True) == ()
    assert sum(w * h for _, _, w, h in regions(page)) < 0.1 * page.size


def test_places_that_may_hold_codes_hold_those_that_are_there() -> None:
    page = on_page((qr(b"here" * 10), 200, 200), (drawn("Code128", "SHILI-128-SHILI", 3), 900, 300))
    for x, y in ((280, 280), (1000, 400)):
        assert any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in regions(page))


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (7, 7), (9, 300), (64, 64)])
def test_pictures_of_any_shape_raise_nothing(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
    assert isinstance(find_codes(noise, thorough=True), tuple)


def test_a_single_line_of_a_bar_code_is_enough() -> None:
    strip = drawn("EAN13", "6901234567892", 2)[40:44]
    assert said(find_codes(np.ascontiguousarray(strip))) == {("EAN13", b"6901234567892")}


def code(data: bytes, x: float, y: float, kind: str = "QRCode", size: float = 100) -> ReadCode:
    corners = ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
    return ReadCode(kind, data.decode(), data, corners)


def test_the_same_in_two_places_is_two_codes_and_in_one_place_one() -> None:
    first, again, far = code(b"a", 0, 0), code(b"a", 8, 5), code(b"a", 300, 0)
    assert without_doubles((first, again, far)) == (first, far)
    other = code(b"b", 5, 5)
    assert without_doubles((first, other)) == (first, other)


def test_two_readings_of_one_bar_code_are_one_code_the_first() -> None:
    first, other = code(b"4712345", 0, 0, "Code128"), code(b"4712346", 2, 2, "Code128")
    assert without_doubles((first, other)) == (first,)
    short, long = code(b"123456789012", 0, 0, "UPCA"), code(b"0123456789012", 0, 0, "EAN13")
    assert without_doubles((short, long)) == (short,)


@given(st.floats(-200, 200), st.floats(-200, 200), st.floats(0.3, 3))
@settings(max_examples=50)
def test_a_place_that_is_moved_there_and_back_is_the_same(x: float, y: float, scale: float) -> None:
    place = code(b"a", x, y).corners
    matrix = np.array([[scale, 0.1, 20], [-0.1, scale, 5], [0, 0, 1]])
    back = moved(moved(place, matrix), np.linalg.inv(matrix))
    assert np.allclose(back, place, atol=1e-2)
    assert share_a_place(place, back)
