"""The reader over bulk pipes: the real pyusb on a bus of our own with one reader on it."""

import pytest
import usb.core

from devices.id_card.errors import CardMoved, DamagedAnswer, DamagedCard, NoCard, ReaderGone, ReaderSilent
from devices.id_card.line import SdtLine
from devices.id_card.reader import SdtReader
from devices.id_card.simulator.bulk import Endpoints, UsbReader, one_pipe, two_pipes
from devices.id_card.simulator.module import Module
from devices.id_card.transport.usb_bulk import Pipes, UsbBulk, find_device, opener

CARD = {"card": {"name": "张 示例", "number": "00000019900101019X"}, "appended": ["示例市示例路2号"]}


@pytest.fixture(params=[two_pipes, one_pipe])
def bus(request):
    with UsbReader(Module(), request.param()) as backend:
        yield backend


def reader_on(backend: UsbReader) -> SdtReader:
    return SdtReader(SdtLine(opener(0x0400, 0xC35A, None, backend)()))


def read_whole(reader: SdtReader) -> tuple[bytes, bytes, bytes]:
    reader.find()
    reader.select()
    return reader.read(fingerprints=True)


def test_a_card_is_read_over_either_arrangement_of_pipes(bus) -> None:
    bus.wire.behaviour.command("lay", {**CARD, "fingerprints": "BwcH"})
    reader = reader_on(bus)
    assert reader.baud is None
    reader.status()
    assert reader.sam_id().startswith("05.01-")
    text, photo, prints = read_whole(reader)
    assert text.decode("utf-16-le").startswith("张 示例")
    assert (len(photo), prints) == (1024, b"\x07\x07\x07")
    assert reader.appended_addresses() == ("示例市示例路2号",)
    assert reader.still_there()
    bus.wire.behaviour.command("lift", {})
    assert not reader.still_there()
    reader.close()
    assert bus.claimed == set()


def test_head_and_rest_of_a_command_go_out_on_their_own_pipes() -> None:
    with UsbReader(Module(), two_pipes()) as bus:
        reader = reader_on(bus)
        reader.status()
        reader.set_rf_bytes()
        assert bus.transfers == [(0x02, 7), (0x06, 3), (0x02, 7), (0x06, 4)]
        reader.close()


def test_a_whole_command_goes_out_on_the_one_pipe() -> None:
    with UsbReader(Module(), one_pipe()) as bus:
        reader = reader_on(bus)
        reader.status()
        assert bus.transfers == [(0x02, 10)]
        reader.close()


@pytest.mark.parametrize("kind", ["checksum", "truncate", "garbage", "halves", "length", "stale"])
def test_one_bad_answer_costs_nothing_but_a_second_question(bus, kind: str) -> None:
    bus.wire.behaviour.command("lay", CARD)
    reader = reader_on(bus)
    reader.find()
    reader.select()
    bus.wire.behaviour.command("fault", {"kind": kind, "command": "3001", "seconds": 0.05})
    assert len(reader.read()[0]) == 256
    reader.close()


def test_bad_answers_again_and_again_are_damaged_and_the_next_good_one_is_taken(bus) -> None:
    reader = reader_on(bus)
    bus.wire.behaviour.command("fault", {"kind": "truncate", "times": 2})
    with pytest.raises(DamagedAnswer):
        reader.sam_id()
    assert reader.sam_id().startswith("05.01-")
    reader.close()


def test_silence_and_a_late_answer_do_not_shift_the_answers_behind_them(bus) -> None:
    bus.wire.behaviour.command("lay", CARD)
    reader = reader_on(bus)
    bus.wire.behaviour.command("fault", {"kind": "slow", "command": "11ff", "seconds": 0.4})
    with pytest.raises(ReaderSilent):
        reader.status(first_byte=0.1)
    assert reader.sam_id().startswith("05.01-")
    assert len(read_whole(reader)[0]) == 256
    reader.close()


