"""The driver with printers that say anything, late, or nothing: it ends in time and believes no noise."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.deadline import Deadline
from devices.printer.conversation import QUIET, Conversation
from devices.printer.interface import CutPaper, PrinterError, PrintOutcome, TextLine
from devices.printer.link import LinkLost
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.status import NOTHING_KNOWN
from devices.status import MediaStatus, Mender, PaperStatus

WITHIN = 0.1


class Wire:
    """A link in made-up time: each read takes the next thing said, or its whole time-out."""

    answers = True

    def __init__(self, said: Iterator[tuple[float, bytes]]) -> None:
        self.now = 0.0
        self.sent = b""
        self.reads = 0
        self._said = said
        self._next = next(said, None)

    def clock(self) -> float:
        return self.now

    def write(self, data: bytes) -> None:
        self.sent += data

    def read(self, timeout: float) -> bytes:
        self.reads += 1
        if self._next is None or self._next[0] > timeout:
            self.now += timeout
            if self._next is not None:
                self._next = (self._next[0] - timeout, self._next[1])
            return b""
        self.now += self._next[0]
        data = self._next[1]
        self._next = next(self._said, None)
        return data

    def close(self) -> None:
        pass


SAID = st.lists(st.tuples(st.sampled_from([0.0, 0.01, 0.05, 0.2, 3.0]), st.binary(max_size=20)), max_size=60)


@given(SAID, st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_a_printer_says_a_question_ends_in_time(said: list, full: bool) -> None:
    wire = Wire(iter(said))
    status = Conversation(wire, full, WITHIN, wire.clock).status()
    assert wire.now <= 5 * WITHIN + 1e-9
    if status.paper in (PaperStatus.FULL, PaperStatus.LOW):
        assert b"\x10\x04\x04" in wire.sent


def chatter() -> Iterator[tuple[float, bytes]]:
    while True:
        yield 0.01, b"\xff\x93\xee"


@pytest.mark.parametrize("full", [False, True])
def test_a_printer_that_never_stops_talking_is_heard_out_for_a_moment_only(full: bool) -> None:
    wire = Wire(chatter())
    assert Conversation(wire, full, WITHIN, wire.clock).status() == NOTHING_KNOWN
    assert wire.now <= 2 * WITHIN


def test_silence_is_known_after_the_time_of_one_answer() -> None:
    wire = Wire(iter(()))
    assert Conversation(wire, False, WITHIN, wire.clock).status() == NOTHING_KNOWN
    assert wire.sent == b"\x10\x04\x01"
    assert wire.now <= WITHIN + 1e-9


@pytest.mark.parametrize("late", [0.11, 0.3, 0.45])
def test_an_answer_that_comes_late_is_not_taken_for_the_next(late: float) -> None:
    # About the cover it says open, about the roll nothing: taken for the next answer it would say full.
    said = [
        (0.01, b"\x12"),
        (late, b"\x16"),
        (WITHIN + QUIET - late + 0.05, b"\x12"),
        (0.01, b"\x12"),
        (0.01, b"\x7e"),
        (0.01, b"\x12"),
    ]
    wire = Wire(iter(said))
    talk = Conversation(wire, False, WITHIN, wire.clock)
    first = talk.status()
    assert (first.cover_open, first.paper, first.can_print) == (None, PaperStatus.UNKNOWN, False)
    second = talk.status()
    assert (second.cover_open, second.paper) == (False, PaperStatus.OUT)


def test_who_does_not_answer_about_the_roll_has_no_paper() -> None:
    wire = Wire(iter([(0.01, b"\x12"), (0.01, b"\x12")]))
    status = Conversation(wire, False, WITHIN, wire.clock).status()
    assert (status.paper, status.can_print) == (PaperStatus.UNKNOWN, False)
    assert status.fault is not None
    assert status.fault.code == "paperUnknown"


@given(SAID)
@settings(max_examples=100, deadline=None)
def test_no_job_is_believed_without_its_proof(typeface: Typeface, said: list) -> None:
    """Random talk must never make a job printed unless a status said so after the last byte of it."""
    healthy = [(0.01, b"\x12")] * 4
    wire = Wire(iter([*healthy, *said]))
    printer = EscposPrinter(wire, PROFILES["generic-80"], typeface, WITHIN, wire.clock)
    try:
        printer.print_lines((TextLine("甲"), CutPaper()), Deadline(20, wire.clock))
    except PrinterError as error:
        assert error.outcome is PrintOutcome.UNKNOWN or b"\x1b@" not in wire.sent
    else:
        behind = wire.sent.rpartition(b"\x1dr\x01")[2]
        assert behind.startswith(b"\x10\x04\x01")
    assert wire.now < 40


WELL = bytes.fromhex("12121212")


@pytest.mark.parametrize(
    ("after_the_cut", "printed"),
    [
        (WELL, True),
        (bytes.fromhex("1a32127e"), True),  # the roll ended with the last line
        (bytes.fromhex("1a161212"), True),  # somebody opened the cover to get at it
        (bytes.fromhex("1a521a12"), False),  # the knife is stuck
        (bytes.fromhex("1a523212"), False),
        (b"", False),
    ],
)
def test_the_status_behind_the_cut_decides(typeface: Typeface, after_the_cut: bytes, printed: bool) -> None:
    # The roll (4) is asked for before the causes (3).
    asked = [after_the_cut[i] for i in (0, 1, 3, 2)] if after_the_cut else []
    said = [*WELL, 0x00, *asked]
    wire = Wire(iter([(0.01, bytes((byte,))) for byte in said]))
    printer = EscposPrinter(wire, PROFILES["generic-80"], typeface, WITHIN, wire.clock)
    if printed:
        printer.print_lines((CutPaper(),), Deadline(20, wire.clock))
    else:
        with pytest.raises(PrinterError) as caught:
            printer.print_lines((CutPaper(),), Deadline(20, wire.clock))
        assert caught.value.outcome is PrintOutcome.UNKNOWN


def test_a_link_that_is_lost_while_asking_is_lost_for_the_asker() -> None:
    class Torn(Wire):
        def read(self, timeout: float) -> bytes:
            raise LinkLost("torn")

    wire = Torn(iter(()))
    with pytest.raises(LinkLost):
        Conversation(wire, False, WITHIN, wire.clock).status()


def test_a_presenter_that_does_not_tell_of_its_mouth_is_unknown(typeface: Typeface) -> None:
    wire = Wire(iter([(0.01, b"\x12")] * 4))
    printer = EscposPrinter(wire, PROFILES["custom-kpm"], typeface, WITHIN, wire.clock)
    assert wire.sent == b"", "it is not told to speak unasked"
    status = printer.status()
    assert (status.media, status.paper) == (MediaStatus.UNKNOWN, PaperStatus.FULL)


def test_a_slip_that_is_not_drawn_back_in_time_is_stuck_for_the_hall_s_staff(typeface: Typeface) -> None:
    in_mouth, empty = bytes.fromhex("100f20000000"), bytes.fromhex("100f00000000")
    talk = [piece for full in (in_mouth, in_mouth, empty) for piece in (*[b"\x12"] * 4, full)]
    wire = Wire(iter([(0.01, piece) for piece in talk]))
    printer = EscposPrinter(wire, PROFILES["custom-kpm"], typeface, WITHIN, wire.clock)
    printer.retract()
    assert printer.status().media is MediaStatus.PRESENT
    presenter = PROFILES["custom-kpm"].presenter
    assert presenter is not None
    wire.now += presenter.patience
    stuck = printer.status()
    assert stuck.media is MediaStatus.JAMMED
    assert stuck.fault is not None
    assert (stuck.fault.code, stuck.fault.who) == ("paperJam", Mender.CLEAR)
    freed = printer.status()
    assert (freed.media, freed.fault) == (MediaStatus.RETRACTED, None)
