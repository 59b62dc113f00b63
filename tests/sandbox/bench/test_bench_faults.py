"""Faults are set by name over HTTP, also while the device is at work."""

import threading
import time
from collections.abc import Callable

import pytest
import serial

from devices.id_card.errors import ReaderError, ReaderGone
from devices.id_card.reader import open_reader

DEVICES = ("id-card", "code-reader", "printer", "camera")


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


def names_set(faults: list[dict[str, object]]) -> set[object]:
    return {fault["name"] for fault in faults if fault["set"]}


@pytest.mark.parametrize("device", DEVICES)
def test_each_listed_fault_can_be_set_shows_and_is_cleared(bench, device: str) -> None:
    listed = bench.call("DELETE", f"/{device}/faults")
    assert names_set(listed) == set()
    assert len({fault["name"] for fault in listed}) == len(listed)
    for fault in listed:
        assert fault["about"]
        after = bench.call("POST", f"/{device}/faults", {"name": fault["name"]})
        assert fault["name"] in names_set(after), fault
        assert names_set(bench.call("DELETE", f"/{device}/faults/{fault['name']}")) == set(), fault


def test_several_faults_are_cleared_at_once(bench) -> None:
    for name in ("cover-open", "head-hot", "unplugged"):
        bench.call("POST", "/printer/faults", {"name": name})
    assert names_set(bench.call("GET", "/faults")["printer"]) == {"cover-open", "head-hot", "unplugged"}
    assert names_set(bench.call("DELETE", "/printer/faults")) == set()


def test_a_name_that_is_not_listed_is_refused(bench) -> None:
    assert "explode" in bench.call("POST", "/printer/faults", {"name": "explode"}, status=422)["error"]
    assert "explode" in bench.call("DELETE", "/id-card/faults/explode", status=422)["error"]
    bench.call("POST", "/printer/faults", {}, status=422)
    bench.call("GET", "/toaster/faults", status=404)


def test_the_members_of_a_fault_can_be_given(bench) -> None:
    bench.call("POST", "/id-card/faults", {"name": "checksum", "times": 2})
    assert "checksum" in names_set(bench.call("GET", "/id-card/faults"))
    assert "error" in bench.call(
        "POST", "/id-card/faults", {"name": "checksum", "times": "often"}, status=422
    )


def answers(port: str) -> bool:
    try:
        open_reader(port, 115200).close()
    except ReaderError:
        return False
    return True


def test_the_cable_is_pulled_while_a_read_is_on_its_way(bench) -> None:
    reader = open_reader(bench.devices["id_card"]["port"], 115200)
    bench.call("POST", "/id-card", {})
    bench.call("POST", "/id-card/faults", {"name": "slow", "seconds": 2.5})
    reader.find()
    reader.select()
    asked = bench.call("GET", "/state")["id_card"]["asked"]
    raised: list[BaseException] = []

    def read() -> None:
        try:
            reader.read()
        except ReaderGone as error:
            raised.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    wait_for(lambda: bench.call("GET", "/state")["id_card"]["asked"] > asked)
    bench.call("POST", "/id-card/faults", {"name": "unplugged"})
    reading.join(30)
    assert len(raised) == 1
    reader.close()
    bench.call("DELETE", "/id-card/faults")
    # The simulated module still sits out its slow answer.
    wait_for(lambda: answers(bench.devices["id_card"]["port"]))


def test_the_paper_ends_while_a_slip_is_printed_and_a_new_roll_lets_it_go_on(bench) -> None:
    def state() -> dict[str, object]:
        return bench.call("GET", "/state")["printer"]

    bench.call("POST", "/printer/faults", {"name": "slow"})
    before, slips = state()["lines"], state()["slips"]
    with serial.Serial(bench.devices["printer"]["port"], 115200, timeout=30) as port:
        port.write(b"\x1b@" + b"EXAMPLE\n" * 12 + b"\x1dV\x00")
        port.flush()
        wait_for(lambda: state()["lines"] > before)
        bench.call("POST", "/printer/faults", {"name": "paper-out"})
        port.reset_input_buffer()
        port.write(b"\x10\x04\x04")
        assert port.read(1)[0] & 0x60 == 0x60
        assert state()["slips"] == slips
        bench.call("DELETE", "/printer/faults")
        wait_for(lambda: state()["slips"] == slips + 1)
