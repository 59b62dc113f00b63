"""Every way to a printer, with a simulated one behind it: network, USB, the kernel's device, a file."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.deadline import Deadline
from devices.printer.interface import (
    CutPaper,
    PrinterGone,
    PrinterUnproven,
    PrintLine,
    PrintOutcome,
    QrLine,
    TextLine,
)
from devices.printer.link import Link, LinkLost
from devices.printer.link_file import CharacterDeviceLink, FileLink
from devices.printer.link_tcp import TcpLink
from devices.printer.link_usb import UsbLink
from devices.printer.ports import Port, PortNameError, find, opener, parse_port, present
from devices.printer.printer import EscposPrinter
from devices.printer.profiles import PROFILES
from devices.printer.raster import Typeface
from devices.printer.simulator.machine import PrinterSimulator
from devices.printer.simulator.usb_backend import UsbBackend, UsbLine
from devices.printer.status import CANNOT_TELL
from devices.status import DeviceStatus, PaperStatus

SLIP: tuple[PrintLine, ...] = (
    TextLine("受理回执", size=2),
    *(TextLine(f"第 {n} 行：材料齐全。") for n in range(10)),
    QrLine("https://example.test/s/LINK"),
    CutPaper(),
)
P80 = PROFILES["generic-80"]
ANSWER = 2.0
VENDOR, PRODUCT = 0x0416, 0x5011


@pytest.mark.parametrize(
    ("name", "port"),
    [
        ("/dev/ttyS1", Port("serial", path="/dev/ttyS1")),
        ("/dev/serial/by-path/pci-0:1", Port("serial", path="/dev/serial/by-path/pci-0:1")),
        ("serial:/tmp/p", Port("serial", path="/tmp/p")),
        ("/dev/usb/lp0", Port("lp", path="/dev/usb/lp0")),
        ("lp:/tmp/p", Port("lp", path="/tmp/p")),
        ("file:/tmp/spool", Port("file", path="/tmp/spool")),
        ("tcp:printer.example:9101", Port("tcp", host="printer.example", number=9101)),
        ("tcp:192.0.2.7", Port("tcp", host="192.0.2.7", number=9100)),
        ("tcp:[2001:db8::7]:9100", Port("tcp", host="2001:db8::7", number=9100)),
        ("usb:0416:5011", Port("usb", vendor=0x0416, product=0x5011)),
        ("usb:0DD4:01a8:SN:7", Port("usb", vendor=0x0DD4, product=0x01A8, serial="SN:7")),
    ],
)
def test_a_port_by_its_name(name: str, port: Port) -> None:
    assert parse_port(name) == port


@pytest.mark.parametrize(
    "name", ["", "COM1", "tcp:", "tcp:h:0", "tcp:h:70000", "tcp:h:x", "usb:1:2", "usb:zzzz:0000", "file:"]
)
def test_what_is_no_port_is_refused_by_name(name: str, typeface: Typeface) -> None:
    with pytest.raises(PortNameError):
        parse_port(name)
    with pytest.raises(PortNameError):
        opener(name, P80, typeface)


def test_a_port_that_is_not_there_is_not_present_and_not_found(tmp_path: Path) -> None:
    assert not present(str(tmp_path / "tty"))
    assert not present("usb:ffff:fffe")
    with pytest.raises(OSError):
        find("usb:ffff:fffe")
    (tmp_path / "tty").touch()
    assert present(str(tmp_path / "tty"))
    assert present("tcp:192.0.2.1")
    assert present("file:/nowhere")


# ---- network ------------------------------------------------------------------------------------


def test_a_slip_over_the_network_is_printed_and_proven(networked, typeface: Typeface) -> None:
    printer = opener(networked.name, P80, typeface, ANSWER)()
    try:
        printer.print_lines(SLIP, Deadline(20))
        assert networked("state")["slips"] == 1
        networked("cover", open=True)
        assert printer.status().cover_open
    finally:
        printer.close()


def test_a_network_cable_pulled_in_the_middle_leaves_the_slip_unknown(networked, typeface: Typeface) -> None:
    networked("slow", line_ms=20)
    networked("set_fault", name="unplugged-in-slip")
    printer = opener(networked.name, P80, typeface, ANSWER)()
    try:
        with pytest.raises(PrinterGone) as gone:
            printer.print_lines(SLIP, Deadline(20))
        assert gone.value.outcome is PrintOutcome.UNKNOWN
    finally:
        printer.close()
    with pytest.raises(PrinterGone):
        opener(networked.name, P80, typeface)()
    networked("plug")
    again = opener(networked.name, P80, typeface, ANSWER)()
    assert again.status().paper is PaperStatus.FULL
    again.close()


def test_a_printer_that_takes_nothing_is_lost_and_does_not_hold_the_thread(monkeypatch) -> None:
    monkeypatch.setattr("devices.printer.link_tcp.WRITE_PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        link = TcpLink("127.0.0.1", deaf.getsockname()[1])
        with pytest.raises(LinkLost):
            for _ in range(1000):
                link.write(bytes(1 << 20))
        link.close()


# ---- USB ----------------------------------------------------------------------------------------


class Bus:
    """A simulated printer on a simulated bus."""

    def __init__(self, folder: Path, fonts: Path, interface_class: int = 7) -> None:
        self.line = UsbLine()
        self.out = folder / "out"
        self.printer = PrinterSimulator(folder / "x", folder / "c", self.out, fonts, line=self.line)
        self.backend = UsbBackend(self.printer, VENDOR, PRODUCT, interface_class)

    def link(self, serial: str = "") -> UsbLink:
        return UsbLink(VENDOR, PRODUCT, serial, backend=self.backend)


@pytest.fixture
def bus(tmp_path: Path, typeface: Typeface) -> Bus:
    return Bus(tmp_path, typeface.regular.parent)


def test_a_slip_over_usb_is_printed_and_proven(bus: Bus, typeface: Typeface) -> None:
    printer = EscposPrinter(bus.link("SN0001"), P80, typeface, ANSWER)
    assert not bus.backend.kernel_driver
    printer.print_lines(SLIP, Deadline(20))
    assert printer.status().paper is PaperStatus.FULL
    assert "第 7 行".encode("gbk") in (bus.out / "slip.bin").read_bytes()
    printer.close()
    assert bus.backend.kernel_driver, "the kernel has its printer back"
    assert bus.backend.claimed == set()


def test_usb_pulled_out_is_a_printer_gone(bus: Bus, typeface: Typeface) -> None:
    printer = EscposPrinter(bus.link(), P80, typeface, ANSWER)
    bus.printer.command("unplug_after", {"lines": 3})
    with pytest.raises(PrinterGone) as gone:
        printer.print_lines(SLIP, Deadline(20))
    assert gone.value.outcome is PrintOutcome.UNKNOWN
    printer.close()
    with pytest.raises(LinkLost):
        bus.link()


def test_another_serial_number_or_another_class_is_not_taken(bus: Bus, tmp_path: Path, typeface) -> None:
    with pytest.raises(LinkLost):
        bus.link("SN0002")
    with pytest.raises(LinkLost):
        Bus(tmp_path, typeface.regular.parent, interface_class=3).link()


def test_silence_over_usb_is_silence(bus: Bus) -> None:
    link = bus.link()
    assert link.read(0.01) == b""
    assert link.read(0) == b""


# ---- the kernel's printer device, and files -------------------------------------------------------


def test_a_character_device_carries_both_ways(simulated, typeface: Typeface) -> None:
    # A pty is one, with the simulator behind it; usblp behaves alike.
    printer = opener(f"lp:{simulated.port}", P80, typeface, ANSWER)()
    try:
        slips = simulated("state")["slips"]
        printer.print_lines(SLIP, Deadline(20))
        assert simulated("state")["slips"] == slips + 1
        simulated("unplug")
        with pytest.raises(PrinterGone):
            printer.status()
    finally:
        printer.close()


def test_a_file_cannot_tell_and_nothing_on_it_is_proven(tmp_path: Path, typeface: Typeface) -> None:
    printer = opener(f"file:{tmp_path / 'spool'}", P80, typeface)()
    try:
        status = printer.status()
        assert status == CANNOT_TELL
        assert (status.paper, status.media, status.device) == (None, None, DeviceStatus.ONLINE)
        assert status.can_print
        with pytest.raises(PrinterUnproven) as caught:
            printer.print_lines(SLIP, Deadline(20))
        assert caught.value.outcome is PrintOutcome.UNKNOWN
    finally:
        printer.close()
    assert (tmp_path / "spool").read_bytes().endswith(b"\x1dV\x01")


def test_a_file_that_was_taken_away_is_lost(tmp_path: Path) -> None:
    link = FileLink(str(tmp_path / "spool"))
    assert link.read(0) == b""
    (tmp_path / "spool").unlink()
    with pytest.raises(LinkLost):
        link.read(0)
    link.close()
    link.close()


@pytest.fixture
def full_pipe(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path
    os.close(reader)


def test_a_device_that_takes_nothing_more_is_lost(full_pipe: Path, monkeypatch) -> None:
    monkeypatch.setattr("devices.printer.link_file.WRITE_PATIENCE", 0.05)
    link = FileLink(str(full_pipe))
    with pytest.raises(LinkLost):
        link.write(bytes(1 << 20))
    link.close()


@pytest.mark.parametrize("kind", [FileLink, CharacterDeviceLink])
def test_a_folder_is_no_printer(kind: type[Link], tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        kind(str(tmp_path))


def test_a_slow_printer_gets_everything_in_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    got = bytearray()
    done = threading.Event()

    def read() -> None:
        while not done.is_set() or len(got) < 300_000:
            try:
                got.extend(os.read(reader, 4096))
            except BlockingIOError:
                done.wait(0.001)

    thread = threading.Thread(target=read)
    link = FileLink(str(path))
    thread.start()
    link.write(bytes(300_000))
    done.set()
    thread.join(30)
    link.close()
    os.close(reader)
    assert len(got) == 300_000
