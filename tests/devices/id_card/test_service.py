"""Journeys of a card on a real pty, through the service and the supervisor."""

import base64
import json
import logging
import time

import pytest

from devices.id_card.line import SdtLine
from devices.id_card.messages import CardFault, CardPresented, CardReading, CardRemoved
from devices.id_card.options import Options
from devices.id_card.reader import SdtReader, open_reader
from devices.id_card.service import IdCardService
from devices.id_card.simulator.bulk import UsbReader, one_pipe, two_pipes
from devices.id_card.simulator.module import Module
from devices.id_card.transport.usb_bulk import opener
from devices.status import PORT_BUSY, DeviceStatus, MediaStatus, Mender
from devices.supervisor import Supervisor


def present(desk) -> CardPresented:
    assert desk.next() == CardReading()
    message = desk.next()
    assert isinstance(message, CardPresented)
    return message


@pytest.mark.parametrize("firmware", [(), ("--hides-read-card",), ("--without=3003", "--without=3005")])
def test_a_card_is_read_once_while_it_lies_there_and_again_when_put_back(desk, firmware) -> None:
    at = desk(*firmware)
    at.service.start_reading()
    at.reader.lay()
    reading = present(at).reading
    assert reading.card.name == "张 示例"
    assert at.service.card_lying
    assert at.nothing_comes()
    at.reader("lift")
    assert at.next() == CardRemoved()
    assert not at.service.card_lying
    at.reader.lay()
    assert present(at).reading.card.name == "张 示例"


def test_nothing_is_read_before_reading_is_wanted(desk) -> None:
    at = desk()
    at.reader.lay()
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)
    assert at.reader("state")["reads"] == 0
    at.service.start_reading()
    present(at)


