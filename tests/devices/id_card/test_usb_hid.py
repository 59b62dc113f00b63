"""The reader over HID reports: a packet socket in the place of /dev/hidrawN."""

import os
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.commands import FIND
from devices.id_card.errors import DamagedAnswer, ReaderGone, ReaderSilent
from devices.id_card.line import SdtLine
from devices.id_card.reader import SdtReader
from devices.id_card.simulator.hid import HidReader
from devices.id_card.simulator.module import Module
from devices.id_card.transport.usb_hid import HidRaw, open_hid, report_number

CARD = {"card": {"name": "张 示例"}, "appended": ["示例市示例路2号"]}


@pytest.fixture
def device():
    reader = HidReader(Module())
    with reader as fd:
        reader.wire.behaviour.command("lay", CARD)
        host = SdtReader(SdtLine(HidRaw(fd)))
        yield reader, host
        host.close()


@pytest.mark.parametrize(("offset", "number"), [*((n, 0) for n in range(8)), (0, 1), (3, 2)])
def test_a_card_is_read_wherever_its_first_report_begins(offset: int, number: int) -> None:
    reader = HidReader(Module(), offset, number)
    with reader as fd:
        reader.wire.behaviour.command("lay", CARD)
        host = SdtReader(SdtLine(HidRaw(fd, number)))
        host.status()
        host.find()
        host.select()
        text, photo, _ = host.read()
        assert text.decode("utf-16-le").startswith("张 示例")
        assert len(photo) == 1024
        assert host.appended_addresses() == ("示例市示例路2号",)
        host.close()


def test_a_command_is_a_report_with_its_number_in_front_and_zeros_behind() -> None:
    host, wire = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    hid = HidRaw(host.detach())
    hid.send(FIND.frame)
    assert wire.recv(256) == b"\0" + FIND.frame + bytes(64 - len(FIND.frame))
    hid.send(bytes(range(100)))
    assert wire.recv(256) == b"\0" + bytes(range(64))
    assert wire.recv(256) == b"\0" + bytes(range(64, 100)) + bytes(28)
    hid.close()
    wire.close()


@pytest.mark.parametrize("kind", ["checksum", "truncate", "garbage", "length", "stale"])
def test_one_bad_answer_costs_nothing_but_a_second_question(device, kind: str) -> None:
    reader, host = device
    host.find()
    host.select()
    reader.wire.behaviour.command("fault", {"kind": kind, "command": "3001"})
    assert len(host.read()[0]) == 256


def test_damage_and_silence_are_told_apart_and_pass(device) -> None:
    reader, host = device
    reader.wire.behaviour.command("fault", {"kind": "checksum", "times": 2})
    with pytest.raises(DamagedAnswer):
        host.sam_id()
    reader.wire.behaviour.command("fault", {"kind": "silence"})
    with pytest.raises(ReaderSilent):
        host.status(first_byte=0.1)
    host.status()


def test_a_reader_pulled_in_the_middle_of_a_read_is_gone(device) -> None:
    reader, host = device
    host.find()
    host.select()
    reader.wire.behaviour.command("fault", {"kind": "unplug", "command": "3001", "after_bytes": 200})
    with pytest.raises(ReaderGone):
        host.read()
    with pytest.raises(ReaderGone):
        host.status()


def test_closing_twice_gives_back_one_descriptor_only() -> None:
    host, wire = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    hid = HidRaw(host.detach())
    hid.close()
    other = os.open("/dev/null", os.O_RDONLY)
    hid.close()
    os.fstat(other)
    os.close(other)
    wire.close()
    with pytest.raises(ReaderGone):
        hid.receive(0.0)


def test_no_such_device_is_a_reader_gone(tmp_path) -> None:
    with pytest.raises(ReaderGone, match="ENOENT"):
        open_hid(str(tmp_path / "hidraw0"))


def test_a_device_has_one_owner(tmp_path) -> None:
    node = tmp_path / "hidraw0"
    node.touch()
    first = open_hid(str(node))
    with pytest.raises(ReaderGone, match="EAGAIN"):
        open_hid(str(node))
    first.close()
    open_hid(str(node)).close()


def test_report_numbers_are_in_the_report_descriptor(tmp_path) -> None:
    # Usage page vendor, usage 1, collection; with and without Report ID 5; 64 bytes in and out.
    body = bytes.fromhex("150026ff00750895400901810209019102c0")
    assert report_number(bytes.fromhex("0600ff0901a101") + body) == 0
    assert report_number(bytes.fromhex("0600ff0901a1018505") + body) == 5
    # A long item is passed over, whatever it carries.
    assert report_number(bytes.fromhex("fe020085078505")) == 5
    folder = tmp_path / "hidraw7" / "device"
    folder.mkdir(parents=True)
    (folder / "report_descriptor").write_bytes(bytes.fromhex("0600ff0901a1018505") + body)
    node = tmp_path / "dev" / "hidraw7"
    node.parent.mkdir()
    node.touch()
    hid = open_hid(str(node), sys=tmp_path)
    hid.send(b"\x01")
    assert node.read_bytes()[:2] == b"\x05\x01"
    hid.close()


@given(st.binary(max_size=300))
def test_any_bytes_have_a_report_number_or_none(descriptor: bytes) -> None:
    assert 0 <= report_number(descriptor) <= 255
