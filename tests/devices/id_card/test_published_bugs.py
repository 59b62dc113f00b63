"""Fifteen bugs of public drivers for these modules: each is a test that this driver has to pass."""

import logging
import time
from datetime import UTC, datetime
from functools import reduce
from operator import xor

import pytest

from devices.deadline import Deadline
from devices.id_card import commands
from devices.id_card.errors import CardMoved, DamagedAnswer, NoCard, ReaderGone, ReaderSilent
from devices.id_card.frame import LARGEST, PREAMBLE, FrameReader, build
from devices.id_card.options import Options
from devices.id_card.service import IdCardService
from devices.id_card.simulator.compose import compose
from devices.id_card.whole_card import CardReader

TEXT = compose({"name": "张 示例", "number": "00000019900101019X", "address": "示例市示例路1号"})
PHOTO = bytes(range(256)) * 4
OK = b"\0\0\x90"
FOUND = build(b"\0\0\x9f" + bytes(4))
SELECTED = build(OK + bytes(8))
SAM = build(OK + bytes(16))


def card_frame(text: bytes = TEXT, photo: bytes = PHOTO, *prints: bytes) -> bytes:
    parts = (text, photo, *prints)
    return build(OK + b"".join(len(p).to_bytes(2, "big") for p in parts) + b"".join(parts))


def failed(sw3: int) -> bytes:
    return build(bytes((0, 0, sw3)))


@pytest.mark.parametrize("size", [1, 7, 52, 64, 1294])
def test_bug_01_an_answer_comes_in_any_pieces_and_only_sw3_is_compared(scripted, size: int) -> None:
    frame = card_frame()
    pieces = [frame[i : i + size] for i in range(0, len(frame), size)]
    found = build(b"\x12\x34\x9f" + b"\x01\x02\x03\x04")
    reader, _ = scripted([found], [build(OK + b"\x05" * 8)], pieces)
    reader.find()
    reader.select()
    assert reader.read() == (TEXT, PHOTO, b"")


@pytest.mark.parametrize("length", [0x0080, 0x00FF, 0x0180, 0x0508, 0x08FF, 0x090A, 0x0F80])
def test_bug_02_length_bytes_above_127_are_not_negative(length: int) -> None:
    payload = OK + bytes(length - 4)
    frame = build(payload)
    assert frame[5:7] == length.to_bytes(2, "big")
    assert FrameReader().feed(frame) == [payload]


def test_bug_03_after_a_wrong_head_the_rest_is_waited_out_and_no_answer_is_one_behind(scripted) -> None:
    broken = b"\xaa\xaa\x00" + SAM[3:]
    reader, wire = scripted([SELECTED[:5], 0.3, SELECTED[5:]], [broken, 0.15, SAM[5:]], [SAM], [FOUND])
    with pytest.raises(DamagedAnswer):
        reader.select()
    # The second half of the answer came while the line was waited out, and is not the next one's beginning.
    assert reader.sam_id() == "00.00-00000000-0000000000-0000000000"
    reader.find()
    assert wire.sent[-1] == commands.FIND.frame


def test_bug_04_a_good_frame_behind_a_bad_one_in_the_same_piece_is_kept(scripted) -> None:
    bad = FOUND[:-1] + bytes([FOUND[-1] ^ 1])
    reader, wire = scripted([b"\xff\x00" + bad + PREAMBLE + b"\xff\xff" + FOUND])
    reader.find()
    assert len(wire.sent) == 1


def test_bug_05_every_command_carries_the_check_byte_of_its_own_bytes() -> None:
    fixed = [
        *(commands.RESET, commands.STATUS, commands.SAM_ID, commands.FIND, commands.SELECT, commands.READ),
        *(commands.READ_WITH_FINGERPRINTS, commands.READ_APPENDED, commands.READ_MANAGEMENT),
    ]
    made = [commands.set_rf_bytes(n) for n in range(256)] + [
        commands.set_speed(b) for b in commands.PROBE_SPEEDS
    ]
    for command in fixed + made:
        assert reduce(xor, command.frame[5:]) == 0
    assert commands.FIND.frame[-1] == 0x22
    assert commands.SAM_ID.frame[-1] == 0xEE
    assert commands.set_rf_bytes(0x50).frame[-1] == 0xCA


def test_bug_06_a_length_from_the_wire_promises_no_memory_and_fits_no_small_answer(scripted) -> None:
    frames = FrameReader()
    for length in (0xFFFF, LARGEST + 1, LARGEST):
        for _ in range(500):
            frames.feed(PREAMBLE + length.to_bytes(2, "big") + bytes(range(200)))
            assert frames.pending <= 2 * LARGEST
    # An answer that is larger than the question has room for is not taken for it.
    reader, _ = scripted([build(OK + bytes(4000))], [build(OK + bytes(4000))])
    with pytest.raises(DamagedAnswer):
        reader.sam_id()


