import base64
import os
import pty
import tty

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from devices.code_reader.codes import LARGEST, Code, Collector, Refused, judge
from devices.code_reader.profiles import PROFILES
from devices.code_reader.reader import CodeReader
from devices.simulation import CommandError
from devices.status import DeviceStatus

ENDS = PROFILES["generic"].suffixes
tokens = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)


@given(st.lists(tokens, max_size=5), st.sampled_from(ENDS), st.lists(st.integers(0, 400), max_size=6))
def test_codes_arrive_whole_in_any_pieces(codes: list[str], end: bytes, places: list[int]) -> None:
    stream = b"".join(code.encode() + end for code in codes)
    ends = sorted({p % (len(stream) + 1) for p in places} | {len(stream)})
    collector = Collector(ENDS)
    found = [c for a, b in zip([0, *ends], ends, strict=False) for c in collector.feed(stream[a:b])]
    assert found == [Code(code) for code in codes]
    assert not collector.pending


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_give_codes_without_controls_or_a_refusal(data: bytes, cut: int) -> None:
    collector = Collector(ENDS)
    for code in [*collector.feed(data[:cut]), *collector.feed(data[cut:]), *collector.silence()]:
        if isinstance(code, Code):
            assert code.text
            assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in code.text)
        else:
            assert code.reason in ("controlCharacter", "encoding")


def test_silence_ends_a_code_without_suffix() -> None:
    collector = Collector(ENDS)
    assert collector.feed(b"abc") == []
    assert collector.silence() == [Code("abc")]
    assert collector.silence() == []


@pytest.mark.parametrize("raw", [b"a\x1bb", b"\x00", b"a\tb", b"a\x7f", "a\x9b".encode()])
def test_control_characters_are_refused(raw: bytes) -> None:
    assert judge(raw) == Refused("controlCharacter")


def test_what_is_no_text_is_refused() -> None:
    assert judge(b"\xff\xfe") == Refused("encoding")


def test_four_kilobytes_are_a_code_and_one_more_byte_is_none() -> None:
    collector = Collector(ENDS)
    assert collector.feed(b"x" * LARGEST + b"\r") == [Code("x" * LARGEST)]
    assert collector.feed(b"x" * (LARGEST + 1) + b"\r") == [Refused("tooLong")]


def test_an_endless_code_is_bounded_and_the_next_one_is_read() -> None:
    collector = Collector(ENDS)
    for _ in range(100):
        assert collector.feed(b"x" * 999) == []
        assert len(collector._buffer) <= LARGEST + 8
    assert collector.feed(b"\rnext\r") == [Refused("tooLong"), Code("next")]


def test_a_code_does_not_show_itself() -> None:
    assert repr(Code("secret")) == "Code()"


def test_a_code_that_comes_the_moment_scanning_is_switched_on_is_read() -> None:
    class Eager(serial.Serial):
        """A port whose reader answers the switch before the driver does anything else."""

        def write(self, data: bytes) -> int | None:
            written = super().write(data)
            os.write(far, b"at once\r")
            return written

    far, near = pty.openpty()
    tty.setraw(near)
    with Eager(os.ttyname(near), timeout=0.02) as port:
        os.write(far, b"before\r")
        reader = CodeReader(port, PROFILES["honeywell"])
        reader.switch(True)
        assert reader.read(5) == [Code("at once")]
    os.close(near)
    os.close(far)


@pytest.mark.parametrize("profile", ["honeywell", "datalogic"])
def test_the_reader_scans_only_while_a_code_is_wanted(counter, profile: str) -> None:
    at = counter(profile)
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    with pytest.raises(CommandError, match="switched off"):
        at("show", text="early")
    at.service.start_reading()
    at.wait_scanning(True)
    at("show", text="示例-0001")
    assert at.codes.get(timeout=30) == Code("示例-0001")
    at.service.stop_reading()
    at.wait_scanning(False)
    assert at.codes.empty()


def test_a_code_in_pieces_without_suffix_is_one_code(counter) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    at("show", text="示例" * 40, suffix=False, pieces=5, seconds=0.005)
    assert at.codes.get(timeout=30) == Code("示例" * 40)


def test_a_refused_code_is_told_without_its_contents(counter) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    at("show", raw=base64.b64encode(b"abc\x1b[2J").decode())
    assert at.codes.get(timeout=30) == Refused("controlCharacter")


def test_a_reader_pulled_out_comes_back_and_scans_on(counter) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    at("unplug")
    assert at.statuses.get(timeout=30) is DeviceStatus.NO_DEVICE
    at("plug")
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    at.wait_scanning(True)
    at("show", text="again")
    assert at.codes.get(timeout=30) == Code("again")


@given(
    st.lists(st.binary(max_size=6) | st.sampled_from([b"\x03\r\n", b"\x03", b"\r\n", b"ab"]), max_size=12),
    st.sampled_from([(b"\x03\r\n",), (b"\r\n",), ENDS, ()]),
)
def test_pieces_give_what_the_whole_gives(pieces: list[bytes], ends: tuple[bytes, ...]) -> None:
    whole, parts = Collector(ends), Collector(ends)
    stream = b"".join(pieces)
    at_once = [*whole.feed(stream), *whole.silence()]
    assert [*(one for piece in pieces for one in parts.feed(piece)), *parts.silence()] == at_once
