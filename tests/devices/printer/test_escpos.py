import re

import pytest
from escpos.printer import Dummy
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.printer.escpos import encode
from devices.printer.interface import Align, CutPaper, FeedLines, QrLine, TextLine
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface, defused, draw_line, draw_qr, raster

REALTIME = re.compile(rb"\x10[\x04\x05\x14]")
P80 = PROFILES["generic-80"]


def whole(lines: tuple, typeface: Typeface, profile=P80) -> bytes:
    return b"".join(encode(lines, profile, typeface))


def test_chinese_goes_as_two_bytes_in_chinese_mode(typeface: Typeface) -> None:
    job = whole((TextLine("办理：￥100（元）"),), typeface)
    assert job.startswith(b"\x1b@\x1c&")
    assert "办理：￥100（元）".encode("gbk") in job
    assert b"\x1dv0" not in job


def test_chinese_mode_is_asked_for_at_every_line_start(typeface: Typeface) -> None:
    lines = (TextLine("甲"), TextLine("甲", bold=True, tall=True))
    for chunk in encode(lines, P80, typeface)[1:]:
        assert 0 <= chunk.find(b"\x1c&") < chunk.index("甲".encode("gbk"))


def test_an_old_character_set_gets_as_dots_what_it_has_not(typeface: Typeface) -> None:
    # 鎔 is in GBK and not in GB2312; SPRT's firmware has the latter.
    native, drawn = (
        encode((TextLine("朱鎔"),), PROFILES[name], typeface)[1] for name in ("generic-80", "sprt-80")
    )
    assert b"\x1dv0" not in native
    assert b"\x1dv0" in drawn


def test_a_presenter_cuts_through_and_holds_the_slip(typeface: Typeface) -> None:
    assert whole((CutPaper(),), typeface, PROFILES["custom-kpm"]).endswith(b"\x1dV\x00\x1de\x03\x0c")


@pytest.mark.parametrize("name", ["䶮", "𠮷", "㐂"])
def test_only_the_line_with_a_rare_character_becomes_dots(typeface: Typeface, name: str) -> None:
    # 㐂 is in GB18030's four-byte part as well, which printers print as junk.
    first, second = (encode((TextLine(text),), P80, typeface)[1] for text in (f"申请人 {name}", "申请人 张"))
    assert b"\x1dv0" in first
    assert b"\x1dv0" not in second


def test_yen_and_bullet_are_normalised_and_stay_native(typeface: Typeface) -> None:
    assert b"\x1dv0" not in whole((TextLine("¥5 • 免费"),), typeface)


def test_the_native_code_says_the_same_as_another_writer(typeface: Typeface) -> None:
    theirs = Dummy()
    theirs.qr("https://example.test/s/ABC", native=True, size=6, ec=1)
    job = encode((QrLine("https://example.test/s/ABC", 6),), P80, typeface)[1]
    assert theirs.output in job


@given(st.binary(max_size=400))
def test_no_realtime_command_survives_in_image_data(data: bytes) -> None:
    clean = defused(data)
    assert len(clean) == len(data)
    assert not REALTIME.search(clean)


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x00, 0xFF]), min_size=72 * 8, max_size=72 * 8))
@settings(max_examples=50)
def test_no_realtime_command_in_a_whole_raster_block(data: list[int]) -> None:
    image = Image.frombytes("1", (576, 8), bytes(255 - byte for byte in data))
    for block in raster(image, max_rows=3):
        assert not REALTIME.search(block)


TEXT = st.text(alphabet="办理一件事䶮𠮷ab 12，。", max_size=8)


@given(
    st.lists(
        st.builds(
            TextLine,
            TEXT,
            size=st.sampled_from([1, 2]),
            tall=st.booleans(),
            bold=st.booleans(),
            align=st.sampled_from(Align),
        )
        | st.builds(QrLine, st.text(alphabet="abc/:12", min_size=1, max_size=40))
        | st.builds(FeedLines, st.integers(0, 255))
        | st.just(CutPaper()),
        max_size=6,
    ),
    st.sampled_from(sorted(PROFILES)),
)
@settings(max_examples=40, deadline=None)
def test_no_job_holds_a_realtime_command(typeface: Typeface, lines: list, profile: str) -> None:
    assert not REALTIME.search(whole(tuple(lines), typeface, PROFILES[profile]))


def test_a_drawn_line_is_as_wide_as_a_printed_one(typeface: Typeface) -> None:
    picture = draw_line("䶮 AB 12", typeface, 12)
    assert picture.size == (8 * 12, 32)
    assert draw_line("䶮", typeface, 12, tall=True).size == (24, 64)
    assert picture.getextrema() == (0, 255)


def test_white_at_the_right_costs_no_bytes(typeface: Typeface) -> None:
    wide = Image.new("1", (576, 32), 1)
    wide.paste(draw_line("䶮", typeface, 12), (0, 0))
    assert sum(map(len, raster(wide))) <= 8 + 3 * 32


def test_a_code_shrinks_to_the_paper(typeface: Typeface) -> None:
    assert draw_qr("x" * 300, 16, 384).width <= 384
    with pytest.raises(ValueError, match="wider"):
        draw_qr("x" * 2000, 6, 100)


@pytest.mark.parametrize("data", ["", "x" * 1001])
def test_a_code_of_impossible_length_is_refused(typeface: Typeface, data: str) -> None:
    with pytest.raises(ValueError, match="1000"):
        encode((QrLine(data),), P80, typeface)
