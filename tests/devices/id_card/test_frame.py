from functools import reduce
from operator import xor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from devices.id_card import commands
from devices.id_card.frame import LARGEST, PREAMBLE, FrameReader, build

payloads = st.binary(min_size=3, max_size=200)
good = payloads.map(build)


def _broken_check(frame: bytes) -> bytes:
    return frame[:-1] + bytes([frame[-1] ^ 0x01])


noise = st.one_of(
    st.binary(max_size=40),
    st.just(PREAMBLE),
    st.just(PREAMBLE + b"\xff\xff"),
    st.just(PREAMBLE + b"\x00\x00"),
    st.builds(lambda frame, cut: frame[: cut % len(frame)], good, st.integers(0, 300)),
    good.map(_broken_check),
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({p % (len(data) + 1) for p in places} | {len(data)})
    return [data[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def read(pieces: list[bytes]) -> list[bytes]:
    reader = FrameReader()
    frames = [frame for piece in pieces for frame in reader.feed(piece)]
    return frames + reader.gap()


@pytest.mark.parametrize(
    ("command", "wire"),
    [
        (commands.RESET, "AAAAAA9669 0003 10FF EC"),
        (commands.STATUS, "AAAAAA9669 0003 11FF ED"),
        (commands.SAM_ID, "AAAAAA9669 0003 12FF EE"),
        (commands.FIND, "AAAAAA9669 0003 2001 22"),
        (commands.SELECT, "AAAAAA9669 0003 2002 21"),
        (commands.READ, "AAAAAA9669 0003 3001 32"),
        (commands.READ_WITH_FINGERPRINTS, "AAAAAA9669 0003 3010 23"),
        (commands.READ_APPENDED, "AAAAAA9669 0003 3003 30"),
        (commands.READ_MANAGEMENT, "AAAAAA9669 0003 3005 36"),
        (commands.set_rf_bytes(0x50), "AAAAAA9669 0004 61FF50 CA"),
    ],
)
def test_commands_carry_the_published_check_bytes(command: commands.Command, wire: str) -> None:
    assert command.frame == bytes.fromhex(wire)


def test_speed_commands_name_the_five_speeds() -> None:
    codes = [commands.set_speed(baud).code for baud in (115200, 57600, 38400, 19200, 9600)]
    assert codes == [bytes((0x60, n)) for n in range(5)]
    with pytest.raises(ValueError, match=r"tuple\.index"):
        commands.set_speed(1200)


@given(payloads)
def test_the_check_byte_makes_the_counted_bytes_sum_to_nothing(payload: bytes) -> None:
    frame = build(payload)
    assert reduce(xor, frame[len(PREAMBLE) :]) == 0
    assert len(frame) == int.from_bytes(frame[5:7], "big") + 7


@pytest.mark.parametrize("payload", [b"", b"\x11", bytes(LARGEST)])
def test_a_payload_that_fits_no_frame_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="fit"):
        build(payload)


@settings(max_examples=400)
@given(st.lists(payloads, max_size=4), st.lists(st.integers(0, 2000), max_size=12))
def test_good_frames_arrive_whole_in_any_pieces(sent: list[bytes], places: list[int]) -> None:
    stream = b"".join(build(p) for p in sent)
    assert read(cut(stream, places)) == sent


@settings(max_examples=600)
@given(st.lists(noise, max_size=5), payloads, st.lists(st.integers(0, 2000), max_size=8))
def test_a_good_frame_behind_bad_ones_is_never_lost(
    bad: list[bytes], payload: bytes, places: list[int]
) -> None:
    stream = b"".join(bad) + build(payload)
    frames = read(cut(stream, places))
    # One byte of check: a broken-off frame may swallow its successor and sum right, once in 256.
    assume(all(frame == payload for frame in frames))
    assert payload in frames


def naive(stream: bytes) -> list[bytes]:
    """The same search over the whole stream at once, as slowly as it can be written."""
    found, at = [], 0
    while at < len(stream):
        length = int.from_bytes(stream[at + 4 : at + 6], "big")
        counted = stream[at + 4 : at + 6 + length]
        whole = stream[at : at + 4] == PREAMBLE[1:] and 4 <= length <= LARGEST and len(counted) == length + 2
        if whole and reduce(xor, counted) == 0:
            found.append(counted[2:-1])
            at += 6 + length
        else:
            at += 1
    return found


@settings(max_examples=400)
@given(st.lists(noise | good, max_size=6), st.lists(st.integers(0, 2000), max_size=8))
def test_the_reader_finds_what_a_naive_search_finds(parts: list[bytes], places: list[int]) -> None:
    stream = b"".join(parts)
    assert read(cut(stream, places)) == naive(stream)


SCRAPS = (
    *(PREAMBLE[:n] for n in range(1, 6)),
    *(PREAMBLE[n:] for n in range(1, 4)),
    *(
        PREAMBLE + length.to_bytes(2, "big")
        for length in (0, 3, 4, 9, 20, 0x0508, LARGEST, LARGEST + 1, 0xFFFF)
    ),
    *(build(bytes(n)) for n in (3, 4, 19)),
    build(PREAMBLE + b"\0\x04\0\0\x90\x94"),
    _broken_check(build(b"\0\0\x41")),
    _broken_check(build(build(b"\0\0\x90"))),
    build(b"\0\0\x90")[:-1],
    b"\0",
    b"\x96\x69",
    b"\xff" * 5,
)
WINDOW = 12


@settings(max_examples=900)
@given(st.lists(st.sampled_from(SCRAPS), min_size=WINDOW + 11, max_size=WINDOW + 11), st.integers(1, 9))
def test_ten_thousand_streams_of_scraps_are_read_as_a_naive_search_reads_them(
    scraps: list[bytes], step: int
) -> None:
    for start in range(12):
        stream = b"".join(scraps[start : start + WINDOW])
        pieces = [stream[at : at + step * (start + 1)] for at in range(0, len(stream), step * (start + 1))]
        assert read(pieces) == naive(stream)


@given(st.lists(noise | good, max_size=8), st.lists(st.integers(0, 3000), max_size=8))
def test_pieces_make_no_difference(parts: list[bytes], places: list[int]) -> None:
    stream = b"".join(parts)
    assert read(cut(stream, places)) == read([stream])


@settings(max_examples=300)
@given(st.lists(noise, max_size=8))
def test_only_frames_whose_check_byte_holds_come_out(parts: list[bytes]) -> None:
    stream = b"".join(parts)
    for frame in read([stream]):
        assert build(frame)[1:] in stream


def test_a_photo_that_holds_a_whole_frame_stays_one_frame() -> None:
    payload = b"\0\0\x90" + build(b"\0\0\x41\x01") * 20
    frame = build(payload)
    assert read([frame[i : i + 7] for i in range(0, len(frame), 7)]) == [payload]


def test_a_frame_broken_off_gives_way_to_the_next_after_the_gap() -> None:
    reader = FrameReader()
    assert reader.feed(build(bytes(900))[:300]) == []
    assert reader.feed(build(b"\0\0\x90")) == []
    assert reader.gap() == [b"\0\0\x90"]
    assert reader.pending == 0


def test_a_lost_first_byte_of_the_preamble_is_forgiven() -> None:
    assert read([build(b"\0\0\x90")[1:]]) == [b"\0\0\x90"]


@pytest.mark.parametrize("length", [0, 1, 3, LARGEST + 1, 0xFFFF])
def test_memory_is_not_promised_by_a_length_from_the_wire(length: int) -> None:
    reader = FrameReader()
    head = PREAMBLE + length.to_bytes(2, "big")
    for _ in range(2000):
        reader.feed(head)
        assert reader.pending <= len(head)


def test_the_largest_believed_length_bounds_what_is_kept() -> None:
    reader = FrameReader()
    reader.feed(PREAMBLE + LARGEST.to_bytes(2, "big"))
    for _ in range(200):
        reader.feed(b"\x5a" * 999)
        assert reader.pending <= LARGEST + 4096


def test_lengths_above_127_are_not_negative() -> None:
    payload = bytes(0x0508 - 1)
    assert read([build(payload)]) == [payload]


def test_dropped_bytes_are_counted() -> None:
    reader = FrameReader()
    reader.feed(b"\x01\x02\x03" + build(b"\0\0\x90"))
    assert reader.dropped == 3
