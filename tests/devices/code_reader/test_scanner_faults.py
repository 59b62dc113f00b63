import contextlib
import queue
from typing import Any

import pytest

from devices.code_reader.codes import Code, Refused
from devices.code_reader.mrz import Mrz
from devices.code_reader.zone import Scanned
from devices.simulation import CommandError
from devices.status import DeviceStatus

PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10"
WHOLE = {"halves": None, "noSuffix": None, "slow": None}
REFUSED = {
    "overLong": "tooLong",
    "control": "controlCharacter",
    "garbage": "encoding",
    "wrongSpeed": "encoding",
}


def first_shown(at: Any, text: str) -> Scanned:
    """Show a code until it is taken: the reader's thread switches over a moment after it was asked to."""
    for _ in range(20):
        at("show", text=text)
        with contextlib.suppress(queue.Empty):
            return at.codes.get(timeout=0.5)
    raise AssertionError("never taken")


@pytest.mark.parametrize("kind", [*WHOLE, *REFUSED])
def test_after_a_fault_the_next_code_is_read(counter, kind: str) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    assert at("fault", kind=kind)["fault"] == kind
    at("show", text="示例-first")
    first = at.codes.get(timeout=30)
    if kind in WHOLE:
        assert first == Code("示例-first")
    else:
        assert isinstance(first, Refused)
        assert first.reason in (REFUSED[kind], "controlCharacter")
    at.wait_scanning(True)
    at("show", text="示例-second")
    found = at.codes.get(timeout=30)
    while isinstance(found, Refused):
        found = at.codes.get(timeout=30)
    assert found == Code("示例-second")


def test_a_cable_pulled_in_the_middle_gives_no_half_code(counter) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    at("fault", kind="unplug")
    at("show", text="x" * 2000)
    assert at.statuses.get(timeout=30) is DeviceStatus.NO_DEVICE
    at("plug")
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    at.wait_scanning(True)
    at("show", text="whole")
    assert at.codes.get(timeout=30) == Code("whole")
    assert at.codes.empty()


def test_a_reader_set_to_another_speed_hands_no_code_on(counter) -> None:
    at = counter("generic", speaks="generic-9600")
    at.service.start_reading()
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    assert isinstance(first_shown(at, "示例-0001"), Refused)


def test_an_unknown_fault_is_refused(counter) -> None:
    at = counter()
    with pytest.raises(CommandError, match="kind is one of"):
        at("fault", kind="fire")


def test_a_passport_read_line_by_line_is_one_zone(counter) -> None:
    at = counter()
    at.service.start_reading()
    at.wait_scanning(True)
    at("show", text=PASSPORT)
    zone = at.codes.get(timeout=30)
    assert isinstance(zone, Mrz)
    assert zone.surname == "ERIKSSON"


def test_a_reader_that_falls_back_after_a_code_is_switched_on_again(counter) -> None:
    at = counter("honeywell")
    at.service.start_reading()
    for number in range(3):
        at.wait_scanning(True)
        at("show", text=f"code {number}")
        assert at.codes.get(timeout=30) == Code(f"code {number}")
    at.service.stop_reading()
    at.wait_scanning(False)


def test_a_reader_that_is_always_on_tells_the_code_before_it_once(counter) -> None:
    at = counter("continuous")
    assert at.statuses.get(timeout=30) is DeviceStatus.ONLINE
    at.service.start_reading()
    assert first_shown(at, "same") == Code("same")
    for _ in range(5):
        at("show", text="same")
    at("show", text="other")
    assert at.codes.get(timeout=30) == Code("other")


def test_codes_are_never_logged(counter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    at = counter()
    at.service.start_reading()
    for kind in ("none", "control", "overLong"):
        at.wait_scanning(True)
        at("fault", kind=kind)
        at("show", text="secret-token")
        at.codes.get(timeout=30)
    assert "secret-token" not in caplog.text
    assert "controlCharacter" in caplog.text
