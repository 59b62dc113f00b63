import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.answers import (
    AnswerReader,
    Automatic,
    RealTime,
    Transmitted,
    from_asb,
    from_realtime,
    is_realtime,
)
from devices.printer.interface import CoverOpen, PaperOut, PrinterSilent, PrintOutcome
from devices.printer.printer import raise_for
from devices.printer.status import NOTHING_KNOWN
from devices.status import DeviceStatus, Mender, PaperStatus, Status

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("changed", "device", "paper"),
    [
        ({}, DeviceStatus.ONLINE, PaperStatus.FULL),
        ({4: 0x1E}, DeviceStatus.ONLINE, PaperStatus.LOW),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, DeviceStatus.USER_ERROR, PaperStatus.OUT),
        ({1: 0x1A, 2: 0x16}, DeviceStatus.USER_ERROR, PaperStatus.UNKNOWN),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, DeviceStatus.HARDWARE_ERROR, PaperStatus.FULL),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, DeviceStatus.HARDWARE_ERROR, PaperStatus.FULL),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, DeviceStatus.OFFLINE, PaperStatus.FULL),
        ({1: 0x1A}, DeviceStatus.OFFLINE, PaperStatus.FULL),
    ],
)
def test_realtime_bits(changed: dict[int, int], device: DeviceStatus, paper: PaperStatus) -> None:
    status = from_realtime(WELL | changed)
    assert (status.device, status.paper) == (device, paper)


def test_silence_is_never_full() -> None:
    assert from_realtime({}) == NOTHING_KNOWN
    assert from_realtime({1: 0x12}).paper is PaperStatus.UNKNOWN
    assert from_realtime({1: 0xFF, 2: 0x00, 3: 0x93, 4: 0x91}) == NOTHING_KNOWN


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 255)))
def test_only_an_answered_roll_is_known(answers: dict[int, int]) -> None:
    status = from_realtime(answers)
    if status.paper in (PaperStatus.FULL, PaperStatus.LOW):
        assert is_realtime(answers[4])
    if status.can_print:
        assert is_realtime(answers[1])


@pytest.mark.parametrize(
    ("block", "paper", "cover"),
    [
        ("10000000", PaperStatus.FULL, False),
        ("10000300", PaperStatus.LOW, False),
        ("18000f00", PaperStatus.OUT, False),
        ("38000000", PaperStatus.UNKNOWN, True),
    ],
)
def test_automatic_status_bits(block: str, paper: PaperStatus, cover: bool) -> None:
    status = from_asb(bytes.fromhex(block))
    assert (status.paper, status.cover_open) == (paper, cover)


@pytest.mark.parametrize("block", ["00000000", "100000", "10001000", "12000000"])
def test_a_block_without_the_fixed_bits_is_refused(block: str) -> None:
    with pytest.raises(ValueError, match="ASB"):
        from_asb(bytes.fromhex(block))


@given(st.lists(st.sampled_from(["12", "16", "00", "03", "10000000", "18000c00", "11", "13"]), max_size=20))
def test_answers_are_told_apart_however_the_bytes_arrive(parts: list[str]) -> None:
    data = bytes.fromhex("".join(parts))
    whole = AnswerReader().feed(data)
    reader = AnswerReader()
    assert [answer for byte in data for answer in reader.feed(bytes((byte,)))] == whole
    kinds = {"12": RealTime, "16": RealTime, "00": Transmitted, "03": Transmitted}
    expected = [kinds.get(part, Automatic) for part in parts if part not in ("11", "13")]
    assert [type(answer) for answer in whole] == expected


@given(st.binary(max_size=200))
def test_garbage_raises_nothing(data: bytes) -> None:
    AnswerReader().feed(data)


def test_the_error_names_what_a_person_can_mend() -> None:
    with pytest.raises(PaperOut) as paper:
        raise_for(from_realtime(WELL | {1: 0x1A, 2: 0x32, 4: 0x7E}), PrintOutcome.NOT_PRINTED)
    assert paper.value.mended_by is Mender.CLEAR
    with pytest.raises(CoverOpen):
        raise_for(from_realtime(WELL | {1: 0x1A, 2: 0x36, 4: 0x7E}), PrintOutcome.NOT_PRINTED)
    with pytest.raises(PrinterSilent):
        raise_for(NOTHING_KNOWN, PrintOutcome.NOT_PRINTED)
    raise_for(from_realtime(WELL), PrintOutcome.NOT_PRINTED)


def test_the_words_of_all_devices_are_the_same() -> None:
    assert from_realtime(WELL).common == Status(DeviceStatus.ONLINE, None, PaperStatus.FULL)
    low = from_realtime(WELL | {4: 0x1E}).common
    assert (low.usable, low.paper) == (True, PaperStatus.LOW)
    out = from_realtime(WELL | {1: 0x1A, 2: 0x32, 4: 0x7E}).common
    assert out.fault is not None
    assert (out.usable, out.fault.code, out.fault.who) == (False, "paperOut", Mender.CLEAR)
    assert NOTHING_KNOWN.common.paper is PaperStatus.UNKNOWN


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 255)))
def test_a_printer_without_a_fault_can_print_and_one_without_a_roll_has_a_fault(
    answers: dict[int, int],
) -> None:
    status = from_realtime(answers)
    assert status.fault is not None or status.can_print
    assert status.can_print is False or status.paper in (PaperStatus.FULL, PaperStatus.LOW)
