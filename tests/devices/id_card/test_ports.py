import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.errors import ReaderGone
from devices.id_card.options import OptionError, Options
from devices.id_card.reader import open_reader
from devices.id_card.transport.ports import PortError, parse_port


@pytest.mark.parametrize(
    ("name", "has_speed"),
    [
        ("/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", True),
        ("usb:0400:c35a", False),
        ("usb:0400:C35A:A1 B2", False),
        ("hid:/dev/hidraw0", False),
    ],
)
def test_a_name_says_which_wire(name: str, has_speed: bool) -> None:
    assert parse_port(name).has_speed is has_speed


@pytest.mark.parametrize(
    "name", ["", "usb:", "usb:400:c35a", "usb:0400:c35g", "usb:0400:c35a:", "hid:", "hid:hidraw0", "a\0b"]
)
def test_a_malformed_name_is_refused_before_anything_is_opened(name: str) -> None:
    with pytest.raises(PortError):
        parse_port(name)
    with pytest.raises(ValueError, match="port"):
        open_reader(name)


@given(st.text(max_size=60))
def test_any_name_is_a_port_or_refused(name: str) -> None:
    try:
        port = parse_port(name)
    except PortError:
        return
    assert port.name == name


@pytest.mark.parametrize("name", ["/nowhere/reader", "usb:ffff:fffe:nobody", "hid:/nowhere/hidraw0"])
def test_what_is_not_plugged_in_is_gone(name: str) -> None:
    with pytest.raises(ReaderGone):
        open_reader(name)


def test_options_of_a_profile_are_taken_or_refused_by_name() -> None:
    assert Options.of("p", {}) == Options.of("p", {"baud": "auto"}) == Options("p")
    told = {"baud": 9600, "rf_bytes": 80, "fingerprints": True, "photo_decoder": "vendor"}
    assert Options.of("p", told) == Options("p", 9600, 80, True, False, "vendor")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("baud", value) for value in (300, "9600", True, 9600.0)),
        *(("rf_bytes", value) for value in (0, 256, "80")),
        *(("fingerprints", 1), ("photo_decoder", ""), ("speed", 9600), ("port", "q")),
    ],
)
def test_an_option_that_means_nothing_is_refused(name: str, value: object) -> None:
    with pytest.raises(OptionError, match=name):
        Options.of("p", {name: value})
