"""Ports by stable name, over folder trees like those of sysfs and udev."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.finding import (
    CLASSES,
    NoSuchPortError,
    WrongDeviceError,
    class_of,
    is_there,
    resolve,
    usb_devices,
)


def find(machine: Any, port: str, kind: str) -> str:
    """Resolve without the machine's own root in front."""
    return resolve(port, kind, machine.root).replace(str(machine.root), "")


def test_an_adapter_is_found_by_its_ids_whatever_its_number(machine: Any) -> None:
    machine.plug("1-1", "1a86:7523", ["ttyUSB0/tty/ttyUSB0"], serial="A")
    machine.plug("1-2", "10c4:ea60", ["ttyUSB7/tty/ttyUSB7"])
    assert find(machine, "usb:10C4:EA60", "id_card") == "/dev/ttyUSB7"
    assert find(machine, "usb:1a86:7523", "printer") == "/dev/ttyUSB0"
    assert find(machine, "usb:1a86:7523:A", "printer") == "/dev/ttyUSB0"


def test_a_cdc_scanner_behind_a_hub_is_found(machine: Any) -> None:
    machine.plug("1-1.4.2", "0c2e:0b6a", ["tty/ttyACM0"])
    assert find(machine, "usb:0c2e:0b6a", "code_reader") == "/dev/ttyACM0"


def test_of_two_of_a_make_the_serial_tells_which(machine: Any) -> None:
    machine.plug("1-1", "0c2e:0b6a", ["tty/ttyACM0"], serial="left")
    machine.plug("1-2", "0c2e:0b6a", ["tty/ttyACM1"], serial="right")
    assert find(machine, "usb:0c2e:0b6a:right", "code_reader") == "/dev/ttyACM1"
    with pytest.raises(WrongDeviceError, match="2 devices"):
        resolve("usb:0c2e:0b6a", "code_reader", machine.root)
    with pytest.raises(NoSuchPortError):
        resolve("usb:0c2e:0b6a:middle", "code_reader", machine.root)


def test_a_link_by_path_stays_the_name_and_is_there_only_while_it_is(machine: Any) -> None:
    machine.plug("1-1", "1a86:7523", ["ttyUSB0/tty/ttyUSB0"], by_path="pci-0000:00:14.0-usb-0:1:1.0-port0")
    name = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0"
    assert find(machine, name, "id_card") == name
    assert is_there(name, "id_card", machine.root)
    (machine.root / name.lstrip("/")).unlink()
    assert not is_there(name, "id_card", machine.root)
    with pytest.raises(NoSuchPortError):
        resolve(name, "id_card", machine.root)


def test_a_camera_s_name_that_leads_to_a_serial_port_is_refused(machine: Any) -> None:
    machine.plug("1-1", "1a86:7523", ["ttyUSB0/tty/ttyUSB0"])
    machine.plug("1-2", "1bcf:0b09", ["video4linux/video0"], by_path="pci-usb-0:2:1.0-video-index0")
    with pytest.raises(WrongDeviceError, match="class tty, not video4linux"):
        resolve("/dev/ttyUSB0", "document_camera", machine.root)
    for kind in ("id_card", "printer", "code_reader"):
        with pytest.raises(WrongDeviceError, match="class video4linux"):
            resolve("/dev/v4l/by-path/pci-usb-0:2:1.0-video-index0", kind, machine.root)
        assert not is_there("/dev/video0", kind, machine.root)


def test_ids_of_a_device_without_a_port_of_the_right_class_are_refused(machine: Any) -> None:
    machine.plug("1-2", "1bcf:0b09", ["video4linux/video0"])
    with pytest.raises(WrongDeviceError, match="1-2 has no port"):
        resolve("usb:1bcf:0b09", "code_reader", machine.root)
    assert find(machine, "usb:1bcf:0b09", "document_camera") == "/dev/video0"


def test_the_metadata_node_of_a_camera_is_no_camera(machine: Any) -> None:
    machine.plug("1-2", "1bcf:0b09", ["video4linux/video2", "video4linux/video3"])
    (machine.root / "sys/devices/pci0000:00/1-2/1-2:1.0/video4linux/video2/index").write_text("1\n")
    (machine.root / "sys/devices/pci0000:00/1-2/1-2:1.0/video4linux/video3/index").write_text("0\n")
    assert find(machine, "auto", "document_camera") == "/dev/video3"


def test_a_card_reader_without_a_port_is_driven_over_its_endpoints(machine: Any) -> None:
    machine.plug("1-3", "0400:c35a", serial="S1")
    assert find(machine, "auto", "id_card") == "usb:0400:c35a:S1"
    assert find(machine, "usb:0400:C35A", "id_card") == "usb:0400:c35a:S1"