@pytest.mark.parametrize("sw3", [0x41, 0x47, 0x81])
def test_bug_07_the_short_answer_to_a_read_keeps_its_code(scripted, sw3: int) -> None:
    reader, wire = scripted([build(bytes((0x6A, 0x82, sw3)))])
    with pytest.raises(CardMoved, match=f"6a 82 {sw3:02x}"):
        reader.read()
    assert wire.now == 0.0


def test_what_the_card_said_of_a_refusal_is_logged_once(scripted, caplog) -> None:
    caplog.set_level(logging.INFO)
    refusal = build(b"\x6a\x82\x41")
    reader, _ = scripted([refusal], [refusal], [failed(0x41)], [failed(0x80)])
    for error in (CardMoved, CardMoved, CardMoved, NoCard):
        with pytest.raises(error):
            reader.read()
    assert [record.getMessage() for record in caplog.records] == [
        "read refused: 6a 82 41",
        "read refused: 00 00 41",
    ]


def test_bug_08_no_card_and_select_failed_are_no_success(scripted) -> None:
    reader, _ = scripted([failed(0x80)], [failed(0x81)])
    with pytest.raises(NoCard):
        reader.find()
    with pytest.raises(CardMoved):
        reader.select()


def test_bug_09_a_card_that_was_not_selected_is_not_read(scripted) -> None:
    reader, wire = scripted([failed(0x81)], [card_frame()])
    cards = CardReader(reader, "", lambda: datetime.now(UTC))
    with pytest.raises(CardMoved):
        cards.read(fingerprints=True, appended_addresses=True, within=Deadline(60, wire.clock))
    assert wire.sent == [commands.SELECT.frame]


@pytest.mark.parametrize(("count", "length"), [(0, 0x050A), (512, 0x070A), (1024, 0x090A)])
def test_bug_10_a_read_with_fingerprints_may_be_longer_than_without(
    scripted, count: int, length: int
) -> None:
    frame = card_frame(TEXT, PHOTO, b"\x07" * count)
    assert int.from_bytes(frame[5:7], "big") == length
    reader, _ = scripted([frame])
    assert reader.read(fingerprints=True) == (TEXT, PHOTO, b"\x07" * count)


def test_bug_11_fingerprints_are_told_by_their_length_and_not_by_the_size_of_the_frame(scripted) -> None:
    # As large as a card with one fingerprint, whose photo is the larger instead.
    reader, _ = scripted([card_frame(TEXT, PHOTO + bytes(512), b"")])
    assert reader.read(fingerprints=True) == (TEXT, PHOTO + bytes(512), b"")


def test_bug_12_an_answer_costs_no_wait_and_silence_ends_in_time(scripted) -> None:
    reader, wire = scripted([FOUND])
    reader.find()
    assert wire.now == 0.0
    with pytest.raises(ReaderSilent):
        reader.find()
    assert wire.now <= commands.FIND.seconds(115200) + 1.0


def test_bug_12_a_line_that_never_falls_silent_ends_in_time(scripted) -> None:
    endless = [item for _ in range(4000) for item in (b"\x5a", 0.15)]
    reader, wire = scripted(endless, [])
    with pytest.raises(DamagedAnswer):
        reader.select()
    assert wire.now <= commands.SELECT.seconds(115200) + 1.5


def test_bug_13_the_status_is_asked_for_by_11_ff(scripted) -> None:
    reader, wire = scripted([build(OK)])
    reader.status()
    assert wire.sent == [bytes.fromhex("aaaaaa9669 0003 11ff ed")]


def test_bug_14_a_lost_reader_is_opened_again_without_a_sleep_in_anybodys_thread(
    monkeypatch, tmp_path
) -> None:
    def no_sleep(_: float) -> None:
        raise AssertionError("slept")

    def gone(_port: str, _baud: int | None) -> None:
        raise ReaderGone

    port = tmp_path / "reader"
    port.touch()
    service = IdCardService(Options(str(port)), lambda _message: None, open_reader=gone)
    monkeypatch.setattr(time, "sleep", no_sleep)
    with pytest.raises(OSError, match="readerGone"):
        service.plan().open()
    service.start_reading()
    service.stop_reading()


def test_bug_15_nothing_of_a_card_goes_into_files_or_logs(scripted, monkeypatch, tmp_path, caplog) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    reader, wire = scripted([SELECTED], [card_frame(TEXT, PHOTO, b"\x07" * 1024)], [build(OK + TEXT[52:122])])
    cards = CardReader(reader, "05.01", lambda: datetime.now(UTC))
    reading = cards.read(fingerprints=True, appended_addresses=True, within=Deadline(60, wire.clock))
    assert reading.appended_addresses == ("示例市示例路1号",)
    said = caplog.text + repr(reading) + repr(reading.card)
    assert "read with fingerprints" in said
    for secret in ("张", "示例", "110000", TEXT.hex()[:12], PHOTO.hex()[:12]):
        assert secret not in said
    assert list(tmp_path.iterdir()) == []
