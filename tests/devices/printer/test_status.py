import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.answers import (
    AnswerReader,
    Automatic,
    Full,
    RealTime,
    Transmitted,
    from_asb,
    from_realtime,
    is_full,
    is_realtime,
)
from devices.printer.interface import CoverOpen, PaperOut, PrinterSilent, PrintOutcome
from devices.printer.printer import raise_for
from devices.printer.status import FAULTS, NOTHING_KNOWN
from devices.status import DeviceStatus, MediaStatus, Mender, PaperStatus, Status

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


@pytest.mark.parametrize(
    ("changed", "code", "who"),
    [
        ({1: 0x1A, 2: 0x16}, "coverOpen", Mender.CLEAR),
        ({1: 0x1A, 2: 0x32, 4: 0x7E}, "paperOut", Mender.CLEAR),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, "cutterError", Mender.CLEAR),
        ({1: 0x1A, 2: 0x52, 3: 0x16}, "mechanicalError", Mender.CLEAR),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, "printerFault", Mender.MAINTENANCE),
        ({1: 0x1A, 2: 0x52}, "printerFault", Mender.MAINTENANCE),
        ({1: 0x1A, 2: 0x52, 3: 0x52}, "headHot", Mender.RESET),
        ({1: 0x1A}, "printerOffline", Mender.RESET),
        ({4: 0x00}, "paperUnknown", Mender.MAINTENANCE),
        ({1: 0x00, 2: 0x00, 3: 0x00, 4: 0x00}, "noAnswer", Mender.MAINTENANCE),
    ],
)
def test_every_fault_says_who_mends_it(changed: dict[int, int], code: str, who: Mender) -> None:
    fault = from_realtime(WELL | changed).fault
    assert fault is not None
    assert (fault.code, fault.who) == (code, who)


def test_somebody_at_the_feed_button_is_busy_and_no_fault() -> None:
    status = from_realtime(WELL | {1: 0x5A, 2: 0x1A})
    assert (status.device, status.fault, status.can_print) == (DeviceStatus.DEVICE_BUSY, None, True)


def test_an_error_that_waits_to_be_acknowledged_is_recoverable() -> None:
    status = from_realtime(WELL | {1: 0x3A, 2: 0x52})
    assert status.recoverable
    assert status.fault is not None
    assert (status.fault.code, status.fault.who) == ("printerOffline", Mender.RESET)


FULL = {name: bytes.fromhex(block) for name, block in {
    "well": "100f00000000", "low": "100f04000000", "out": "100f01000000", "mouth": "100f20000000",
    "cover": "100f00020000", "hot": "100f00000100", "jam": "100f00004000", "voltage": "100f00000800",
    "cutter": "100f00000001", "memory": "100f00000004",
}.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("well", None),
        ("low", None),
        ("out", "paperOut"),
        ("cover", "coverOpen"),
        ("hot", "headHot"),
        ("jam", "paperJam"),
        ("voltage", "printerFault"),
        ("cutter", "cutterError"),
        ("memory", "printerFault"),
    ],
)
def test_the_full_status_of_a_presenter_printer(name: str, code: str | None) -> None:
    status = from_realtime(WELL, FULL[name])
    assert (status.fault.code if status.fault else None) == code
    assert status.media is MediaStatus.NOT_PRESENT
    assert status.paper is {
        "low": PaperStatus.LOW,
        "out": PaperStatus.OUT,
        "jam": PaperStatus.JAMMED,
        "cover": PaperStatus.UNKNOWN,
    }.get(name, PaperStatus.FULL)


def test_a_slip_in_the_mouth_is_present() -> None:
    assert from_realtime(WELL, FULL["mouth"]).media is MediaStatus.PRESENT
    assert from_realtime(WELL).media is None


@given(st.lists(st.sampled_from([*FULL.values(), b"\x12", b"\x16", b"\x00"]), max_size=20))
def test_full_answers_are_told_apart_however_the_bytes_arrive(parts: list[bytes]) -> None:
    reader = AnswerReader(full_status=True)
    got = [answer for byte in b"".join(parts) for answer in reader.feed(bytes((byte,)))]
    kinds = {1: RealTime, 6: Full}
    assert [type(one) for one in got] == [
        Transmitted if part == b"\x00" else kinds[len(part)] for part in parts
    ]


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


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=1000)
def test_garbage_raises_nothing_and_is_not_kept(data: bytes, full: bool) -> None:
    reader = AnswerReader(full)
    answers = reader.feed(data)
    assert len(answers) <= len(data)
    assert len(reader._block) < 6
    for answer in answers:
        if isinstance(answer, Full):
            from_realtime({}, answer.block)


@given(st.binary(max_size=12), st.dictionaries(st.integers(), st.integers(0, 255), max_size=6))
def test_no_bytes_are_more_than_they_say(block: bytes, answers: dict[int, int]) -> None:
    status = from_realtime(answers, block)
    assert status.fault is None or status.fault.code in FAULTS
    if not is_full(block):
        assert status.media is None
    try:
        from_asb(block)
    except ValueError as error:
        assert "ASB" in str(error)


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
