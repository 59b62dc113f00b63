"""Every parser of bytes from outside, on any bytes: only our exceptions, bounded memory, bounded steps.

What a parser means by its answer is tested beside it; here nothing may break it. Streams come in any pieces
and are long enough to fill what it keeps; half of them are built from fragments that it reacts to, since
plain noise seldom gets past a preamble.
"""

import json
import socket
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.code_reader import mrz
from devices.code_reader.codes import LARGEST as LARGEST_CODE
from devices.code_reader.codes import Code, Collector, Refused, judge
from devices.code_reader.zone import ZoneFinder
from devices.document_camera.decoding import decode
from devices.id_card.codes import OUTCOMES, Answer, Outcome
from devices.id_card.frame import LARGEST, PREAMBLE, FrameReader, build
from devices.id_card.layout import LayoutError, card_type, parse
from devices.id_card.reading import sam_id
from devices.id_card.transport.usb_hid import report_number
from devices.printer.answers import AnswerReader, from_asb, from_realtime, is_full
from devices.printer.status import PrinterStatus
from devices.simulation import CommandError, ControlServer, control

TODAY = date(2026, 11, 21)
ENOUGH = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)

FRAGMENTS = (
    *(PREAMBLE, PREAMBLE[1:], b"\xaa", b"\x10\x00", b"\xff\xff", b"\x00\x04", b"\x05\x08"),
    *(build(b"\0\0\x90"), build(b"\0\0\x9f\0\0\0\0"), build(bytes(3) + bytes(range(200)))[:-1]),
    *(b"\x12", b"\x10", b"\x10\x0f", b"\x10\x00\x00\x00", b"\x11", b"\x13", b"\x18"),
    *(b"\r", b"\n", b"\r\n", b"\x1b[2J", b"P<UTOERIKSSON<<ANNA<MARIA", b"<" * 30, "码".encode(), b"\xff\xd8"),
)
pieces = st.lists(st.binary(max_size=300) | st.sampled_from(FRAGMENTS), max_size=30)


def run_through(function, stream: list[bytes]) -> int:
    """Feed a stream and count the calls of Python functions that it took."""
    steps = 0

    def count(_frame, event, _argument) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        for piece in stream:
            function(piece)
    finally:
        sys.setprofile(None)
    return steps


@ENOUGH
@given(pieces)
def test_frames_of_the_card_reader(stream: list[bytes]) -> None:
    reader = FrameReader()
    total = sum(map(len, stream))
    found: list[bytes] = []
    steps = run_through(lambda piece: found.extend(reader.feed(piece)), stream)
    assert reader.pending <= LARGEST + 4096
    assert steps <= 60 * (total + len(stream) + 1)
    found += reader.gap()
    assert reader.pending == 0
    # Nothing is given out that did not come in.
    assert sum(len(payload) + 7 for payload in found) <= total + len(found)
    for payload in found:
        answer = Answer.of(payload)
        assert answer.outcome is OUTCOMES.get(answer.sw3, Outcome.UNKNOWN)
        assert answer.data.hex() not in repr(answer) or len(answer.data) < 2


@pytest.mark.parametrize("noise", [PREAMBLE * 9000, b"\xaa" * 60000, PREAMBLE[1:] + b"\x10\x00" * 30000])
def test_noise_that_looks_like_heads_costs_steps_by_its_length_alone(noise: bytes) -> None:
    reader = FrameReader()
    assert run_through(reader.feed, [noise]) <= 40 * len(noise)
    assert reader.pending <= LARGEST + 4096


@ENOUGH
@given(st.binary(max_size=300) | st.binary(min_size=256, max_size=256))
def test_the_text_of_a_card(text: bytes) -> None:
    try:
        card = parse(text, TODAY)
    except LayoutError:
        assert len(text) != 256
    else:
        assert card.type is card_type(text)
        texts = [text for text in (card.name, card.name_latin, card.number, card.address) if text]
        assert sum(map(len, texts)) <= 128
        # Half a surrogate would break whoever writes it to a form.
        "".join(texts).encode("utf-8")