@pytest.mark.parametrize(("sw3", "error"), [("41", CardMoved), ("33", DamagedCard), ("80", NoCard)])
def test_codes_mean_the_same_on_this_wire(bus, sw3: str, error: type[Exception]) -> None:
    reader = reader_on(bus)
    bus.wire.behaviour.command("fault", {"kind": "sw3", "sw3": sw3, "sw12": "6a82"})
    with pytest.raises(error, match=f"6a 82 {sw3}"):
        reader.find()
    reader.close()


def test_a_reader_pulled_in_the_middle_of_a_read_is_gone(bus) -> None:
    bus.wire.behaviour.command("lay", CARD)
    reader = reader_on(bus)
    reader.find()
    reader.select()
    bus.wire.behaviour.command("fault", {"kind": "unplug", "command": "3001", "after_bytes": 100})
    with pytest.raises(ReaderGone, match="ENODEV"):
        reader.read()
    with pytest.raises(ReaderGone):
        reader.status()
    reader.close()
    with pytest.raises(ReaderGone, match="no such"):
        reader_on(bus)


def test_a_halted_pipe_is_cleared_and_the_question_is_asked_again_later(bus) -> None:
    reader = reader_on(bus)
    bus.halt(bus.endpoints.into()[0])
    reader.status()
    reader.close()


def test_a_reader_that_nothing_has_configured_is_configured() -> None:
    with UsbReader(Module(), two_pipes(), configured=False) as bus:
        reader = reader_on(bus)
        reader.status()
        reader.close()


def test_a_kernel_driver_gives_way() -> None:
    with UsbReader(Module(), two_pipes()) as bus:
        bus.kernel_driver = True
        reader = reader_on(bus)
        assert not bus.kernel_driver
        reader.close()


def test_a_reader_in_other_hands_is_busy() -> None:
    with (
        UsbReader(Module(), two_pipes(), taken=True) as bus,
        pytest.raises(ReaderGone, match="EBUSY") as caught,
    ):
        reader_on(bus)
    assert isinstance(caught.value.__cause__, usb.core.USBError)


@pytest.mark.parametrize(
    "endpoints", [(), ((0x81, 2),), ((0x81, 3), (0x02, 3)), ((0x01, 2), (0x02, 2), (0x03, 2), (0x81, 2))]
)
def test_a_device_without_such_pipes_is_no_reader(endpoints) -> None:
    with (
        UsbReader(Module(), Endpoints(all=endpoints)) as bus,
        pytest.raises(ReaderGone, match="not the pipes"),
    ):
        reader_on(bus)


def test_pipes_are_told_by_descriptors_whatever_their_order() -> None:
    assert Pipes.of([0x85, 0x06, 0x81, 0x02]) == Pipes((0x02, 0x06), (0x81, 0x85))
    assert Pipes.of([0x81, 0x02, 0x06]) == Pipes((0x02, 0x06), (0x81,))


def test_the_reader_is_chosen_by_ids_and_serial_number() -> None:
    with UsbReader(Module(), two_pipes()) as bus:
        assert find_device(0x0400, 0xC35A, None, bus) is not None
        assert find_device(0x0400, 0xC35A, "EXAMPLE1", bus) is not None
        assert find_device(0x0400, 0xC35A, "EXAMPLE2", bus) is None
        assert find_device(0x0400, 0xC35B, None, bus) is None


def test_noise_on_the_head_pipe_promises_no_rest() -> None:
    with UsbReader(Module(), two_pipes()) as bus:
        pipe = UsbBulk(find_device(0x0400, 0xC35A, None, bus))
        bus.wire.behaviour.command("fault", {"kind": "babble", "seconds": 0.1})
        pipe.send(bytes.fromhex("aaaaaa9669000311ffed"))
        assert pipe.receive(5.0) == b"\x00\xaa\xaa\x96\x00\xff\xaa"
        # The noise behind it waits on the other pipe; it is no rest of anything, and is thrown away.
        assert pipe.receive(0.01) == b""
        pipe.discard()
        pipe.close()
