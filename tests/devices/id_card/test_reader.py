"""The driver on a real pty: every way in which an exchange can go wrong."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.codes import Answer
from devices.id_card.errors import (
    CardMoved,
    DamagedAnswer,
    DamagedCard,
    NeedsReset,
    NoCard,
    NotAuthorised,
    ReaderError,
    ReaderGone,
    ReaderSilent,
    SelfTestFailed,
    Unsupported,
    WrongCard,
)
from devices.id_card.layout import parse
from devices.id_card.reader import SdtReader, _parts, open_reader


@pytest.fixture(scope="module")
def common(reader_process):
    with reader_process() as simulator:
        yield simulator


@pytest.fixture
def wire(common):
    common("plug")
    common("clear")
    common("lift")
    reader = open_reader(str(common.port), 115200)
    yield common, reader
    reader.close()


def whole_read(reader: SdtReader) -> bytes:
    reader.find()
    reader.select()
    return reader.read()[0]


def test_find_select_read_gives_text_and_photo(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    reader.find()
    reader.select()
    text, photo, prints = reader.read()
    assert parse(text).name == "张 示例"
    assert (len(photo), prints) == (1024, b"")
    assert reader.sam_id() == "05.01-20111119-0012345678-0123456789"


@pytest.mark.parametrize("count", [0, 512, 1024])
def test_fingerprints_are_sized_by_the_answer(wire, count: int) -> None:
    simulator, reader = wire
    simulator(
        "lay",
        text=base64.b64encode(bytes(256)).decode(),
        fingerprints=base64.b64encode(b"\x07" * count).decode(),
    )
    reader.find()
    reader.select()
    assert reader.read(fingerprints=True)[2] == b"\x07" * count


@pytest.mark.parametrize("sw3", ["37", "91", "21"])
def test_without_readable_fingerprints_the_card_is_read_all_the_same(wire, sw3: str) -> None:
    simulator, reader = wire
    simulator.lay()
    simulator("fault", kind="sw3", command="3010", sw3=sw3)
    reader.find()
    reader.select()
    text, photo, prints = reader.read(fingerprints=True)
    assert (len(text), len(photo), prints) == (256, 1024, b"")


def test_appended_addresses_are_all_shown_and_their_absence_is_no_error(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    whole_read(reader)
    assert reader.appended_addresses() == ()
    simulator("lay", card={"name": "示例"}, appended=["示例市示例路2号", "示例市 示例路3号"])
    whole_read(reader)
    assert reader.appended_addresses() == ("示例市示例路2号", "示例市 示例路3号")


def test_no_card_is_not_taken_for_success(wire) -> None:
    _, reader = wire
    with pytest.raises(NoCard):
        reader.find()
    with pytest.raises(CardMoved):
        reader.select()
    with pytest.raises(CardMoved):
        reader.read()


@pytest.mark.parametrize(
    ("sw3", "error"),
    [
        ("21", Unsupported),
        ("23", Unsupported),
        ("24", NeedsReset),
        ("31", DamagedCard),
        ("32", DamagedCard),
        ("33", DamagedCard),
        ("3f", DamagedCard),
        ("40", WrongCard),
        ("41", CardMoved),
        ("47", CardMoved),
        ("60", SelfTestFailed),
        ("66", NotAuthorised),
        ("80", NoCard),
        ("81", CardMoved),
        ("99", NeedsReset),
    ],
)
def test_the_short_error_answer_to_a_read_keeps_its_code(wire, sw3: str, error: type[ReaderError]) -> None:
    simulator, reader = wire
    simulator.lay()
    reader.find()
    reader.select()
    simulator("fault", kind="sw3", sw3=sw3, command="3001")
    with pytest.raises(error) as caught:
        reader.read()
    assert caught.value.words == f"00 00 {sw3}"


@pytest.mark.parametrize("sw3", ["10", "11"])
def test_a_command_that_arrived_damaged_is_sent_again_once(wire, sw3: str) -> None:
    simulator, reader = wire
    simulator("fault", kind="sw3", sw3=sw3, command="11ff")
    reader.status()
    simulator("fault", kind="sw3", sw3=sw3, command="11ff", times=2)
    with pytest.raises(DamagedAnswer):
        reader.status()


@pytest.mark.parametrize("kind", ["checksum", "truncate"])
def test_a_damaged_answer_is_asked_for_again_and_never_believed(wire, kind: str) -> None:
    simulator, reader = wire
    simulator("fault", kind=kind, command="12ff")
    assert reader.sam_id().startswith("05.01-")
    simulator("fault", kind=kind, command="12ff", times=2)
    with pytest.raises(DamagedAnswer):
        reader.sam_id()
    assert reader.sam_id().startswith("05.01-")


def test_noise_in_front_of_an_answer_does_not_cost_it(wire) -> None:
    simulator, reader = wire
    simulator("fault", kind="garbage", command="12ff")
    started = time.monotonic()
    assert reader.sam_id().startswith("05.01-")
    assert time.monotonic() - started < 15


def test_an_answer_byte_by_byte_is_read(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    simulator("fault", kind="dribble", command="3001")
    assert len(whole_read(reader)) == 256


def test_silence_ends_by_itself_and_the_next_question_is_answered(wire) -> None:
    simulator, reader = wire
    simulator("fault", kind="silence", command="11ff")
    started = time.monotonic()
    with pytest.raises(ReaderSilent):
        reader.status()
    assert time.monotonic() - started < 20
    reader.status()


def test_a_late_answer_is_not_taken_for_the_next_one(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    simulator("fault", kind="slow", seconds=1.5, command="2001")
    with pytest.raises(ReaderSilent):
        reader.find()
    # The late 9F arrives while the module number is awaited: another shape, another question.
    assert reader.sam_id().startswith("05.01-")
    assert len(whole_read(reader)) == 256


def test_a_card_lifted_during_the_read_is_a_moved_card(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    reader.find()
    reader.select()
    simulator("fault", kind="lift")
    with pytest.raises(CardMoved):
        reader.read()


def test_a_reader_pulled_during_the_read_is_gone_at_once(wire) -> None:
    simulator, reader = wire
    simulator.lay()
    reader.find()
    reader.select()
    simulator("fault", kind="unplug", after_bytes=200, command="3001")
    started = time.monotonic()
    with pytest.raises(ReaderGone):
        reader.read()
    assert time.monotonic() - started < 10
    with pytest.raises(OSError, match="readerGone"):
        reader.status()


def test_no_such_port_is_a_reader_gone(tmp_path) -> None:
    with pytest.raises(ReaderGone):
        open_reader(str(tmp_path / "nothing"))


def test_a_port_has_one_owner(wire) -> None:
    simulator, _ = wire
    with pytest.raises(ReaderGone):
        open_reader(str(simulator.port))


@pytest.mark.parametrize("speed", [115200, 9600])
def test_the_speed_is_found_by_probing(reader_process, speed: int) -> None:
    with reader_process("--baud", str(speed)) as simulator:
        reader = open_reader(str(simulator.port))
        assert reader.baud == speed
        reader.close()
        if speed != 115200:
            with pytest.raises(ReaderSilent):
                open_reader(str(simulator.port), 115200)


def test_the_speed_is_changed_at_both_ends_and_kept(reader_process) -> None:
    with reader_process() as simulator:
        reader = open_reader(str(simulator.port))
        with pytest.raises(ValueError, match="tuple"):
            reader.set_speed(1200)
        reader.set_speed(57600)
        assert reader.baud == 57600
        assert reader.sam_id().startswith("05.01-")
        reader.close()
        simulator("unplug")
        simulator("plug")
        again = open_reader(str(simulator.port))
        assert again.baud == 57600
        again.close()


def test_an_unwell_module_is_opened_and_says_so(wire) -> None:
    simulator, first = wire
    first.close()
    simulator("fault", kind="sw3", sw3="66", times=0)
    reader = open_reader(str(simulator.port), 115200)
    with pytest.raises(NotAuthorised):
        reader.status()
    reader.close()


@pytest.mark.parametrize("without", [[], ["3003"], ["3003", "3005"]])
def test_presence_is_asked_by_what_the_module_knows(reader_process, without: list[str]) -> None:
    with reader_process(*(f"--without={code}" for code in without)) as simulator:
        reader = open_reader(str(simulator.port), 115200)
        simulator.lay()
        whole_read(reader)
        assert reader.still_there()
        simulator("lift")
        assert not reader.still_there()
        reader.close()


@given(st.binary(max_size=600), st.integers(2, 3))
def test_any_answer_to_a_read_is_cut_by_its_own_lengths_or_called_damaged(data: bytes, count: int) -> None:
    try:
        parts = _parts(Answer(0, 0, 0x90, data), count)
    except DamagedAnswer:
        return
    assert len(parts[0]) == 256
    assert b"".join(parts) == data[2 * count :]


@given(st.integers(0, 1024), st.integers(0, 1024))
def test_the_lengths_in_the_answer_are_believed_not_the_size_of_the_frame(photo: int, extra: int) -> None:
    head = (256).to_bytes(2, "big") + photo.to_bytes(2, "big")
    body = bytes(256) + b"\x01" * photo
    assert _parts(Answer(0, 0, 0x90, head + body), 2)[1] == b"\x01" * photo
    if extra:
        with pytest.raises(DamagedAnswer):
            _parts(Answer(0, 0, 0x90, head + body + bytes(extra)), 2)
