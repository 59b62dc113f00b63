"""The simulated printer obeys other writers than ours, and does not flatter."""

import io
import sys
from pathlib import Path

import pytest
from escpos.printer import Dummy
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from devices.printer.simulator.condition import Condition
from devices.printer.simulator.interpreter import Interpreter
from devices.printer.simulator.paper import Paper

FONTS = Path(sys.prefix) / "share" / "yiciban" / "fonts"


class Head:
    """An interpreter and what came out of it."""

    def __init__(self) -> None:
        self.answers = b""
        self.slips: list[Image.Image] = []
        self.paper = Paper(576, FONTS)
        self.interpreter = Interpreter(
            self.paper, self._answer, lambda _: self.slips.append(self.paper.take())
        )

    def _answer(self, data: bytes) -> None:
        self.answers += data

    def feed(self, data: bytes) -> int:
        self.interpreter.buffer += data
        lines = 0
        while (printed := self.interpreter.step()) is not None:
            lines += printed
        return lines


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("native", [True, False])
def test_a_slip_of_another_writer_prints_and_its_code_reads_back(native: bool) -> None:
    other = Dummy(profile="TM-T88V")
    other.set(align="center", bold=True)
    other.text("Receipt\n\n")
    other.qr("https://example.test/s/OTHER", native=native, size=6)
    other.text("\n\n")
    other.cut()
    head = Head()
    head.feed(other.output)
    assert len(head.slips) == 1
    found = decode(head.slips[0], symbols=[ZBarSymbol.QRCODE])
    assert [code.data for code in found] == [b"https://example.test/s/OTHER"]
    assert head.interpreter.unknown == []


def test_bytes_in_any_pieces_print_the_same() -> None:
    job = b"\x1b@\x1c&" + "受理回执".encode("gbk") + b"\n"
    job += b"\x1dv0\x00\x01\x00\x02\x00\xff\x10\x1bd\x02\x1dV\x01"
    whole, pieces = Head(), Head()
    whole.feed(job)
    for byte in job:
        pieces.feed(bytes((byte,)))
    assert png(whole.slips[0]) == png(pieces.slips[0])


def test_chinese_without_chinese_mode_is_junk() -> None:
    text = "受理".encode("gbk") + b"\n\x1dV\x01"
    right, wrong = Head(), Head()
    right.feed(b"\x1b@\x1c&" + text)
    wrong.feed(b"\x1b@" + text)
    assert png(right.slips[0]) != png(wrong.slips[0])


def test_a_line_that_is_too_long_goes_on_below() -> None:
    assert Head().feed(b"x" * 49 + b"\n") == 2


def test_the_paper_question_waits_for_what_was_sent_before() -> None:
    head = Head()
    head.interpreter.buffer += b"line\n\x1dr\x01"
    assert head.interpreter.step() == 0
    assert head.answers == b""
    head.feed(b"")
    assert head.answers == b"\x00"


def test_what_it_does_not_know_is_noted() -> None:
    head = Head()
    head.feed(b"\x1b\x7fA\n")
    assert head.interpreter.unknown == ["1b7f"]


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        (Condition(), "12121212"),
        (Condition(paper="low"), "1212121e"),
        (Condition(paper="out"), "1a32127e"),
        (Condition(cover_open=True), "1a161212"),
        (Condition(cutter_jammed=True), "1a521a12"),
        (Condition(head_hot=True), "1a525212"),
        (Condition(mechanical=True), "1a521612"),
        (Condition(broken=True), "1a523212"),
        (Condition(feed_button=True), "5a1a1212"),
        (Condition(waiting=True), "3a521212"),
    ],
)
def test_status_bits_are_those_of_the_manual(condition: Condition, answers: str) -> None:
    assert b"".join(condition.realtime(n) for n in (1, 2, 3, 4)).hex() == answers


@pytest.mark.parametrize(
    ("condition", "in_mouth", "answer"),
    [
        (Condition(), False, "100f00000000"),
        (Condition(), True, "100f20000000"),
        (Condition(paper="out"), False, "100f05000000"),
        (Condition(cover_open=True), False, "100f00020000"),
        (Condition(head_hot=True), False, "100f00000100"),
        (Condition(paper_jam=True), False, "100f00004000"),
        (Condition(cutter_jammed=True), False, "100f00000001"),
        (Condition(broken=True), False, "100f00000004"),
    ],
)
def test_full_status_bits_are_those_of_the_manual(condition: Condition, in_mouth: bool, answer: str) -> None:
    assert condition.full(in_mouth).hex() == answer


def test_a_jam_whose_cause_is_gone_ends_when_it_is_acknowledged_and_another_stays() -> None:
    freed, stuck = Condition(cutter_jammed=True), Condition(cutter_jammed=True, cutter_stuck=True)
    freed.acknowledge()
    stuck.acknowledge()
    assert (freed.stopped, stuck.stopped) == (False, True)
