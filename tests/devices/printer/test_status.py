import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.interface import CoverOpen, PaperOut, PrinterSilent, PrintOutcome
from devices.printer.printer import raise_for
from devices.printer.status import (
    NOTHING_KNOWN,
    AnswerReader,
    Automatic,
    Paper,
    PrinterState,
    RealTime,
    Transmitted,
    from_asb,
    from_realtime,
    is_realtime,
)

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("changed", "device", "paper"),
    [
        ({}, PrinterState.ONLINE, Paper.FULL),
        ({4: 0x1E}, PrinterState.ONLINE, Paper.LOW),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, PrinterState.USER_ERROR, Paper.OUT),
        ({1: 0x1A, 2: 0x16}, PrinterState.USER_ERROR, Paper.UNKNOWN),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, PrinterState.HARDWARE_ERROR, Paper.FULL),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, PrinterState.HARDWARE_ERROR, Paper.FULL),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, PrinterState.OFFLINE, Paper.FULL),
        ({1: 0x1A}, PrinterState.OFFLINE, Paper.FULL),
    ],
)
def test_realtime_bits(changed: dict[int, int], device: PrinterState, paper: Paper) -> None:
    status = from_realtime(WELL | changed)
    assert (status.device, status.paper) == (device, paper)


def test_silence_is_never_full() -> None:
    assert from_realtime({}) == NOTHING_KNOWN
    assert from_realtime({1: 0x12}).paper is Paper.UNKNOWN
    assert from_realtime({1: 0xFF, 2: 0x00, 3: 0x93, 4: 0x91}) == NOTHING_KNOWN


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 255)))
def test_only_an_answered_roll_is_known(answers: dict[int, int]) -> None:
    status = from_realtime(answers)
    if status.paper in (Paper.FULL, Paper.LOW):
        assert is_realtime(answers[4])
    if status.can_print:
        assert is_realtime(answers[1])


@pytest.mark.parametrize(
    ("block", "paper", "cover"),
    [
        ("10000000", Paper.FULL, False),
        ("10000300", Paper.LOW, False),
        ("18000f00", Paper.OUT, False),
        ("38000000", Paper.UNKNOWN, True),
    ],
)
def test_automatic_status_bits(block: str, paper: Paper, cover: bool) -> None:
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
    assert paper.value.mended_by == "clear"
    with pytest.raises(CoverOpen):
        raise_for(from_realtime(WELL | {1: 0x1A, 2: 0x36, 4: 0x7E}), PrintOutcome.NOT_PRINTED)
    with pytest.raises(PrinterSilent):
        raise_for(NOTHING_KNOWN, PrintOutcome.NOT_PRINTED)
    raise_for(from_realtime(WELL), PrintOutcome.NOT_PRINTED)