def test_a_forgotten_card_is_watched_but_never_becomes_the_next_visitors(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    present(at)
    at.service.stop_reading()
    at.service.wipe()
    assert at.service.card_lying
    at.service.start_reading()
    assert at.nothing_comes()
    at.reader("lift")
    assert at.next() == CardRemoved()


def test_the_card_that_lies_there_is_read_once_more_on_demand(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    first = present(at).reading
    at.service.start_reading(again=True)
    assert present(at).reading is not first
    assert first.wiped
    assert at.nothing_comes()


def test_another_card_in_place_of_the_first_is_a_removal_and_a_card(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    present(at)
    at.reader("lift")
    at.reader.lay(name="王测试")
    assert at.next() == CardRemoved()
    assert present(at).reading.card.name == "王测试"


def test_card_lifted_during_read_asks_to_place_it_again_and_then_reads(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", kind="lift")
    at.reader.lay()
    assert at.next() == CardReading()
    assert at.next() == CardFault("moved")
    assert at.next() == CardRemoved()
    at.reader.lay()
    present(at)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "sw3", "sw3": "33", "command": "3001"}, "damaged"),
        ({"kind": "sw3", "sw3": "40", "command": "2002"}, "wrong_card"),
        ({"kind": "checksum", "command": "2002"}, "unreadable"),
        ({"kind": "sw3", "sw3": "41", "command": "3001"}, "moved"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_once_and_read_when_it_is_well(desk, fault, code: str) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", times=0, **fault)
    at.reader.lay()
    assert at.next() == CardReading()
    assert at.next() == CardFault(code)
    assert at.nothing_comes(12)
    at.reader("clear")
    message = at.next()
    assert isinstance(message, CardPresented)


def test_a_card_that_was_never_read_is_followed_until_it_is_lifted(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", kind="sw3", sw3="33", command="3001", times=0)
    at.reader.lay()
    assert [at.next(), at.next()] == [CardReading(), CardFault("damaged")]
    at.service.stop_reading()
    assert at.nothing_comes()
    at.reader("lift")
    assert at.next() == CardRemoved()


def test_one_bad_answer_is_not_worth_a_word(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", kind="sw3", sw3="41", command="3001")
    at.reader.lay()
    present(at)


def test_a_reader_pulled_out_is_missing_and_comes_back(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    present(at)
    pulled = time.monotonic()
    at.reader("unplug")
    missing = at.next_status(lambda status: status.device is DeviceStatus.NO_DEVICE)
    assert time.monotonic() - pulled < 10
    assert missing.fault is not None
    assert missing.fault.who is Mender.MAINTENANCE
    assert at.next() == CardRemoved(certain=False)
    plugged = time.monotonic()
    at.reader("plug")
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)
    assert time.monotonic() - plugged < 20
    present(at)


def test_a_reader_pulled_out_during_a_read_says_so_to_who_waits(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", kind="unplug", after_bytes=400, command="3001")
    at.reader.lay()
    assert at.next() == CardReading()
    assert at.next() == CardFault("unreadable")
    assert at.next() == CardRemoved(certain=False)


def test_a_module_without_authorisation_is_for_the_engineer_and_recovers_by_itself(desk) -> None:
    at = desk()
    at.reader("fault", kind="sw3", sw3="66", times=0)
    at.service.start_reading()
    status = at.next_status(lambda status: status.device is DeviceStatus.HARDWARE_ERROR)
    assert status.fault is not None
    assert (status.fault.code, status.fault.who) == ("readerNotAuthorised", Mender.MAINTENANCE)
    at.reader("clear")
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)


def test_an_unknown_error_is_reset_and_the_card_read(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader("fault", kind="sw3", sw3="24", command="3001")
    at.reader.lay()
    present(at)


def test_a_reader_that_falls_silent_is_missing_and_comes_back(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)
    at.reader("fault", kind="silence", times=0)
    at.next_status(lambda status: status.device is DeviceStatus.NO_DEVICE)
    at.reader("clear")
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)


@pytest.mark.parametrize("pipes", [two_pipes, one_pipe])
def test_the_service_works_over_usb_and_a_pulled_plug_is_missed(pipes, tmp_path, queues) -> None:
    port = tmp_path / "stands-for-the-device"
    port.touch()
    messages, statuses, next_of = queues
    with UsbReader(Module(), pipes()) as bus:
        bus.wire.behaviour.command("lay", {"card": {"name": "张 示例"}})
        service = IdCardService(
            Options(str(port)),
            messages.put,
            poll=0.02,
            open_reader=lambda _port, _baud: SdtReader(SdtLine(opener(0x0400, 0xC35A, None, bus)())),
        )
        supervisor = Supervisor(lambda _name, status: statuses.put(status))
        supervisor.add("id_card", service.plan())
        service.start_reading()
        supervisor.start()
        assert (
            next_of(messages, lambda message: isinstance(message, CardPresented)).reading.card.name
            == "张 示例"
        )
        next_of(statuses, lambda status: status.media is MediaStatus.PRESENT)
        bus.unplug()
        next_of(statuses, lambda status: status.device is DeviceStatus.NO_DEVICE)
        assert next_of(messages, lambda _: True) == CardRemoved(certain=False)
        assert supervisor.stop(30) == ()


def test_a_module_whose_line_speed_changed_is_found_again_by_probing(desk) -> None:
    at = desk(baud=None)
    at.service.start_reading()
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)
    at.reader("set_fault", name="wrong-speed")
    at.next_status(lambda status: status.device is DeviceStatus.NO_DEVICE)
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)
    at.reader.lay()
    present(at)


def test_a_reader_in_other_hands_is_busy_and_taken_when_it_is_free(start_reader, desk_on) -> None:
    reader = start_reader()
    other = open_reader(str(reader.port), 115200)
    at = desk_on(reader)
    at.next_status(lambda status: status == PORT_BUSY)
    other.close()
    at.supervisor.nudge("id_card")
    at.next_status(lambda status: status.device is DeviceStatus.ONLINE)


def test_status_says_that_a_card_lies_there(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    at.next_status(lambda status: status.media is MediaStatus.PRESENT)
    at.reader("lift")
    at.next_status(lambda status: status.media is MediaStatus.NOT_PRESENT)


def test_the_proof_is_what_the_contract_asks_and_wiping_ends_it(desk) -> None:
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    reading = present(at).reading
    told = json.loads(base64.urlsafe_b64decode(reading.proof()))
    assert set(told) == {"samId", "text", "readAt"}
    assert base64.b64decode(told["text"]) == bytes(reading.text)
    assert told["samId"] == "05.01-20111119-0012345678-0123456789"
    at.service.wipe()
    assert reading.wiped
    assert (reading.text, reading.photo) == (b"", b"")
    with pytest.raises(ValueError, match="wiped"):
        reading.proof()


def test_logs_carry_nothing_of_the_card(desk, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    at = desk()
    at.service.start_reading()
    at.reader.lay()
    reading = present(at).reading
    at.reader("lift")
    at.next()
    said = caplog.text + repr(reading)
    assert "reader module 05.01" in said
    for secret in ("张", "00000019900101019X", "示例市"):
        assert secret not in said
