"""What is plugged in is found by what the system says of it; nothing is opened."""

import threading
from pathlib import Path
from typing import Any

import pytest

from devices.discovery.look import look, within
from devices.discovery.places import named

LINK = "pci-0000:00:14.0-usb-0:3:1.0-port0"


def seen(machine: Any, *queues: str) -> dict[str, Any]:
    """Return what is found by its port, without the machine's own root in front."""
    found = look(machine.root, lambda: queues).found
    return {one.port.replace(str(machine.root), ""): one for one in found}


def test_ids_that_are_known_leave_no_doubt(machine: Any) -> None:
    machine.plug("1-1", "0c2e:0b61", ["tty/ttyACM0"], by_path=LINK, product="Voyager\x07 1250g")
    machine.plug("1-2", "04b8:0e15", interface_class="07", serial="X1")
    machine.plug("1-3", "1d6b:0002")
    found = seen(machine)
    assert set(found) == {f"/dev/serial/by-path/{LINK}", "usb:04b8:0e15:X1"}
    scanner, printer = found[f"/dev/serial/by-path/{LINK}"], found["usb:04b8:0e15:X1"]
    assert (scanner.kinds, scanner.sure, scanner.make, scanner.line) == (
        ("code_reader",), True, "Voyager 1250g", "",
    )  # fmt: skip
    assert (printer.kinds, printer.sure, printer.make) == (("printer",), True, "Epson TM")


def test_what_is_behind_a_bridge_is_not_known_and_may_be_asked(machine: Any) -> None:
    machine.plug("1-1", "1a86:7523", ["ttyUSB0/tty/ttyUSB0"], by_path=LINK)
    (one,) = seen(machine).values()
    assert (one.kinds, one.sure) == (("id_card", "printer", "code_reader"), False)
    assert Path(one.line) == machine.root / "dev/ttyUSB0"


def test_a_printer_of_unknown_make_is_offered_and_not_believed(machine: Any) -> None:
    machine.plug("1-1", "03f0:0c17", interface_class="07")
    (one,) = seen(machine).values()
    assert (one.port, one.kinds, one.sure, one.line) == ("usb:03f0:0c17", ("printer",), False, "")


def test_a_camera_is_found_once_by_its_picture(machine: Any) -> None:
    machine.plug("1-2", "32e4:9310", ["video4linux/video0"], by_path="pci-usb-0:2:1.0-video-index0")
    (one,) = seen(machine).values()
    assert (one.kinds, one.sure) == (("document_camera",), True)


def test_lines_of_the_board_are_those_that_the_board_has(machine: Any) -> None:
    for name, uart in (("ttyS0", "4"), ("ttyS1", "0")):
        folder = machine.root / "sys/class/tty" / name
        folder.mkdir(parents=True)
        (folder / "type").write_text(f"{uart}\n")
        (machine.root / "dev" / name).touch()
    assert set(seen(machine)) == {"/dev/ttyS0"}


def test_a_keypad_queues_and_sound_are_found(machine: Any) -> None:
    links = machine.root / "dev/input/by-path"
    links.mkdir(parents=True)
    names = ("pci-usb-0:4:1.0-event-kbd", "platform-i8042-serio-0-event-kbd", "pci-usb-0:5:1.0-event")
    for number, name in enumerate(names):
        (machine.root / f"dev/input/event{number}").touch()
        (links / name).symlink_to(f"../event{number}")
    (machine.root / "sys/class/sound/pcmC0D0p").mkdir(parents=True)
    found = seen(machine, "A4", "Office")
    assert {port: one.kinds for port, one in found.items()} == {
        "/dev/input/by-path/pci-usb-0:4:1.0-event-kbd": ("keypad",),
        "A4": ("page_printer",),
        "Office": ("page_printer",),
        "default": ("speech",),
    }


@pytest.mark.parametrize(
    ("kind", "port"),
    [
        ("printer", "auto"),
        ("printer", "usb:04b8:0e15"),
        ("code_reader", "usb:0c2e:0b61"),
        ("code_reader", "/dev/ttyACM0"),
        ("code_reader", f"/dev/serial/by-path/{LINK}"),
        ("page_printer", "A4"),
        ("speech", "plughw:1"),
    ],
)
def test_whatever_the_profile_calls_a_device_it_is_the_one_that_was_found(
    machine: Any, kind: str, port: str
) -> None:
    machine.plug("1-1", "0c2e:0b61", ["tty/ttyACM0"], by_path=LINK)
    machine.plug("1-2", "04b8:0e15", interface_class="07")
    (machine.root / "sys/class/sound/pcmC0D0p").mkdir(parents=True)
    around = look(machine.root, lambda: ("A4",))
    places = named(kind, port, around.queues, root=machine.root).places
    assert [one.kinds for one in around.found if one.places & places] == [(kind,)]


@pytest.mark.parametrize(
    ("kind", "port"),
    [("printer", "auto"), ("id_card", "/dev/ttyUSB9"), ("keypad", "usb:1:2"), ("page_printer", "A4"),
     ("speech", "default"), ("code_reader", "usb:")],
)  # fmt: skip
def test_what_is_not_plugged_in_is_nowhere(machine: Any, kind: str, port: str) -> None:
    assert named(kind, port, (), root=machine.root).places == frozenset()


def test_a_print_server_that_says_nothing_holds_nobody_up() -> None:
    never = threading.Event()

    def hangs() -> tuple[str, ...]:
        never.wait()
        return ("A4",)

    try:
        assert within(hangs, 0.05) == ()
    finally:
        never.set()