def test_a_hid_reader_is_its_hidraw_node(machine: Any) -> None:
    machine.plug("1-3", "2b8b:2721", ["0003:2B8B:2721.0001/hidraw/hidraw2"])
    for name in ("auto", "hid:2b8b:2721", "usb:2b8b:2721"):
        assert find(machine, name, "id_card") == "hid:/dev/hidraw2"
    assert find(machine, "hid:/dev/hidraw2", "id_card") == "hid:/dev/hidraw2"
    machine.plug("1-4", "1a86:7523", ["ttyUSB0/tty/ttyUSB0"])
    with pytest.raises(WrongDeviceError):
        resolve("hid:/dev/ttyUSB0", "id_card", machine.root)


def test_a_usb_printer_is_driven_over_its_endpoints_and_its_node_by_name_alone(machine: Any) -> None:
    machine.plug("1-5", "04b8:0202", ["usbmisc/lp0"], interface_class="07")
    assert find(machine, "auto", "printer") == "usb:04b8:0202"
    assert find(machine, "/dev/usb/lp0", "printer") == "lp:/dev/usb/lp0"


def test_a_maker_s_other_devices_are_not_taken(machine: Any) -> None:
    machine.plug("1-1", "04b8:013a", interface_class="ff")  # a scanner of the printers' maker
    machine.plug("1-2", "0c2e:0200", ["0003:0C2E:0200.0001/hidraw/hidraw0"])  # a scanner that plays keyboard
    with pytest.raises(NoSuchPortError):
        resolve("auto", "printer", machine.root)
    with pytest.raises(NoSuchPortError):
        resolve("auto", "code_reader", machine.root)


def test_a_bridge_behind_which_anything_may_stand_is_never_taken_by_itself(machine: Any) -> None:
    for place, ids in enumerate(("1a86:7523", "10c4:ea60", "067b:2303", "0403:6001")):
        machine.plug(f"1-{place + 1}", ids, [f"ttyUSB{place}/tty/ttyUSB{place}"])
    for kind in CLASSES:
        with pytest.raises(NoSuchPortError):
            resolve("auto", kind, machine.root)


def test_two_known_devices_are_not_guessed_between(machine: Any) -> None:
    machine.plug("1-1", "0c2e:0b6a", ["tty/ttyACM0"])
    machine.plug("1-2", "05f9:4204", ["tty/ttyACM1"])
    with pytest.raises(WrongDeviceError, match="2 devices, at 1-1, 1-2"):
        resolve("auto", "code_reader", machine.root)


@pytest.mark.parametrize("port", ["tcp:192.0.2.7:9100", "file:/tmp/slip.bin"])
def test_what_is_no_device_file_is_taken_as_it_is(machine: Any, port: str) -> None:
    assert resolve(port, "printer", machine.root) == port
    assert is_there(port, "printer", machine.root)


@pytest.mark.parametrize("port", ["tcp:192.0.2.7:9100", "file:/slip.bin", "lp:/dev/usb/lp0", "", "/dev/\0"])
def test_a_name_of_another_kind_or_none_is_refused(machine: Any, port: str) -> None:
    for kind in ("id_card", "code_reader", "document_camera"):
        with pytest.raises(ValueError, match="port"):
            resolve(port, kind, machine.root)
        assert not is_there(port, kind, machine.root)


def test_a_path_that_the_kernel_lists_nowhere_is_taken_as_it_is(machine: Any) -> None:
    """A pseudo terminal, for one: the kernel keeps no class for it."""
    (machine.root / "dev/pts").mkdir()
    (machine.root / "dev/pts/3").touch()
    (machine.root / "dev/reader").symlink_to("pts/3")
    assert find(machine, "/dev/reader", "id_card") == "/dev/reader"
    assert class_of(machine.root / "dev/reader", machine.root) is None


@pytest.mark.parametrize("port", ["usb:", "usb:1a86", "usb:zzzz:0001", "hid:1a86:"])
def test_a_name_that_is_none_is_said(machine: Any, port: str) -> None:
    with pytest.raises(ValueError, match="VID:PID"):
        resolve(port, "id_card", machine.root)
    assert not is_there(port, "id_card", machine.root)


def test_a_device_that_goes_while_it_is_listed_is_passed_over(machine: Any) -> None:
    machine.plug("1-1", "0c2e:0b6a", ["tty/ttyACM0"])
    dangling = machine.root / "sys/bus/usb/devices/1-9"
    dangling.symlink_to("../../../devices/gone")
    assert [device.place for device in usb_devices(machine.root)] == ["1-1"]


def test_where_there_is_no_sysfs_nothing_is_found(tmp_path: Path) -> None:
    assert list(usb_devices(tmp_path)) == []
    with pytest.raises(NoSuchPortError):
        resolve("usb:1a86:7523", "id_card", tmp_path)


@given(st.text(max_size=40), st.sampled_from(sorted(CLASSES)))
def test_any_name_is_a_port_or_is_refused_in_a_known_way(port: str, kind: str) -> None:
    nowhere = Path("/nonexistent")
    try:
        resolve(port, kind, nowhere)
    except (OSError, ValueError):
        assert not is_there(port, kind, nowhere)