@given(st.binary(max_size=40))
def test_the_number_of_a_module(data: bytes) -> None:
    try:
        told = sam_id(data)
    except ValueError:
        assert len(data) != 16
    else:
        assert told.isascii()


@given(st.binary(max_size=200))
def test_the_report_descriptor_of_a_hid_reader(descriptor: bytes) -> None:
    assert 0 <= report_number(descriptor) <= 255


@ENOUGH
@given(pieces, st.booleans())
def test_answers_of_a_printer(stream: list[bytes], full_status: bool) -> None:
    reader = AnswerReader(full_status)
    total = sum(map(len, stream))
    found: list[object] = []
    steps = run_through(lambda piece: found.extend(reader.feed(piece)), stream)
    assert len(found) <= total
    assert steps <= 80 * (total + len(stream) + 1)
    assert len(reader._block) <= 6


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 255)), st.binary(max_size=8))
def test_the_bits_of_a_printer(answers: dict[int, int], full: bytes) -> None:
    status = from_realtime(answers, full)
    assert isinstance(status, PrinterStatus)
    # What was not answered is never taken for well.
    if not ({1, 2, 3, 4} <= set(answers) or is_full(full)):
        assert not status.can_print or {1, 4} <= set(answers)


@given(st.binary(max_size=8))
def test_four_bytes_of_automatic_status(block: bytes) -> None:
    try:
        from_asb(block)
    except ValueError:
        return
    assert len(block) == 4


@ENOUGH
@given(pieces, st.booleans())
def test_codes_of_a_scanner(stream: list[bytes], often: bool) -> None:
    collector = Collector((b"\r\n", b"\r", b"\n"))
    total = sum(map(len, stream))
    found: list[Code | Refused] = []

    def feed(piece: bytes) -> None:
        found.extend(collector.feed(piece))
        if often:
            found.extend(collector.silence())

    steps = run_through(feed, stream)
    assert steps <= 60 * (total + len(stream) + 1)
    found += collector.silence()
    assert not collector.pending
    zones = ZoneFinder()
    for code in found:
        if isinstance(code, Code):
            assert 0 < len(code.text.encode()) <= LARGEST_CODE
            assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in code.text)
        zones.feed(code)
    zones.flush()
    assert not zones.pending


@given(st.binary(max_size=5000))
def test_one_code(raw: bytes) -> None:
    assert isinstance(judge(raw), Code | Refused)


LETTERS = st.sampled_from("<<<ABCUTOPI0123456789")


@ENOUGH
@given(
    st.text(max_size=100)
    | st.text(LETTERS, min_size=88, max_size=92)
    | st.lists(st.text(LETTERS, min_size=44, max_size=44), min_size=2, max_size=2).map("\n".join)
    | st.lists(st.text(LETTERS, min_size=30, max_size=30), min_size=3, max_size=3).map("\n".join)
)
def test_a_machine_readable_zone(text: str) -> None:
    try:
        zone = mrz.parse(text)
    except mrz.MrzError as error:
        assert text[:20] not in str(error) or len(text) < 4
    else:
        assert len(zone.lines) in (2, 3)


@ENOUGH
@given(st.binary(max_size=400).map(lambda data: b"\xff\xd8\xff" + data) | st.binary(max_size=400))
def test_a_picture_of_the_camera(jpeg: bytes) -> None:
    picture = decode(jpeg)
    assert picture is None or picture.ndim == 3


@pytest.fixture(scope="module")
def control_socket() -> Iterator[Path]:
    def handle(cmd: str, arguments) -> dict[str, object]:
        if cmd == "known":
            return {"got": len(arguments)}
        raise CommandError(cmd)

    with tempfile.TemporaryDirectory(prefix="yz") as name:
        path = Path(name) / "control"
        server = ControlServer(path, handle)
        yield path
        server.close()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300).filter(lambda data: b"\n" not in data))
def test_messages_on_a_control_socket(control_socket: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(40)
        client.connect(str(control_socket))
        with client.makefile("rwb") as stream:
            stream.write(line + b"\n")
            stream.flush()
            told = json.loads(stream.readline())
    assert told["ok"] is True or told["error"]
    assert control(control_socket, "known", a=1) == {"got": 1}
